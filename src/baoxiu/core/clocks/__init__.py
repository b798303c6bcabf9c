"""Clocks: a time limit read from its marks. Conventions in docs/engines/clocks.md."""

from baoxiu.core.clocks.explanation import Line, explain
from baoxiu.core.clocks.marks import (
    AlreadyStarted,
    AlreadyStopped,
    ClockMisused,
    Kind,
    Mark,
    NotStarted,
    OutOfOrder,
    Run,
    WrongTarget,
    is_paused,
    mark,
    runs,
)
from baoxiu.core.clocks.reading import Clock, Reading, Ring, due, next_ring, read

__all__ = [
    "AlreadyStarted",
    "AlreadyStopped",
    "Clock",
    "ClockMisused",
    "Kind",
    "Line",
    "Mark",
    "NotStarted",
    "OutOfOrder",
    "Reading",
    "Ring",
    "Run",
    "WrongTarget",
    "due",
    "explain",
    "is_paused",
    "mark",
    "next_ring",
    "read",
    "runs",
]
