"""Tickets as they stood: folded from events alone, they are what their rows say now, and what they were at any instant before."""

from __future__ import annotations

from uuid import UUID

import pytest

from baoxiu.core.engine.facts import UnitFacts
from baoxiu.tickets import queries
from baoxiu.tickets.models import Ticket
from procedures.settling import rung, solved
from procedures.stage import Order, Stage


@pytest.fixture
def lenovo(db: None) -> Stage:
    """Lenovo's stations."""
    return Stage("lenovo-unified-repair")


def at(lenovo: Stage, order: Order, when: str) -> queries.Stood | None:
    return next(iter(queries.stood([UUID(order.id)], lenovo.at(when))), None)


def test_folded_to_the_end_every_ticket_is_as_its_row_says(lenovo: Stage) -> None:
    rung(solved(lenovo, parts=True))
    solved(lenovo, at="13:30")
    lenovo.downloaded(at="2026-03-02 09:00").run("log_attempt", {"outcome": "wrong_number"}, by="coordinator", at="2026-03-02 09:20")
    rows = {str(row.pk): row for row in Ticket.objects.all()}

    folded = {one.facts.id: one for one in queries.stood([UUID(id_) for id_ in rows], lenovo.at("2027-01-01 00:00"))}

    assert folded.keys() == rows.keys()
    for id_, row in rows.items():
        facts = folded[id_].facts
        assert (facts.number, facts.state, facts.mode or "", dict(facts.fields)) == (row.number, row.state, row.mode, row.fields)
        assert (facts.kind, facts.opened_at, list(facts.flags), facts.unit.id) == (row.kind, row.opened_at, row.flags, row.unit_id)


def test_linked_tickets_are_as_they_stood_too(lenovo: Stage) -> None:
    order = rung(solved(lenovo), at="2026-03-05 10:00")

    before, after = at(lenovo, order, "2026-03-05 10:00"), at(lenovo, order, "2026-03-05 10:01")

    assert before is not None and after is not None
    assert [(link.procedure, link.state, link.final) for link in before.facts.links] == [("call-back", "due", None)]
    assert [(link.procedure, link.state, link.final) for link in after.facts.links] == [("call-back", "confirmed", "done")]
    assert (before.facts.state, after.facts.state) == ("solved", "called_back")


def test_what_is_recorded_at_the_instant_itself_is_later(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")

    assert at(lenovo, order, "2026-03-02 09:00") is None
    stood = at(lenovo, order, "2026-03-02 09:01")
    assert stood is not None and stood.since(["contacting"]) == lenovo.at("2026-03-02 09:00")
    assert stood.since(["solved"]) is None


def test_units_may_be_told_as_they_were(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    then = UnitFacts(order.row.unit_id, "OLD", "旧站", "/1/", "Asia/Shanghai", settings={"settlement_grade": "A"})

    (stood,) = queries.stood([UUID(order.id)], lenovo.at("2026-03-03 09:00"), {then.id: then})

    assert stood.facts.unit.settings == {"settlement_grade": "A"}


def test_what_was_touched_is_found_by_its_own_events_and_by_those_of_what_it_opened(lenovo: Stage) -> None:
    quiet, loud = rung(solved(lenovo)), solved(lenovo)
    loud.child("call-back").run("no_answer", by="cc_agent", at="2026-04-02 10:00")
    ids = [UUID(quiet.id), UUID(loud.id)]

    def touched(since: str, until: str) -> list[UUID]:
        return queries.touched_between(lenovo.root.pk, ids, lenovo.at(since), lenovo.at(until))

    assert touched("2026-04-01 00:00", "2026-05-01 00:00") == [UUID(loud.id)]
    assert touched("2026-04-03 00:00", "2026-05-01 00:00") == []
    assert set(touched("2026-03-01 00:00", "2026-04-01 00:00")) == set(ids)
