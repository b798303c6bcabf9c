"""What the packs count by their own rules, beside the numbers every organisation has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from baoxiu.core.engine.figures import Count
from baoxiu.core.procedure.elements import Figure, Procedure
from baoxiu.directory import queries as directory
from baoxiu.directory.scope import visible_units
from baoxiu.insight import queries as insight
from baoxiu.web.desk.figures import FiguresPage
from baoxiu.web.shared import packs
from baoxiu.web.shared.languages import Words

READ_AT_ONCE = 3000  # jobs: beyond this a shorter span has to be chosen, so that a page never keeps a process for long


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of a pack."""

    title: Words
    count: int
    share: str
    sum: str
    left_out: int
    clauses: Sequence[str]
    numbers: Sequence[str]  # tickets that were not good


@dataclass(frozen=True, slots=True)
class PackPart:
    """The figures of one procedure."""

    title: Words
    lines: Sequence[Counted]
    refusal: str = ""


def pack_figures(page: FiguresPage) -> list[PackPart]:
    """Every figure of every procedure with work in the span; one line of words where the span is too long to read."""
    if page.whole.reported > READ_AT_ONCE:
        words = _("More than {n} jobs: choose a shorter span or one unit to see what the procedures count.").format(n=READ_AT_ONCE)
        return [PackPart("", (), words)]
    units = visible_units(page.actor).order_by("path")
    unit = directory.unit_on(page.actor.organisation_id or 0, page.asked.unit) if page.asked.unit else units.first()
    if unit is None:
        return []
    known = packs.procedures_of(page.actor.organisation_id)
    found = insight.figures_of(unit, since=page.asked.since, until=page.asked.until, at=page.at, by=page.actor)
    return [_part(known[key].definition, counts) for key, counts in found.items() if key in known]


def _part(procedure: Procedure, counts: Mapping[str, Count]) -> PackPart:
    known = procedure.figures
    return PackPart(procedure.title, [_line(known[name], count) for name, count in counts.items() if name in known])


def _line(figure: Figure, count: Count) -> Counted:
    share = "" if count.share is None else f"{count.share * 100:.1f}%"
    total = "" if count.sum is None else str(count.sum)
    return Counted(figure.title or "", count.counted, share, total, count.left_out, figure.clause, count.numbers[:20])
