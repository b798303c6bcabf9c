"""Sending many waiting tickets on at once: each by its procedure's own command, written together, every day's places taken exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from baoxiu.core import engine
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refusal
from baoxiu.core.matching import Station
from baoxiu.directory import queries as directory
from baoxiu.tickets.actions import calls
from baoxiu.tickets.actions.batch import Batch, merged
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.actions.running import safely
from baoxiu.tickets.events import COMMAND_RUN
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.sheets import sheet_of


@dataclass(frozen=True, slots=True)
class Sending:
    """One ticket to be sent on to a station: by which system command, why (core.matching), and the place of its day it takes."""

    ticket_id: str
    command: str
    station: Station
    because: Mapping[str, Any]


def send_on(sendings: Sequence[Sending], *, at: datetime, cause: str = "") -> list[str]:
    """Send tickets on in one call; the ids of those that went.

    One whose procedure refuses stays out. Where a ticket moved on or a day was filled meanwhile nothing is written and
    nobody went: whoever chose chooses again.
    """
    try:
        return _write(_decided(sendings, Origin(SYSTEM, at, "system"), cause))
    except DatabaseError as fault:
        if not calls.is_too_late(fault):
            raise
        return []


def _decided(sendings: Sequence[Sending], origin: Origin, cause: str) -> Batch:
    batch = Batch(origin, map(sheet_of, reading.facts([one.ticket_id for one in sendings])))
    for one in sendings:
        sheet, place, station = batch.sheets[one.ticket_id], len(batch.steps), one.station
        batch.units[sheet.organisation_id, station.code] = directory.unit_facts(station.unit, station.changed)
        try:
            form = {"station": station.code}
            decision = engine.decide(sheet.procedure, sheet.facts, one.command, form, SYSTEM, origin.at, door=origin.door)
            with batch.whole():
                batch.settle(sheet, replace(decision, dispatch=one.because), origin, COMMAND_RUN, cause)
        except Refusal:
            continue
        if station.takes is not None:
            batch.steps[place]["takes"] = [station.takes]
    return batch


def _write(batch: Batch) -> list[str]:
    if not batch.steps:
        return []
    went = list(dict.fromkeys(sheet.facts.id for sheet, _, _ in batch.happened))
    batch.steps = merged(batch.steps)
    with safely():
        batch.write()
    return went
