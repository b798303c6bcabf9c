"""Filing one report: kept, answered with its number, and its ticket opened, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import KeyUsedDifferently, NotFound
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as directories
from baoxiu.intake.actions.reports import Known, NoProcedure, Read, Report, Taker, read_whole, request_row
from baoxiu.intake.events import REPORT_FILED
from baoxiu.intake.models import Request, RequestFile
from baoxiu.journal import Happened
from baoxiu.journal import queries as journal
from baoxiu.journal.actions import KeyInUse, react, remember_answer
from baoxiu.journal.ids import new_id

LOOK = "SELECT intake_look(%s, %s, %s, %s, %s, %s)::text"
WRITE = "SELECT intake_write(%s::jsonb)"


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that is in: its request and the ticket it opened, by id and number."""

    request_id: str
    ticket_id: str
    number: str
    state: str

    @property
    def request(self) -> Request:
        """The request's row."""
        return Request.objects.get(pk=self.request_id)


def file_report(given: Report | Mapping[str, Any], *, by: Actor, at: datetime, key: str | None = None, door: str = "desk") -> Filed:
    """File a report and answer it with its number.

    1. Read it: the telephone, the procedure it opens. 2. Look once at what is known: the key, the customer, the place.
    3. In one transaction: keep the report, let its ticket be opened, remember the answer for the key.
    """
    read, taker, who = read_whole(given, at), Taker(by, at, door), journal.who(by)
    contents = journal.fingerprint("report", _said(read.report)) if key else ""
    said = _look(read, who, key)
    if key and (done := _answered(said["answered"], key, contents)):
        return done
    try:
        with transaction.atomic():
            filed = _file(read, _known(read, said), taker)
            if key:
                _remember(filed, by, key, contents, at)
    except (IntegrityError, KeyInUse):
        done = _answered(_look(read, who, key)["answered"], key, contents) if key else None
        if done is None:
            raise
        return done
    return filed


def _file(read: Read, known: Known, taker: Taker) -> Filed:
    id_ = new_id(taker.at)
    row = request_row(id_, read, known, taker)
    write([row])
    files = read.report.files
    if files:
        RequestFile.objects.bulk_create([RequestFile(request_id=id_, file_id=each, name=each[:12]) for each in files])
    return _opened(id_, read.report, react(_happened(id_, read.report, known, row, taker)))


def write(rows: list[dict[str, Any]]) -> None:
    """Write requests with their events."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(rows, default=_plain, ensure_ascii=False)])


def _happened(id_: UUID, report: Report, known: Known, row: Mapping[str, Any], taker: Taker) -> Happened:
    """The event for those who react: with everything the report says, so that nobody has to read it again."""
    said = {"report": report, "known": known, "row": row}
    return Happened(REPORT_FILED, id_, report.organisation_id, row["reported_at"], taker.by, said, taker.door, recorded_at=taker.at)


def _opened(id_: UUID, report: Report, answers: Sequence[object]) -> Filed:
    """One of those who reacted opened the ticket and says its number."""
    for answer in answers:
        number = getattr(answer, "number", None)
        if number:
            return Filed(str(id_), str(getattr(answer, "id", "")), number, str(getattr(answer, "state", "")))
    raise NoProcedure(unit=report.unit.title)


def _look(read: Read, who: str, key: str | None) -> dict[str, Any]:
    report = read.report
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [report.organisation_id, read.phone, report.site, report.asset, who, key])
        (found,) = cursor.fetchone()
    said: dict[str, Any] = json.loads(found)
    for name, asked in (("site", report.site), ("asset", report.asset)):
        if asked is not None and said[name] is None:
            raise NotFound(what=name, name=asked, field=name)
    return said


def _known(read: Read, said: Mapping[str, Any]) -> Known:
    """Whose it is: the owner named, the customer with this number, else a new customer."""
    return Known(_customer(read.report, said, read.phone), said["site"], said["asset"])


def _customer(report: Report, said: Mapping[str, Any], phone: str) -> Mapping[str, Any] | None:
    if report.owner is not None:
        owner = directories.customers_of(report.organisation_id).filter(pk=report.owner).first()
        if owner is None:
            raise NotFound(what="customer / 客户", name=report.owner, field="owner")
        return {"id": owner.pk, "name": owner.name, "vip": owner.vip}
    if said["customer"] is not None:
        return {name: said["customer"][name] for name in ("id", "name", "vip")}
    name = report.owner_name.strip() or report.reporter_name.strip()
    if not phone and not report.owner_name.strip():
        return None
    place = directories.site_with(_root(report).pk, report.site) if report.site else None
    made = directory.add_customer(_root(report), name or phone, site=place, contacts=(phone,) if phone else ())
    return {"id": made.pk, "name": made.name, "vip": made.vip}


def _root(report: Report) -> Any:
    return report.unit.organisation or report.unit


def _answered(said: Mapping[str, Any] | None, key: str, print_: str) -> Filed | None:
    if said is None:
        return None
    if said["fingerprint"] != print_:
        raise KeyUsedDifferently(key=key)
    return Filed(**said["answer"])


def _remember(filed: Filed, by: Actor, key: str, print_: str, at: datetime) -> None:
    answer = {"request_id": filed.request_id, "ticket_id": filed.ticket_id, "number": filed.number, "state": filed.state}
    remember_answer(by, key, print_, answer, at=at)


def _said(report: Report) -> dict[str, Any]:
    fields = {name: getattr(report, name) for name in Report.__dataclass_fields__ if name != "unit"}
    return {**fields, "unit": report.unit.pk, "reported_at": str(report.reported_at)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
