"""One ticket as its page shows it: what now, by when, who and where, what happened. Drawn wholly from the procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol
from uuid import uuid4

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.core.engine.implied import slips_of
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.elements import Procedure, State
from baoxiu.directory import queries as directory
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import afterwards, drawing, filling, jobparts, knowing, links, money, naming, products, showing, telling, visiting
from baoxiu.web.shared.drawing import Field
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.saying import past

TICKING, PRINTING = "tick", "print"  # checklists are ticked on the list itself, slips printed from theirs


class TicketRow(Protocol):
    """What a page reads of a ticket's row."""

    pk: Any
    number: str
    title: str
    state: str
    mode: str
    final: str
    version: int
    fields: dict[str, Any]
    procedure_id: int
    unit: Any
    holder: Any
    holder_role: str
    customer: Any
    site: Any
    request: Any
    due_clock: str


@dataclass(frozen=True, slots=True)
class ClockShown:
    """One clock or quota beside the ticket."""

    name: str
    title: Words
    state: str
    due_at: datetime | None
    warn_at: datetime | None
    kept: bool | None
    is_quota: bool
    counted: int | None
    clause: str


@dataclass(frozen=True, slots=True)
class GuideShown:
    """Words to say or advice at this step."""

    title: Words
    words: Words
    clause: str


@dataclass(frozen=True, slots=True)
class Doing:
    """The form of one command, open on the page."""

    choice: Choice
    fields: Sequence[Field]
    key: str
    guides: Sequence[GuideShown] = ()
    declines: Words = ""  # of an answer: how its other answer is called


@dataclass(frozen=True, slots=True)
class SlipShown:
    """A printed form of this ticket."""

    name: str
    title: Words
    printed: int


class TicketPage:
    """Everything a ticket's page asks for; each part is read when the template comes to it."""

    def __init__(self, number: object, actor: Actor, at: datetime, *, door: str) -> None:
        """Find the ticket, if the actor may see it, and ask the engine once."""
        self.actor, self.at, self.door = actor, at, door
        self.ticket: TicketRow = tickets.ticket_on(number, seen_by=actor)
        self.standing = tickets.standing_on(self.ticket, actor, at, door=door)
        self.procedure: Procedure = self.standing.procedure.definition
        self.pack = self.standing.procedure.pack
        self.final = self.ticket.final
        self.names = naming.Names()

    @property
    def clauses(self) -> Mapping[str, Mapping[str, str]]:
        """The rules of the pack, by id."""
        return self.pack.clauses if self.pack else {}

    @property
    def title(self) -> str:
        """The one line it is called by."""
        return self.ticket.title or naming.in_language(self.procedure.title)

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.procedure.states[self.ticket.state]

    @property
    def version(self) -> str:
        """The version of the procedure it keeps."""
        return self.procedure.version or (self.pack.pack.version if self.pack else "")

    @property
    def unit_title(self) -> Words:
        """Who works on it."""
        return naming.unit(self.ticket.unit)

    @property
    def holder_title(self) -> Words:
        """The role that must act."""
        return naming.role(self.pack, self.ticket.holder_role)

    @property
    def holder_name(self) -> str:
        """The person who holds it, where one does."""
        return self.ticket.holder.name if self.ticket.holder else ""

    # -- what may be done

    @cached_property
    def choices_open(self) -> list[Choice]:
        """What stands open now, the big one first."""
        found = [choice for choice in self.standing.choices if choice.open and choice.command not in self._elsewhere]
        return sorted(found, key=lambda choice: not choice.primary)

    @cached_property
    def choices_shut(self) -> list[Choice]:
        """What does not, each with its reason."""
        return [choice for choice in self.standing.choices if not choice.open and choice.command not in self._elsewhere]

    @property
    def waits(self) -> Choice | None:
        """The step to take here, while something else has to be done first."""
        return next((choice for choice in self.choices_shut if choice.primary), None)

    @cached_property
    def _elsewhere(self) -> frozenset[str]:
        """What is offered beside its own thing and not as a button."""
        return frozenset({TICKING, PRINTING} if self.slips else {TICKING})

    @property
    def at_once(self) -> frozenset[str]:
        """Commands that ask nothing and have nothing to be read first: one click does them."""
        return frozenset(one.command for one in self.choices_open if not one.asks and not self.guides_of(one.command))

    @property
    def fresh_key(self) -> str:
        """A key of its own for each form, so that sending it twice does it once."""
        return uuid4().hex

    def may(self, command: str) -> bool:
        """Whether a command stands open."""
        return any(choice.command == command and choice.open for choice in self.standing.choices)

    def choice(self, command: str) -> Choice:
        """One command as offered here."""
        offered = next((choice for choice in self.standing.choices if choice.command == command), None)
        found = offered or past(command, self.standing, self.actor)
        if found is None:
            raise NotFound(what="command / 操作", name=command)
        return found

    def doing(self, command: str) -> Doing:
        """The form of a command, with what is proposed filled in."""
        return self.drawn(self.choice(command))

    def drawn(self, choice: Choice, *, among: Sequence[TicketPage] = (), kept: bool = False) -> Doing:
        """A choice as a form; `among`: for several tickets at once; `kept`: for later, so that nobody's day is looked at."""
        fields = drawing.fields(choice.asks, form=f"do-{choice.command}", zone=self.ticket.unit.zone, people=self._people)
        declines = next((one.title for one in self.choices_open if one.command == "decline"), "") if choice.command == "agree" else ""
        known = filling.refined(fields, choice, self, () if kept else among or [self])
        return Doing(choice, known, uuid4().hex, list(self.guides_of(choice.command)), declines)

    def _people(self, role: str | None) -> list[tuple[str, str]]:
        """Who may be chosen: whoever holds the role here, or anybody of the unit."""
        unit = self.ticket.unit
        people = directory.people_with_role(role, unit) if role else directory.people_of(unit.organisation_id)
        return [(str(person.pk), person.name) for person in people]

    # -- the step

    @property
    def guides(self) -> list[GuideShown]:
        """Words and advice of the state."""
        return self._said_at(self.ticket.state)

    def guides_of(self, command: str) -> list[GuideShown]:
        """Words and advice of a command."""
        return self._said_at(command)

    def _said_at(self, step: str) -> list[GuideShown]:
        """The guides of a step; the same words once, with their clause where any of them has one."""
        found = sorted((guide_shown(guide) for guide in self.standing.guides if step in guide["at"]), key=lambda guide: not guide.clause)
        return list({str(guide.words): guide for guide in reversed(found)}.values())

    @cached_property
    def known(self) -> knowing.KnownHere:
        """Questions with their answers, and phrases that are not said at this step."""
        return knowing.beside(self.standing, self.actor)

    @cached_property
    def products(self) -> Sequence[products.ProductShown] | None:
        """What stands in the home, with its warranty; None where the place is not known."""
        return products.shown(self.ticket, self.at)

    @cached_property
    def parts(self) -> jobparts.JobParts | None:
        """What was ordered, put in and taken out; None where its procedure moves no parts."""
        return jobparts.shown(self.ticket, self.standing, self.actor, self.at)

    @property
    def checklists(self) -> list[dict[str, Any]]:
        """The lists of this step, who ticked what, and whether they can be ticked here by whoever looks."""
        may = self.may(TICKING)
        here = {self.ticket.state, *(choice.command for choice in self.standing.choices)}
        found = [one for one in self.standing.waiting["checklists"] if one["step"] in here]
        return [filling.with_tickers({**one, "may": may}, self.ticket.fields) for one in found]

    # -- time

    @cached_property
    def clocks(self) -> list[ClockShown]:
        """Running ones first, then what stands still, then what is over."""
        order = {"running": 0, "paused": 1, "stopped": 2}
        found = [self._clock(row) for row in tickets.clocks_of(self.ticket)]  # type: ignore[arg-type]
        return sorted(found, key=lambda clock: (order[clock.state], clock.is_quota))

    @property
    def due(self) -> ClockShown | None:
        """The clock that matters most now."""
        running = [clock for clock in self.clocks if clock.state != "stopped" and not clock.is_quota]
        named = next((clock for clock in running if clock.name == self.ticket.due_clock), None)
        return named or next(iter(running), None)

    def _clock(self, row: Any) -> ClockShown:
        clock = plan_of(self.standing.procedure).clocks.get(row.name)
        return ClockShown(
            name=row.name,
            title=clock.title if clock else naming.plain(row.name),
            state=row.state,
            due_at=row.due_at if row.state == "running" else None,
            warn_at=row.next_ring_at if row.next_ring == "warn" else None,
            kept=row.kept,
            is_quota=row.is_quota,
            counted=len(row.counted) if row.is_quota else None,
            clause=next(iter(clock.clauses), "") if clock else "",
        )

    # -- who, where, what

    @cached_property
    def may_reach(self) -> bool:
        """Whether whoever looks needs to reach the customer now."""
        return tickets.needs_contact(self.ticket, self.actor, self.procedure)  # type: ignore[arg-type]

    @property
    def customer(self) -> Any:
        """Whose it is, where the customer is known."""
        return self.ticket.customer

    @property
    def reporter_name(self) -> str:
        """Who rang, where that is somebody else."""
        name = self.ticket.request.reporter_name if self.ticket.request else ""
        return name if not self.customer or name != self.customer.name else ""

    @property
    def phone(self) -> str:
        """The number to ring, for whoever needs it now."""
        return self._number if self.may_reach else ""

    @property
    def phone_shown(self) -> str:
        """The number as it may be read."""
        return directory.shown(self._number) if self.may_reach else tickets.phone_shown(self._number, needed=False)

    @cached_property
    def _number(self) -> str:
        said = self.ticket.fields.get("phone")
        reported = self.ticket.request.reporter_phone if self.ticket.request else ""
        return said if isinstance(said, str) and said else reported

    @property
    def place(self) -> str:
        """Where."""
        if self.ticket.site:
            return str(self.ticket.site.title)
        said = self.ticket.request.place if self.ticket.request else ""
        return said or naming.text_of(self.ticket.fields.get("site") or self.ticket.fields.get("address") or "")

    @property
    def facts(self) -> list[showing.Shown]:
        """What the ticket knows, as this person may see it."""
        values = tickets.shown_fields(self.ticket, self.actor, self.procedure)  # type: ignore[arg-type]
        said = {name: value for name, value in values.items() if name not in {"phone", "customer", "site", *self._priced}}
        acts = plan_of(self.standing.procedure).acts.values()
        asks = {name: ask for act in acts for name, ask in act.asks.items()}
        return [self._by_mode(one) for one in showing.facts(self.procedure, asks, naming.with_category(said, self.pack), self.names)]

    @property
    def _priced(self) -> frozenset[str]:
        """Lines that stand on the money card."""
        charges = plan_of(self.standing.procedure).charges
        return frozenset(charges.roles) if charges is not None else frozenset()

    def _by_mode(self, one: showing.Shown) -> showing.Shown:
        """A time point with what it means in this mode: T2 as contact time or collection notice (LCD-21, LCD-22)."""
        mode, field = self.procedure.modes.get(self.ticket.mode), self.procedure.fields.get(one.name)
        promised = field is not None and field.type == "promises"
        words = (mode.t2 if one.name == "t2" else mode.t3 if promised else None) if mode else None
        if not words or not isinstance(one.label, Mapping):
            return one
        return replace(one, label={key: f"{text} {words.get(key, '')}".strip() for key, text in one.label.items()})

    # -- what happened, what hangs on it

    @property
    def may_refund(self) -> bool:
        """Whether this person gives money back."""
        return self.may("refund")

    @cached_property
    def money(self) -> money.MoneyShown | None:
        """What it costs, what was agreed and paid; None where its procedure charges nothing."""
        return money.money_of(self.standing.procedure, self.standing.facts, self.at)

    @cached_property
    def visits(self) -> visiting.VisitsShown:
        """Who was there, now and before."""
        return visiting.VisitsShown(self.ticket, self.procedure, self.pack, self.actor, self.at)

    @cached_property
    def afterwards(self) -> afterwards.AfterwardsShown:
        """Whom the rules drew to be rung, what was done over again, which copies are out."""
        return afterwards.AfterwardsShown(self.ticket, self.standing.procedure, self.actor)

    @property
    def second_phone(self) -> str:
        """The number with a leading 0, for a mobile that is said to be empty."""
        return visiting.second_number(self.phone)

    @cached_property
    def timeline(self) -> list[telling.Line]:
        """Newest first."""
        events = tickets.events_of(self.ticket).order_by("-seq")  # type: ignore[arg-type]
        items = {one["name"]: [item["title"] for item in one["items"]] for one in self.standing.waiting["checklists"]}
        return telling.lines(events, self.standing.procedure, self.names, may_reach=self.may_reach, items=items)

    @cached_property
    def links(self) -> list[dict[str, Any]]:
        """Linked tickets with their state in words; those it opened elsewhere without a way in."""
        ours = [naming.line_of(row) for row in tickets.links_of(self.ticket, self.actor)]  # type: ignore[arg-type]
        return ours + [naming.line_of(row) | {"is_beyond": True} for row in tickets.opened_beyond(self.ticket, self.actor)]  # type: ignore[arg-type]

    @property
    def files(self) -> list[dict[str, Any]]:
        """Photos and papers."""
        rows = tickets.files_of(self.ticket)  # type: ignore[arg-type]
        return [{"hash": row.file_id, "name": row.name, "is_picture": row.file.media_type.startswith("image/")} for row in rows]

    @property
    def slips(self) -> list[SlipShown]:
        """What can be printed of it."""
        printed = [entry.get("slip") for entry in self.ticket.fields.get("_prints") or ()]
        return [SlipShown(name, title, printed.count(name)) for name, title in slips_of(self.procedure).items()]

    @property
    def guest_link(self) -> str:
        """The customer's own page of this ticket, while he has something to do there."""
        return links.ticket_address(self.ticket.pk, self.at) if self.may_reach and not self.final else ""


def guide_shown(guide: Mapping[str, Any]) -> GuideShown:
    """A guide of the engine as a page shows it."""
    return GuideShown("", guide["words"], next(iter(guide["clauses"]), ""))
