"""A rehearsal: a house in memory that does what is decided. It serves golden examples, simulation, and tests of packs.

Time moves only when it is told to; clocks ring on the way, each at its instant, as the workers of a running house would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from baoxiu.core.engine import answer, decide, decide_opening, ring
from baoxiu.core.engine.facts import (
    SYSTEM,
    Actor,
    Decision,
    LinkFacts,
    Open,
    Post,
    RunningChange,
    RunOn,
    Tell,
    TicketFacts,
    UnitFacts,
)  # fmt: skip
from baoxiu.core.procedure.loading import LoadedPack

Json = Any
ZONE = "Asia/Shanghai"
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was sent: when, about which ticket, to whom, what."""

    at: datetime
    ticket_id: str
    tell: Tell


@dataclass(frozen=True, slots=True)
class Happened:
    """One decision that was done."""

    at: datetime
    ticket_id: str
    by: Actor
    decision: Decision


def units_of(pack: LoadedPack, zone: str = ZONE) -> dict[str, UnitFacts]:
    """A small organisation: one unit a level of the pack, each above the next; work comes to the lowest."""
    levels = list(pack.pack.levels) or ["unit"]
    paths = ["/" + "/".join(str(number) for number in range(1, depth + 2)) + "/" for depth in range(len(levels))]
    return {
        level: UnitFacts(depth + 1, level, pack.pack.levels.get(level, {}).get("zh", level), path, zone)
        for depth, (level, path) in enumerate(zip(levels, paths, strict=True))
    }


@dataclass
class Rehearsal:
    """The tickets of one pack, what was said about them, and where time stands."""

    pack: LoadedPack
    zone: str = ZONE
    world: dict[str, Json] = field(default_factory=dict)
    units: dict[str, UnitFacts] = field(default_factory=dict)
    skills: dict[str, frozenset[str]] = field(default_factory=dict)  # by the name of an actor
    said: list[Said] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    _tickets: dict[str, TicketFacts] = field(default_factory=dict)
    _rows: dict[str, dict[str, RunningChange]] = field(default_factory=dict)
    _children: list[tuple[str, str]] = field(default_factory=list)  # who opened whom

    def __post_init__(self) -> None:
        """Without units of its own it gets one a level of the pack."""
        self.units = self.units or units_of(self.pack, self.zone)

    # -- people

    def actor(self, name: str) -> Actor:
        """A person holding the role `name`; `technician/2` is a second one. Also 'customer' and 'system'."""
        role = name.split("/")[0]
        if role == "system":
            return SYSTEM
        number = crc32(name.encode()) % 1_000_000 + 1
        if role == "customer":
            return Actor(None, name, "customer", 1)
        rank = self.pack.pack.roles[role].rank if role in self.pack.pack.roles else 0
        top = next(iter(self.units.values()))
        posts = (Post(role, top.id, top.path, rank),)
        return Actor(number, name, "person", 1, posts, self.skills.get(name, frozenset()))

    # -- tickets

    @property
    def tickets(self) -> list[TicketFacts]:
        """Every ticket, oldest first, as a decision would see it."""
        return [self.ticket(ticket_id) for ticket_id in self._tickets]

    def ticket(self, ticket_id: str) -> TicketFacts:
        """One ticket with its links as they stand."""
        return replace(self._tickets[ticket_id], links=tuple(self._links(ticket_id)), world=self.world)

    def latest(self, procedure: str) -> TicketFacts:
        """The newest ticket of a procedure."""
        return next(one for one in reversed(self.tickets) if one.procedure == procedure)

    def has(self, procedure: str) -> bool:
        """Whether there is a ticket of a procedure."""
        return any(one.procedure == procedure for one in self._tickets.values())

    def row(self, ticket_id: str, clock: str) -> RunningChange | None:
        """A clock or quota of a ticket as it was last left."""
        return self._rows[ticket_id].get(clock)

    # -- what people do

    def open(
        self, procedure: str, form: Mapping[str, Json], *, by: str | Actor, at: datetime, unit: str | None = None, door: str = "desk"
    ) -> str:
        """Open a ticket; gives its id."""
        at = at.astimezone(UTC)
        self.wait(at)
        where = self.units[unit] if unit else list(self.units.values())[-1]
        actor = self.actor(by) if isinstance(by, str) else by
        decision = decide_opening(self.pack.procedures[procedure], where, form, actor, at, world=self.world, door=door)
        return self._born(procedure, where, decision, actor, at, None)

    def run(
        self, ticket_id: str, command: str, form: Mapping[str, Json] | None = None, *, by: str | Actor, at: datetime, door: str = "desk"
    ) -> Decision:
        """Give a command, once everything due before has rung."""
        at = at.astimezone(UTC)
        self.wait(at)
        actor = self.actor(by) if isinstance(by, str) else by
        ticket = self.ticket(ticket_id)
        decision = decide(self.pack.procedures[ticket.procedure], ticket, command, form or {}, actor, at, door=door)
        self._do(ticket_id, decision, actor, at)
        return decision

    def wait(self, until: datetime) -> list[Happened]:
        """Let time pass: every clock that is due by `until` rings, earliest first. Gives what happened."""
        before = len(self.happened)
        while (due := self._next_due(until)) is not None:
            at, ticket_id, clock = due
            ticket = self.ticket(ticket_id)
            decision = ring(self.pack.procedures[ticket.procedure], ticket, clock, at)
            self._do(ticket_id, decision, SYSTEM, at)
        return self.happened[before:]

    # -- doing what was decided

    def _next_due(self, until: datetime) -> tuple[datetime, str, str] | None:
        due = [
            (row.next_ring_at, ticket_id, name)
            for ticket_id, rows in self._rows.items()
            for name, row in rows.items()
            if row.next_ring_at is not None and row.next_ring_at <= until
        ]
        return min(due, default=None)

    def _born(
        self, procedure: str, unit: UnitFacts, decision: Decision, actor: Actor, at: datetime, parent: str | None, depth: int = 0
    ) -> str:
        definition = self.pack.procedures[procedure].definition
        ticket_id = f"{procedure}-{len(self._tickets) + 1}"
        self._tickets[ticket_id] = TicketFacts(
            id=ticket_id, number=ticket_id, procedure=procedure, kind=definition.kind, state=decision.to_state, mode=decision.mode,
            version=0, opened_at=at, unit=unit,
        )  # fmt: skip
        self._rows[ticket_id] = {}
        if parent is not None:
            self._children.append((parent, ticket_id))
        self._do(ticket_id, decision, actor, at, depth)
        return ticket_id

    def _do(self, ticket_id: str, decision: Decision, actor: Actor, at: datetime, depth: int = 0) -> None:
        if depth > DEEPEST:
            raise RecursionError(f"linked tickets of {ticket_id} answer each other without end")
        self.happened.append(Happened(at, ticket_id, actor, decision))
        self._write(ticket_id, decision)
        for effect in decision.effects:
            if isinstance(effect, Tell):
                self.said.append(Said(at, ticket_id, effect))
            elif isinstance(effect, Open):
                self._open_linked(ticket_id, effect, at, depth)
            else:
                self._run_linked(ticket_id, effect, at, depth)
        if decision.from_state != decision.to_state:
            self._answered(ticket_id, at, depth)

    def _write(self, ticket_id: str, decision: Decision) -> None:
        before = self._tickets[ticket_id]
        rows = {change.running.name: change for change in decision.running}
        self._rows[ticket_id].update(rows)
        self._tickets[ticket_id] = replace(
            before,
            state=decision.to_state,
            mode=decision.mode,
            version=before.version + 1,
            fields={**before.fields, **decision.changes},
            running={**before.running, **{name: row.running for name, row in rows.items()}},
            grants=before.grants if decision.grants is None else decision.grants,
            holder_id=decision.holder_id,
            flags=(*before.flags, *decision.flags),
            unit=self.units.get(decision.moves_to or "", before.unit),
        )

    def _open_linked(self, parent: str, effect: Open, at: datetime, depth: int) -> None:
        unit = self.units.get(effect.unit or "", self._tickets[parent].unit)
        link = self._link(parent, "opened_by")
        decision = decide_opening(self.pack.procedures[effect.procedure], unit, effect.fields, SYSTEM, at, by_link=link, world=self.world)
        self._born(effect.procedure, unit, decision, SYSTEM, at, parent, depth + 1)

    def _run_linked(self, ticket_id: str, effect: RunOn, at: datetime, depth: int) -> None:
        for target in list(self._targets(ticket_id, effect.target)):
            ticket = self.ticket(target)
            decision = decide(self.pack.procedures[ticket.procedure], ticket, effect.command, effect.form, SYSTEM, at, door="system")
            self._do(target, decision, SYSTEM, at, depth + 1)

    def _targets(self, ticket_id: str, target: str) -> Iterator[str]:
        """The parent, or the children of a procedure that have not ended."""
        if target == "parent":
            yield from (parent for parent, child in self._children if child == ticket_id)
        else:
            children = (child for parent, child in self._children if parent == ticket_id)
            yield from (child for child in children if self._tickets[child].procedure == target and not self._final(child))

    def _answered(self, ticket_id: str, at: datetime, depth: int) -> None:
        """Tell the linked tickets what state this one reached; their `answers` say what that means."""
        linked = [(parent, "opened") for parent, child in self._children if child == ticket_id]
        linked += [(child, "opened_by") for parent, child in self._children if parent == ticket_id]
        for other, relation in linked:
            ticket = self.ticket(other)
            decision = answer(self.pack.procedures[ticket.procedure], ticket, self._link(ticket_id, relation), at)
            if decision is not None:
                self._do(other, decision, SYSTEM, at, depth + 1)

    def _links(self, ticket_id: str) -> Iterator[LinkFacts]:
        for parent, child in self._children:
            if parent == ticket_id:
                yield self._link(child, "opened")
            elif child == ticket_id:
                yield self._link(parent, "opened_by")

    def _link(self, ticket_id: str, relation: str) -> LinkFacts:
        one = self._tickets[ticket_id]
        return LinkFacts(one.id, one.number, one.procedure, one.kind, one.state, self._final(ticket_id), relation, one.fields)

    def _final(self, ticket_id: str) -> str | None:
        one = self._tickets[ticket_id]
        return self.pack.procedures[one.procedure].definition.states[one.state].final
