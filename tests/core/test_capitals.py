"""Amounts in capital numerals, as a Chinese bill writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.settlement import in_capitals

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1170", "壹仟壹佰柒拾元整"),
        ("1170.05", "壹仟壹佰柒拾元零伍分"),
        ("105.10", "壹佰零伍元壹角整"),
        ("10000", "壹万元整"),
        ("10005", "壹万零伍元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("20300.78", "贰万零叁佰元柒角捌分"),
        ("1000000000", "壹拾亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("-15", "负壹拾伍元整"),
    ],
)
def test_amounts_are_written_as_on_a_bill(amount: str, words: str) -> None:
    assert in_capitals(Decimal(amount)) == words


@given(st.integers(0, 10**12))
def test_what_is_written_can_be_read_back(cents: int) -> None:
    assert read(in_capitals(Decimal(cents) / 100)) == cents


@given(st.integers(0, 10**12))
def test_no_nought_stands_twice_or_before_the_yuan(cents: int) -> None:
    words = in_capitals(Decimal(cents) / 100)
    assert "零零" not in words
    assert "零元" not in words or words == "零元整"


def read(words: str) -> int:
    """The cents a bill's words say."""
    yuan, _, rest = words.partition("元") if "元" in words else ("", "", words)
    cents = sum(DIGITS.index(rest[rest.index(unit) - 1]) * worth for unit, worth in (("角", 10), ("分", 1)) if unit in rest)
    return number(yuan) * 100 + cents


def number(words: str) -> int:
    for unit, worth in (("亿", 10**8), ("万", 10**4)):
        if unit in words:
            high, _, low = words.rpartition(unit)
            return number(high) * worth + number(low)
    total, digit = 0, 0
    for sign in words:
        if sign in PLACES:
            total, digit = total + digit * PLACES[sign], 0
        else:
            digit = DIGITS.index(sign)
    return total + digit
