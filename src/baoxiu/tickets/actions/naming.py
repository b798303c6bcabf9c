"""Whom a command sends out: judged by the rules of the day's plan, through whatever door he is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from baoxiu.core.engine.facts import Decision, TicketFacts
from baoxiu.core.planning import Step, bars_naming, namings, refusal_said, role_named, rules_cited
from baoxiu.tickets.actions.choosing import id_in
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.queries.sheets import Sheet

CREW = "_crew"  # the fact a later room provides of the people who are named
OUTSIDE = frozenset({"system", "replay"})  # what a procedure does itself, and what was done long ago


@dataclass(frozen=True, slots=True)
class Naming:
    """Somebody named by a command. `meant_at`: for when he was already judged to fit."""

    step: Step
    person: int
    meant_at: datetime | None = None

    def given(self, sheet: Sheet, origin: Origin) -> Mapping[str, Any]:
        """What the provider is told of him."""
        role = role_named(sheet.procedure, self.step)
        return {"named": [self.person], "roles": [role] if role else None, "on": timezone.localdate(origin.at)}

    def refuse(self, sheet: Sheet, facts: TicketFacts, decision: Decision, origin: Origin) -> None:
        """Refuse the first rule that bars him, by its clause. Nobody keeps it: it bars nothing."""
        crew = facts.world.get(CREW)
        if not crew:
            return
        at = self.meant_at or _time_in(decision.form.get(self.step.time or ""))
        bars = bars_naming(sheet.procedure, facts, crew, at, at=origin.at)
        for name, broken in bars:
            clauses = rules_cited(sheet.procedure).get(broken.rule, ())
            raise refusal_said(name, broken, clauses, zone=facts.unit.zone, field=self.step.person)


def naming_in(sheet: Sheet, command: str, form: Mapping[str, Any], origin: Origin, meant_at: datetime | None) -> Naming | None:
    """The person a command of this form sends out, if it does."""
    step = namings(sheet.procedure).get(command)
    if step is None or origin.by.kind == "system" or origin.door in OUTSIDE:
        return None
    person = id_in(form.get(step.person or ""))
    return Naming(step, person, meant_at) if person is not None else None


def _time_in(said: Any) -> datetime | None:
    text = said.get("at") if isinstance(said, Mapping) else said
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
