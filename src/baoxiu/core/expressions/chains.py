"""Conditions joined by `||` or `&&`: judged one after another, so that what decides early spares the rest.

They mean what CEL means: an operand without a value counts only where no other decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

_OPENING, _CLOSING = "([{", ")]}"
_LEAST = 2


class Operand(Protocol):
    """A condition that can be run."""

    source: str

    def run(self, scope: Any) -> Any:
        """Its value, None where it has none."""


def split(source: str) -> tuple[str, tuple[str, ...]] | None:
    """The sign and the operands of a chain at the top of `source`; None where there is none, or a `?:` around it."""
    places = _top_level(source)
    if places is None:
        return None
    for sign in ("||", "&&"):
        cuts = [place for place, found in places if found == sign]
        if cuts:
            return sign, _cut(source, cuts)
    return None


def _cut(source: str, cuts: list[int]) -> tuple[str, ...]:
    starts = [0, *(cut + _LEAST for cut in cuts)]
    return tuple(source[start:end].strip() for start, end in zip(starts, [*cuts, len(source)], strict=True))


def _top_level(source: str) -> list[tuple[int, str]] | None:
    """Where `||` and `&&` stand outside of brackets and texts; None where a `?` stands there too."""
    found: list[tuple[int, str]] = []
    depth, quote, place = 0, "", 0
    while place < len(source):
        sign = source[place]
        if quote:
            place += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in _OPENING or sign in _CLOSING:
            depth += 1 if sign in _OPENING else -1
        elif not depth and sign == "?":
            return None
        elif not depth and source[place : place + 2] in {"||", "&&"}:
            found.append((place, source[place : place + 2]))
            place += 1
        place += 1
    return found


def joined(sign: str, operands: tuple[Operand, ...]) -> Callable[[Any], bool | None]:
    """How to run a chain."""
    decides = sign == "||"
    named = tuple((operand.run, operand.source.isidentifier()) for operand in operands)

    def run(scope: Any) -> bool | None:
        unknown = False
        for condition, is_name in named:
            found = condition(scope)
            value = False if found is None and is_name else found
            if value is decides:
                return decides
            unknown = unknown or not isinstance(value, bool)
        return None if unknown else not decides

    return run
