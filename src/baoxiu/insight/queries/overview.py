"""The numbers every organisation wants to see of itself, whatever its packs: how much, how fast, how content, how often again.

Counted are **jobs**: tickets nobody's ticket opened. What a job opened (call-backs, part orders, repeated work) counts for
the job: its rating, and whether it had to be done again. One statement counts all groupings at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries import Filters
from baoxiu.tickets.queries.boards import among, filtered

DIMENSIONS = ("unit", "category", "procedure", "person", "day")
NUMBERS = ("reported", "done", "open", "overdue", "late", "unsatisfied", "rework")
MOST = 500

# One row a job: what it belongs to, and what each number asks of it.
_FACTS = """
WITH RECURSIVE jobs AS MATERIALIZED (
    SELECT t.id, t.unit_id, t.category, t.procedure_key, t.kind, t.holder_id, t.opened_at, t.final, t.breached, t.due_at, t.fields
      FROM tickets_ticket t
     WHERE t.id IN ({seen}) AND NOT EXISTS (SELECT 1 FROM tickets_ticketlink l WHERE l.child_id = t.id AND l.relation = 'opened')
), grown AS (
    SELECT id AS job, id, 0 AS deep FROM jobs
    UNION
    SELECT grown.job, l.child_id, grown.deep + 1
      FROM grown JOIN tickets_ticketlink l ON l.parent_id = grown.id AND l.relation = 'opened' WHERE grown.deep < 6
), said AS (
    SELECT grown.job, ({rating}) AS rating, grown.deep > 0 AND t.kind = jobs.kind AS again
      FROM grown JOIN jobs ON jobs.id = grown.job JOIN tickets_ticket t ON t.id = grown.id
), told AS (
    SELECT job, (array_agg(rating) FILTER (WHERE rating IS NOT NULL))[1] AS rating, bool_or(again) AS again FROM said GROUP BY job
), facts AS (
    SELECT jobs.id, unit_id AS unit, category, procedure_key AS procedure, holder_id AS person,
           (opened_at AT TIME ZONE %(zone)s)::date AS day, opened_at,
           true AS reported, final = 'done' AS done, final IN ('cancelled', 'referred') AS dropped, final = '' AS open,
           final = '' AND due_at < %(at)s AS overdue, breached AS late, again AS rework,
           breached OR EXISTS (SELECT 1 FROM tickets_ticketclock c WHERE c.ticket_id = jobs.id AND NOT c.is_quota AND c.kept IS NOT NULL)
               AS timed,
           rating IS NOT NULL AS rated, rating < 4 AS unsatisfied
      FROM jobs JOIN told ON told.job = jobs.id
)
"""
_COUNTED = ("reported", "done", "dropped", "open", "overdue", "timed", "late", "rated", "unsatisfied", "rework")
_COUNTS = ", ".join(f"count(*) FILTER (WHERE {name})" for name in _COUNTED)
_GROUP = " ".join(f"WHEN grouping({name}) = 0 THEN '{name}'" for name in DIMENSIONS)
_TALLIES = (
    f"{_FACTS} SELECT {', '.join(DIMENSIONS)}, CASE {_GROUP} ELSE '' END, ARRAY[{_COUNTS}] FROM facts"
    f" GROUP BY GROUPING SETS ((), {', '.join(f'({name})' for name in DIMENSIONS)})"
)
_BEHIND = _FACTS + " SELECT id FROM facts WHERE {number} ORDER BY opened_at DESC LIMIT {most}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which jobs are counted: those reported in [since, until), of a unit and all below it, of a category, of a procedure."""

    since: datetime
    until: datetime
    unit: str = ""  # code
    category: str = ""
    procedure: str = ""
    zone: str = "Asia/Shanghai"  # whose days are counted


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of jobs, and the shares that follow from them; a share of nothing is None."""

    reported: int = 0
    done: int = 0
    dropped: int = 0  # cancelled, or referred to somebody else
    open: int = 0
    overdue: int = 0
    timed: int = 0  # had a time limit that counts
    late: int = 0
    rated: int = 0
    unsatisfied: int = 0  # rated below 4 of 5
    rework: int = 0

    @property
    def on_time(self) -> float | None:
        """及时率: of the jobs with a limit that counts, those that kept every one."""
        return _share(self.timed - self.late, self.timed)

    @property
    def completion(self) -> float | None:
        """完成率: of the jobs neither cancelled nor referred, those done."""
        return _share(self.done, self.reported - self.dropped)

    @property
    def satisfaction(self) -> float | None:
        """满意率: of the jobs rated, those with 4 or 5."""
        return _share(self.rated - self.unsatisfied, self.rated)

    @property
    def again(self) -> float | None:
        """返修率: of the jobs neither cancelled nor referred, those done once more."""
        return _share(self.rework, self.reported - self.dropped)

    @property
    def rung(self) -> float | None:
        """回访率: of the jobs done, those somebody rated."""
        return _share(min(self.rated, self.done), self.done)


@dataclass(frozen=True, slots=True)
class Line:
    """The tally of one value of a dimension; `key` is a unit's or person's id, a category, a procedure, a day."""

    key: Any
    tally: Tally


def tallies(asked: Asked, *, by: Actor, at: datetime) -> dict[str, list[Line]]:
    """The counts by every dimension, and under '' the whole: the largest group first, days in their order."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for name, key, counts in _rows(asked, by, at):
        groups[name].append(Line(key, Tally(*counts)))
    for name, lines in groups.items():
        lines.sort(key=(lambda line: line.key) if name == "day" else (lambda line: (-line.tally.reported, str(line.key))))
    return {"": [Line(None, Tally())], **groups}


def behind(number: str, asked: Asked, *, by: Actor, at: datetime, most: int = MOST) -> QuerySet[Ticket]:
    """The jobs behind a number, the newest first."""
    if number not in NUMBERS:
        return among(())
    ids = [row[0] for row in _fetched(_BEHIND, asked, by, at, number=number, most=str(most))]
    return among(ids)


def due_soon(asked: Asked, *, by: Actor, at: datetime, until: datetime, most: int = 10) -> Sequence[Ticket]:
    """What breaks next: open tickets whose most urgent clock ends before `until`, overdue ones left out."""
    rows = filtered(by, _filters(asked, always=True), at=at).filter(due_at__gte=at, due_at__lt=until)
    return list(rows.select_related("unit", "holder", "site", "customer").order_by("due_at")[:most])


def _rows(asked: Asked, by: Actor, at: datetime) -> Iterator[tuple[str, Any, Sequence[int]]]:
    for *keys, name, counts in _fetched(_TALLIES, asked, by, at):
        yield name, dict(zip(DIMENSIONS, keys, strict=True)).get(name), counts


def _fetched(template: str, asked: Asked, by: Actor, at: datetime, **more: str) -> list[tuple[Any, ...]]:
    """What the statement finds; nothing where the actor sees no unit that is asked for."""
    try:
        sql, params = _statement(template, asked, by, at, **more)
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _statement(template: str, asked: Asked, by: Actor, at: datetime, **more: str) -> tuple[str, Mapping[str, Any]]:
    """The statement over what the actor may see; names of rating fields come from the packs and are passed as values."""
    seen, given = filtered(by, _filters(asked), at=at).order_by().values("id").query.sql_with_params()
    named = {f"seen_{nth}": value for nth, value in enumerate(given)}
    ratings = {f"rating_{nth}": name for nth, name in enumerate(_rating_fields(by.organisation_id))}
    each = [f"CASE WHEN t.fields->>%({name})s ~ '^[1-5]$' THEN (t.fields->>%({name})s)::int END" for name in ratings]
    parts = {"seen": seen % tuple(f"%({name})s" for name in named), "rating": f"coalesce({', '.join([*each, 'NULL::int'])})"}
    sql = template.format(**parts, **more)
    return sql, {**named, **ratings, "zone": asked.zone, "at": at}


def _filters(asked: Asked, *, always: bool = False) -> Filters:
    span: dict[str, Any] = {} if always else {"since": asked.since, "until": asked.until, "ended": "all"}
    return Filters(
        units=(asked.unit,) if asked.unit else (),
        procedures=(asked.procedure,) if asked.procedure else (),
        category=asked.category,
        **span,
    )


def _rating_fields(organisation_id: int | None) -> list[str]:
    packs = catalogue.packs_in_force(organisation_id) if organisation_id else ()
    definitions = [one for pack in packs for one in pack.definitions]
    return sorted({name for one in definitions for name, field in one.fields.items() if field.type == "rating"})


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None
