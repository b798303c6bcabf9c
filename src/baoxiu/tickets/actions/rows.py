"""Decisions as the rows that `tickets_write` takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from baoxiu.core.engine.facts import Actor, Decision, RunningChange, Tell
from baoxiu.core.joined import callers
from baoxiu.tickets.queries.sheets import Sheet, marks_of
from baoxiu.tickets.queries.titles import words_of, words_of_changes

Row = dict[str, Any]
LATEST = timedelta(days=14)  # an offline phone's time older than this, or ahead of ours, is noted but not used
HIDDEN = "••••"
RESTORED = {
    "zh": "您来电反映的问题已处理完毕（{number}）。如仍未恢复，请再次来电。",
    "en": "What you rang about has been dealt with ({number}). If it is not, please ring again.",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wants something, when, through which door. `happened_at` is what an offline phone says, by a clock so much too `fast`."""

    by: Actor
    at: datetime
    door: str = "desk"
    happened_at: datetime | None = None
    fast: timedelta = timedelta()

    @property
    def event_at(self) -> datetime:
        """When the event counts as having happened: the phone's time, set right by ours, where it can be true, else ours."""
        said = self.happened_at - self.fast if self.happened_at is not None else None
        return said if said is not None and self.at - LATEST <= said <= self.at else self.at


def moved_row(sheet: Sheet, base: int, decision: Decision, origin: Origin, event: str, cause: str = "") -> Row:
    """The row of a ticket that exists, after the decision; `base` is the version it was decided on."""
    return {
        **_stand(sheet, decision, origin),
        **event_row(sheet, decision, origin, event, cause),
        "base": base,
        "seq": sheet.seq,
        "state_since": sheet.state_since,
        "words": words_of_changes(sheet.procedure, decision.changes),
    }


def opened_row(sheet: Sheet, decision: Decision, origin: Origin, event: str, cause: str = "") -> Row:
    """The row of a newborn ticket, without its number."""
    facts, belongs = sheet.facts, sheet.belongs
    return {
        **_stand(sheet, decision, origin),
        **event_row(sheet, decision, origin, event, cause),
        "at": facts.opened_at,
        "organisation_id": sheet.organisation_id,
        "procedure_id": sheet.version_id,
        "procedure_key": facts.procedure,
        "kind": facts.kind,
        "title": sheet.title,
        "opened_at": facts.opened_at,
        "request_id": belongs.get("request"),
        "customer_id": belongs.get("customer"),
        "site_id": belongs.get("site"),
        "asset_id": belongs.get("asset"),
        "category": belongs.get("category") or "",
        "words": words_of(sheet.procedure, facts.fields, sheet.title, belongs.get("found_by", ())),
    }


def _stand(sheet: Sheet, decision: Decision, origin: Origin) -> Row:
    due_at, due_clock = sheet.most_urgent
    return {
        "id": sheet.facts.id,
        "unit_id": sheet.facts.unit.id,
        "state": decision.to_state,
        "final": decision.final or "",
        "mode": decision.mode or "",
        "changes": decision.changes,
        "grants": decision.grants,
        "flags": decision.flags,
        "holder_role": decision.holder_role or "",
        "holder_id": decision.holder_id,
        "closed_at": origin.at if decision.final else None,
        "due_at": due_at,
        "due_clock": due_clock,
        "breached": sheet.breached,
    }


def event_row(sheet: Sheet, decision: Decision, origin: Origin, event: str, cause: str) -> Row:
    """The event of a decision, as columns of the same row."""
    return {
        "event": event,
        "at": origin.event_at,
        "recorded_at": origin.at,
        "actor_id": origin.by.id,
        "actor_name": origin.by.name[:80],
        "role": decision.role or "",
        "door": origin.door,
        "record": _record(sheet, decision, origin, cause),
    }


def _record(sheet: Sheet, decision: Decision, origin: Origin, cause: str) -> Row:
    """What the event keeps; the customer's code stays out of it, since whoever reads the timeline may be asked for it."""
    secret = {name for name, field in sheet.procedure.definition.fields.items() if field.type == "code"}
    row = {
        "command": decision.command,
        "from": decision.from_state,
        "to": decision.to_state,
        "form": _without(decision.form, secret),
        "changes": _without(decision.changes, secret),
        "clauses": decision.clauses,
    }
    extra = {
        "final": decision.final,
        "flags": decision.flags,
        "cause": cause,
        "unit": decision.moves_to,
        "follow_ups": decision.follow_ups,
        "said_at": origin.happened_at,
        "fast_seconds": round(origin.fast.total_seconds()),
        "dispatch": decision.dispatch if "stations" in (decision.dispatch or ()) else None,
    }
    return {**row, **{key: value for key, value in extra.items() if value}}


def _without(values: Mapping[str, Any], secret: set[str]) -> Mapping[str, Any]:
    return {name: HIDDEN if name in secret else value for name, value in values.items()} if secret else values


def clock_row(ticket_id: str, change: RunningChange) -> Row:
    """A clock or quota after the decision."""
    running = change.running
    return {
        "ticket_id": ticket_id,
        "name": running.name,
        "is_quota": change.is_quota,
        "state": change.state,
        "marks": marks_of(running),
        "target_seconds": running.target_seconds,
        "until": running.until,
        "counted": running.counted,
        "warned": running.warned,
        "breached": running.breached,
        "escalated": running.escalated,
        "kept": change.kept,
        "due_at": change.due_at,
        "next_ring_at": change.next_ring_at,
        "next_ring": change.next_ring,
    }


def message_rows(sheet: Sheet, tell: Tell, origin: Origin, nth: int) -> Iterator[Row]:
    """One row of the outbox for each who is told; the key holds the event, so a repeat sends nothing twice."""
    facts = sheet.facts
    for to in dict.fromkeys(tell.to):
        yield {
            "key": f"{facts.id}:{sheet.seq}:{nth}:{to}"[:120],
            "organisation_id": sheet.organisation_id,
            "unit_id": facts.unit.id,
            "ticket_id": facts.id,
            "number": facts.number,
            "to": _addressee(to, sheet),
            "by": tell.by,
            "words": tell.words,
            "task": tell.task,
            "clause": tell.clause or "",
            "at": origin.at,
        }


def restored_rows(sheet: Sheet, decision: Decision, origin: Origin) -> Iterator[Row]:
    """Once it is done, everybody who rang about it hears so; each once, with nothing of the other's but the number."""
    facts = sheet.facts
    for one in callers(facts.fields) if decision.final == "done" else ():
        yield {
            "key": f"{facts.id}:restored:{one['request']}"[:120],
            "organisation_id": sheet.organisation_id,
            "unit_id": facts.unit.id,
            "ticket_id": facts.id,
            "number": facts.number,
            "to": f"request:{one['request']}",
            "by": "sms",
            "words": RESTORED,
            "task": False,
            "clause": "",
            "at": origin.at,
        }


def _addressee(to: str, sheet: Sheet) -> str:
    """As the outbox reads it: 'customer', 'person:7', 'contact:headquarters', 'role:coordinator'."""
    if to == "holder":
        holder = sheet.facts.holder_id
        return f"person:{holder}" if holder else f"role:{sheet.procedure.definition.states[sheet.facts.state].holder or 'coordinator'}"
    return to if to == "customer" or ":" in to else f"role:{to}"
