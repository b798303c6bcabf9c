"""Money: exact, rounded only where somebody says how."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoxiu.core.errors import Malformed
from baoxiu.core.money import CENT, ZERO, Money, line_amount, total

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False).map(Money)
lines = st.lists(st.fixed_dictionaries({"price": st.decimals(0, 99999, places=2).map(str), "quantity": st.integers(1, 99)}), max_size=12)


@given(lines, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_sum_of_the_lines_is_the_total_in_any_order(some: Any, random: Random) -> None:
    mixed = list(some)
    random.shuffle(mixed)

    assert total(mixed) == total(some)
    assert total(some).amount == sum((Decimal(line["price"]) * line["quantity"] for line in some), Decimal())


@given(lines, lines)
@settings(deadline=None)
def test_totals_of_parts_add_up(one: Any, other: Any) -> None:
    assert total(one) + total(other) == total([*one, *other])


@given(amounts, amounts)
@settings(deadline=None)
def test_what_is_added_can_be_taken_away(one: Any, other: Any) -> None:
    assert one + other - other == one


@given(amounts, st.sampled_from(["half_up", "half_even", "down", "up"]))
@settings(deadline=None)
def test_rounding_moves_by_less_than_one_step_and_twice_changes_nothing(amount: Any, rule: Any) -> None:
    rounded = amount.rounded(rule=rule)
    assert abs(rounded.amount - amount.amount) < CENT
    assert rounded.rounded(rule=rule) == rounded


@pytest.mark.parametrize(
    ("text", "to", "rule", "kept"),
    [
        ("0.125", "0.01", "half_up", "0.13"),
        ("0.125", "0.01", "half_even", "0.12"),
        ("0.129", "0.01", "down", "0.12"),
        ("0.121", "0.01", "up", "0.13"),
        ("12.34", "0.1", "half_up", "12.30"),
        ("12.35", "0.1", "half_up", "12.40"),
        ("12.34", "1", "half_up", "12.00"),
    ],
)
def test_a_rounding_rule_is_said_by_name(text: Any, to: Any, rule: Any, kept: Any) -> None:
    assert str(Money.of(text).rounded(Decimal(to), rule)) == kept


@given(amounts)
@settings(deadline=None)
def test_what_is_written_is_read_again(amount: Any) -> None:
    assert Money.of(str(amount)) == amount


@pytest.mark.parametrize("value", [0.1, True, None, "", "abc", "NaN", "inf", "1e40"])
def test_what_is_not_exact_is_no_amount(value: Any) -> None:
    with pytest.raises(Malformed):
        Money.of(value)


def test_a_line_is_its_amount_or_price_times_quantity() -> None:
    assert line_amount({"price": "2.50", "quantity": 3}).amount == Decimal("7.50")
    assert line_amount({"price": "2.50", "quantity": "0.5"}).amount == Decimal("1.25")
    assert line_amount({"price": "2.50"}).amount == Decimal("2.50")
    assert line_amount({"amount": "7", "price": "1", "quantity": 3}).amount == Decimal(7)
    assert total([]) == ZERO
