"""Taking in what others recorded: each row a report with its ticket, its recorded life kept beside it for a replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.recorded import Mapping, Recorded, Rejected, read
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as directories
from baoxiu.directory.models import Unit
from baoxiu.intake.actions.bulk import Taken, file_reports
from baoxiu.intake.actions.reports import Report
from baoxiu.journal import actions as journal

CHUNK = 500


@dataclass(slots=True)
class Imported:
    """What an import did. `rejected` names each row that was not taken, with line and reason."""

    read: int = 0
    taken: int = 0
    known: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    units_made: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(slots=True)
class Import:
    """One import under way: which organisation, by which mapping, and whether anything is to be written."""

    organisation: Unit
    mapping: Mapping
    by: Actor
    at: datetime
    dry_run: bool = False
    done: Imported = field(default_factory=Imported)
    units: dict[str, Unit] = field(default_factory=dict)

    def run(self, path: Path) -> Iterator[Imported]:
        """Take the file in, chunk by chunk; answers after each how far it is. Raises UnreadableFile where the file itself is wrong.

        1. Rows that cannot be read go to `rejected`. 2. Units the file names are made where they are missing. 3. Each chunk is
        filed in one transaction; a row known from an earlier run adds nothing. 4. Nobody is sent a message about the past.
        """
        self.units = directories.units_by_code(self.organisation.pk)
        rows = read(path, self.mapping)
        while chunk := list(islice(rows, CHUNK)):
            self.done.read += len(chunk)
            self.done.rejected += [row for row in chunk if isinstance(row, Rejected)]
            self._take([row for row in chunk if isinstance(row, Recorded)])
            yield self.done

    def _take(self, rows: list[Recorded]) -> None:
        for row in rows:
            for flag in row.flags:
                self.done.flags[flag] = self.done.flags.get(flag, 0) + 1
        if self.dry_run or not rows:
            self.done.taken += 0 if self.dry_run else len(rows)
            return
        journal.ensure_partitions(*_span(rows))
        with transaction.atomic():
            reports = [self._report(row) for row in rows]
            self._count(rows, file_reports(reports, by=self.by, at=self.at))

    def _count(self, rows: list[Recorded], taken: Iterable[Taken]) -> None:
        born = []
        for row, answer in zip(rows, taken, strict=True):
            if answer.refusal is not None:
                self.done.rejected.append(Rejected(row.line, answer.refusal.say("en"), {self.mapping.number: row.number}))
            elif answer.known:
                self.done.known += 1
            else:
                self.done.taken += 1
                born.append(answer.ticket_id)
        journal.keep_unsent(born)

    def _report(self, row: Recorded) -> Report:
        known: dict[str, Any] = {name: value for name, value in row.report.items() if name != "fields"}
        fields = {name: value for name, value in row.report["fields"].items() if value not in (None, "")}
        life = [[step.command, step.at.isoformat(), step.form, step.source] for step in row.life]
        source = {"number": row.number, "line": row.line, "flags": list(row.flags), "expected": row.expected, "life": life}
        return Report(
            unit=self._unit(row),
            procedure=self.mapping.procedure,
            answers=fields,
            reported_at=row.reported_at,
            source=source,
            source_key=f"{self.mapping.mapping}:{row.number}",
            **known,
        )

    def _unit(self, row: Recorded) -> Unit:
        """The unit the row names, made below its parent where it is missing; the organisation where it names none."""
        rule = self.mapping.units
        if rule is None:
            return self.organisation
        parent = self._made(row.parent, rule.parent_level, self.organisation) if row.parent else self.organisation
        return self._made(row.unit, rule.level, parent) if row.unit else parent

    def _made(self, name: str, level: str, parent: Unit) -> Unit:
        code = _code(name)
        if code not in self.units:
            self.units[code] = directory.create_unit(parent, level=level, code=code, title=name, by=self.by, at=self.at)
            self.done.units_made.append(code)
        return self.units[code]


def _code(name: str) -> str:
    """A unit's code from a name of the file: what a code may not hold becomes a dash."""
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in name)[:40]


def _span(rows: list[Recorded]) -> tuple[date, date]:
    """The months the lives of these rows touch."""
    times = [row.reported_at for row in rows] + [step.at for row in rows for step in row.life]
    return min(times).date(), (max(times) + timedelta(days=31)).date()
