"""The one way in: a command on a ticket, in at most three round trips to the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction

from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor, TicketFacts
from baoxiu.core.errors import KeyUsedDifferently, NotFound, Refusal, StaleVersion
from baoxiu.journal import queries as journal
from baoxiu.tickets import world
from baoxiu.tickets.actions import calls
from baoxiu.tickets.actions.batch import Batch, hears, targets
from baoxiu.tickets.actions.choosing import looked_up
from baoxiu.tickets.actions.naming import CREW, Naming, naming_in
from baoxiu.tickets.actions.refusing import noting_refusal
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.events import COMMAND_RUN
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.deciding import here, placed
from baoxiu.tickets.queries.scope import is_id, sees
from baoxiu.tickets.queries.sheets import Sheet, sheet_of

ATTEMPTS = 5
Result = TypeVar("Result")


class Crowded(Refusal):
    """Many are working on {number} at this moment. Try again."""

    code = "crowded"
    zh = "{number} 正被多人同时操作，请稍后重试。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action answers; a repeat of its key is answered the same."""

    id: str
    number: str
    state: str
    version: int
    events: tuple[str, ...] = ()

    def as_answer(self) -> dict[str, Any]:
        """As the key keeps it."""
        return {"id": self.id, "number": self.number, "state": self.state, "version": self.version, "events": self.events}


@dataclass(frozen=True, slots=True)
class Keyed:
    """An idempotency key, whose it is, and what it was used for."""

    who: str
    key: str | None
    fingerprint: str

    def answered(self, said: Mapping[str, Any] | None) -> Outcome | None:
        """The outcome the key was answered with before; refuses a key used for something else."""
        if said is None:
            return None
        if said["fingerprint"] != self.fingerprint:
            raise KeyUsedDifferently(key=self.key)
        return Outcome(**{**said["answer"], "events": tuple(said["answer"]["events"])})

    def beside(self, outcome: Outcome, at: datetime) -> dict[str, Any]:
        """What `tickets_write` needs to remember the answer."""
        if self.key is None:
            return {}
        return {
            "key": self.key,
            "who": self.who,
            "fingerprint": self.fingerprint,
            "at": at,
            "ticket": outcome.id,
            "answer": outcome.as_answer(),
        }


def run_command(  # noqa: PLR0913 - the whole intention is said at the call
    ticket: object,
    name: str,
    form: Mapping[str, Any] | None = None,
    *,
    by: Actor,
    at: datetime,
    key: str | None = None,
    version: int | None = None,
    door: str = "desk",
    happened_at: datetime | None = None,
    fast: timedelta = timedelta(),
    meant_at: datetime | None = None,
) -> Outcome:
    """Run the command `name` on a ticket, named by its id or its number. Raises what refuses it; then nothing changes.

    1. Read everything in one call; a key seen before is answered as then. 2. Decide, holding no lock. 3. Write everything
    in one call, under the version that was read; where somebody was faster, begin again.
    A phone's own time is kept beside ours, set right by how `fast` its clock was, and never decides anything. `meant_at`: for
    when whoever the command names is sent out, where its form does not say.
    """
    origin = Origin(by, at, door, happened_at, fast)
    keyed = Keyed(journal.who(by), key, journal.fingerprint(str(ticket), name, form or {}, happened_at) if key else "")
    return again(lambda: _once(str(ticket), name, form or {}, origin, keyed, version, meant_at), name=str(ticket))


def _once(
    ticket: str, name: str, form: Mapping[str, Any], origin: Origin, keyed: Keyed, version: int | None, meant_at: datetime | None
) -> Outcome:
    said = _read(ticket, origin.by, keyed)
    if done := keyed.answered(said["answered"]):
        return done
    sheet = _seen(said["ticket"], ticket, origin.by)
    if version is not None and version != sheet.facts.version:
        raise StaleVersion(number=sheet.facts.number, found=sheet.facts.version, given=version)
    batch = Batch(origin, [sheet])
    naming = naming_in(sheet, name, form, origin, meant_at)
    facts, looked = look_around(batch, sheet, name, naming), looked_up(sheet, name, form, origin)
    with noting_refusal(sheet, name, origin):
        decision = engine.decide(sheet.procedure, facts, name, looked.form, origin.by, origin.at, door=origin.door)
    looked.refuse()
    if naming is not None:
        naming.refuse(sheet, facts, decision, origin)
    batch.settle(sheet, decision, origin, COMMAND_RUN)
    return written(batch, sheet, keyed)


def written(batch: Batch, sheet: Sheet, keyed: Keyed) -> Outcome:
    """Write a batch and say what became of the ticket it was about."""
    facts = sheet.facts
    outcome = Outcome(facts.id, facts.number, facts.state, facts.version, batch.events)
    with safely():
        numbers = batch.write(**keyed.beside(outcome, batch.origin.at))
    return replace(outcome, number=numbers.get(facts.id, facts.number))


def look_around(batch: Batch, sheet: Sheet, command: str, naming: Naming | None = None) -> TicketFacts:
    """The facts with what other rooms know, and know of whom the command names; linked tickets that will hear of it come in the same
    round trip.
    """
    facts, origin = sheet.facts, batch.origin
    hearing = [link.ticket_id for link in facts.links if link.relation == "opened_by" and hears(sheet, link.ticket_id)]
    linked = dict.fromkeys([*hearing, *_run_on(sheet, command)])
    given = {**placed(sheet.belongs), **here(sheet, origin.by, origin.at)}
    wanted = engine.needed_world(sheet.procedure, command)
    if naming is not None:
        wanted, given = wanted | {CREW}, {**given, **naming.given(sheet, origin)}
    found, others = world.known(wanted, given, list(linked))
    batch.add(others)
    return replace(facts, world=found) if found else facts


def _run_on(sheet: Sheet, command: str) -> list[str]:
    definition = sheet.procedure.definition
    found = definition.commands.get(command) or definition.system_commands.get(command)
    if found is None:
        return []
    effects = (*found.then, *(effect for branch in found.to for effect in branch.then))
    return [ticket for effect in effects if effect.run for ticket in targets(sheet, effect.on or "parent")]


def again(attempt: Callable[[], Result], *, name: str) -> Result:
    """Read, decide and write until nobody was faster; at most five times."""
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except DatabaseError as fault:
            if not calls.is_too_late(fault):
                raise
    raise Crowded(number=name)


def safely() -> AbstractContextManager[None]:
    """A savepoint inside somebody's transaction, so that a lost race can be tried again; nothing outside one."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _read(ticket: str, by: Actor, keyed: Keyed) -> dict[str, Any]:
    named = is_id(ticket)
    return reading.read(
        ticket_id=ticket if named else None,
        organisation=None if named else by.organisation_id,
        number=None if named else ticket,
        who=keyed.who,
        key=keyed.key,
    )


def _seen(said: Mapping[str, Any] | None, ticket: str, by: Actor) -> Sheet:
    """The ticket as it was read; for whoever may not see it, it is not there."""
    sheet = sheet_of(said) if said is not None else None
    if sheet is None or not sees(by, sheet):
        raise NotFound(what="ticket / 单据", name=ticket)
    return sheet
