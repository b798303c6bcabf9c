"""A customer's telephone and address are shown to whoever needs them now, and masked to everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.elements import Procedure
from baoxiu.directory.queries import masked
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.titles import kind_of

SECRET = "••••"
ENTERED = frozenset({"form", "changes"})  # of an event


def needs_contact(ticket: Ticket, actor: Actor, definition: Procedure) -> bool:
    """Whether the actor needs to reach the customer now: he holds the ticket, or has the role of its state, while it is open.

    A customer sees his own. Ended tickets show nobody a whole number but who calls back (a role of the procedure's opening).
    A procedure may name roles that always see it (`contact_for`).
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
    return _Eyes(actor, definition, needs_contact(ticket, actor, definition)).on(ticket.fields)


def shown_record(ticket: Ticket, said: Mapping[str, Any], actor: Actor, definition: Procedure) -> dict[str, Any]:
    """What an event of the ticket says, as the actor may see it: what was entered and changed is masked as the fields are."""
    eyes = _Eyes(actor, definition, needs_contact(ticket, actor, definition), str(said.get("command") or ""))
    return {name: eyes.on(value) if name in ENTERED and isinstance(value, Mapping) else value for name, value in said.items()}


def phone_shown(number: str, *, needed: bool) -> str:
    """A telephone number, whole or masked."""
    return number if needed or not number else masked(number)


@dataclass(frozen=True, slots=True)
class _Eyes:
    """How much of a ticket somebody sees; `command` is what the values were entered for."""

    actor: Actor
    definition: Procedure
    needs_contact: bool
    command: str = ""

    def on(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values as they are seen; the engine's own records are left out."""
        return {name: self._shown(name, value) for name, value in values.items() if not name.startswith("_")}

    def _shown(self, name: str, value: Any) -> Any:
        kind, field = self._kind(name), self.definition.fields.get(name)
        if kind == "code":
            return value if self.actor.kind == "customer" else SECRET
        if self.needs_contact or value is None:
            return value
        if kind == "phone":
            return masked(str(value))
        if isinstance(value, Mapping) and "phone" in value:
            return {**value, "phone": masked(str(value["phone"]))}
        return SECRET if field is not None and field.personal else value

    def _kind(self, name: str) -> str:
        """The type of a field, or of what only this command asked for."""
        command = self.definition.commands.get(self.command)
        ask = command.asks.get(name) if command and name not in self.definition.fields else None
        return (ask.type if ask else None) or kind_of(self.definition, name)
