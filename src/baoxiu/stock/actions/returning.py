"""Replaced parts on their way back: sent by the station that owes them, received by customer service support, or reported short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from baoxiu.directory.models import Unit
from baoxiu.stock.actions.booking import Cause
from baoxiu.stock.actions.lines import pieces
from baoxiu.stock.actions.refusing import NotOnTheWay, NotReplacedHere, OtherSerial, OwedElsewhere, ReturnedAlready, SerialTwice
from baoxiu.stock.models import ReplacedPart

Lines = Iterable[Mapping[str, Any]]
SENT = ["sent_by", "state", "sent_at", "old_serial", "missing_at"]


def send(unit: Unit, lines: Lines, *, at: datetime, cause: Cause) -> None:
    """Mark the pieces of a return as on their way: each a piece that was replaced on the job, is owed still, and by this station."""
    owed = list(_of_job(cause))
    number = owed[0].ticket.number if owed else cause.number
    sent = []
    for piece in pieces(lines, clause=cause.clause):
        found = _owed(owed, piece.part, piece.new_serial, number, cause)
        if not (unit.path.startswith(found.unit.path) or found.unit.path.startswith(unit.path)):
            raise OwedElsewhere(part=found.part, number=number, unit=found.unit.title, clause=cause.clause)
        found.old_serial = found.old_serial or piece.new_serial
        found.state, found.sent_by_id, found.sent_at, found.missing_at = "sent", cause.job, at, None
        sent.append(found)
    _write(sent, cause)


def take_back(lines: Lines, *, ended: bool, at: datetime, cause: Cause) -> None:
    """Mark what support received of a return; once the return is over, what did not come is owed again, and missing."""
    sent = list(ReplacedPart.objects.select_for_update(of=("self",)).filter(sent_by_id=cause.job, struck_at=None).order_by("nth"))
    if not sent:  # a return of unused parts: they were off the shelf when they left
        return
    for piece in pieces(lines, clause=cause.clause):
        on_way = [one for one in sent if one.state == "sent" and one.part == piece.part]
        found = next((one for one in on_way if piece.new_serial in ("", one.old_serial)), None)
        if found is None:
            raise NotOnTheWay(number=cause.number, part=f"{piece.part} {piece.new_serial}".strip(), clause=cause.clause)
        found.state, found.received_at = "received", at
    for one in sent:
        if ended and one.state == "sent":
            one.state, one.missing_at = "owed", at
    ReplacedPart.objects.bulk_update(sent, ["state", "received_at", "missing_at"])


def _of_job(cause: Cause) -> Iterable[ReplacedPart]:
    """The pieces replaced on the job that opened this return."""
    rows = ReplacedPart.objects.select_for_update(of=("self",)).filter(ticket__children__child_id=cause.job, struck_at=None)
    return rows.select_related("unit", "ticket").order_by("nth")


def _owed(job: Sequence[ReplacedPart], part: str, serial: str, number: str, cause: Cause) -> ReplacedPart:
    """The piece a line of a return means: by the serial number of the old part, else one whose number nobody noted."""
    alike = [one for one in job if one.part == part]
    if not alike:
        raise NotReplacedHere(part=part, number=number, clause=cause.clause)
    owed = [one for one in alike if one.state == "owed"]
    exact = [one for one in alike if serial and one.old_serial == serial]
    if not owed or (exact and exact[0].state != "owed"):
        raise ReturnedAlready(part=part, number=number, found=len(alike), clause=cause.clause)
    unknown = [one for one in owed if not one.old_serial]
    found = exact or unknown or ([] if serial else owed)
    if not found:
        raise OtherSerial(part=part, number=number, expected="、".join(one.old_serial for one in owed), serial=serial, clause=cause.clause)
    return found[0]


def _write(sent: Sequence[ReplacedPart], cause: Cause) -> None:
    try:
        with transaction.atomic():
            ReplacedPart.objects.bulk_update(sent, SENT)
    except IntegrityError as clash:
        serials = [one.old_serial for one in sent if one.old_serial]
        other = ReplacedPart.objects.filter(old_serial__in=serials, struck_at=None, again_by=None).exclude(pk__in=[one.pk for one in sent])
        found = other.filter(organisation_id=sent[0].organisation_id).select_related("ticket").first()
        serial, number = (found.old_serial, found.ticket.number) if found else (serials[0], cause.number)
        raise SerialTwice(serial=serial, number=number, clause=cause.clause) from clash
