"""A house that works by one pack: its units, one person a role, a customer and a place; and orders to play through.

Everything runs on the real rooms and the real database. Times are said as people there say them ("2026-03-02 09:00").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.catalogue import actions as catalogue
from baoxiu.catalogue import queries as catalogues
from baoxiu.core import engine
from baoxiu.core.clocks import Reading
from baoxiu.core.engine.facts import SYSTEM, Actor, Choice
from baoxiu.core.procedure.elements import Procedure
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as directories
from baoxiu.directory.models import Customer, Person, Site, Unit
from baoxiu.journal.models import Event, Message
from baoxiu.tickets import actions, queries
from baoxiu.tickets.models import Ticket, TicketClock

LONG_AGO = timedelta(days=365)
SAID: Mapping[str, Any] = {
    "phone": "+8613800138000",
    "text": "测试",
    "long_text": "测试",
    "number": 1,
    "tick": True,
    "money": "1.00",
    "rating": 5,
}


@dataclass
class House:
    """An organisation that works by the pack `folder` names."""

    folder: str
    today: str = "2026-03-02"
    zone: str = "Asia/Shanghai"
    settings: Mapping[str, Any] = field(default_factory=dict)
    calendar: Mapping[str, Any] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict, init=False)  # by level
    people: dict[str, Person] = field(default_factory=dict, init=False)  # by role, or by the name given to hire()

    def __post_init__(self) -> None:
        self.pack = catalogues.shipped_pack(self.folder)
        self.began_at = self.at(f"{self.today} 00:00") - LONG_AGO
        self._build()
        reviewer, approver = (self.actor(who) for who in list(self.people)[:2])
        catalogue.adopt_shipped(self.root, self.folder, reviewer=reviewer, approver=approver, at=self.began_at)
        self.site = self._place()
        self.customer = directory.add_customer(self.root, "王女士", kind="owner", site=self.site, contacts=("138 0013 8000",))

    # -- who and where

    @property
    def root(self) -> Unit:
        """The organisation."""
        return next(iter(self.units.values()))

    @property
    def station(self) -> Unit:
        """The unit where tickets are worked on: the lowest level any role has."""
        used = [role.level for role in self.pack.pack.roles.values() if role.level in self.units]
        return self.units[max(used, key=list(self.units).index)] if used else self.root

    def hire(self, role: str, name: str = "", *, login: str = "", skills: Sequence[str] = (), unit: Unit | None = None) -> Person:
        """One more person in a role, at the unit of its level or at `unit`."""
        title = name or self.pack.pack.roles[role].title["zh"]
        key = login or (role if role not in self.people else f"{role}-{len(self.people)}")
        person = directory.create_person(self.root, login=f"{self.folder}:{key}", name=title, by=SYSTEM, at=self.began_at)
        level = self.pack.pack.roles[role].level or ""
        place = unit or self.units.get(level) or self.station
        directory.give_post(person, place, role, rank=self.pack.pack.roles[role].rank, by=SYSTEM, at=self.began_at)
        for skill in skills:
            directory.give_skill(person, skill, by=SYSTEM, at=self.began_at)
        self.people[key] = person
        return person

    def actor(self, who: str | Person | Actor, order: Order | None = None) -> Actor:
        """Somebody who acts: a role, a person, 'customer' (of an order), 'system'."""
        if isinstance(who, Actor):
            return who
        if who == "system":
            return SYSTEM
        if who == "customer" and who not in self.people:
            ticket = order.id if order else None
            return Actor(id=None, name=self.customer.name, kind="customer", organisation_id=self.root.pk, ticket_id=ticket)
        return directories.actor_of(self.people[who] if isinstance(who, str) else who)

    # -- when

    def at(self, text: str | datetime) -> datetime:
        """A time as people here say it."""
        return text if isinstance(text, datetime) else datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(self.zone))

    def wall(self, at: datetime | str | None) -> str | None:
        """An instant as the clock on the wall here shows it."""
        read = datetime.fromisoformat(at) if isinstance(at, str) else at
        return read.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M") if read else None

    def wait(self, until: str | datetime) -> None:
        """Let time pass until then: every clock rings at its own time, in order."""
        end = self.at(until)
        while True:
            first = (
                TicketClock.objects.filter(next_ring_at__lte=end).order_by("next_ring_at").values_list("next_ring_at", flat=True).first()
            )
            if first is None:
                return
            actions.sweep(first)

    # -- orders

    def procedure(self, key: str) -> Procedure:
        """A procedure's definition."""
        return self.pack.procedures[key].definition

    @property
    def main(self) -> str:
        """The procedure reports open: the first that somebody may open."""
        every = {key: one.definition for key, one in self.pack.procedures.items()}
        return next(
            key for key, one in every.items() if one.opens.by and one.kind not in {"coverage_change", "area_register", "consultation"}
        )

    def report(
        self,
        form: Mapping[str, Any] | None = None,
        *,
        at: str,
        by: str | Person | Actor = "",
        procedure: str = "",
        unit: Unit | None = None,
        **answers: Any,
    ) -> Order:
        """Open an order; what the form leaves out of what is required is filled in."""
        key = procedure or self.main
        actor = self.actor(by or self._opener(key))
        given = {**self.form(key, actor, at), **(form or {}), **answers}
        given = {name: value for name, value in given.items() if value is not None}
        outcome = actions.open_ticket(key, unit or self.station, given, by=actor, at=self.at(at))
        return Order(self, outcome.id)

    def form(self, key: str, actor: Actor, at: str) -> dict[str, Any]:
        """The opening form with what it requires filled in."""
        _, loaded = catalogues.procedure_for(self.station, key, at=self.at(at))
        choice = engine.opening_choice(loaded, directories.unit_facts(self.station.pk), actor, self.at(at))
        return {ask["name"]: self._answer(ask) for ask in choice.asks if ask["required"] and ask.get("default") is None}

    def order(self, number: str) -> Order:
        """An order by its number."""
        return Order(self, str(Ticket.objects.get(organisation=self.root, number=number).pk))

    def all(self, procedure: str = "") -> list[Order]:
        """All tickets here, oldest first; or those of one procedure."""
        rows = Ticket.objects.filter(organisation=self.root).order_by("opened_at", "number")
        rows = rows.filter(procedure_key=procedure) if procedure else rows
        return [Order(self, str(row.pk)) for row in rows]

    # -- building

    def _build(self) -> None:
        above: Unit | None = None
        for level in self.pack.pack.levels or {"organisation": {"zh": "公司"}}:
            title = self.pack.pack.levels.get(level, {"zh": "公司"}).get("zh", level)
            facts = (
                {"zone": self.zone, "settings": dict(self.settings), "calendar": dict(self.calendar)}
                if above is None
                else {"zone": self.zone}
            )
            code = f"{level[:2].upper()}{len(self.units) + 1:02d}"
            above = directory.create_unit(above, level=level, code=code, title=title, by=SYSTEM, at=self.began_at, **facts)
            self.units[level] = above
        for role in self.pack.pack.roles:
            self.hire(role)

    def _administrator(self, name: str) -> Actor:
        person = directory.create_person(self.root, login=f"{self.folder}:{name}", name=name, by=SYSTEM, at=self.began_at)
        return directories.actor_of(person)

    def _place(self) -> Site:
        return directory.add_site(self.root, level="room", code="3-2-1201", title="3 栋 2 单元 1201", unit=self.station)

    def _opener(self, key: str) -> str:
        by = self.procedure(key).opens.by
        return next((role for role in by if role in self.people), by[0] if by else "system")

    def _answer(self, ask: Mapping[str, Any]) -> Any:
        if ask.get("options"):
            return next(iter(ask["options"]))
        things: dict[str, Any] = {
            "customer": {"id": self.customer.pk, "name": self.customer.name},
            "site": {"id": self.site.pk, "code": self.site.code, "title": self.site.title, "area_class": self.site.area_class},
            "asset": {"title": "笔记本电脑"},
            "part_lines": [{"code": "P-1", "quantity": 1}],
        }
        return things.get(ask["type"], SAID.get(ask["type"], "测试"))


@dataclass(frozen=True)
class Order:
    """One ticket of a house, as a test plays it."""

    house: House
    id: str

    def run(self, name: str, form: Mapping[str, Any] | None = None, *, by: str | Person | Actor, at: str, **more: Any) -> actions.Outcome:
        """Run a command as somebody, at a time; what rings before it has rung. `more`: key, version, door, happened_at."""
        self.house.wait(self.house.at(at) - timedelta(microseconds=1))
        given = {name: value for name, value in (form or {}).items() if value is not None}
        return actions.run_command(self.id, name, given, by=self.house.actor(by, self), at=self.house.at(at), **more)

    def may(self, *, by: str | Person | Actor, at: str) -> dict[str, Choice]:
        """What stands open to somebody now, by command; closed ones carry why."""
        return {choice.command: choice for choice in queries.allowed_on(self.id, self.house.actor(by, self), self.house.at(at))}

    @property
    def row(self) -> Ticket:
        """The ticket as it stands in the database."""
        return Ticket.objects.get(pk=self.id)

    @property
    def number(self) -> str:
        """Its number."""
        return self.row.number

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.row.state

    @property
    def final(self) -> str:
        """How it ended; empty while it is open."""
        return self.row.final

    @property
    def fields(self) -> dict[str, Any]:
        """What it knows."""
        known: dict[str, Any] = self.row.fields
        return known

    @property
    def holder(self) -> str:
        """The name of the person who holds it; empty where nobody does."""
        holder = self.row.holder
        return holder.name if holder else ""

    def at_of(self, name: str) -> str | None:
        """A time field, as the clock on the wall shows it."""
        return self.house.wall(self.fields.get(name))

    def clock(self, name: str) -> TicketClock:
        """A clock or quota of it."""
        return TicketClock.objects.get(ticket_id=self.id, name=name)

    def reads(self, name: str, at: str) -> Reading:
        """What a clock of it shows at a time."""
        return queries.read_clock(self.id, name, SYSTEM, self.house.at(at))

    def opened(self, procedure: str = "") -> list[Order]:
        """The tickets it opened, oldest first; or those of one procedure."""
        rows = Ticket.objects.filter(parents__parent__id=self.id).order_by("opened_at", "number")
        rows = rows.filter(procedure_key=procedure) if procedure else rows
        return [Order(self.house, str(row.pk)) for row in rows]

    @property
    def events(self) -> list[Event]:
        """What happened to it, oldest first."""
        return list(Event.objects.filter(ticket_id=self.id).order_by("seq"))

    def told(self, to: str = "", *, clause: str = "", by: str = "") -> list[str]:
        """The Chinese words somebody was told because of it: a role, 'customer', 'person:7', 'contact:NAME'."""
        rows = Message.objects.filter(ticket_id=self.id).order_by("id")
        given = {"clause": clause, "by": by}
        rows = rows.filter(**{name: value for name, value in given.items() if value})
        if to:
            rows = rows.filter(to__in=[to, f"role:{to}"])
        return [row.words.get("zh") or row.words.get("en", "") for row in rows]


__all__ = ["Customer", "House", "Order"]
