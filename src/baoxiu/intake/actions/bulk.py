"""Filing many reports at once: imports and storms. Set-based: a chunk is read, decided and written in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Refusal
from baoxiu.intake.actions.reports import Known, Read, Report, Taker, procedure_of, read_phone, read_report, request_row
from baoxiu.intake.events import REPORTS_FILED
from baoxiu.journal import Happened
from baoxiu.journal.actions import react
from baoxiu.journal.ids import new_id
from baoxiu.journal.side_by_side import in_lanes

CHUNK = 500
MEANWHILE = frozenset({"23505", "40P01"})  # the row is there already; two waited for each other
CUSTOMERS = """
SELECT DISTINCT ON (n.organisation_id, n.number) n.organisation_id, n.number, c.id, c.name, c.vip
  FROM directory_contact n JOIN directory_customer c ON c.id = n.customer_id
 WHERE n.number = ANY(%s) ORDER BY n.organisation_id, n.number, n.first DESC, n.id
"""
SITES = "SELECT s.id, s.organisation_id, s.code, s.title, s.address, s.area_class FROM directory_site s WHERE s.id = ANY(%s)"
KEYS = """
SELECT r.organisation_id, r.source_key FROM intake_request r
 WHERE (r.organisation_id, r.source_key) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row: its number; or why it was not taken; or that it had been taken before."""

    line: int
    number: str = ""
    ticket_id: str = ""
    refusal: Refusal | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report on its way in: what those who react are given."""

    line: int
    request_id: UUID
    report: Report
    known: Known
    row: Mapping[str, Any]


def file_reports(
    rows: Iterable[Report | Mapping[str, Any]], *, by: Actor, at: datetime, door: str = "import", many: int = CHUNK
) -> Iterator[Taken]:
    """File reports, chunk by chunk, each chunk all or nothing; what one row refuses stays out and is told.

    A report whose `source_key` is known is not taken again. Callers are looked up, but nobody is made a customer here.
    Several chunks outside a transaction are written in two lanes: numbers follow the rows within a chunk, not across chunks.
    """
    numbered, taker = enumerate(rows, start=1), Taker(by, at, door)
    chunks = iter(lambda: list(islice(numbered, many)), [])
    for taken in in_lanes(lambda chunk: _file(chunk, taker), chunks):
        yield from taken


def _file(chunk: Sequence[tuple[int, Report | Mapping[str, Any]]], taker: Taker) -> list[Taken]:
    """One chunk. Where another filed one of its reports meanwhile, or both waited for each other, look again."""
    read, refused = _read(chunk, taker.at)
    try:
        opened = _attempt(read, taker)
    except DatabaseError as fault:
        if getattr(fault.__cause__, "sqlstate", None) not in MEANWHILE:
            raise
        opened = _attempt(read, taker)
    return sorted([*refused, *opened], key=lambda taken: taken.line)


def _attempt(read: Sequence[tuple[int, Read]], taker: Taker) -> list[Taken]:
    with transaction.atomic():
        fresh, known = _fresh(read)
        return [*known, *_open(_completed(fresh, taker), taker).values()]


def _read(chunk: Sequence[tuple[int, Report | Mapping[str, Any]]], at: datetime) -> tuple[list[tuple[int, Read]], list[Taken]]:
    """Each row as a report with its telephone and procedure; and those that cannot be read."""
    read: list[tuple[int, Read]] = []
    refused: list[Taken] = []
    opens: dict[tuple[int, str, str], str] = {}
    for line, given in chunk:
        try:
            report = read_report(given)
            wanted = (report.unit.pk, report.procedure, report.category)
            if wanted not in opens:
                opens[wanted] = procedure_of(report, at)
            read.append((line, Read(report, read_phone(report), opens[wanted])))
        except Refusal as refusal:
            refused.append(Taken(line, refusal=refusal))
    return read, refused


def _fresh(read: Sequence[tuple[int, Read]]) -> tuple[list[tuple[int, Read]], list[Taken]]:
    """Those not taken before, and those that were; a key twice in one chunk counts once."""
    keyed = [_key(one.report) for _, one in read if one.report.source_key]
    seen = set(_rows(KEYS, [[one for one, _ in keyed], [key for _, key in keyed]])) if keyed else set()
    fresh, known = [], []
    for line, one in read:
        if one.report.source_key and _key(one.report) in seen:
            known.append(Taken(line, known=True))
        else:
            seen.add(_key(one.report))
            fresh.append((line, one))
    return fresh, known


def _key(report: Report) -> tuple[int, str | None]:
    return report.organisation_id, report.source_key


def _completed(fresh: Sequence[tuple[int, Read]], taker: Taker) -> list[Wanted]:
    """Each report with its customer and place; both are looked up for all at once."""
    customers, sites = _customers({one.phone for _, one in fresh}), _sites({one.report.site for _, one in fresh})
    wanted = []
    for line, one in fresh:
        report, organisation = one.report, one.report.organisation_id
        known = Known(customers.get((organisation, one.phone)), sites.get((organisation, report.site)))
        id_ = new_id(report.reported_at or taker.at)
        wanted.append(Wanted(line, id_, report, known, request_row(id_, one, known, taker)))
    return wanted


def _customers(phones: set[str]) -> dict[tuple[int, str], dict[str, Any]]:
    rows = _rows(CUSTOMERS, [sorted(phones - {""})]) if phones - {""} else []
    return {(row[0], row[1]): {"id": row[2], "name": row[3], "vip": row[4]} for row in rows}


def _sites(ids: set[int | None]) -> dict[tuple[int, int | None], dict[str, Any]]:
    wanted = sorted(each for each in ids if each is not None)
    names = ("id", "code", "title", "address", "area_class")
    return {(row[1], row[0]): dict(zip(names, (row[0], *row[2:]), strict=True)) for row in (_rows(SITES, [wanted]) if wanted else [])}


def _open(wanted: Sequence[Wanted], taker: Taker) -> dict[int, Taken]:
    """Let the later rooms react to all at once; one of them opens the tickets and keeps the reports with them."""
    if not wanted:
        return {}
    first = wanted[0]
    event = Happened(REPORTS_FILED, first.request_id, first.report.organisation_id, taker.at, taker.by, {"reports": wanted}, taker.door)
    opened: dict[int, Taken] = {}
    for answer in react(event):
        if isinstance(answer, dict):
            opened |= answer
    return opened


def _rows(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
