"""A plain ORM twin of the hot path: what `tickets_read` and `tickets_write` do in one call each, row by row through the models.

Tests hold the two alike; the benchmark measures what the sets are worth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, transaction
from django.db.models import F, Func, Value

from baoxiu.directory.models import Unit
from baoxiu.journal.models import Answered, Event, Message
from baoxiu.tickets.actions import calls
from baoxiu.tickets.models import Ticket, TicketClock, TicketLink
from baoxiu.tickets.queries import reading

Row = Mapping[str, Any]
SAME = (
    *("id", "number", "procedure_key", "kind", "state", "final", "mode", "version", "seq", "title", "category"),
    *("fields", "grants", "flags", "holder_role", "breached", "due_clock"),
)
IDS = {name: f"{name}_id" for name in ("organisation", "procedure", "holder", "customer", "site", "asset", "request", "unit")}
CLOCK = (
    *("name", "marks", "target_seconds", "until", "warned", "breached", "counted", "escalated"),
    *("is_quota", "state", "due_at", "next_ring_at", "next_ring"),
)
LINK = ("id", "number", "procedure_key", "kind", "state", "final")
MOVED = ("unit_id", "state", "final", "mode", "holder_role", "holder_id", "due_clock", "breached")
TIMES = ("state_since", "due_at")
TIMED = ("state", "marks", "target_seconds", "counted", "warned", "breached", "escalated", "kept")
HASH = "SELECT journal_hash(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@contextmanager
def instead() -> Iterator[None]:
    """Within this, commands are read and written by the twin."""
    with patch.object(reading, "read", read), patch.object(calls, "write", write):
        yield


def read(*, ticket_id: str | None, organisation: int | None, number: str | None, who: str = "", key: str | None = None) -> dict[str, Any]:
    """As `tickets_read`: one query each for the answer, the ticket, its clocks, its links both ways, its unit."""
    answered = Answered.objects.filter(who=who, key=key).first() if key else None
    wanted = {"pk": ticket_id} if ticket_id else {"organisation_id": organisation, "number": number}
    ticket = Ticket.objects.filter(**wanted).first()
    return {
        "answered": {"fingerprint": answered.fingerprint, "answer": answered.answer} if answered else None,
        "ticket": _said(ticket) if ticket else None,
    }


def _said(ticket: Ticket) -> dict[str, Any]:
    said = {name: getattr(ticket, name) for name in SAME} | {name: getattr(ticket, column) for name, column in IDS.items()}
    said |= {name: getattr(ticket, name) for name in ("opened_at", "state_since", "due_at")}
    said["unit_changed"] = Unit.objects.values_list("changed", flat=True).get(pk=ticket.unit_id)
    said["clocks"] = [[getattr(clock, name) for name in CLOCK] for clock in TicketClock.objects.filter(ticket=ticket)]
    down = [_link(link.child, "opened") for link in TicketLink.objects.filter(parent=ticket).select_related("child")]
    up = [_link(link.parent, "opened_by") for link in TicketLink.objects.filter(child=ticket).select_related("parent")]
    said["links"] = down + up
    return _plain(said)


def _link(other: Ticket, relation: str) -> list[Any]:
    return [*(getattr(other, name) for name in LINK), relation, other.fields, other.procedure_id]


def _plain(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(value, default=lambda v: v.isoformat() if isinstance(v, datetime) else str(v)))
    return found


def write(payload: Mapping[str, Any]) -> dict[str, str]:
    """As `tickets_write`, for tickets that exist: a lock, then a row at a time."""
    given = json.loads(calls.packed(payload))
    with transaction.atomic():
        for step in given["steps"]:
            for row in step.get("moved", ()):
                _move(row)
            for row in step.get("clocks", ()):
                _time(row)
            for row in step.get("messages", ()):
                _tell(row)
        if "key" in given:
            answer = {name: given[name] for name in ("who", "key", "fingerprint", "answer")}
            Answered.objects.create(**answer, at=_at(given["at"]))
    return {}


def _move(row: Row) -> None:
    ticket = Ticket.objects.select_for_update().get(pk=row["id"], version=row["base"])
    hash_ = _event(ticket, row)
    for name in MOVED:
        setattr(ticket, name, row[name])
    for name in TIMES:
        setattr(ticket, name, _maybe(row[name]))
    ticket.version, ticket.seq, ticket.last_hash = row["base"] + 1, row["seq"], hash_
    ticket.fields = {**ticket.fields, **row["changes"]}
    ticket.grants = ticket.grants if row["grants"] is None else row["grants"]
    ticket.flags = [*ticket.flags, *row["flags"]]
    ticket.closed_at = (ticket.closed_at or _maybe(row["closed_at"])) if row["final"] else None
    ticket.save()
    if row["words"] is not None:
        words = Func(Value(row["words"]), function="array_to_tsvector", template="%(function)s(%(expressions)s::text[])")
        joined = Func(F("search"), words, template="%(expressions)s", arg_joiner=" || ", output_field=SearchVectorField())
        Ticket.objects.filter(pk=ticket.pk).update(search=joined)


def _event(ticket: Ticket, row: Row) -> bytes:
    about = (row["id"], row["seq"], row["event"], row["at"], row["recorded_at"], ticket.organisation_id, row["actor_id"], row["actor_name"])
    with connection.cursor() as cursor:
        cursor.execute(HASH, [bytes(ticket.last_hash), *about, row["role"], row["door"], json.dumps(row["record"])])
        (hash_,) = cursor.fetchone()
    Event.objects.create(
        ticket_id=ticket.pk,
        seq=row["seq"],
        at=_at(row["at"]),
        recorded_at=_at(row["recorded_at"]),
        organisation_id=ticket.organisation_id,
        type=row["event"],
        actor_id=row["actor_id"],
        actor_name=row["actor_name"],
        role=row["role"],
        door=row["door"],
        data=row["record"],
        hash=hash_,
    )
    return bytes(hash_)


def _time(row: Row) -> None:
    values = {name: row[name] for name in TIMED} | {name: _maybe(row[name]) for name in ("until", "due_at", "next_ring_at")}
    values |= {"is_quota": row["is_quota"], "next_ring": row["next_ring"] or ""}
    TicketClock.objects.update_or_create(ticket_id=row["ticket_id"], name=row["name"], defaults=values)


def _tell(row: Row) -> None:
    ticket = Ticket.objects.select_related("request").get(pk=row["ticket_id"])
    reporter = ticket.request.reporter_phone if ticket.request else ""
    address = (ticket.fields.get("phone") or reporter or "") if row["to"] == "customer" else ""
    names = ("organisation_id", "unit_id", "ticket_id", "number", "to", "by", "words", "task", "clause")
    values = {name: row[name] for name in names} | {"address": address, "next_try_at": _at(row["at"]), "created_at": _at(row["at"])}
    Message.objects.get_or_create(key=row["key"], defaults=values)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return _at(text) if text else None
