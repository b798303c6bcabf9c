"""One expression: compiled once, its names known, run over a scope that looks up only what it uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import cel

from baoxiu.core.errors import Refusal
from baoxiu.core.expressions import chains, quick
from baoxiu.core.expressions.names import BUILT_IN
from baoxiu.core.expressions.values import ready, ready_entry

_TEXT = re.compile(r"""r?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_BOUND = re.compile(r"\.\s*(?:exists|exists_one|all|map|filter)\(\s*([A-Za-z_]\w*)\s*,")
_NEGATED = re.compile(r"!\s*([A-Za-z_]\w*)\b(?!\s*[.(\[])")
_OPERAND = re.compile(r"(?:^|&&|\|\||(?<!\w)\()\s*([A-Za-z_]\w*)\s*(?=$|&&|\|\||[)?])")
_EACH = re.compile(r"\b([A-Za-z_]\w*)\s*\.\s*(exists|exists_one|all|map|filter)\(\s*([A-Za-z_]\w*)\s*,")
_SIZED = re.compile(r"\bsize\(\s*([A-Za-z_]\w*)\s*\)")
_FAULTS = (TypeError, KeyError, IndexError, ValueError, RuntimeError, OverflowError, ZeroDivisionError)


class BadExpression(Refusal):
    """The expression {source} cannot be read: {why}"""

    code = "bad_expression"
    zh = "表达式 {source} 无法识别：{why}"


class Scope(Protocol):
    """Where an expression's names come from."""

    def value(self, name: str) -> Any:
        """The value of a variable, None where there is none."""

    def raw(self, name: str) -> Any:
        """The same as it is kept: times as text, not looked into."""

    def function(self, name: str) -> Callable[..., Any]:
        """The function of that name."""


class Expression:
    """A compiled expression. `names` are its free variables, `functions` what it calls of ours."""

    __slots__ = ("_entries", "_program", "_quick", "_sized", "booleans", "functions", "names", "source")

    def __init__(self, source: str) -> None:
        """Compile; raises BadExpression with the place of the fault."""
        try:
            self._program = cel.compile(source)
        except ValueError as fault:
            raise BadExpression(source=source, why=str(fault)) from fault
        bare = _TEXT.sub('""', source)
        bound = frozenset(_BOUND.findall(bare))
        self.source = source
        self.names: frozenset[str] = frozenset(self._program.variables()) - bound
        self.functions: frozenset[str] = frozenset(f for f in self._program.functions() if f.isidentifier()) - BUILT_IN
        self.booleans: frozenset[str] = frozenset(_NEGATED.findall(bare) + _OPERAND.findall(bare)) & self.names
        self._sized = frozenset(name for name in self.names if _only_sized(name, bare))
        self._entries = {name: found for name in self.names if (found := _entries_of(name, bare)) is not None}
        self._quick = quick.shape(source) or _chain(source)

    def evaluate(self, scope: Scope) -> Any:
        """The value; raises BadExpression where it cannot be had (a missing value, unlike types)."""
        try:
            return self._program.execute(self._context(scope))
        except _FAULTS as fault:
            raise BadExpression(source=self.source, why=str(fault)) from fault

    def run(self, scope: Scope) -> Any:
        """The value, or None where it meets a missing one."""
        if self._quick is not None:
            return self._quick(scope)
        try:
            return self._program.execute(self._context(scope))
        except _FAULTS:
            return None

    def holds(self, scope: Scope) -> bool:
        """Whether the condition is met; one that meets a missing value is not."""
        return bool(self.run(scope) is True)

    def _context(self, scope: Scope) -> dict[str, Any]:
        context = {name: self._lean(name, scope) for name in self.names}
        for name in self.functions:
            context[name] = scope.function(name)
        return context

    def _lean(self, name: str, scope: Scope) -> Any:
        """Of a list that is only counted hand over the count; what stands as a condition is false when missing."""
        if name in self._sized:
            return [None] * len(scope.raw(name) or ())
        if name in self._entries:
            return self._entries[name].of(scope.raw(name))
        value = scope.value(name)
        return False if value is None and name in self.booleans else value


def _chain(source: str) -> quick.Quick | None:
    found = chains.split(source)
    if found is None:
        return None
    sign, operands = found
    return chains.joined(sign, tuple(compile(operand) for operand in operands))


class Entries(NamedTuple):
    """What is looked at in the entries of a list gone through (`x.exists(a, a.key)`); `whole` where more than those keys."""

    keys: frozenset[str]
    whole: bool

    def of(self, rows: Any) -> list[Any]:
        """The entries with those keys, null where an entry has none; what is no entry stays what it is."""
        return [self._entry(row) if isinstance(row, dict) else row for row in rows or ()]

    def _entry(self, row: dict[str, Any]) -> dict[str, Any]:
        missing = dict.fromkeys(self.keys)
        return {**missing, **ready(row)} if self.whole else {key: ready_entry(key, row.get(key)) for key in missing}


def _entries_of(name: str, bare: str) -> Entries | None:
    each: list[tuple[str, str]] = [(way, bound) for of, way, bound in _EACH.findall(bare) if of == name]
    if not each:
        return None
    whole = len(re.findall(rf"(?<![\w.]){name}\b", bare)) != len(each) or any(way == "filter" for way, _ in each)
    keys: set[str] = set()
    for bound in {bound for _, bound in each}:
        looked: list[str] = re.findall(rf"(?<![\w.]){bound}\s*\.\s*(\w+)(?!\s*\()", bare)
        heads = len(re.findall(rf"\(\s*{bound}\s*,", bare))
        whole = whole or len(looked) + heads != len(re.findall(rf"(?<![\w.]){bound}\b", bare))
        keys.update(looked)
    return Entries(frozenset(keys), whole)


def _only_sized(name: str, bare: str) -> bool:
    sized: list[str] = _SIZED.findall(bare)
    return len(re.findall(rf"\b{name}\b", bare)) == sized.count(name)


@lru_cache(maxsize=16384)
def compile(source: str) -> Expression:  # noqa: A001 - the word packs and docs use
    """The expression of `source`, compiled once in this process."""
    return Expression(source)


def value_of(source: str, scope: Scope) -> Any:
    """Run `source` over `scope`: compile (once) and run."""
    return compile(source).run(scope)
