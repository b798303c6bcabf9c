"""What a customer's page shows beside the ticket: the code, who comes, how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Person, Unit
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import links, naming, showing
from baoxiu.web.shared.languages import Words, in_language
from baoxiu.web.shared.ticket_page import TicketPage

DOOR = "portal"
SHOWN = frozenset({"text", "long_text", "choice", "photos", "photo", "time", "promise", "rating", "signature", "money", "price_lines"})


@dataclass(frozen=True, slots=True)
class Step:
    """A state the ticket came to, in words for the customer."""

    words: Words
    at: datetime


def actor_by(token: str, at: datetime) -> Actor:
    """The customer as an actor: he may see and do what stands on his ticket alone."""
    ticket_id = links.ticket_of(token, at)
    opener = Actor(id=None, name="", kind="customer", organisation_id=None, ticket_id=ticket_id)
    ticket = tickets.ticket_on(ticket_id, seen_by=opener)
    return Actor(id=None, name=_name(ticket), kind="customer", organisation_id=ticket.organisation_id, ticket_id=ticket_id)


def page_by(token: str, at: datetime) -> TicketPage:
    """The page behind a token."""
    actor = actor_by(token, at)
    return TicketPage(actor.ticket_id, actor, at, door=DOOR)


class Guest:
    """What the templates of the portal ask beside the ticket's page."""

    def __init__(self, token: str, page: TicketPage) -> None:
        """Keep both."""
        self.token, self.page = token, page

    @property
    def unit(self) -> Unit:
        """Who works on it."""
        unit: Unit = self.page.ticket.unit
        return unit

    @property
    def organisation(self) -> str:
        """The name on top."""
        return in_language(naming.unit(directory.unit_with(self.unit.organisation_id or self.unit.pk)))

    @property
    def phone(self) -> str:
        """Whom to ring."""
        return self.unit.phone

    @property
    def code(self) -> str:
        """The code to show at the door, while it is wanted."""
        fields = self.page.procedure.fields
        name = next((name for name, field in fields.items() if field.type == "code"), "")
        said = self.page.ticket.fields.get(name)
        return str(said) if said and not self.page.final else ""

    @property
    def worker(self) -> Person | None:
        """Who comes, once somebody is named."""
        person: Person | None = self.page.ticket.holder
        return person

    @property
    def now(self) -> Words:
        """Where it stands, in words for the customer."""
        state = self.page.state
        return state.customer or state.title

    @property
    def notices(self) -> list[Words]:
        """What he is asked to mind at this step: the guides a pack addresses to the customer."""
        said = [guide for guide in self.page.standing.guides if "customer" in guide.get("to", ())]
        return list({str(guide["words"]): guide["words"] for guide in said}.values())

    @property
    def steps(self) -> list[Step]:
        """The states it came through, oldest first; the same words twice in a row are one step."""
        found: list[Step] = []
        for event in reversed(list(tickets.timeline(self.page.ticket.number, seen_by=self.page.actor))):
            words = self._words(event.data)
            if words and (not found or found[-1].words != words):
                found.append(Step(words, event.at))
        return found

    @property
    def facts(self) -> list[showing.Shown]:
        """What he told us and what was found, without the house's own notes."""
        fields = self.page.procedure.fields
        return [one for one in self.page.facts if fields[one.name].type in SHOWN and fields[one.name].written_by == "people"]

    def _words(self, data: Mapping[str, Any]) -> Words:
        state = self.page.procedure.states.get(data.get("to") or "")
        return (state.customer or state.title) if state else ""


def _name(ticket: Any) -> str:
    if ticket.customer:
        return str(ticket.customer.name)
    return str(ticket.request.reporter_name if ticket.request else "")
