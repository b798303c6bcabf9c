"""An amount in the capital numerals that a Chinese bill carries beside its figures."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: Decimal) -> str:
    """1170.05 is 壹仟壹佰柒拾元零伍分; whole amounts end in 整, those below nought begin with 负."""
    cents = int((abs(amount) * 100).to_integral_value())
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = f"{_whole(yuan)}元" if yuan or not cents else ""
    words += f"{_DIGITS[jiao]}角" if jiao else "零" if fen and yuan else ""
    words += f"{_DIGITS[fen]}分" if fen else "整"
    return f"负{words}" if amount < 0 else words


def _whole(number: int) -> str:
    """Groups of four digits; one 零 wherever digits between two others are missing."""
    if not number:
        return _DIGITS[0]
    found, gap = "", False
    for place, group in reversed(list(enumerate(_groups(number)))):
        if not group:
            gap = bool(found)
            continue
        found += ("零" if found and (gap or group < 1000) else "") + _four(group) + _GROUPS[place]
        gap = False
    return found


def _groups(number: int) -> list[int]:
    found = []
    while number:
        number, group = divmod(number, 10_000)
        found.append(group)
    return found


def _four(group: int) -> str:
    found, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            found += ("零" if gap and found else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return found
