"""A repair station as engine tests know it: its pack, its people, and a ticket that lives through decisions, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from baoxiu.core import engine
from baoxiu.core.engine.facts import SYSTEM, Actor, Choice, Decision, LinkFacts, Open, Post, RunningChange, Tell, TicketFacts, UnitFacts
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import LoadedPack, load_pack

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai, the station opens
STATION = UnitFacts(7, "S1", "北京站", "/1/7/", "Asia/Shanghai", {"week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}})
NAMES = {"desk": "前台小李", "engineer": "工程师老王", "leader": "站长张", "region": "大区刘"}
IDS = {"desk": 11, "engineer": 12, "leader": 13, "region": 14}


@cache
def pack() -> LoadedPack:
    """The station's pack, loaded once."""
    return load_pack(Path(__file__).parent / "core" / "packs" / "station")


def procedure(name: str = "order") -> LoadedProcedure:
    """One of its procedures."""
    return pack().procedures[name]


def person(role: str, **more: Any) -> Actor:
    """The person who holds `role` at the station (the region above it)."""
    path = "/1/" if role == "region" else "/1/7/"
    known: dict[str, Any] = {
        "id": IDS[role],
        "name": NAMES[role],
        "kind": "person",
        "organisation_id": 1,
        "posts": (Post(role, 7, path, 1),),
    }
    return Actor(**{**known, **more})


CUSTOMER = Actor(None, "王女士", "customer", None, ticket_id="t1")
REPORT: Mapping[str, Any] = {"fault": "不开机", "customer": "王女士", "phone": "13800000000"}


def at(hours: float) -> datetime:
    """So many hours after the station opened on Monday."""
    return MONDAY + timedelta(hours=hours)


@dataclass
class Case:
    """A ticket that takes its decisions: what a room does with rows, in memory."""

    procedure: LoadedProcedure
    facts: TicketFacts
    decisions: list[Decision] = field(default_factory=list)
    rows: dict[str, RunningChange] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.facts.state

    @property
    def fields(self) -> Mapping[str, Any]:
        """What it knows."""
        return self.facts.fields

    @property
    def last(self) -> Decision:
        """The latest decision."""
        return self.decisions[-1]

    def tells(self) -> list[Tell]:
        """Whom the latest decision tells."""
        return [effect for effect in self.last.effects if isinstance(effect, Tell)]

    def opened(self) -> list[Open]:
        """What the latest decision opens."""
        return [effect for effect in self.last.effects if isinstance(effect, Open)]

    def run(self, name: str, form: Mapping[str, Any] | None = None, *, by: Actor | str = "desk", hours: float = 1, **more: Any) -> Case:
        """A command, `hours` after the station opened."""
        actor = person(by) if isinstance(by, str) else by
        return self.take(engine.decide(self.procedure, self.facts, name, form or {}, actor, at(hours), **more))

    def system(self, name: str, *, hours: float = 1) -> Case:
        """A system command."""
        return self.run(name, by=SYSTEM, hours=hours)

    def ring(self, clock: str, *, hours: float) -> Case:
        """A clock rings."""
        return self.take(engine.ring(self.procedure, self.facts, clock, at(hours)))

    def hear(self, link: LinkFacts, *, hours: float = 2) -> Decision | None:
        """A linked ticket has moved."""
        decision = engine.answer(self.procedure, self.facts, link, at(hours))
        if decision is not None:
            self.take(decision)
        return decision

    def choices(self, by: Actor | str = "desk", *, hours: float = 1) -> dict[str, Choice]:
        """What stands open to somebody, by command."""
        actor = person(by) if isinstance(by, str) else by
        return {choice.command: choice for choice in engine.allowed(self.procedure, self.facts, actor, at(hours))}

    def take(self, decision: Decision) -> Case:
        """Let it have happened."""
        facts = self.facts
        self.decisions.append(decision)
        self.rows.update({change.running.name: change for change in decision.running})
        self.facts = replace(
            facts,
            state=decision.to_state,
            mode=decision.mode,
            version=facts.version + 1,
            fields={**facts.fields, **decision.changes},
            running={**facts.running, **{change.running.name: change.running for change in decision.running}},
            grants=facts.grants if decision.grants is None else decision.grants,
            holder_id=decision.holder_id,
            flags=(*facts.flags, *decision.flags),
        )
        return self

    def know(self, **world: Any) -> Case:
        """What other rooms say of it."""
        self.facts = replace(self.facts, world={**self.facts.world, **world})
        return self

    def with_link(self, link: LinkFacts) -> Case:
        """A linked ticket beside it."""
        self.facts = replace(self.facts, links=(*self.facts.links, link))
        return self


def open_case(
    name: str = "order", form: Mapping[str, Any] | None = None, *, by: Actor | str = "desk", hours: float = 0, **more: Any
) -> Case:
    """A ticket just born at the station."""
    of = procedure(name)
    actor = person(by) if isinstance(by, str) else by
    decision = engine.decide_opening(of, STATION, REPORT if form is None else form, actor, at(hours), **more)
    facts = TicketFacts("t1", "S1-0001", of.key, of.definition.kind, "", None, 0, at(hours), STATION)
    return Case(of, facts).take(decision)


def link(procedure: str, state: str, final: str | None = None, **fields: Any) -> LinkFacts:
    """A ticket this one opened."""
    kind = pack().procedures[procedure].definition.kind if procedure in pack().procedures else "other"
    return LinkFacts(f"id-{procedure}", "S1-0001-1", procedure, kind, state, final, "opened", fields)
