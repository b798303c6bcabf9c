"""Filing one report: kept, answered with its number, and its ticket opened, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import KeyUsedDifferently, NotFound
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as directories
from baoxiu.directory.models import Customer
from baoxiu.intake.actions.reports import Known, NoProcedure, Read, Report, Taker, read_whole, request_row
from baoxiu.intake.events import REPORT_FILED
from baoxiu.intake.models import Request
from baoxiu.journal import Happened
from baoxiu.journal import queries as journal
from baoxiu.journal.actions import react
from baoxiu.journal.ids import new_id

LOOK = "SELECT intake_look(%s, %s, %s, %s, %s, %s)::text"
QUEUE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))"
KEY_ANSWERED = "BX002"  # the key was answered while this was on its way


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
    3. Let its ticket be opened: report, ticket and the key's answer are written in one call, all or nothing.
    """
    read, taker = read_whole(given, at), Taker(by, at, door)
    keyed = {"key": key, "who": journal.who(by), "fingerprint": journal.fingerprint("report", _said(read.report))} if key else {}
    said = _look(read, keyed)
    if done := _answered(said["answered"], keyed):
        return done
    try:
        with transaction.atomic() if _is_new(read, said) else nullcontext():
            return _file(read, _known(read, said), taker, keyed)
    except DatabaseError as fault:
        if getattr(fault.__cause__, "sqlstate", None) == KEY_ANSWERED and (done := _answered(_look(read, keyed)["answered"], keyed)):
            return done
        raise


def _file(read: Read, known: Known, taker: Taker, keyed: Mapping[str, Any]) -> Filed:
    """Let the later rooms react: one of them opens the ticket, keeps the report with it, and says the number."""
    id_, report = new_id(taker.at), read.report
    row = request_row(id_, read, known, taker)
    said = {"report": report, "known": known, "row": row, "keyed": keyed}
    event = Happened(REPORT_FILED, id_, report.organisation_id, row["reported_at"], taker.by, said, taker.door, recorded_at=taker.at)
    for answer in react(event):
        number = getattr(answer, "number", None)
        if number:
            return Filed(str(id_), str(getattr(answer, "id", "")), number, str(getattr(answer, "state", "")))
    raise NoProcedure(unit=report.unit.title)


def _look(read: Read, keyed: Mapping[str, Any]) -> dict[str, Any]:
    report = read.report
    with connection.cursor() as cursor:
        values = [report.organisation_id, read.phone, report.site, report.asset, keyed.get("who"), keyed.get("key")]
        cursor.execute(LOOK, values)
        (found,) = cursor.fetchone()
    said: dict[str, Any] = json.loads(found)
    for name, asked in (("site", report.site), ("asset", report.asset)):
        if asked is not None and said[name] is None:
            raise NotFound(what=name, name=asked, field=name)
    return said


def _known(read: Read, said: Mapping[str, Any]) -> Known:
    """Whose it is: the owner named, the customer with this number, else a new customer."""
    return Known(_customer(read, said), said["site"], said["asset"])


def _is_new(read: Read, said: Mapping[str, Any]) -> bool:
    """Somebody we do not know yet, who becomes a customer with this report."""
    report = read.report
    return report.owner is None and said["customer"] is None and bool(read.phone or report.owner_name.strip())


def _customer(read: Read, said: Mapping[str, Any]) -> Mapping[str, Any] | None:
    report = read.report
    if report.owner is not None:
        owner = directories.customers_of(report.organisation_id).filter(pk=report.owner).first()
        if owner is None:
            raise NotFound(what="customer / 客户", name=report.owner, field="owner")
        return _as_known(owner)
    if said["customer"] is not None:
        return {name: said["customer"][name] for name in ("id", "name", "vip")}
    return _as_known(_made(read)) if _is_new(read, said) else None


def _made(read: Read) -> Customer:
    """A new customer. Two who report at once from one telephone queue here, so that both find the same one."""
    report, root = read.report, read.report.unit.organisation or read.report.unit
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [f"{root.pk}:{read.phone or report.owner_name}"])
    held = directories.customer_by_phone(root.pk, read.phone) if read.phone else None
    if held is not None:
        return held
    place = directories.site_with(root.pk, report.site) if report.site else None
    name = report.owner_name.strip() or report.reporter_name.strip() or read.phone
    return directory.add_customer(root, name, site=place, contacts=(read.phone,) if read.phone else ())


def _as_known(customer: Customer) -> dict[str, Any]:
    return {"id": customer.pk, "name": customer.name, "vip": customer.vip}


def _answered(said: Mapping[str, Any] | None, keyed: Mapping[str, Any]) -> Filed | None:
    """What the key was answered before; refuses one that was used for something else."""
    if said is None:
        return None
    if said["fingerprint"] != keyed["fingerprint"]:
        raise KeyUsedDifferently(key=keyed["key"])
    return Filed(**said["answer"])


def _said(report: Report) -> dict[str, Any]:
    fields = {name: getattr(report, name) for name in Report.__dataclass_fields__ if name != "unit"}
    return {**fields, "unit": report.unit.pk, "reported_at": str(report.reported_at)}
