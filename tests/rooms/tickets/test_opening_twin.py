"""Opening in one call, and its plain twin that saves row by row with the models: both leave the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Func, Value

from baoxiu.catalogue import queries as catalogue
from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor, Decision, Tell
from baoxiu.core.text import named, tokens
from baoxiu.directory import queries as directory
from baoxiu.journal.ids import new_id
from baoxiu.journal.models import Event, Message
from baoxiu.tickets import actions
from baoxiu.tickets.actions.calls import packed
from baoxiu.tickets.models import Counter, Ticket, TicketClock
from baoxiu.tickets.queries.sheets import marks_of
from procedures.house import House

MORNING = "2026-03-02 09:00"
HASH = "SELECT journal_hash(NULL, %s, 1, 'TicketOpened', %s, %s, %s, %s, %s, %s, 'desk', %s::jsonb)"
OWN = ("id", "number", "last_hash", "search")


@transaction.atomic
def twin(key: str, house: House, form: Mapping[str, Any], by: Actor, at: datetime) -> Ticket:
    """An opening the plain way: a counter, a ticket, its clocks, its event, its messages, each saved by itself."""
    unit = house.station
    version_id, procedure = catalogue.procedure_for(unit, key, at=at)
    decision = engine.decide_opening(procedure, directory.unit_facts(unit.pk), form, by, at)
    ticket = Ticket(id=new_id(at), organisation=house.root, unit=unit, procedure_id=version_id, procedure_key=key, seq=1)
    ticket.number = _number(house, f"{unit.code}260302")
    ticket.kind, ticket.title, ticket.fields = procedure.definition.kind, form["fault"], dict(decision.changes)
    ticket.opened_at = ticket.state_since = at
    ticket.state, ticket.mode, ticket.holder_role = decision.to_state, decision.mode or "", decision.holder_role or ""
    clocks = [_clock(ticket, change) for change in decision.running]
    first = min(clocks, key=lambda clock: clock.due_at or at)
    ticket.due_at, ticket.due_clock = first.due_at, first.name
    words = sorted(
        {*named(form["fault"], form["customer"]), *tokens(*(str(value) for value in decision.changes.values() if value is not None))}
    )
    number = ticket.number.lower()
    ticket.search = Func(Value([*words, f"#{number}", *(f"~{number[-many:]}" for many in (4, 5, 6))]), function="array_to_tsvector")
    ticket.last_hash = _event(ticket, decision, by, at)
    ticket.save(force_insert=True)
    for clock in clocks:
        clock.save(force_insert=True)
    _messages(ticket, decision, at)
    return ticket


def _number(house: House, prefix: str) -> str:
    counter, _ = Counter.objects.select_for_update().get_or_create(scope=f"{house.root.pk}:{prefix}#")
    counter.last += 1
    counter.save()
    return f"{prefix}{counter.last:04d}"


def _clock(ticket: Ticket, change: Any) -> TicketClock:
    running = change.running
    clock = TicketClock(
        ticket=ticket, name=running.name, state=change.state, marks=marks_of(running), target_seconds=running.target_seconds
    )
    clock.due_at, clock.next_ring_at, clock.next_ring = change.due_at, change.next_ring_at, change.next_ring
    return clock


def _event(ticket: Ticket, decision: Decision, by: Actor, at: datetime) -> bytes:
    record = {
        "command": "opened",
        "from": None,
        "to": decision.to_state,
        "form": decision.form,
        "changes": decision.changes,
        "clauses": list(decision.clauses),
    }
    event = Event(
        ticket_id=ticket.pk, seq=1, at=at, recorded_at=at, organisation_id=ticket.organisation_id, type="TicketOpened", door="desk"
    )
    event.actor_id, event.actor_name, event.role, event.data = by.id, by.name, decision.role or "", record
    with connection.cursor() as cursor:
        cursor.execute(HASH, [ticket.pk, at, at, ticket.organisation_id, by.id, by.name, event.role, packed(record)])
        (event.hash,) = cursor.fetchone()
    event.save(force_insert=True)
    return bytes(event.hash)


def _messages(ticket: Ticket, decision: Decision, at: datetime) -> None:
    for nth, tell in enumerate(effect for effect in decision.effects if isinstance(effect, Tell)):
        for to in tell.to:
            message = Message(key=f"{ticket.pk}:1:{nth}:{to}", to=f"role:{to}", by=tell.by, task=tell.task, clause=tell.clause or "")
            message.words = {language: text.replace("{number}", ticket.number) for language, text in tell.words.items()}
            message.organisation_id, message.unit_id, message.ticket_id = ticket.organisation_id, ticket.unit_id, ticket.pk
            message.number, message.next_try_at, message.created_at = ticket.number, at, at
            message.save(force_insert=True)


def left_by(ticket_id: UUID) -> dict[str, Any]:
    """Every row of a ticket, without what must differ between two."""
    row = Ticket.objects.filter(pk=ticket_id).values().get()
    search, number = str(row["search"]), row["number"]
    for ending in (number.lower(), number[-6:], number[-5:], number[-4:]):
        search = search.replace(ending, "N")
    return {
        "ticket": {name: value for name, value in row.items() if name not in OWN},
        "search": search,
        "clocks": [_without(each, "id", "ticket_id") for each in TicketClock.objects.filter(ticket_id=ticket_id).order_by("name").values()],
        "events": [_without(each, "ticket_id", "hash") for each in Event.objects.filter(ticket_id=ticket_id).order_by("seq").values()],
        "messages": [
            str(_without(each, "id", "key", "ticket_id")).replace(number, "N")
            for each in Message.objects.filter(ticket_id=ticket_id).order_by("id").values()
        ],
    }


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def test_an_opening_leaves_the_same_rows_as_its_plain_twin(lenovo: House) -> None:
    by, at = lenovo.actor("cc_agent"), lenovo.at(MORNING)
    form = {**lenovo.form("work-order", by, MORNING), "fault": "厨房水管爆裂", "customer": "王女士", "service_mode": "onsite"}

    outcome = actions.open_ticket("work-order", lenovo.station, form, by=by, at=at)
    plain = twin("work-order", lenovo, form, by, at)

    ours, twins = left_by(UUID(outcome.id)), left_by(plain.pk)
    assert ours == twins
    assert len(ours["clocks"]) == len(ours["events"]) == 1
    assert ours["messages"]
    assert [outcome.number[-4:], plain.number[-4:]] == ["0001", "0002"]
