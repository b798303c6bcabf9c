"""What tickets say of parts becomes movements and replaced parts; the procedure names the lines that do (`stock` of a field)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.journal import Happened
from baoxiu.stock.actions.arriving import arrive, send_back
from baoxiu.stock.actions.booking import Cause
from baoxiu.stock.actions.returning import send, take_back
from baoxiu.stock.actions.using import use

Lines = list[Mapping[str, Any]]
Doing = Callable[[Unit, Lines, Happened, datetime, Cause], None]


def follow(event: Happened) -> None:
    """Let shelves and replaced parts follow a ticket's lines, in the transaction that wrote them; what they refuse, refuses the command."""
    definition = catalogue.procedure(event.data["procedure_version"]).definition
    unit, at = directory.unit_with(event.data["unit_id"]), event.recorded_at or event.at
    for name in event.data["changes"]:
        field = definition.fields.get(name)
        if field is None or field.stock is None:
            continue
        cause = Cause(event.subject, event.data["number"], next(iter(field.clause), None))
        DOING[field.stock](unit, list(event.data["fields"].get(name) or ()), event, at, cause)


def _use(unit: Unit, lines: Lines, event: Happened, at: datetime, cause: Cause) -> None:
    use(unit, lines, by=event.by, at=at, cause=cause)


def _arrive(unit: Unit, lines: Lines, event: Happened, at: datetime, cause: Cause) -> None:
    arrive(unit, lines, by=event.by, at=at, cause=cause)


def _send_back(unit: Unit, lines: Lines, event: Happened, at: datetime, cause: Cause) -> None:
    send_back(unit, lines, by=event.by, at=at, cause=cause)


def _send(unit: Unit, lines: Lines, _event: Happened, at: datetime, cause: Cause) -> None:
    if lines:
        send(unit, lines, at=at, cause=cause)


def _take_back(_unit: Unit, lines: Lines, event: Happened, at: datetime, cause: Cause) -> None:
    take_back(lines, ended=bool(event.data.get("final")), at=at, cause=cause)


DOING: Mapping[str, Doing] = {"used": _use, "arrived": _arrive, "sent_back": _send_back, "returned": _send, "received": _take_back}
