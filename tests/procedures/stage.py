"""Packs on stage: the houses of Lenovo's stations and Ailifengshe's hotline, with what their tests need beside `house`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from baoxiu.acceptance.queries import Printout, filled, printouts
from baoxiu.catalogue import queries as catalogue
from baoxiu.catalogue.models import ProcedureVersion
from baoxiu.core.engine.facts import SYSTEM, Actor, Choice
from baoxiu.core.engine.figures import Count
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Person, Unit
from baoxiu.directory.queries import actor_of
from baoxiu.insight import queries as insight
from baoxiu.journal.models import Message
from baoxiu.stock import actions as stock
from baoxiu.tickets import queries
from baoxiu.tickets.actions import open_ticket
from procedures.house import House
from procedures.house import Order as Played

Json = Any


class Order(Played):
    """A ticket, with the steps its people take again and again."""

    house: Stage

    # -- looking

    def child(self, procedure: str) -> Order:
        """The newest ticket of a procedure it opened."""
        return Order(self.house, self.opened(procedure)[-1].id)

    def messages(self, to: str = "", *, clause: str = "", by: str = "", saying: str = "") -> list[Message]:
        """The messages sent because of it: to whom, by which channel, of which clause, with which words."""
        rows = Message.objects.filter(ticket_id=self.id).order_by("id")
        given = {"clause": clause, "by": by}
        rows = rows.filter(**{name: value for name, value in given.items() if value})
        rows = rows.filter(to__in=[to, f"role:{to}"]) if to else rows
        return [row for row in rows if saying in row.words["zh"]]

    def shown(self, *, by: str, at: str) -> set[str]:
        """The names of the guides somebody sees at this step."""
        guides = queries.standing_on(self.id, self.house.actor(by, self), self.house.at(at)).guides
        return {str(guide["name"]) for guide in guides}

    def words_shown(self, guide: str, *, by: str, at: str) -> Mapping[str, str]:
        """A guide as somebody reads it at this step, its blanks filled."""
        guides = queries.standing_on(self.id, self.house.actor(by, self), self.house.at(at)).guides
        return next(dict(one["words"]) for one in guides if one["name"] == guide)

    def wanted(self, *, by: str, at: str) -> list[Mapping[str, Json]]:
        """The consents still wanted at this step."""
        return list(queries.standing_on(self.id, self.house.actor(by, self), self.house.at(at)).waiting["consents"])

    def choice(self, command: str, *, by: str, at: str, door: str = "desk") -> Choice:
        """A command as somebody's screen shows it."""
        found = queries.allowed_on(self.id, self.house.actor(by, self), self.house.at(at), door=door)
        return next(choice for choice in found if choice.command == command)

    def proposed(self, command: str, name: str, *, by: str, at: str) -> Json:
        """What a form offers."""
        return next(ask for ask in self.choice(command, by=by, at=at).asks if ask["name"] == name)["proposed"]

    @property
    def unit(self) -> str:
        """The level of the unit that works on it."""
        return self.row.unit.level

    @property
    def mode(self) -> str:
        """Its mode of service."""
        return self.row.mode

    @property
    def version(self) -> int:
        """How many commands it has seen."""
        return self.row.version

    @property
    def flags(self) -> list[str]:
        """Oddities noted on it."""
        return list(self.row.flags)

    # -- Lenovo's steps

    def promise(self, wished: str, *, at: str, **form: Json) -> Order:
        """The coordinator agrees a time with the customer."""
        if form.get("promise_type") in {"user_reason", "station_reason", "other"}:
            form = {"reason": "用户要求改期", **form}
        self.run("promise_visit", {"promised_at": self.house.iso(wished), **form}, by="coordinator", at=at)
        return self

    def order_parts(self, wished: str, *, at: str, explained: bool = True) -> Order:
        """The coordinator orders the parts."""
        form = {"promised_at": self.house.iso(wished), "explained_to_user": explained or None}
        self.run("order_parts", form, by="coordinator", at=at)
        return self

    def depart(self, *, at: str) -> Order:
        """The coordinator sends the engineer."""
        self.run("depart", {"engineer": self.house.id_of("engineer")}, by="coordinator", at=at)
        return self

    def sign(self, *, at: str) -> Order:
        """The customer signs."""
        self.run("sign", {"customer_signature": "M10 80C40 10 65 10 95 80"}, by="customer", at=at)
        return self


class Stage(House):
    """A house with the short ways its tests take."""

    usual: Mapping[str, Json] = {}  # what a report here says unless told otherwise

    def report(
        self, form: Mapping[str, Json] | None = None, *, at: str, by: str | Person | Actor = "", procedure: str = "", **answers: Json
    ) -> Order:
        """Open an order at the station."""
        return Order(self, super().report(form, at=at, by=by, procedure=procedure, **{**self.usual, **answers}).id)

    def report_at(self, unit: Unit, *, at: str, by: str = "", belongs: Mapping[str, Json] | None = None, **answers: Json) -> Order:
        """Open an order at another unit."""
        actor = self.actor(by or self.procedure(self.main).opens.by[0])
        given = {**self.form(self.main, actor, at), **self.usual, **answers}
        return Order(self, open_ticket(self.main, unit, given, by=actor, at=self.at(at), belongs=belongs).id)

    def every(self, procedure: str) -> list[Order]:
        """All tickets of a procedure, oldest first."""
        return [Order(self, one.id) for one in self.all(procedure)]

    # -- who

    def id_of(self, who: str) -> int:
        """Who that is, as forms name him."""
        return self.people[who].pk

    def name_of(self, who: str) -> str:
        """How he is called."""
        return self.people[who].name

    def actor_of(self, person: Person) -> Actor:
        """Somebody of another organisation, as an actor."""
        return actor_of(person)

    def version_of(self, procedure: str) -> str:
        """The version of a part that is in force here now."""
        version_id, _ = catalogue.procedure_for(self.station, procedure)
        return ProcedureVersion.objects.get(pk=version_id).version

    @staticmethod
    def long_ago() -> datetime:
        """Before everything a test does."""
        return datetime(2025, 1, 6, 1, 0, tzinfo=UTC)

    def guide(self, name: str) -> Mapping[str, str]:
        """A guide of the pack, by language."""
        return self.pack.guides[name]

    # -- time and place

    def iso(self, text: str) -> str:
        """A wall-clock text as forms carry it."""
        return self.at(text).isoformat()

    def change(self, level: str, **facts: Json) -> None:
        """Change a unit's calendar or settings."""
        self.units[level] = directory.change_unit(self.units[level], by=SYSTEM, at=self.began_at, **facts)

    def found(self, code: str, level: str, below: str, title: str) -> Unit:
        """One more unit, known by its code."""
        self.units[code] = directory.create_unit(self.units[below], level=level, code=code, title=title, by=SYSTEM, at=self.began_at)
        return self.units[code]

    def outage(self, since: str, until: str) -> None:
        """A failure of the system is recorded."""
        who = self.people["coordinator"]
        directory.record_outage(self.root, self.at(since), self.at(until), "机房停电", recorded_by=who, by=SYSTEM, at=self.at(until))

    def has_parts(self, where: str, part: str, quantity: int) -> None:
        """A unit has so many of a part."""
        stock.count_stock(self.units[where], part, quantity, by=SYSTEM, at=self.began_at)

    # -- looking

    def board(self, who: str, *, at: str) -> dict[str, str]:
        """What somebody's board shows: number -> state."""
        page = queries.board(self.actor(who), at=self.at(at))
        return {ticket.number: ticket.state for ticket in page.tickets}

    def figure(self, name: str, *, procedure: str = "", at: str = "2026-04-01 09:00", unit: Unit | None = None) -> Count:
        """A figure of the house, or of one unit, over everything so far."""
        until = self.at(at).astimezone(UTC)
        found = insight.figures_of(unit or self.root, since=self.began_at, until=until, at=until, by=SYSTEM)
        return found[procedure or self.main][name]

    def groups(self, name: str, *, at: str = "2026-04-01 09:00") -> dict[tuple[str, ...], Count]:
        """A figure of the main procedure by its groups."""
        until = self.at(at).astimezone(UTC)
        return insight.figure_of(self.root, self.main, name, since=self.began_at, until=until, at=until, by=SYSTEM)

    def printed(self, slip: str, order: Order, *, by: str, at: str) -> list[Printout]:
        """The copies of a slip, as they come out of the printer."""
        return printouts(order.id, slip, by=self.actor(by), at=self.at(at))

    def slip_text(self, order: Order, *, by: str, at: str) -> dict[str, Json]:
        """What a slip says."""
        return filled(order.row, self.pack.procedures[order.row.procedure_key], self.actor(by), self.at(at))

    # -- Lenovo's orders, some way along

    def downloaded(self, *, at: str, **answers: Json) -> Order:
        """An order the coordinator has downloaded."""
        order = self.report(at=at, **answers)
        order.run("download", by="coordinator", at=at)
        return order

    def judged(self, *, at: str, needed: Sequence[str] = (), **answers: Json) -> Order:
        """An order whose customer was reached and whose fault is judged."""
        order = self.downloaded(at=at, **answers)
        order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at=at)
        lines = [{"code": code, "quantity": 1} for code in needed]
        order.run("judge", {"fault_kind": "hardware" if needed else "other", "needed_parts": lines or None}, by="coordinator", at=at)
        return order

    def promised(self, *, at: str) -> Order:
        """An order promised for the next day at 14:00."""
        return self.judged(at=at).promise(f"{self._day_after(at)} 14:00", at=at)

    def in_service(self, *, at: str) -> Order:
        """An order whose engineer has left on the next day at 13:00."""
        order, day = self.promised(at=at), self._day_after(at)
        order.run("print", by="coordinator", at=f"{day} 12:00")
        return order.depart(at=f"{day} 13:00")

    def _day_after(self, at: str) -> str:
        day = datetime.fromisoformat(at).date()
        return day.replace(day=day.day + 1).isoformat()
