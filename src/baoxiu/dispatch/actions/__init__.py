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
from baoxiu.dispatch.actions.jobs import grab, name_worker
from baoxiu.dispatch.actions.waiting import Dispatched, dispatch_waiting

__all__ = [
    "Dispatched",
    "NotAnArea",
    "TooEarly",
    "apply_change",
    "ask_change",
    "close_station",
    "cover",
    "dispatch_waiting",
    "end_coverage",
    "end_terms",
    "grab",
    "name_worker",
    "reopen_station",
    "set_terms",
    "uncover",
]
