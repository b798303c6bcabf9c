"""What can be asked of dispatch: who covers a place and why he was chosen; which jobs are open to grab."""

from baoxiu.dispatch.queries.changes import left_uncovered
from baoxiu.dispatch.queries.coverage import (
    COVERAGE,
    absences_of,
    coverage_of,
    day_of,
    in_force,
    matched,
    stations_standing,
    terms_history,
    terms_of,
)
from baoxiu.dispatch.queries.duties import duties_of, on_duty, on_duty_around
from baoxiu.dispatch.queries.explaining import explanation_of
from baoxiu.dispatch.queries.jobs import PERSON, Job, grabbable
from baoxiu.dispatch.queries.near import Near, workers_near
from baoxiu.dispatch.queries.waiting import candidates_for, waiting_tickets

__all__ = [
    "COVERAGE",
    "PERSON",
    "Job",
    "Near",
    "absences_of",
    "candidates_for",
    "coverage_of",
    "day_of",
    "duties_of",
    "explanation_of",
    "grabbable",
    "in_force",
    "left_uncovered",
    "matched",
    "on_duty",
    "on_duty_around",
    "stations_standing",
    "terms_history",
    "terms_of",
    "waiting_tickets",
    "workers_near",
]
