"""What is recorded about an organisation's own order: units, people, posts, tokens. One chain an organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.journal.events import Happened, subject_of

UNIT_CLOSED = "UnitClosed"


def changed(type_: str, organisation_id: int, *, by: Actor, at: datetime, **data: Any) -> Happened:
    """An event of the directory, such as UnitCreated, PersonCreated, PostGiven, TokenRevoked, OutageRecorded."""
    return Happened(type_, subject_of("directory", organisation_id), organisation_id, at, by, data, door="desk")
