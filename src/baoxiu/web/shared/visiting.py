"""Visits as a ticket's page shows them: those of the ticket, earlier ones for the same trouble, what to bring, the sign at the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.elements import Procedure
from baoxiu.core.procedure.loaded import PackOf
from baoxiu.visits import queries as visits
from baoxiu.web.shared import doors, naming
from baoxiu.web.shared.drawing import Column, Field, Option
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.saying import OfTime, of_time
from baoxiu.web.shared.showing import proof_words

ACROSS = {"absent": ("无人在家", "nobody there"), "not_said": ("未登记离开", "leaving not noted"), "handed_on": ("转交他人", "handed on")}
CHINA = "+86"
MOBILE = 11  # digits of a Chinese mobile number, the first is 1


@dataclass(frozen=True, slots=True)
class VisitShown:
    """One visit: the row, and what needs words."""

    row: Any
    outcome: Words
    proof: Words
    early: timedelta | None
    late: timedelta | None

    @property
    def is_over(self) -> bool:
        """Whether it has an outcome."""
        return bool(self.row.outcome)


@dataclass(frozen=True, slots=True)
class Bring:
    """What the kind of fault wants brought along."""

    tools: Sequence[str]
    parts: Sequence[str]
    minutes: int | None


@dataclass(frozen=True, slots=True)
class EarlierShown:
    """An earlier visit, and how it ended in words."""

    row: visits.Earlier
    ended: Words


class VisitsShown:
    """Everything about visits on one ticket's page; each part is read when the template comes to it."""

    def __init__(self, ticket: Any, procedure: Procedure, pack: PackOf | None, actor: Actor, at: datetime) -> None:
        """Of a ticket the actor may see."""
        self.ticket, self.procedure, self.pack, self.actor, self.at = ticket, procedure, pack, actor, at
        self.here = [self._shown(row) for row in visits.visits_of(ticket)] if self.procedure_visits else []

    @property
    def procedure_visits(self) -> bool:
        """Whether anybody goes anywhere by this procedure."""
        return any(command.visit for command in self.procedure.commands.values())

    @property
    def of_time(self) -> OfTime:
        """What the customer said of the agreed time."""
        return of_time(self.ticket, self.procedure)

    @property
    def earlier(self) -> list[EarlierShown]:
        """Earlier visits for the same trouble, while there is still something to prepare."""
        if self.ticket.final or not self.procedure_visits:
            return []
        found = visits.earlier_visits(self.ticket, self.actor, self.at)
        return [EarlierShown(row, outcome_words(row.outcome, self.procedure)) for row in found]

    @property
    def bring(self) -> Bring | None:
        """Tools, material and time by the kind of fault, until somebody is there."""
        known = self.pack.pack.categories.get(self.ticket.category) if self.pack else None
        there = any(visit.row.arrived_at for visit in self.here)
        if known is None or there or self.ticket.final or not (known.tools or known.parts):
            return None
        return Bring(known.tools, known.parts, known.minutes)

    @property
    def site(self) -> Any:
        """Where a sign may hang, for whoever works in an office."""
        keeps_signs = self.procedure_visits and self.ticket.site_id and not doors.works_outside(self.actor)
        return self.ticket.site if keeps_signs else None

    def _shown(self, row: Any) -> VisitShown:
        early = row.early
        late = -early if early is not None and early < timedelta() else None
        return VisitShown(row, self._outcome(row.outcome), proof_words(row.proof), early if late is None else None, late)

    def _outcome(self, outcome: str) -> Words:
        return outcome_words(outcome, self.procedure)


def outcome_words(outcome: str, procedure: Procedure) -> Words:
    """How a visit ended, in the words of its procedure: a command's title, one of the answers of `outcome`, or the engine's own."""
    if outcome in ACROSS:
        zh, en = ACROSS[outcome]
        return {"zh": zh, "en": en}
    command = procedure.commands.get(outcome)
    if command is not None and command.title:
        return command.title
    asks = (one.asks["outcome"].of for one in procedure.commands.values() if one.visit and "outcome" in one.asks)
    said = [of[outcome] for of in asks if isinstance(of, Mapping) and outcome in of]
    return next(iter(said), naming.plain(outcome)) if outcome else ""


def with_kinds(fields: Sequence[Field], pack: PackOf | None) -> list[Field]:
    """Where somebody writes down what he noticed, the kinds of fault of the pack to choose from."""
    kinds = [Option(key, category.title) for key, category in pack.pack.categories.items()] if pack else []
    if not kinds:
        return list(fields)
    column = Column("category", _("kind"), options=kinds)
    return [replace(field, columns=(*field.columns, column)) if field.type == "findings" else field for field in fields]


def second_number(phone: str) -> str:
    """What to dial when a mobile number is said to be empty: the same with a leading 0 (as from another city); else nothing."""
    digits = "".join(sign for sign in phone.removeprefix(CHINA) if sign.isdigit())
    return f"0{digits}" if len(digits) == MOBILE and digits.startswith("1") else ""


__all__ = ["VisitsShown", "outcome_words", "proof_words", "second_number", "with_kinds"]
