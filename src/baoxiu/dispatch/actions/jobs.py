"""Taking an open job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.actions import Outcome


def grab(number: object, *, by: Actor, at: datetime, door: str = "field", **more: Any) -> Outcome:
    """Take an open job. Of two at the same instant one wins; the other is told who. `more`: form, key, version, happened_at."""
    return tickets.run_command(number, "grab", more.pop("form", {}), by=by, at=at, door=door, **more)
