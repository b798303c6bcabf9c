"""What comes after a job, as a ticket's page shows it: the draw, the chain of what was done over again, copies that are out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.copies import COPIES
from baoxiu.core.engine.followups import DIGITS
from baoxiu.core.engine.implied import copy_titles
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.followup import queries as followup
from baoxiu.tickets.queries import DISPOSED_FLAG
from baoxiu.web.shared import naming
from baoxiu.web.shared.languages import Words


@dataclass(frozen=True, slots=True)
class DrawShown:
    """What one rule drew: the number, the share, and the text anybody can make the number of again."""

    title: Words
    said: Mapping[str, Any]
    text: str
    digits: int = DIGITS


@dataclass(frozen=True, slots=True)
class RoundShown:
    """One ticket of the chain in words."""

    row: followup.Round
    title: Words
    state: Words
    is_here: bool


@dataclass(frozen=True, slots=True)
class CopyShown:
    """One copy of a slip that must come back."""

    title: Words
    said: Mapping[str, Any]


class AfterwardsShown:
    """Everything that comes after one ticket; each part is read when the template comes to it."""

    def __init__(self, ticket: Any, procedure: LoadedProcedure, actor: Any) -> None:
        """Of a ticket the actor may see."""
        self.ticket, self.procedure, self.actor = ticket, procedure, actor

    @property
    def is_disposed(self) -> bool:
        """Whether its papers were disposed of."""
        return DISPOSED_FLAG in self.ticket.flags

    @property
    def draws(self) -> list[DrawShown]:
        """What the rules drew, drawn or not."""
        pack = plan_of(self.procedure).pack
        titles: Mapping[str, Words | None] = {rule.key: rule.title for rule in self.procedure.definition.follow_up}
        return [
            DrawShown(titles.get(one["rule"]) or naming.plain(one["rule"]), one, f"{pack}:{one['rule']}:{self.ticket.number}")
            for one in followup.drawn_for(self.ticket)
        ]

    @cached_property
    def chain(self) -> followup.Chain | None:
        """The chain this ticket belongs to."""
        return followup.chain_of(self.ticket, self.actor)

    @property
    def rounds(self) -> list[RoundShown]:
        """The chain in words."""
        return [self._round(one) for one in self.chain.rounds] if self.chain else []

    @property
    def copies(self) -> list[CopyShown]:
        """The copies of slips that went out, those still out first."""
        titles = copy_titles(self.procedure.definition)
        found = [CopyShown(titles.get((one["slip"], one["copy"]), one["copy"]), one) for one in self.ticket.fields.get(COPIES) or ()]
        return sorted(found, key=lambda one: bool(one.said.get("back_at")))

    def _round(self, one: followup.Round) -> RoundShown:
        procedure = catalogue.procedure(one.ticket.procedure_id)
        return RoundShown(one, procedure.definition.title, naming.state(procedure, one.ticket.state), one.ticket.pk == self.ticket.pk)
