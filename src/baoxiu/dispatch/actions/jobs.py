"""Taking an open job, and naming who does one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.actions import Outcome


def grab(number: object, *, by: Actor, at: datetime, door: str = "field", **more: Any) -> Outcome:
    """Take an open job. Of two at the same instant one wins; the other is told who. `more`: form, key, version, happened_at."""
    return tickets.run_command(number, "grab", more.pop("form", {}), by=by, at=at, door=door, **more)


def name_worker(
    number: object, worker: int, *, by: Actor, at: datetime, command: str = "assign", field: str = "worker", **more: Any
) -> Outcome:
    """Give a job to a named worker, by the command and the field the procedure has for it."""
    return tickets.run_command(number, command, {field: worker, **more.pop("form", {})}, by=by, at=at, **more)
