"""What a customer's page shows beside the ticket: the code, who comes and when, how far it is, what he may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from baoxiu.core.engine import customers
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Person, Unit
from baoxiu.tickets import queries as tickets
from baoxiu.web.portal import houses, standing
from baoxiu.web.shared import links, naming, showing
from baoxiu.web.shared.drawing import Field
from baoxiu.web.shared.icalendar import Meeting
from baoxiu.web.shared.languages import Words, in_language
from baoxiu.web.shared.ticket_page import Doing, TicketPage

DOOR = "portal"
SHOWN = frozenset({"text", "long_text", "choice", "photos", "photo", "time", "promise", "rating", "signature", "money", "price_lines"})
OF_TIME = (customers.CONFIRM, customers.ASK)
LATER = (customers.URGE, customers.NOT_SOLVED, customers.COMPLAIN, "withdraw_consent")  # beside the step to take, never instead of it
ANSWERS = ("agree", "decline")
NOT_HIS = frozenset({"records", "shown", "photos", "agreed_by", "signature", "code"})  # of an answer: what whoever works there writes
VISIT_LASTS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Something the customer is asked to agree to, with what was shown to him."""

    name: str
    title: Words
    shown: Sequence[showing.Shown]
    written: bool  # whether whoever works there writes something down with it; then it is not answered by one press


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


def house_behind(token: str) -> houses.HouseShown:
    """Whom to ring about a ticket whose link has expired."""
    ticket_id = links.ticket_behind(token)
    unit = tickets.ticket_on(ticket_id, seen_by=Actor(id=None, name="", kind="customer", organisation_id=None, ticket_id=ticket_id)).unit
    return houses.HouseShown(directory.unit_with(unit.organisation_id or unit.pk), unit)


def page_by(token: str, at: datetime) -> TicketPage:
    """The page behind a token."""
    actor = actor_by(token, at)
    return TicketPage(actor.ticket_id, actor, at, door=DOOR)


class Guest:
    """What the templates of the portal ask beside the ticket's page."""

    def __init__(self, token: str, page: TicketPage, *, is_new: bool = False) -> None:
        """Keep them; `is_new`: he has just reported it."""
        self.token, self.page, self.is_new = token, page, is_new

    # -- who

    @property
    def unit(self) -> Unit:
        """Who works on it."""
        unit: Unit = self.page.ticket.unit
        return unit

    @cached_property
    def house(self) -> houses.HouseShown:
        """The organisation behind it."""
        return houses.HouseShown(directory.unit_with(self.unit.organisation_id or self.unit.pk), self.unit)

    @property
    def organisation(self) -> str:
        """The name on top."""
        return self.house.organisation

    @property
    def phone(self) -> str:
        """Whom to ring."""
        return self.house.phone

    @property
    def mine(self) -> str:
        """The code of the page where he finds his other reports; empty where the house has none."""
        return self.house.root.code if houses.is_public(self.house.root) else ""

    @property
    def code(self) -> str:
        """The code to show at the door, while it is wanted."""
        fields = self.page.procedure.fields
        name = next((name for name, field in fields.items() if field.type == "code"), "")
        said = self.page.ticket.fields.get(name)
        return str(said) if said and not self.page.final and self._code_wanted else ""

    @property
    def _code_wanted(self) -> bool:
        """Whether somebody still has to type it: until the work begins, and wherever a step that stands here asks for it."""
        acts, state = plan_of(self.page.standing.procedure).acts.values(), self.page.ticket.state
        asked = (ask for act in acts if act.states is None or state in act.states for ask in act.asks.values())
        return not self._is_there or any(ask.type == "code" for ask in asked)

    @property
    def worker(self) -> Person | None:
        """Who comes, once somebody is named."""
        person: Person | None = self.page.ticket.holder
        return person if not self.page.final else None

    # -- how far, and when

    @property
    def now(self) -> Words:
        """Where it stands, in words for the customer."""
        return standing.words_of(self.page.procedure, self.page.ticket.state)

    @cached_property
    def _events(self) -> list[Any]:
        return list(reversed(list(tickets.timeline(self.page.ticket.number, seen_by=self.page.actor))))

    @property
    def stages(self) -> list[standing.Stage]:
        """The five steps, and which are reached."""
        return standing.stages(self.page.ticket, self.page.standing.procedure, self._events)

    @property
    def steps(self) -> list[Step]:
        """The states it came through, oldest first; the same words twice in a row are one step."""
        found: list[Step] = []
        for event in self._events:
            words = standing.words_of(self.page.procedure, event.data.get("to") or "")
            if words and (not found or found[-1].words != words):
                found.append(Step(words, event.at))
        return found

    @cached_property
    def comes_at(self) -> datetime | None:
        """When somebody comes, as it was agreed; None once he was there, and where nothing is agreed."""
        when = customers.appointment_of(self.page.procedure, self.page.ticket.fields)
        return None if self.page.final or self._is_there else when

    @cached_property
    def _is_there(self) -> bool:
        """Whether the work has begun."""
        here = next((stage for stage in reversed(self.stages) if stage.is_here), None)
        return here is not None and here.title in (standing.AT_WORK, standing.DONE, standing.ENDED)

    @property
    def is_confirmed(self) -> bool:
        """Whether he said that this time suits."""
        return customers.is_confirmed(self.page.ticket.fields, self.comes_at)

    @property
    def asked_for(self) -> datetime | None:
        """The time he asked for instead, while nobody has answered."""
        return customers.asked_for(self.page.ticket.fields, self.comes_at)

    @property
    def meeting(self) -> Meeting | None:
        """The visit for his calendar."""
        if self.comes_at is None:
            return None
        ticket, root = self.page.ticket, self.house
        link = links.ticket_address(ticket.pk, self.page.at)
        about = "\n".join(part for part in (f"{ticket.number} {self.page.title}", self.phone, link) if part)
        return Meeting(
            uid=f"{ticket.pk}@{settings.PUBLIC_URL.split('//')[-1].split('/')[0].split(':')[0]}",
            starts_at=self.comes_at,
            ends_at=self.comes_at + VISIT_LASTS,
            title=_("Repair visit: {what}").format(what=self.page.title),
            place=self._whole_address,
            about=about,
            organiser=root.organisation,
            reached_at=_reached(self.unit, self.phone),
            page=link,
            sequence=ticket.version,
            confirmed=self.asked_for is None,
        )

    @property
    def _whole_address(self) -> str:
        site = self.page.ticket.site
        parts = [site.address, site.title] if site else [naming.text_of(self.page.ticket.fields.get("address") or ""), self.page.place]
        return " ".join(dict.fromkeys(part for part in parts if part))

    # -- what he may say

    @property
    def choices(self) -> list[Choice]:
        """The steps to take, the big one first."""
        beside = {*OF_TIME, *LATER, *ANSWERS}
        return [choice for choice in self.page.choices_open if choice.command not in beside]

    @property
    def confirm(self) -> Choice | None:
        """Saying that the time suits, while it waits for his word."""
        return next((choice for choice in self.page.choices_open if choice.command == customers.CONFIRM), None)

    @property
    def new_time(self) -> Choice | None:
        """Asking for another time: open, or shut with the reason."""
        return next((choice for choice in self.page.standing.choices if choice.command == customers.ASK), None)

    @property
    def time_fixed(self) -> dict[str, Any] | None:
        """Why the time cannot be moved any more: words and clause."""
        choice = self.new_time
        refusal = choice.refusal if choice is not None and not choice.open else None
        return {**refusal, "rule": self.page.clauses.get(refusal["clause"] or "")} if refusal else None

    @property
    def later(self) -> list[Choice]:
        """Hurry, not solved, complain, take a yes back: in this order."""
        held = {choice.command: choice for choice in self.page.standing.choices}
        return [held[name] for name in LATER if name in held and held[name].open]

    @property
    def urged(self) -> str:
        """Why he cannot ask to hurry just now."""
        choice = next((one for one in self.page.standing.choices if one.command == customers.URGE and not one.open), None)
        return in_language(choice.refusal["words"]) if choice and choice.refusal else ""

    @cached_property
    def asked(self) -> list[Asked]:
        """What waits for his yes or no, where he can give it here."""
        if not self.page.may("agree"):
            return []
        waiting = [one for one in self.page.standing.waiting["consents"] if self._wanted_now(one["name"])]
        return [Asked(one["name"], one["title"], self._shown_with(one["shows"]), bool(one["records"])) for one in waiting]

    def _wanted_now(self, consent: str) -> bool:
        """Whether a step that stands here waits for it; what may be asked later is asked then."""
        acts, state = plan_of(self.page.standing.procedure).acts.values(), self.page.ticket.state
        here = (act for act in acts if act.states is None or state in act.states)
        return any(gate.kind == "consent" and gate.name == consent for act in here for gate in act.gates)

    def _shown_with(self, names: Sequence[str]) -> list[showing.Shown]:
        return [one for one in self.page.facts if one.name in names]

    def doing(self, doing: Doing) -> Doing:
        """A form with what is the customer's to fill in."""
        if doing.choice.command not in ANSWERS:
            return doing
        own: list[Field] = [field for field in doing.fields if field.name not in NOT_HIS]
        return Doing(doing.choice, own, doing.key, doing.guides)

    # -- what he is told

    @property
    def notices(self) -> list[Words]:
        """What he is asked to mind at this step: the guides a pack addresses to the customer."""
        said = [guide for guide in self.page.standing.guides if "customer" in guide.get("to", ())]
        return list({str(guide["words"]): guide["words"] for guide in said}.values())

    @property
    def facts(self) -> list[showing.Shown]:
        """What he told us and what was found, without the house's own notes."""
        fields = self.page.procedure.fields
        return [one for one in self.page.facts if fields[one.name].type in SHOWN and fields[one.name].written_by == "people"]

    @property
    def complaints(self) -> list[Mapping[str, Any]]:
        """What he complained of, so that he sees it has arrived."""
        return list(self.page.ticket.fields.get(customers.COMPLAINTS) or ())


def _reached(unit: Unit, phone: str) -> str:
    """How an organiser is reached, as an address."""
    mail = (directory.unit_facts(unit.pk, unit.changed).settings.get("contacts") or {}).get("customers")
    if isinstance(mail, Mapping) and mail.get("mail"):
        return f"mailto:{mail['mail']}"
    digits = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return f"tel:{digits}" if digits else settings.PUBLIC_URL


def _name(ticket: Any) -> str:
    if ticket.customer:
        return str(ticket.customer.name)
    return str(ticket.request.reporter_name if ticket.request else "")
