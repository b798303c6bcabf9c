"""A ticket as one intention has it before it: the facts, decisions so far included, and what its row needs beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.clocks import Mark
from baoxiu.core.engine.afterwards import WAITS
from baoxiu.core.engine.facts import Decision, LinkFacts, Running, TicketFacts, UnitFacts
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory

RELATIONS: Mapping[str, Literal["opened", "opened_by"]] = {"opened": "opened", "opened_by": "opened_by"}


@dataclass(frozen=True, slots=True)
class Timing:
    """When a clock's row is due and rings."""

    state: str
    due_at: datetime | None
    next_ring_at: datetime | None
    next_ring: str
    is_quota: bool


@dataclass(slots=True)
class Sheet:
    """One ticket in work. `taken` counts the decisions put on it here; its row is at `facts.version` before they are written."""

    facts: TicketFacts
    procedure: LoadedProcedure
    version_id: int  # of the procedure
    organisation_id: int
    seq: int
    final: str = ""
    title: str = ""
    state_since: datetime | None = None
    breached: bool = False
    timing: dict[str, Timing] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)  # linked ticket -> its procedure version
    belongs: Mapping[str, Any] = field(default_factory=dict)  # request, customer, site, asset, category: a child inherits them

    @property
    def most_urgent(self) -> tuple[datetime | None, str]:
        """The due time of the running clock that is due first, and its name."""
        pressing = ((row, name) for name, row in self.timing.items() if not row.is_quota and not name.startswith(WAITS))
        return min(((row.due_at, name) for row, name in pressing if row.due_at and row.state == "running"), default=(None, ""))

    def rings(self, at: datetime) -> list[str]:
        """The clocks that ring by `at`, the most overdue first."""
        ringing = [(row.next_ring_at, name) for name, row in self.timing.items() if row.next_ring_at and row.next_ring_at <= at]
        return [name for _, name in sorted(ringing)]

    def take(self, decision: Decision, unit: UnitFacts, at: datetime) -> None:
        """Let the decision have happened."""
        facts = self.facts
        if decision.to_state != facts.state:
            self.state_since = at
        self.facts = replace(
            facts,
            state=decision.to_state,
            mode=decision.mode,
            version=facts.version + 1,
            unit=unit,
            fields={**facts.fields, **decision.changes},
            running={**facts.running, **{change.running.name: change.running for change in decision.running}},
            grants=facts.grants if decision.grants is None else decision.grants,
            holder_id=decision.holder_id,
            flags=(*facts.flags, *decision.flags),
        )
        self.final = decision.final or ""
        self.seq += 1
        self._time(decision)

    def wind(self, decision: Decision) -> None:
        """Let the clocks stand as the decision leaves them, and nothing else."""
        running = {change.running.name: change.running for change in decision.running}
        self.facts = replace(self.facts, running={**self.facts.running, **running})
        self._time(decision)

    def relink(self, link: LinkFacts, version_id: int) -> None:
        """Know a linked ticket as it now stands, or a new one."""
        others = tuple(each for each in self.facts.links if each.ticket_id != link.ticket_id)
        known = len(others) < len(self.facts.links)
        links = tuple(link if each.ticket_id == link.ticket_id else each for each in self.facts.links) if known else (*others, link)
        self.facts = replace(self.facts, links=links)
        self.versions[link.ticket_id] = version_id

    def as_link(self, relation: Literal["opened", "opened_by"]) -> LinkFacts:
        """This ticket as a linked one sees it."""
        facts = self.facts
        return LinkFacts(facts.id, facts.number, facts.procedure, facts.kind, facts.state, self.final or None, relation, facts.fields)

    def _time(self, decision: Decision) -> None:
        clocks = self.procedure.definition.clocks
        for change in decision.running:
            name = change.running.name
            self.timing[name] = Timing(change.state, change.due_at, change.next_ring_at, change.next_ring or "", change.is_quota)
            counts = not change.is_quota and name in clocks and clocks[name].counts
            self.breached = self.breached or (counts and change.running.breached)


def sheet_of(said: Mapping[str, Any]) -> Sheet:
    """What `tickets_facts` said of one ticket."""
    procedure = catalogue.procedure(said["procedure"])
    clocks = said["clocks"] or ()
    links = said["links"] or ()
    return Sheet(
        facts=_facts(said, procedure),
        procedure=procedure,
        version_id=said["procedure"],
        organisation_id=said["organisation"],
        seq=said["seq"],
        final=said["final"],
        title=said["title"],
        state_since=datetime.fromisoformat(said["state_since"]),
        breached=said["breached"],
        timing={row[0]: Timing(row[9], _at(row[10]), _at(row[11]), row[12], row[8]) for row in clocks},
        versions={row[0]: row[8] for row in links},
        belongs={key: said[key] for key in ("request", "customer", "site", "asset", "category")},
    )


def _facts(said: Mapping[str, Any], procedure: LoadedProcedure) -> TicketFacts:
    return TicketFacts(
        id=said["id"],
        number=said["number"],
        procedure=procedure.key,
        kind=said["kind"],
        state=said["state"],
        mode=said["mode"] or None,
        version=said["version"],
        opened_at=datetime.fromisoformat(said["opened_at"]),
        unit=directory.unit_facts(said["unit"], said["unit_changed"]),
        fields=said["fields"],
        running={row[0]: running_of(row) for row in said["clocks"] or ()},
        links=tuple(
            LinkFacts(row[0], row[1], row[2], row[3], row[4], row[5] or None, RELATIONS[row[6]], row[7]) for row in said["links"] or ()
        ),
        grants=said["grants"],
        holder_id=said["holder"],
        flags=tuple(said["flags"]),
    )


def running_of(row: list[Any]) -> Running:
    """A clock's row as the engine knows it."""
    name, marks, target, until, warned, breached, counted, escalated = row[:8]
    return Running(
        name=name,
        marks=tuple(_mark(each) for each in marks),
        target_seconds=target,
        until=_at(until),
        warned=warned,
        breached=breached,
        counted=tuple(datetime.fromisoformat(each) for each in counted),
        escalated=escalated,
    )


def marks_of(running: Running) -> list[list[Any]]:
    """A clock's marks as its row keeps them: [kind, at, target seconds, reason]."""
    return [
        [each.kind, each.at.isoformat(), each.target.total_seconds() if each.target is not None else None, each.reason]
        for each in running.marks
    ]


def _mark(said: list[Any]) -> Mark:
    kind, at, target, reason = said
    return Mark(kind, datetime.fromisoformat(at), timedelta(seconds=target) if target is not None else None, reason)


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
