"""What a table consists of, and what stands in a row of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Words = Mapping[str, str]
Values = Mapping[str, Any]  # by column: text, date, Decimal, bool; a tuple of texts where a column takes many
Kind = Literal["text", "code", "number", "whole", "date", "choice", "yes", "phone"]
SEPARATORS = ";；\n"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading in both languages, what may stand in it, and what to tell who fills it."""

    name: str
    title: Words
    kind: Kind = "text"
    must: bool = False
    many: bool = False  # several in one cell, separated by semicolons
    longest: int = 200
    least: float | None = None
    most: float | None = None
    choices: Mapping[str, Words] = field(default_factory=dict)
    note: Words = field(default_factory=dict)
    example: Any = ""
    blank: Any = None  # what an empty cell means, where that is not nothing


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, and those by which a row is known again."""

    name: str
    title: Words
    columns: Sequence[Column]
    key: Sequence[str]
    note: Words = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """One of its columns."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken: in which column, why, and what to do instead."""

    column: str
    why: Words
    remedy: Words


def fault(column: str, why: tuple[str, str], remedy: tuple[str, str]) -> Fault:
    """A fault, its words given as (zh, en)."""
    return Fault(column, {"zh": why[0], "en": why[1]}, {"zh": remedy[0], "en": remedy[1]})


@dataclass(frozen=True, slots=True)
class Given:
    """One row of a file: where it stands, what was read, and what was wrong with its cells."""

    line: int
    values: Values
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file held: its rows, the columns it has, and headings nobody knows."""

    rows: Sequence[Given]
    columns: Sequence[str]
    strange: Sequence[str] = ()


def sample(column: Column, language: str) -> Any:
    """What the example row shows in this column."""
    return column.example.get(language, "") if isinstance(column.example, dict) else column.example
