"""Rows as the API's shapes."""

from __future__ import annotations

from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.clocks.explanation import Line
from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.core.procedure.elements import Procedure
from baoxiu.journal.models import Event
from baoxiu.tickets import queries as tickets

Json = dict[str, Any]
Row = Any  # of a ticket, its clock or its file, as the queries gave it


def definition_of(ticket: Row) -> Procedure:
    """The procedure a ticket follows."""
    return catalogue.procedure(ticket.procedure_id).definition


def ticket(row: Row) -> Json:
    """A ticket as a list shows it."""
    definition = definition_of(row)
    state = definition.states.get(row.state)
    return {
        "id": row.pk,
        "number": row.number,
        "procedure": row.procedure_key,
        "kind": row.kind,
        "title": row.title,
        "state": row.state,
        "state_title": dict(state.title) if state else {"en": row.state},
        "final": row.final or None,
        "mode": row.mode or None,
        "unit": row.unit.code,
        "holder_role": row.holder_role or None,
        "holder": row.holder.name if row.holder else None,
        "category": row.category,
        "opened_at": row.opened_at,
        "state_since": row.state_since,
        "closed_at": row.closed_at,
        "due_at": row.due_at,
        "due_clock": row.due_clock or None,
        "breached": row.breached,
        "flags": row.flags,
        "version": row.version,
    }


def whole(row: Row, actor: Actor) -> Json:
    """A ticket with what the actor may see of it."""
    definition = definition_of(row)
    return {
        **ticket(row),
        "fields": tickets.shown_fields(row, actor, definition),
        "clocks": [clock(each, definition) for each in tickets.clocks_of(row)],
        "links": [{"id": o.pk, "number": o.number, "procedure": o.procedure_key, "state": o.state} for o in tickets.links_of(row, actor)],
    }


def clock(row: Row, definition: Procedure) -> Json:
    """A clock or quota."""
    element = definition.quotas.get(row.name) or definition.clocks.get(row.name)
    title = element.title if element and element.title else {"en": row.name}
    names = ("name", "is_quota", "state", "due_at", "breached", "kept")
    return {**{name: getattr(row, name) for name in names}, "title": dict(title)}


def choice(given: Choice) -> Json:
    """A command and why not."""
    return {
        "command": given.command,
        "title": dict(given.title),
        "open": given.open,
        "primary": given.primary,
        "asks": [dict(ask) for ask in given.asks],
        "clauses": list(given.clauses),
        "refusal": dict(given.refusal) if given.refusal else None,
    }


def event(row: Event, ticket: Row, actor: Actor) -> Json:
    """One event of the chain, as the actor may see it."""
    return {
        "seq": row.seq,
        "type": row.type,
        "at": row.at,
        "recorded_at": row.recorded_at,
        "actor": row.actor_name,
        "role": row.role or None,
        "door": row.door,
        "data": tickets.shown_record(ticket, row.data, actor, definition_of(ticket)),
        "hash": bytes(row.hash).hex(),
    }


def line(row: Line) -> Json:
    """One stretch of an explanation."""
    return {"start": row.start, "end": row.end, "what": row.what, "words": dict(row.words), "seconds": row.lasted.total_seconds()}


def file(row: Row) -> Json:
    """A file on a ticket."""
    kept = row.file
    return {
        "id": row.pk,
        "name": row.name,
        "media_type": kept.media_type,
        "size": kept.size,
        "sha256": kept.hash,
        "purpose": row.purpose,
        "added_at": row.added_at,
    }
