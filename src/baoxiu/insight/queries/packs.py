"""Figures of the procedures a unit works by: the assessment of a station, and what its settlement rests on."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from baoxiu.core.engine.facts import Actor
from baoxiu.core.engine.figures import Count, Group, added, figure, figures
from baoxiu.directory.models import Unit
from baoxiu.tickets.queries.histories import Past, pasts

Figures = dict[str, dict[str, Count]]  # procedure -> figure -> count


def figures_of(unit: Unit, *, since: datetime, until: datetime, at: datetime, by: Actor) -> Figures:
    """Every figure over the tickets reported in [since, until) at `unit` or below, and those that grew out of them.

    A ticket is counted by the version of the procedure it was born under (LCD-14: call-backs and returned parts of a
    station's orders count for the station, wherever they are worked on).
    """
    versions: dict[int, list[Past]] = defaultdict(list)
    for past in pasts(unit, since=since, until=until, seen_by=by):
        versions[past.version_id].append(past)
    counts: dict[str, dict[str, list[Count]]] = defaultdict(lambda: defaultdict(list))
    for some in versions.values():
        procedure = some[0].procedure
        for name, count in figures(procedure, [past.history for past in some], at=at).items():
            counts[procedure.key][name].append(count)
    return {key: {name: added(parts) for name, parts in named.items()} for key, named in counts.items()}


def figure_of(unit: Unit, procedure: str, name: str, *, since: datetime, until: datetime, at: datetime, by: Actor) -> dict[Group, Count]:
    """One figure by its groups, over the same tickets."""
    groups: dict[Group, list[Count]] = defaultdict(list)
    for past in pasts(unit, since=since, until=until, seen_by=by):
        if past.procedure.key == procedure and name in past.procedure.definition.figures:
            for group, count in figure(past.procedure, name, [past.history], at=at).items():
                groups[group].append(count)
    return {group: whole for group, counts in groups.items() if (whole := added(counts)).counted or whole.left_out}
