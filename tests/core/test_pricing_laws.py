"""Laws every bill keeps, whatever was done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.money import Money
from baoxiu.core.pricing import PriceRow, Rule, Tariff, bill, charged_time, entries_fault, meet, overlaps, priced_work, spells_of, worked
from baoxiu.core.pricing.labour import CENT

TIMED = {f"L{n}": PriceRow(f"L{n}", {}, "labour", "小时", Money.of(price)) for n, price in enumerate((30, 50, 60, 90))}
JOBS = {f"J{n}": PriceRow(f"J{n}", {}, "service", "次", Money.of(price)) for n, price in enumerate(("5", "33.33", "60"))}
ROWS = {**TIMED, **JOBS}
times = st.dictionaries(st.integers(1, 3), st.timedeltas(timedelta(0), timedelta(hours=5)), max_size=3)
works = st.lists(
    st.builds(
        lambda code, visit, minutes: priced_work({"code": code, "visit": visit, "minutes": minutes}, ROWS),
        st.sampled_from(sorted(ROWS)), st.none() | st.integers(1, 3), st.none() | st.integers(1, 200),
    ),
    max_size=5,
)  # fmt: skip
materials = st.lists(
    st.builds(lambda cents: {"kind": "material", "amount": str(Money(Decimal(cents) / 100))}, st.integers(0, 99999)), max_size=4
)
rules = st.builds(
    Rule,
    st.builds(Tariff, st.sampled_from([timedelta(), timedelta(minutes=15)]), st.sampled_from([timedelta(), timedelta(minutes=30)])),
    st.sampled_from(["highest_standard_once", "each"]),
)
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 30))


@given(works, materials, times, rules)
def test_lines_add_up_to_the_total(done: list[Any], used: list[Any], spent: dict[int, timedelta], rule: Rule) -> None:
    found = bill(done, used, spent, rule)

    assert sum((Decimal(line["amount"]) for line in found.lines), Decimal()) == found.total.amount >= 0


@given(works, materials, times, rules, st.randoms())
def test_the_order_of_lines_does_not_matter(done: list[Any], used: list[Any], spent: dict[int, timedelta], rule: Rule, chance: Any) -> None:
    shuffled, mixed = list(done), list(used)
    chance.shuffle(shuffled)
    chance.shuffle(mixed)

    assert bill(shuffled, mixed, spent, rule).lines == bill(done, used, spent, rule).lines


@given(works, times, rules, st.integers(1, 3), st.timedeltas(timedelta(0), timedelta(hours=2)))
def test_more_time_never_costs_less(done: list[Any], spent: dict[int, timedelta], rule: Rule, visit: int, more: timedelta) -> None:
    longer = {**spent, visit: spent.get(visit, timedelta()) + more}

    assert bill(done, [], longer, rule).total.amount >= bill(done, [], spent, rule).total.amount - CENT * 15  # each line to the cent


@given(works, times)
def test_kinds_that_meet_cost_no_more_than_each_alone_and_no_less_than_the_dearest(done: list[Any], spent: dict[int, timedelta]) -> None:
    together = bill(done, [], spent).total.amount
    alone = [bill([work], [], spent).total.amount for work in done]

    assert max(alone, default=Decimal()) <= together <= sum(alone, Decimal())


@given(works, times)
def test_no_minute_is_charged_twice(done: list[Any], spent: dict[int, timedelta]) -> None:
    for rule in (Rule(), Rule(several="each")):
        lines = [line for line in bill(done, [], spent, rule).lines if "seconds" in line and "included_in" not in line]
        charged = sum((timedelta(seconds=line["seconds"]) for line in lines), timedelta())
        assert charged <= sum(spent.values(), timedelta())


@given(works, materials, times, rules, st.integers(1, 9))
def test_what_the_owner_brings_changes_nothing(
    done: list[Any], used: list[Any], spent: dict[int, timedelta], rule: Rule, many: int
) -> None:
    own = {"kind": "material", "title": "龙头", "quantity": str(many), "supplied_by": "owner", "price": "0.00", "amount": "0.00"}

    assert bill(done, [*used, own], spent, rule).total == bill(done, used, spent, rule).total


@given(st.timedeltas(timedelta(0), timedelta(days=2)), st.timedeltas(timedelta(minutes=1), timedelta(hours=2)))
def test_a_billing_unit_charges_the_time_and_less_than_one_unit_more(time: timedelta, unit: timedelta) -> None:
    charged = charged_time(time, Tariff(billing_unit=unit))

    assert time <= charged < time + unit


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=6))
def test_time_entries_are_taken_only_where_none_overlaps_and_none_runs_backwards(pairs: list[tuple[int, int]]) -> None:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    entries = [
        {"at": (start + timedelta(minutes=one)).isoformat(), "until": (start + timedelta(minutes=other)).isoformat()}
        for one, other in pairs
    ]
    minutes = [minute for one, other in pairs for minute in range(one, other)]
    clean = all(one < other for one, other in pairs) and len(minutes) == len(set(minutes))

    assert (entries_fault(entries) is None) == clean
    if clean:
        assert worked(spells_of(entries)) == timedelta(minutes=len(minutes))


@given(st.lists(st.tuples(st.sampled_from("AB"), days, days).filter(lambda row: not (row[1] and row[2] and row[2] < row[1])), max_size=6))
def test_overlapping_validity_is_found_wherever_it_stands(rows: list[tuple[str, date | None, date | None]]) -> None:
    pairs = [(one, other) for place, one in enumerate(rows) for other in rows[place + 1 :]]
    meeting = any(one[0] == other[0] and meet(one[1:], other[1:]) for one, other in pairs)

    assert bool(list(overlaps(rows))) == meeting
    for one, other in overlaps(rows):
        assert one < other
        assert rows[one][0] == rows[other][0]
        assert meet(rows[one][1:], rows[other][1:])
