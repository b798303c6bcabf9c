"""Rows of a file held against what is there: new, changed, the same, or refused; the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from baoxiu.core.sheets.columns import Fault, Given, Sheet, Table, Values, fault

Key = tuple[Any, ...]
What = Literal["new", "changed", "same", "refused"]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that would change."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one row."""

    line: int
    what: What
    key: Key
    values: Values
    changes: Sequence[Change] = ()
    faults: Sequence[Fault] = field(default_factory=tuple)


class Register(Protocol):
    """A table of the product.

    1. `table` says its columns; `held` what is there now, in the same columns, by key.
    2. `reviewed` gives rows in the form they are kept in, with what only the room knows to be wrong with them; references may
       point to rows of the same file.
    3. `write` takes what is new and what changes, all in the caller's transaction.
    """

    @property
    def table(self) -> Table:
        """The columns."""

    def held(self) -> Mapping[Key, Values]:
        """What is there now."""

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """By what a row is known again."""

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """The rows as they would be kept, with their faults."""

    def write(self, steps: Sequence[Step], *, by: Any, at: Any) -> None:
        """Write the new and the changed ones."""


def compare(sheet: Sheet, register: Register) -> list[Step]:
    """What would become of each row, in the order of the file."""
    held = register.held()
    first: dict[Key, int] = {}
    return [_step(row, sheet, register, held, first) for row in register.reviewed(sheet.rows, held)]


def counts(steps: Iterable[Step]) -> dict[What, int]:
    """How many of each."""
    found: dict[What, int] = {"new": 0, "changed": 0, "same": 0, "refused": 0}
    for step in steps:
        found[step.what] += 1
    return found


def _step(row: Given, sheet: Sheet, register: Register, held: Mapping[Key, Values], first: dict[Key, int]) -> Step:
    key = register.key_of(row.values, held)
    faults = [*row.faults]
    if any(part not in (None, "") for part in key) and key in first:
        faults.append(_twice(register.table, first[key]))
    first.setdefault(key, row.line)
    if faults:
        return Step(row.line, "refused", key, row.values, faults=faults)
    before = held.get(key)
    if before is None:
        return Step(row.line, "new", key, row.values)
    changes = [Change(name, before.get(name), row.values[name]) for name in sheet.columns if row.values[name] != before.get(name)]
    return Step(row.line, "changed" if changes else "same", key, row.values, changes)


def _twice(table: Table, line: int) -> Fault:
    title = table.column(table.key[0]).title
    why = (f"与第 {line} 行重复（{title['zh']}相同）", f"the same {title['en']} as in row {line}")
    return fault(table.key[0], why, ("请只保留一行", "keep one of them"))
