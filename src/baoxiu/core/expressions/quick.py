"""The few shapes most expressions have, run without a CEL context. They mean what CEL means (tested against it)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, Protocol

from baoxiu.core.expressions.names import BUILT_IN
from baoxiu.core.expressions.values import is_time_key, ready, ready_entry


class Lookup(Protocol):
    """Where a quick shape finds its names: ready for an expression, or as they are kept."""

    def value(self, name: str) -> Any:
        """As an expression sees it."""

    def raw(self, name: str) -> Any:
        """As it is kept."""

    def function(self, name: str) -> Callable[..., Any]:
        """A function of packs."""


Quick = Callable[[Lookup], Any]

_NAME = r"(?!(?:true|false|null|in)\b)([A-Za-z_]\w*)"
_LITERAL = r"""("[^"\\]*"|'[^'\\]*'|-?\d+|true|false|null)"""
_ONE = re.compile(rf"^\s*{_NAME}\s*$")
_CONSTANT = re.compile(rf"^\s*{_LITERAL}\s*$")
_COMPARED = re.compile(rf"^\s*{_NAME}\s*(==|!=)\s*{_LITERAL}\s*$")
_SIZE = re.compile(rf"^\s*size\(\s*{_NAME}\s*\)\s*(==|!=|<=|>=|<|>)\s*(\d+)\s*$")
_LAST = re.compile(rf"^\s*{_NAME}\[\s*size\(\s*(\w+)\s*\)\s*-\s*1\s*\]\.(\w+)\s*$")
_EACH = re.compile(rf"^\s*{_NAME}\.(exists|all)\(\s*(\w+)\s*,\s*(\w+)\.(\w+)\s*(==|!=)\s*{_LITERAL}\s*\)\s*$")
_COUNTED = re.compile(rf"^\s*{_NAME}\.(exists|all)\(\s*(\w+)\s*,\s*(\w+)\(\s*(\w+)\s*\)\s*(<=|>=|<|>)\s*(\w+)\.(\w+)\s*\)\s*$")
_CALL = re.compile(rf"^\s*(!?)\s*{_NAME}\(\s*(?:{_LITERAL}|{_NAME})?\s*\)\s*$")
_NUMBERS, _ORDERED = frozenset({int, float}), frozenset({str, bool})
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def shape(source: str) -> Quick | None:
    """How to run `source` without CEL, or None when it takes CEL."""
    for pattern, maker in _SHAPES:
        if found := pattern.match(source):
            return maker(*found.groups())
    return None


def literal(text: str) -> Any:
    """The value a literal names."""
    if text[0] in "\"'":
        return text[1:-1]
    return {"true": True, "false": False, "null": None}[text] if text.isalpha() else int(text)


def _one(name: str) -> Quick:
    return lambda scope: scope.value(name)


def _constant(text: str) -> Quick:
    kept = literal(text)
    return lambda _: kept


def _compared(name: str, sign: str, text: str) -> Quick:
    wanted = _same_as(literal(text), wanted=sign == "==")
    return lambda scope: wanted(scope.value(name))


def _same_as(kept: Any, *, wanted: bool) -> Callable[[Any], bool]:
    """Whether a value is (or is not) a literal; CEL never takes true for 1."""
    boolean = isinstance(kept, bool)

    def compare(found: Any) -> bool:
        return (found == kept and isinstance(found, bool) == boolean) is wanted

    return compare


def _size(name: str, sign: str, count: str) -> Quick:
    compare, number = _OPERATORS[sign], int(count)

    def run(scope: Lookup) -> bool:
        return compare(len(scope.raw(name) or ()), number)

    return run


def _last(name: str, again: str, key: str) -> Quick | None:
    if name != again:
        return None

    def run(scope: Lookup) -> Any:
        rows = scope.raw(name)
        entry = rows[-1] if rows else None
        return ready_entry(key, entry.get(key)) if isinstance(entry, dict) else None

    return run


def _called(sign: str, function: str, text: str | None, name: str | None) -> Quick | None:
    """A function of packs with nothing, a literal or a name in its brackets, perhaps negated."""
    if function in BUILT_IN:
        return None
    given: tuple[Any, ...] = () if text is None else (literal(text),)

    def run(scope: Lookup) -> Any:
        found = scope.function(function)(*given) if name is None else scope.function(function)(scope.value(name))
        if not sign:
            return found
        return not found if isinstance(found, bool) else None

    return run


def _each(name: str, way: str, bound: str, of: str, *compared: str) -> Quick | None:
    """Whether some or every entry of a list has a key that is, or is not, a literal."""
    key, sign, text = compared
    if bound != of or is_time_key(key):
        return None
    decides, wanted = way == "exists", _same_as(literal(text), wanted=sign == "==")

    def run(scope: Lookup) -> bool | None:
        for entry in scope.raw(name) or ():
            if not isinstance(entry, dict):
                return None
            if wanted(entry.get(key)) is decides:
                return decides
        return not decides

    return run


def _counted(name: str, way: str, bound: str, function: str, *compared: str) -> Quick | None:
    """Whether for some or every entry what a function says of it is more or less than one of its numbers."""
    given, sign, of, key = compared
    if not bound == given == of or function in BUILT_IN or is_time_key(key):
        return None
    decides, compare = way == "exists", _OPERATORS[sign]

    def run(scope: Lookup) -> bool | None:
        call = scope.function(function)
        for entry in scope.raw(name) or ():
            found, number = (call(ready(entry)), entry.get(key)) if isinstance(entry, dict) else (None, None)
            if not _comparable(found, number):
                return None
            if compare(found, number) is decides:
                return decides
        return not decides

    return run


def _comparable(one: Any, other: Any) -> bool:
    """CEL orders numbers of any kind, and else only what is of one type."""
    if type(one) in _NUMBERS:
        return type(other) in _NUMBERS
    return type(one) is type(other) and type(one) in _ORDERED


_SHAPES: tuple[tuple[re.Pattern[str], Callable[..., Quick | None]], ...] = (
    (_CONSTANT, _constant), (_ONE, _one), (_COMPARED, _compared), (_SIZE, _size), (_LAST, _last), (_CALL, _called), (_EACH, _each),
    (_COUNTED, _counted),
)  # fmt: skip
