"""Figures: what is counted, what is good, what is left out; whatever order the tickets come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.engine.figures import Count, History, Ran, added, figure, figures
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import load_pack
from baoxiu.core.procedure.rehearsing import Rehearsal
from core.smallpack import SmallPack

LENOVO = Path(__file__).resolve().parents[2] / "procedures" / "lenovo-unified-repair"
FIGURES = """\
figures:
  rung: {title: {zh: 及时联系, en: Rung in time}, of: opened, good: 'clock("first_call").kept', without: 'kind == "power"'}
  calls: {title: {zh: 拨打, en: Calls}, of: calls, good: 'outcome == "reached"'}
  ended: {title: {zh: 完成, en: Ended}, of: done}
  money: {title: {zh: 收费, en: Taken}, of: finish, sum: price, by: kind}
  waited: {title: {zh: 等候, en: Waited}, of: ring, sum: 'at - t1'}
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


READ = at("2026-04-01 09:00")


def histories_of(house: Rehearsal) -> list[History]:
    return [
        History(ticket, tuple(Ran(one.decision.command, one.at, one.decision.form) for one in house.happened if one.ticket_id == ticket.id))
        for ticket in house.tickets
    ]


@pytest.fixture
def house(small: SmallPack) -> Rehearsal:
    text = (small.path / "job.yaml").read_text(encoding="utf-8")
    small.write("job.yaml", text[: text.index("figures:")] + FIGURES)
    return Rehearsal(small.load())


def job(house: Rehearsal, kind: str, *, rung: str, price: str = "") -> str:
    one = house.open("job", {"fault": "漏水", "kind": kind}, by="desk", at=at("2026-03-02 09:00"))
    house.run(one, "ring", {"outcome": "reached"}, by="desk", at=at(rung))
    if price:
        house.run(one, "tick", {"checklist": "tidy", "items": ["0"]}, by="worker", at=at("2026-03-02 16:00"))
        house.run(one, "finish", {"price": price}, by="worker", at=at("2026-03-02 16:00"))
    return one


def one(house: Rehearsal, name: str) -> Count:
    return figures(house.pack.procedures["job"], histories_of(house), at=READ)[name]


def test_tickets_opened_are_counted_kept_clocks_are_good_the_others_are_named(house: Rehearsal) -> None:
    job(house, "water", rung="2026-03-02 10:00")
    late = job(house, "water", rung="2026-03-02 15:00")

    count = one(house, "rung")

    assert (count.counted, count.good, count.share) == (2, 1, 0.5)
    assert count.numbers == [late]


def test_what_is_left_out_is_counted_apart(house: Rehearsal) -> None:
    job(house, "power", rung="2026-03-02 15:00")

    count = one(house, "rung")

    assert (count.counted, count.left_out, count.share) == (0, 1, None)


def test_entries_of_a_list_are_counted_each(house: Rehearsal) -> None:
    ticket = house.open("job", {"fault": "漏水"}, by="desk", at=at("2026-03-02 09:00"))
    for when, outcome in (("2026-03-02 09:10", "no"), ("2026-03-02 09:20", "no"), ("2026-03-02 09:30", "reached")):
        house.run(ticket, "ring", {"outcome": outcome}, by="desk", at=at(when))

    count = one(house, "calls")

    assert (count.counted, count.good) == (3, 1)


def test_a_state_counts_the_tickets_that_stand_in_it(house: Rehearsal) -> None:
    job(house, "water", rung="2026-03-02 10:00", price="10")
    job(house, "water", rung="2026-03-02 10:00")

    assert one(house, "ended").counted == 1


def test_a_command_sums_money_exactly_by_group(house: Rehearsal) -> None:
    for kind, price in (("water", "0.10"), ("water", "0.20"), ("power", "35.10")):
        job(house, kind, rung="2026-03-02 10:00", price=price)

    groups = figure(house.pack.procedures["job"], "money", histories_of(house), at=READ)

    assert {group: count.sum for group, count in groups.items()} == {("water",): Decimal("0.30"), ("power",): Decimal("35.10")}


def test_lengths_of_time_are_summed_in_minutes(house: Rehearsal) -> None:
    job(house, "water", rung="2026-03-02 09:40")
    job(house, "water", rung="2026-03-02 10:00")

    assert one(house, "waited").sum == 100


def test_tickets_of_another_procedure_count_nowhere(house: Rehearsal) -> None:
    job(house, "water", rung="2026-03-02 10:00", price="10")

    assert one(house, "rung").counted == 1
    assert len(house.tickets) == 2


def test_nothing_to_count_is_no_share_and_not_zero(house: Rehearsal) -> None:
    assert one(house, "rung").share is None
    assert figure(house.pack.procedures["job"], "rung", [], at=READ) == {(): Count()}


# -- laws


def played() -> tuple[LoadedProcedure, list[History]]:
    house = Rehearsal(load_pack(LENOVO))
    form = {"customer": "王女士", "phone": "13800138000", "fault": "不开机"}
    for minute in range(8):
        ticket = house.open("work-order", form, by="cc_agent", at=at("2026-03-02 09:00"))
        house.run(ticket, "download", by="coordinator", at=at(f"2026-03-02 09:0{minute}"))
        house.run(ticket, "log_attempt", {"outcome": "reached"}, by="coordinator", at=at(f"2026-03-02 1{minute}:00"))
        house.run(ticket, "judge", {"fault_kind": "other"}, by="coordinator", at=at(f"2026-03-02 1{minute}:00"))
        if minute % 2:
            wished = at("2026-03-03 10:00").isoformat()
            house.run(ticket, "promise_visit", {"promised_at": wished}, by="coordinator", at=at(f"2026-03-02 1{minute}:05"))
    return house.pack.procedures["work-order"], histories_of(house)


PLAYED = played()


def told(count: Count) -> tuple[int, int, int, list[str]]:
    return count.counted, count.good, count.left_out, sorted(count.numbers)


@given(st.integers(0, 2**32))
def test_the_order_of_the_tickets_does_not_matter(seed: int) -> None:
    procedure, histories = PLAYED
    shuffled = Random(seed).sample(histories, len(histories))

    assert _all(procedure, shuffled) == _all(procedure, histories)


@given(st.sets(st.integers(0, len(PLAYED[1]) - 1)))
def test_the_figures_of_parts_add_up_to_the_figure_of_the_whole(chosen: set[int]) -> None:
    procedure, histories = PLAYED
    parts = [[one for place, one in enumerate(histories) if (place in chosen) is inside] for inside in (True, False)]
    counts = [figures(procedure, part, at=READ) for part in parts]

    whole = {name: told(added(count[name] for count in counts)) for name in procedure.definition.figures}

    assert whole == _all(procedure, histories)


def _all(procedure: LoadedProcedure, histories: Sequence[History]) -> dict[str, tuple[int, int, int, list[str]]]:
    return {name: told(count) for name, count in figures(procedure, histories, at=READ).items()}
