"""The assessment of a unit over a span: every figure of its packs that is told to whoever reads, by clause (LCD-14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.engine.figures import Count
from baoxiu.directory.models import Unit
from baoxiu.insight.queries.packs import figures_of

Words = Mapping[Any, str]


@dataclass(frozen=True, slots=True)
class Assessed:
    """One figure of a unit: what it counts, by which clauses, and what it comes to."""

    procedure: Words
    title: Words
    clauses: Sequence[str]
    count: Count


def assessment_of(unit: Unit, *, since: datetime, until: datetime, by: Actor, at: datetime) -> list[Assessed]:
    """The figures of the procedures the unit worked by in [since, until), in the order the packs tell them."""
    found = figures_of(unit, since=since, until=until, at=at, by=by)
    definitions = {
        one.procedure: one for pack in catalogue.packs_in_force(unit.organisation_id or unit.pk, at=at) for one in pack.definitions
    }
    return [
        Assessed(definitions[key].title, figure.title or {"zh": name}, figure.clause, counts[name])
        for key, counts in found.items()
        if key in definitions
        for name, figure in definitions[key].figures.items()
        if name in counts and (counts[name].counted or counts[name].left_out)
    ]
