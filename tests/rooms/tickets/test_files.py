"""Photos and papers on tickets."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from baoxiu.core.errors import KeyUsedDifferently, NotFound, Refusal
from baoxiu.journal import queries as journal
from baoxiu.tickets import actions, queries
from baoxiu.tickets.actions import TooManyFiles, files
from pictures import PNG
from procedures.house import House, Order

AT = "2026-03-02 09:05"


@pytest.fixture
def order(lenovo: House, tmp_path: Path, settings: Settings) -> Order:
    settings.FILES = tmp_path
    return lenovo.report(at="2026-03-02 09:00")


def add(order: Order, content: bytes = PNG, name: str = "漏水.png", *, by: str = "coordinator", key: str | None = None) -> None:
    house = order.house
    actions.add_file(order.number, [content], name, by=house.actor(by), at=house.at(AT), purpose="photo", key=key)


def test_a_file_is_kept_with_the_ticket_and_the_timeline_says_so(order: Order) -> None:
    add(order, name="../../etc/漏水.png")

    (kept,) = queries.files_of(order.row)
    assert (kept.name, kept.purpose, kept.file.media_type, kept.added_by) == (
        "漏水.png",
        "photo",
        "image/png",
        order.house.people["coordinator"],
    )
    event = order.events[-1]
    assert (event.type, event.data["form"]["hash"]) == ("FileAdded", kept.file.hash)
    assert (order.state, order.row.version) == ("dispatched", 2)
    assert journal.find_tampering() == []


def test_the_same_file_twice_is_one(order: Order) -> None:
    add(order)
    add(order)

    assert queries.files_of(order.row).count() == 1
    assert len(order.events) == 2


def test_a_key_used_for_another_file_is_refused(order: Order) -> None:
    add(order, key="f1")
    add(order, key="f1")

    with pytest.raises(KeyUsedDifferently):
        add(order, PNG + b"\0", key="f1")
    assert queries.files_of(order.row).count() == 1


def test_what_is_too_large_of_a_strange_type_or_empty_is_refused(order: Order, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 200
    for content in (PNG + b"\0" * 500, b"MZ\x90\0 a program", b""):
        with pytest.raises(Refusal):
            add(order, content)

    assert not queries.files_of(order.row).exists()
    assert len(order.events) == 1


def test_whoever_does_not_see_the_ticket_adds_nothing(order: Order) -> None:
    stranger = House("ailifengshe-hotline").actor("hotline")

    with pytest.raises(NotFound):
        actions.add_file(order.number, [PNG], "x.png", by=stranger, at=order.house.at(AT))


def test_there_is_an_end_to_it(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 1)
    add(order)

    with pytest.raises(TooManyFiles):
        add(order, PNG + b"\0")


def test_a_file_added_after_the_end_leaves_the_end_as_it_was(order: Order) -> None:
    order.run("download", by="coordinator", at="2026-03-02 09:01")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:02")
    form = {"fault_kind": "software", "promise_type": "within_promise", "promise_reason": "software"}
    order.run("solve_by_phone", form, by="coordinator", at="2026-03-02 09:03")
    closed_at = order.row.closed_at

    add(order)

    assert (order.final, order.row.closed_at) == ("done", closed_at)
