"""The day's plan as it is read. See docs/engines/planning.md."""

from baoxiu.dispatch.queries.planning.crew import Against, Candidate, Crew, Named
from baoxiu.dispatch.queries.planning.days import Asked, DayPlan
from baoxiu.dispatch.queries.planning.drops import PLAN, Drop, Way, drop_of
from baoxiu.dispatch.queries.planning.jobs import Planned
from baoxiu.dispatch.queries.planning.people import Row, Window
from baoxiu.dispatch.queries.planning.pool import Offered, is_pooled, pool_of
from baoxiu.dispatch.queries.planning.rows import CREW

__all__ = [
    "CREW",
    "PLAN",
    "Against",
    "Asked",
    "Candidate",
    "Crew",
    "DayPlan",
    "Drop",
    "Named",
    "Offered",
    "Planned",
    "Row",
    "Way",
    "Window",
    "drop_of",
    "is_pooled",
    "pool_of",
]
