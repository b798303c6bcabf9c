"""What changes who gets an order."""

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

__all__ = [
    "NotAnArea",
    "TooEarly",
    "close_station",
    "cover",
    "end_coverage",
    "end_terms",
    "grab",
    "name_worker",
    "reopen_station",
    "set_terms",
    "uncover",
]
