"""A customer's telephone and address are shown to whoever needs them now, and masked to everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.elements import Procedure
from baoxiu.directory.queries import masked
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.titles import kind_of

SECRET = "••••"


def needs_contact(ticket: Ticket, actor: Actor, definition: Procedure) -> bool:
    """Whether the actor needs to reach the customer now: he holds the ticket, or has the role of its state, while it is open.

    A customer sees his own. Ended tickets show nobody a whole number but who calls back (a role of the procedure's opening). A procedure may name
    roles that always see it (`contact_for`).
    """
    if actor.kind in ("system", "customer"):
        return True
    roles = actor.roles_at(ticket.unit.path)
    if roles & set(definition.contact_for):
        return True
    if ticket.final:
        return bool(roles & set(definition.opens.by))
    state = definition.states.get(ticket.state)
    here = {state.holder} if state and state.holder else set()
    return ticket.holder_id == actor.id or bool(roles & (here | set(definition.opens.by)))


def shown_fields(ticket: Ticket, actor: Actor, definition: Procedure) -> dict[str, Any]:
    """The ticket's fields as the actor may see them: codes never, telephones and what is personal only to whoever needs them."""
    open_ = needs_contact(ticket, actor, definition)
    return {name: _shown(name, value, actor, definition, open_) for name, value in ticket.fields.items() if not name.startswith("_")}


def phone_shown(number: str, *, needed: bool) -> str:
    """A telephone number, whole or masked."""
    return number if needed or not number else masked(number)


def _shown(name: str, value: Any, actor: Actor, definition: Procedure, open_: bool) -> Any:
    kind = kind_of(definition, name)
    field = definition.fields.get(name)
    if kind == "code":
        return value if actor.kind == "customer" else SECRET
    if open_:
        return value
    if kind == "phone":
        return masked(str(value))
    if isinstance(value, Mapping) and "phone" in value:
        return {**value, "phone": masked(str(value["phone"]))}
    return SECRET if field is not None and field.personal else value
