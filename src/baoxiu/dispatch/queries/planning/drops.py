"""A job dropped on somebody at a time: what it costs, which rules it breaks, and by which command of its own it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.core.planning import Broken, Fit, Step, fits, steps_of
from baoxiu.dispatch.queries.planning.days import Asked, DayPlan
from baoxiu.dispatch.queries.planning.jobs import Planned
from baoxiu.dispatch.queries.planning.people import Row
from baoxiu.tickets import queries as tickets

PLAN = ""  # the way that only plans: no command runs


@dataclass(frozen=True, slots=True)
class Way:
    """One way the drop may happen: a command of the procedure, open or not; without one it is planned and nothing else."""

    command: str
    choice: Choice | None = None
    step: Step | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may be used now."""
        return self.choice is None or self.choice.open

    @property
    def agrees(self) -> bool:
        """Whether it sets the time that is agreed with the customer."""
        return self.step is not None and self.step.time is not None

    def filled(self, person: int, start: datetime) -> dict[str, Any]:
        """What the drop itself answers of its form."""
        step = self.step or Step(PLAN)
        given = {step.person: person, step.time: start.isoformat()}
        return {name: value for name, value in given.items() if name is not None}

    @property
    def left(self) -> tuple[Mapping[str, Any], ...]:
        """What its form asks beyond that."""
        own = {self.step.person, self.step.time} if self.step else set()
        return tuple(ask for ask in self.choice.asks if ask["name"] not in own) if self.choice else ()

    @property
    def at_once(self) -> bool:
        """Whether nothing more has to be said; a time is agreed with a customer by a press of its own, never by a slip of the mouse."""
        return not self.agrees and not any(ask["required"] for ask in self.left)


@dataclass(frozen=True, slots=True)
class Drop:
    """The whole answer, before anything is dropped. `ways`: the best one first."""

    planned: Planned
    row: Row
    start: datetime
    fit: Fit
    ways: tuple[Way, ...]

    @property
    def way(self) -> Way | None:
        """The way that is taken where nobody chooses another."""
        first = next(iter(self.ways), None)
        return first if first is not None and first.is_open else None

    @property
    def is_agreed(self) -> bool:
        """Whether it goes to another time than the one agreed with the customer."""
        return self.planned.job.hold == "appointment" and self.start != self.planned.appointment

    def broken(self, way: Way | None) -> tuple[Broken, ...]:
        """The rules that bar it. An agreed time moves by the command that agrees anew, and by nothing else."""
        agrees = way is not None and way.agrees
        return tuple(one for one in self.fit.broken if one.rule != "appointment" or not agrees)

    def clauses(self, broken: Broken) -> tuple[str, ...]:
        """The clauses of its procedure for a rule."""
        return self.planned.clauses.get(broken.rule, ())


def drop_of(number: str, person: int, start: datetime, *, by: Actor, at: datetime, zone: str) -> Drop:
    """What it means to give the job to this person at this time. Both must be among what `by` sees."""
    on = start.astimezone(ZoneInfo(zone)).date()
    plan = DayPlan(by, Asked(on, zone, person=person, ticket=number), at=at)
    planned, row = plan.job(number), plan.row(person)
    fit = fits(planned.job, row.technician, start, at=max(at, plan.window.since))
    return Drop(planned, row, start, fit, tuple(_ways(planned, person, start, tickets.allowed_on(number, by, at), by)))


def _ways(planned: Planned, person: int, start: datetime, choices: Sequence[Choice], by: Actor) -> list[Way]:
    """The commands that bring it about, open ones first; planning alone where the procedure is not asked to change anything."""
    steps = {step.command: step for step in steps_of(planned.procedure)}
    found = [Way(one.command, one, steps[one.command]) for one in choices if one.command in steps]
    changes = not (planned.is_held and planned.person == person)
    moves = planned.job.hold == "appointment" and start != planned.appointment
    naming = [way for way in found if way.step is not None and _names(way.step, person, by)]
    timing = [way for way in found if way.agrees and way not in naming]
    fitting = [way for way in naming if way.agrees or not moves] if changes and naming else timing
    ranked = sorted(fitting, key=lambda way: (not way.is_open, not way.at_once))
    alone = [Way(PLAN)] if not moves and (not changes or not planned.is_taken) else []
    return [*ranked, *alone] if changes or moves else [*alone, *ranked]


def _names(step: Step, person: int, by: Actor) -> bool:
    """Whether a step gives the job to the person: by naming him, or by his taking it himself."""
    return step.person is not None or (step.takes and by.id == person)
