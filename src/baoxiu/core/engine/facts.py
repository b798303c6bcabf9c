"""What a decision is made from and what it says. Plain, immutable, JSON-shaped values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from baoxiu.core.clocks import Mark

Json = Any
Words = Mapping[Any, str]  # language -> text


@dataclass(frozen=True, slots=True)
class Post:
    """A role a person holds at a unit; it covers that unit and all below it. `path` is '/1/4/9/' (ids from the root)."""

    role: str
    unit_id: int
    path: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. A customer acts through a signed link on one ticket; the system acts for a timer or a linked ticket."""

    id: int | None
    name: str
    kind: Literal["person", "customer", "system"]
    organisation_id: int | None
    posts: tuple[Post, ...] = ()
    skills: frozenset[str] = frozenset()
    on_shift: bool = True
    language: str = "zh"
    ticket_id: str | None = None  # a customer's link opens this ticket alone

    def roles_at(self, path: str) -> frozenset[str]:
        """The roles this actor may use on a ticket of the unit with `path`."""
        if self.kind != "person":
            return frozenset({self.kind})
        return frozenset(p.role for p in self.posts if path.startswith(p.path))


SYSTEM = Actor(id=None, name="system", kind="system", organisation_id=None)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The unit that holds a ticket. `calendar` is a spec for core.calendars, `settings` its own values (lead times, quotas)."""

    id: int
    code: str
    title: str
    path: str
    zone: str
    calendar: Mapping[str, Json] = field(default_factory=dict)
    settings: Mapping[str, Json] = field(default_factory=dict)
    above: tuple[str, ...] = ()  # the codes of the units above it, the nearest first

    @property
    def line(self) -> tuple[str, ...]:
        """Its code and those above it: whose rules of their own hold here, the nearest first."""
        return (self.code, *self.above)


@dataclass(frozen=True, slots=True)
class Running:
    """One clock or quota of a ticket: its marks, and where its target or fixed due time was laid at the start."""

    name: str
    marks: tuple[Mark, ...]
    target_seconds: float | None = None
    until: datetime | None = None
    warned: bool = False
    breached: bool = False
    counted: tuple[datetime, ...] = ()  # quotas: what was counted, oldest first
    escalated: int = 0  # how many steps of the escalation chain have rung


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A linked ticket as this one sees it. `relation`: 'opened' (a child of ours), 'opened_by' (our parent)."""

    ticket_id: str
    number: str
    procedure: str
    kind: str
    state: str
    final: str | None
    relation: str
    fields: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """All a decision may look at. Times inside `fields` are ISO 8601 strings with offset, money is a decimal string."""

    id: str
    number: str
    procedure: str
    kind: str
    state: str
    mode: str | None
    version: int
    opened_at: datetime
    unit: UnitFacts
    fields: Mapping[str, Json] = field(default_factory=dict)
    running: Mapping[str, Running] = field(default_factory=dict)
    links: tuple[LinkFacts, ...] = ()
    grants: Mapping[str, Sequence[str]] = field(default_factory=dict)  # command -> further roles allowed (see `allow`)
    holder_id: int | None = None  # the named person who holds it, where one does
    flags: tuple[str, ...] = ()
    world: Mapping[str, Json] = field(default_factory=dict)  # what other rooms know: stock, outages, skills (see expressions)


@dataclass(frozen=True, slots=True)
class RunningChange:
    """A clock or quota after the decision: everything the row needs. `next_ring` is None when nothing will ring."""

    running: Running
    state: Literal["running", "paused", "stopped"]
    due_at: datetime | None
    next_ring_at: datetime | None
    next_ring: Literal["warn", "breach", "escalate", "check"] | None
    is_quota: bool = False
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Open another ticket of `procedure`, linked to this one."""

    procedure: str
    fields: Mapping[str, Json]
    to_role: str | None = None
    unit: str | None = None  # 'same', a level name ('region': nearest unit of that level above), or a unit code
    clause: str | None = None
    apart: bool = False  # about something else than the parent: its title and category are its own


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell somebody. `to`: role names, 'customer', 'holder', 'person:ID', or 'contact:NAME' (a contact of the pack or unit)."""

    to: tuple[str, ...]
    words: Words
    by: Literal["notice", "sms", "mail", "chat"] = "notice"
    clause: str | None = None
    task: bool = False  # a thing to do, stays until ticked
    key: str = ""  # idempotency within the ticket event


@dataclass(frozen=True, slots=True)
class RunOn:
    """Run a command on linked tickets. `target`: 'parent' or a procedure name (open children of it)."""

    target: str
    command: str
    form: Mapping[str, Json]


Effect = Open | Tell | RunOn


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command does. Nothing is done yet; an action writes it in one transaction."""

    command: str
    from_state: str | None
    to_state: str
    final: str | None  # how it ended ('done', 'cancelled', 'converted', 'referred'), or None
    changes: Mapping[str, Json]  # fields after the command, only those that changed
    form: Mapping[str, Json]  # the form as taken: the event's record
    running: tuple[RunningChange, ...] = ()
    effects: tuple[Effect, ...] = ()
    grants: Mapping[str, Sequence[str]] | None = None  # None: as before
    holder_role: str | None = None
    holder_id: int | None = None
    mode: str | None = None
    role: str | None = None  # the role the actor used (the event records it)
    clauses: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()  # added oddities
    dispatch: Mapping[str, Json] | None = None  # what the dispatch room must do: {'push': 'coverage', ...} or {'grab': {...}}
    moves_to: str | None = None  # the unit code it is handed over to
    follow_ups: tuple[str, ...] = ()  # follow-up rules asked for by name ('sample')


@dataclass(frozen=True, slots=True)
class Choice:
    """One command as a screen shows it: open, or grey with the reason."""

    command: str
    title: Words
    open: bool
    asks: tuple[Mapping[str, Json], ...] = ()  # resolved form: name, type, label, required, options, default, proposed, clause
    refusal: Mapping[str, Json] | None = None  # code, clause, words
    clauses: tuple[str, ...] = ()
    primary: bool = False
