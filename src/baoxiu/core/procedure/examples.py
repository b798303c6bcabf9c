"""Runs the golden cases of a pack on the engine and says where one comes out otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.core.engine.facts import Open, RunningChange, Tell, TicketFacts
from baoxiu.core.errors import Refused
from baoxiu.core.expressions import time_of
from baoxiu.core.procedure.elements.examples import Birth, Example, Expected, Turn
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.core.procedure.rehearsing import Happened, Rehearsal

Json = Any
WALL = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A golden case that comes out otherwise: at which turn (0 is the birth), what was expected, what came."""

    example: str
    turn: int
    what: str
    expected: Json
    found: Json

    def say(self, language: str) -> str:
        """`door-note, turn 3: state: expected appointed, found working`."""
        if language.startswith("zh"):
            return f"{self.example} 第 {self.turn} 步 {self.what}：应为 {self.expected}，实为 {self.found}"
        return f"{self.example}, turn {self.turn}: {self.what}: expected {self.expected}, found {self.found}"


def examples_of(pack: LoadedPack) -> list[Example]:
    """The golden cases of a pack, in the order of their files; a file holds one, or several under `examples`."""
    rows = [row for kept in pack.examples.values() for row in kept.get("examples", [kept])]
    return [Example.model_validate(row, by_alias=True, by_name=False) for row in rows]


def run_examples(pack: LoadedPack) -> list[Otherwise]:
    """Every golden case that comes out otherwise."""
    return [otherwise for example in examples_of(pack) for otherwise in run_example(pack, example)]


def run_example(pack: LoadedPack, example: Example) -> list[Otherwise]:
    """Where one golden case comes out otherwise; nothing when it comes out as written."""
    return list(_Case(pack, example).differences())


class _Case:
    def __init__(self, pack: LoadedPack, example: Example) -> None:
        self.example = example
        self.zone = ZoneInfo(example.zone)
        skills = {name: frozenset(had) for name, had in example.skills.items()}
        self.house = Rehearsal(pack, zone=example.zone, world=self.timed(example.world), skills=skills)
        self.at = datetime.min.replace(tzinfo=self.zone)
        self.first = ""

    def differences(self) -> Iterator[Otherwise]:
        """Everything that comes out otherwise, turn by turn."""
        turns: tuple[Birth | Turn, ...] = (self.example.opens, *self.example.turns)
        for number, turn in enumerate(turns):
            self.at = self.instant(turn.at)
            before = len(self.house.happened)
            if isinstance(turn, Turn) and turn.on and not self.house.has(turn.on):
                yield Otherwise(self.example.example, number, "on", turn.on, None)
                return
            refusal = self.do(turn)
            for what, expected, found in self.compare(turn, refusal, self.house.happened[before:]):
                yield Otherwise(self.example.example, number, what, expected, found)
            if not self.first:
                return

    def do(self, turn: Birth | Turn) -> Refused | None:
        """Take the turn; gives the refusal where it is refused."""
        form = self.timed(turn.with_)
        try:
            if isinstance(turn, Birth):
                self.first = self.house.open(self.example.procedure, form, by=turn.by, at=self.at, door=turn.door)
            elif turn.do is None:
                self.house.wait(self.at)
            else:
                self.house.run(self.ticket(turn).id, turn.do, form, by=turn.by or "system", at=self.at, door=turn.door)
        except Refused as refusal:
            return refusal
        return None

    def compare(self, turn: Birth | Turn, refusal: Refused | None, happened: list[Happened]) -> Iterator[tuple[str, Json, Json]]:
        """What differs: what, what was expected, what was found."""
        said = (refusal.clause or refusal.reason) if refusal else None
        if turn.refused != said and not (refusal and turn.refused == refusal.reason):
            yield "refused", turn.refused, f"{said} ({refusal.say('en')})" if refusal else None
        if self.first:
            yield from self.compare_ticket(turn, self.ticket(turn))
            yield from _compare_happened(turn, happened)

    def compare_ticket(self, turn: Expected, ticket: TicketFacts) -> Iterator[tuple[str, Json, Json]]:
        """State, fields, clocks and flags that differ."""
        if turn.state is not None and turn.state != ticket.state:
            yield "state", turn.state, ticket.state
        for name, expected in self.timed(turn.fields).items():
            if not _same(expected, ticket.fields.get(name)):
                yield f"field {name}", expected, ticket.fields.get(name)
        for name, expected in turn.clocks.items():
            found = self.clock(self.house.row(ticket.id, name), expected)
            if found != expected:
                yield f"clock {name}", expected, found
        if turn.flags is not None and sorted(turn.flags) != sorted(ticket.flags):
            yield "flags", sorted(turn.flags), sorted(ticket.flags)
        holder = self.house.pack.procedures[ticket.procedure].definition.states[ticket.state].holder
        if turn.holder is not None and turn.holder != holder:
            yield "holder", turn.holder, holder

    def clock(self, row: RunningChange | None, expected: str) -> str:
        """What a clock shows, in the words the example uses: its due time, or how it stands."""
        if row is None:
            return "none"
        if expected == "breached" and row.running.breached:
            return "breached"
        if expected == "kept":
            return "kept" if row.kept else f"{row.state}, not kept"
        if WALL.fullmatch(expected) and row.state == "running" and row.due_at is not None:
            text = row.due_at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")
            return text if text.count(":") == expected.count(":") or not text.endswith(":00") else text[:-3]
        return row.state

    def ticket(self, turn: Expected) -> TicketFacts:
        """The ticket a turn is about."""
        return self.house.latest(turn.on) if isinstance(turn, Turn) and turn.on else self.house.ticket(self.first)

    def instant(self, text: str) -> datetime:
        """`09:20` is on the day of the turn before."""
        if len(text) < len("2026-03-02 09:00"):
            text = f"{self.at.astimezone(self.zone):%Y-%m-%d} {text}"
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def timed(self, value: Json) -> Json:
        """Wall-clock times inside `value` as instants of the example's zone."""
        if isinstance(value, Mapping):
            return {name: self.timed(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.timed(inner) for inner in value]
        if isinstance(value, str) and WALL.fullmatch(value):
            return datetime.fromisoformat(value).replace(tzinfo=self.zone).isoformat()
        return value


def _same(expected: Json, found: Json) -> bool:
    """Equal; times as instants; of a map only the keys given; a list is as long and each row fits."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(_same(inner, found.get(name)) for name, inner in expected.items())
    if isinstance(expected, list) and isinstance(found, list | tuple):
        return len(expected) == len(found) and all(_same(one, other) for one, other in zip(expected, found, strict=True))
    if isinstance(expected, str) and isinstance(found, str) and (instant := time_of(expected)) is not None:
        return instant == time_of(found)
    return bool(expected == found)


def _compare_happened(turn: Expected, happened: list[Happened]) -> Iterator[tuple[str, Json, Json]]:
    effects = [effect for one in happened for effect in one.decision.effects]
    told = {name for effect in effects if isinstance(effect, Tell) for name in effect.to}
    opened = [effect.procedure for effect in effects if isinstance(effect, Open)]
    rang = sorted({ring for one in happened for ring in _rings(one)})
    if turn.told is not None and not set(turn.told) <= told:
        yield "told", sorted(turn.told), sorted(told)
    if turn.opens is not None and sorted(turn.opens) != sorted(opened):
        yield "opens", sorted(turn.opens), sorted(opened)
    if turn.rang is not None and sorted(turn.rang) != rang:
        yield "rang", sorted(turn.rang), rang


def _rings(one: Happened) -> Iterator[str]:
    if not one.decision.command.startswith("clock:"):
        return
    for row in one.decision.running:
        ring = "check" if row.is_quota else "breach" if row.running.breached else "warn"
        steps = row.running.escalated
        yield f"{row.running.name}.{ring}" if row.is_quota or not steps else f"{row.running.name}.step{steps}"
