"""Which tickets somebody sees: the one place where the directory's scope is laid over tickets."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import scope
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.sheets import Sheet


def seen_by(actor: Actor) -> QuerySet[Ticket]:
    """The tickets of the units his posts cover, and those he holds himself; a customer's link shows one."""
    if actor.kind == "system":
        return Ticket.objects.all()
    if actor.kind == "customer":
        return Ticket.objects.filter(pk=actor.ticket_id) if actor.ticket_id else Ticket.objects.none()
    mine = Ticket.objects.filter(organisation_id=actor.organisation_id)
    if scope.prefixes(actor) == (f"/{actor.organisation_id}/",):
        return mine
    return mine.filter(Q(unit__in=scope.visible_units(actor).order_by().values("id")) | Q(holder_id=actor.id))


def parts_seen_by(actor: Actor, *, most: int) -> list[QuerySet[Ticket]]:
    """The same tickets as `seen_by`, unit by unit and those he holds, where the units are few; empty where they are many or all.

    A page over few units is cheaper as the best of each unit's first rows, which an index has in order.
    """
    if actor.kind != "person" or scope.prefixes(actor) == (f"/{actor.organisation_id}/",):
        return []
    units = list(scope.visible_units(actor).order_by().values_list("id", flat=True)[: most + 1])
    if not units or len(units) > most:
        return []
    ours = Ticket.objects.filter(organisation_id=actor.organisation_id)
    return [*(ours.filter(unit_id=unit) for unit in units), ours.filter(holder_id=actor.id)]


def sees(actor: Actor, sheet: Sheet) -> bool:
    """Whether a ticket that was read is one of those `seen_by` gives the actor."""
    facts = sheet.facts
    if actor.kind == "system":
        return True
    if actor.kind == "customer":
        return actor.ticket_id == facts.id
    is_ours = actor.organisation_id == sheet.organisation_id
    return is_ours and (scope.sees(actor, facts.unit.path) or facts.holder_id == actor.id)


def ticket_on(name: object, *, seen_by: Actor) -> Ticket:
    """The ticket with this number or id, if the actor may see it; else as if it were not there."""
    found = _seen(seen_by).filter(**named(name)).select_related("unit", "holder", "customer", "site", "asset", "request").first()
    if found is None:
        raise NotFound(what="ticket / 单据", name=name)
    return found


def held_by(person_id: int) -> QuerySet[Ticket]:
    """The open tickets a person holds, the most urgent first."""
    return Ticket.objects.filter(holder_id=person_id, final="").order_by("due_at", "opened_at")


def named(name: object) -> dict[str, object]:
    """How a ticket is looked up: by id where `name` is one, else by number."""
    return {"pk": str(name)} if is_id(name) else {"number": str(name)}


def is_id(name: object) -> bool:
    """Whether a ticket is named by its id rather than its number."""
    if isinstance(name, UUID):
        return True
    try:
        return str(UUID(str(name))) == str(name)
    except ValueError:
        return False


_seen = seen_by
