"""Laws of settlement: whatever is drawn, corrected and ruled, an order's lines add up to what it is worth by what was known last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.errors import Malformed
from baoxiu.core.money import ZERO, Money
from baoxiu.core.settlement import Item, Known, Line, Month, Ruling, Settled, Worth, disputed, drawn, ruled, total

cents = st.integers(0, 50_000).map(lambda count: Money(Decimal(count) / 100))
deductions = st.lists(cents, max_size=3)


@st.composite
def worths(draw: st.DrawFn) -> Worth:
    fee = Item("fee", draw(st.sampled_from(["first", "second", "held"])), draw(cents))
    taken = [Item("deduction", f"d{nth}", ZERO - amount) for nth, amount in enumerate(draw(deductions))]
    return Worth((fee, *taken))


@st.composite
def networks(draw: st.DrawFn) -> list[list[Known]]:
    """Several months; of each, what is known of every order that has ended by then (later months know them all anew)."""
    names = [f"O{nth}" for nth in range(draw(st.integers(1, 6)))]
    born = {name: draw(st.integers(0, 3)) for name in names}
    return [[Known(name, draw(worths())) for name in names if born[name] <= month] for month in range(4)]


def played(months: Sequence[Sequence[Known]], shuffle: Random | None = None) -> list[list[Line]]:
    """The statements of these months, one after another."""
    settled: dict[str, Settled] = {}
    statements = []
    for nth, known in enumerate(months):
        orders = list(known)
        if shuffle is not None:
            shuffle.shuffle(orders)
        ended = [one for one in orders if one.order not in settled]
        lines = drawn(ended, [one for one in orders if one.order in settled], settled)
        for line in lines:
            before = settled.get(line.order, Settled(ZERO, f"2026-{nth + 1:02d}"))
            settled[line.order] = Settled(before.amount + line.amount, before.month)
        statements.append(list(lines))
    return statements


def sums_of(statements: Sequence[Sequence[Line]]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for line in (line for lines in statements for line in lines):
        sums[line.order] = sums.get(line.order, ZERO) + line.amount
    return sums


@given(worths())
def test_the_items_of_a_line_add_up_to_its_amount_to_the_cent(worth: Worth) -> None:
    assert sum((item.amount for item in worth.items), ZERO) == worth.amount
    assert worth.amount.rounded() == worth.amount
    assert Worth(tuple(Item.read(item.said()) for item in worth.items)) == worth


@given(networks())
def test_what_an_order_came_to_is_what_it_is_worth_by_what_was_known_last(months: list[list[Known]]) -> None:
    last = {one.order: one.worth.amount for known in months for one in known}

    assert sums_of(played(months)) == last


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_orders_does_not_matter(months: list[list[Known]], random: Random) -> None:
    def by_order(statements: list[list[Line]]) -> list[list[Line]]:
        return [sorted(lines, key=lambda line: (line.order, line.entry)) for lines in statements]

    assert by_order(played(months, random)) == by_order(played(months))


@given(networks())
def test_making_it_again_changes_nothing(months: list[list[Known]]) -> None:
    once = played(months)

    assert played(months) == once
    assert played([*months, months[-1]])[-1] == []  # nothing new is known: nothing is said


@given(networks())
def test_the_totals_of_statements_add_up_to_the_total_of_all_lines(months: list[list[Known]]) -> None:
    statements = played(months)

    assert sum((total(lines) for lines in statements), ZERO) == total(line for lines in statements for line in lines)


@given(networks())
def test_an_order_has_one_first_line_and_every_correction_names_its_month(months: list[list[Known]]) -> None:
    lines = [line for lines in played(months) for line in lines]
    firsts = [line.order for line in lines if line.entry == "order"]
    born = {line.order: f"2026-{nth + 1:02d}" for nth, some in enumerate(played(months)) for line in some if line.entry == "order"}

    assert len(firsts) == len(set(firsts))
    assert all(line.of == born[line.order] and line.amount != ZERO for line in lines if line.entry == "correction")


@given(worths(), cents)
def test_a_ruling_brings_an_order_to_what_it_is_worth_with_it(worth: Worth, before: Money) -> None:
    line = disputed(Known("O", worth), Settled(before, "2026-01"))

    assert (before + line.amount, line.entry, line.of) == (worth.amount, "ruling", "2026-01")


@given(st.lists(st.builds(Ruling, st.sampled_from(["", "a", "b"]), st.frozensets(st.sampled_from("xyz")))))
def test_of_several_rulings_the_last_tier_holds_and_everything_let_go_stays_so(rulings: list[Ruling]) -> None:
    whole = ruled(rulings)

    assert whole.tier == next((one.tier for one in reversed(rulings) if one.tier), "")
    assert whole.waives == frozenset(name for one in rulings for name in one.waives)
    assert ruled([whole]) == whole == ruled([whole, Ruling()])


# -- months


@given(st.integers(2000, 2100), st.integers(1, 12), st.integers(-30, 30))
def test_a_month_reads_as_it_is_written_and_counts_forth_and_back(year: int, month: int, by: int) -> None:
    one = Month(year, month)

    assert Month.of(str(one)) == one
    assert one.plus(by).plus(-by) == one
    assert (one.plus(by) > one) is (by > 0)


@given(st.timedeltas(timedelta(), timedelta(days=36500)), st.sampled_from(["Asia/Shanghai", "Asia/Urumqi", "America/Los_Angeles"]))
def test_an_instant_lies_in_one_month_of_a_place(after: timedelta, zone: str) -> None:
    instant = datetime(2001, 1, 1, tzinfo=UTC) + after
    month = Month.at(instant, zone)

    assert month.begins(zone) <= instant < month.ends(zone)
    assert month.ends(zone) == month.next.begins(zone)
    assert timedelta(days=27) < month.ends(zone) - month.begins(zone) < timedelta(days=32)


@pytest.mark.parametrize("text", ["", "2026", "2026-00", "2026-13", "0000-01", "2026-1", "2026-01-01", "２０２６-01", "2026-01\n2"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Month.of(text)
