"""For whom a table is filled, and what is written down of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Fault, Given, Step, Table, fault
from baoxiu.directory.events import changed
from baoxiu.directory.models import Unit
from baoxiu.journal.actions import record

Words = Mapping[Any, str]
Row = TypeVar("Row", bound=Model)
SAID_AT_ONCE = 500
IN_USE: Mapping[str, Any] = {
    "title": {"zh": "在用", "en": "In use"}, "kind": "yes", "blank": True,
    "note": {"zh": "填“否”即停用；不填为在用", "en": "'no' takes it out of use; empty means yes"},
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What whoever fills the table looks after, and the words of his packs."""

    organisation: Unit
    units: Sequence[Unit]  # those he looks after, closed ones too
    is_whole: bool
    levels: Mapping[str, Words] = field(default_factory=dict)
    roles: Mapping[str, Words] = field(default_factory=dict)
    may_give: frozenset[str] = frozenset()
    ranks: Mapping[str, int] = field(default_factory=dict)
    actor_id: int | None = None
    only: int | None = None  # of one row alone, by its id; 0: of one that is to come

    def narrowed(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows, or the one row it is about."""
        return rows if self.only is None else rows.filter(pk=self.only)

    @property
    def paths(self) -> list[str]:
        """The paths of the units he looks after."""
        return [self.organisation.path] if self.is_whole else [unit.path for unit in self.units]

    def unit(self, code: str) -> Unit | None:
        """One of his units by its code."""
        return next((unit for unit in self.units if unit.code == code), None)


def more(row: Given, values: Mapping[str, Any], faults: Iterable[Fault | None]) -> Given:
    """The row as it would be kept, with further faults."""
    return Given(row.line, {**row.values, **values}, [*row.faults, *(one for one in faults if one is not None)])


def unknown(column: str, what: tuple[str, str], code: str) -> Fault:
    """A code that stands for nothing."""
    why = (f"没有编码为“{code}”的{what[0]}", f"there is no {what[1]} with the code '{code}'")
    return fault(column, why, ("请填写已有的编码", "write a code that is there"))


def not_yours(column: str, code: str) -> Fault:
    """A code that stands for something of another unit."""
    why = (f"“{code}”不属于您负责的单位", f"'{code}' does not belong to a unit you look after")
    return fault(column, why, ("请改填其他编码，或请其负责人处理", "write another code, or ask who looks after it"))


def bad_unit(kept: Kept, column: str, code: str, *, must: bool) -> Fault | None:
    """What is wrong with the unit a row names."""
    if not code:
        if not must:
            return None
        why = ("没有填写单位", "no unit is written")
        return fault(column, why, ("请填写您负责的单位编码", "write the code of a unit you look after"))
    unit = kept.unit(code)
    if unit is None:
        return unknown(column, ("单位（您负责的）", "unit you look after"), code)
    if not unit.active:
        return fault(column, (f"单位“{code}”已停用", f"the unit '{code}' is closed"), ("请改填在用的单位", "write one that is in use"))
    return None


def one_at_a_time(organisation_id: int, table: str) -> None:
    """Whoever takes the same table of an organisation meanwhile waits, then finds everything there already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('table of ' || %s, 0))", [f"{organisation_id}:{table}"])


def say_taken(table: Table, steps: Sequence[Step], organisation_id: int, *, by: Actor, at: datetime) -> None:
    """Write down what a file changed: every row's key, and each changed cell before and after."""
    for start in range(0, len(steps), SAID_AT_ONCE):
        some = steps[start : start + SAID_AT_ONCE]
        new = [_said(step.key) for step in some if step.what == "new"]
        before = [
            {"key": _said(step.key), "cells": [[one.column, _plain(one.before), _plain(one.after)] for one in step.changes]}
            for step in some
            if step.what == "changed"
        ]
        record(changed("TableTaken", organisation_id, by=by, at=at, table=table.name, new=new, changed=before))


def _said(key: Iterable[Any]) -> list[Any]:
    return [_plain(part) for part in key]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, bool | int) else str(value)
