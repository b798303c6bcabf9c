"""What changes who gets an order."""

from baoxiu.dispatch.actions.changes import apply_change, ask_change
from baoxiu.dispatch.actions.coverage import (
    NotAnArea,
    TooEarly,
    close_station,
    cover,
    end_coverage,
    end_terms,
    reopen_station,
    set_terms,
    uncover,
)
from baoxiu.dispatch.actions.duties import OnDutyAlready, end_duty, set_duty
from baoxiu.dispatch.actions.jobs import grab
from baoxiu.dispatch.actions.planning import NobodyMayBeNamed, Place, place_job, refusal_of, take_off_plan
from baoxiu.dispatch.actions.waiting import Dispatched, dispatch_waiting

__all__ = [
    "Dispatched",
    "NobodyMayBeNamed",
    "NotAnArea",
    "OnDutyAlready",
    "Place",
    "TooEarly",
    "apply_change",
    "ask_change",
    "close_station",
    "cover",
    "dispatch_waiting",
    "end_coverage",
    "end_duty",
    "end_terms",
    "grab",
    "place_job",
    "refusal_of",
    "reopen_station",
    "set_duty",
    "set_terms",
    "take_off_plan",
    "uncover",
]
