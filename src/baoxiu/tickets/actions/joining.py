"""Many callers, one event: a report joined to a ticket that is open, and taken apart again as a ticket of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound, Refusal
from baoxiu.core.joined import JOINED, callers, with_caller, without_caller
from baoxiu.intake import queries as intake
from baoxiu.intake.actions import Report
from baoxiu.intake.actions.reports import Read, Taker, read_phone, read_report, request_row
from baoxiu.intake.models import Request
from baoxiu.journal import queries as journal
from baoxiu.journal.ids import new_id
from baoxiu.tickets.actions.batch import Batch
from baoxiu.tickets.actions.births import Wish, birth
from baoxiu.tickets.actions.choosing import looked_up_at_opening
from baoxiu.tickets.actions.files import unchanged
from baoxiu.tickets.actions.opening import around
from baoxiu.tickets.actions.placing import covered
from baoxiu.tickets.actions.rehearsing import known_of
from baoxiu.tickets.actions.reporting import wish_of
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.actions.running import Keyed, Outcome, again, written
from baoxiu.tickets.events import REPORT_JOINED, REPORT_PARTED
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.scope import ticket_on
from baoxiu.tickets.queries.sheets import Sheet, sheet_of

OWN = frozenset({"customer", "reporter", "phone", "site", "place", "address", "asset", "product", "photos", "fault", "text", "description"})


class EndedAlready(Refusal):
    """{number} has ended. File this call on its own."""

    code = "ended_already"
    zh = "{number} 已结束，不能并入；请单独登记这通来电。"


def join_report(name: object, given: Report, *, by: Actor, at: datetime, key: str | None = None, door: str = "desk") -> Outcome:
    """Put a further caller on an open ticket. His report is kept as his own; the ticket says that he rang.

    1. The ticket is read; one that has ended takes nobody. 2. Report, caller's entry and the key's answer are written in one call.
    """
    ticket = ticket_on(name, seen_by=by)
    report = read_report(given)
    phone = read_phone(report)
    keyed = Keyed(journal.who(by), key, journal.fingerprint("join", str(ticket.pk), phone, report.text) if key else "")
    return again(lambda: _join(ticket, report, phone, Origin(by, at, door), keyed), name=ticket.number)


def _join(ticket: Ticket, report: Report, phone: str, origin: Origin, keyed: Keyed) -> Outcome:
    sheet, done = _read(ticket, keyed)
    if done is not None:
        return done
    if ticket.final or sheet.final:
        raise EndedAlready(number=ticket.number)
    id_, known = new_id(origin.at), known_of(report, phone)
    row = request_row(id_, Read(report, phone, ticket.procedure_key), known, Taker(origin.by, origin.at, origin.door))
    entry = {
        "request": str(id_), "at": origin.at.isoformat(), "by": origin.by.name, "name": row["reporter_name"], "phone": phone,
        "customer": row["owner_id"], "place": row["place"] or (known.site or {}).get("title", ""),
    }  # fmt: skip
    said = {"reporter": entry["name"], "phone": phone, "text": row["text"]}
    return _settle(sheet, {JOINED: with_caller(sheet.facts.fields, entry)}, "join_report", said, origin, keyed, reports=[row])


def part_report(name: object, request_id: str, *, by: Actor, at: datetime, key: str | None = None, door: str = "desk") -> Outcome:
    """Take a caller off a ticket again: his report opens a ticket of its own, with what he did not say himself as on the first one."""
    ticket = ticket_on(name, seen_by=by)
    keyed = Keyed(journal.who(by), key, journal.fingerprint("part", str(ticket.pk), request_id) if key else "")
    return again(lambda: _part(ticket, request_id, Origin(by, at, door), keyed), name=ticket.number)


def _part(ticket: Ticket, request_id: str, origin: Origin, keyed: Keyed) -> Outcome:
    sheet, done = _read(ticket, keyed)
    if done is not None:
        return done
    if request_id not in {one["request"] for one in callers(sheet.facts.fields)}:
        raise NotFound(what="call / 来电", name=request_id[:8])
    request = intake.request_on(request_id, seen_by=origin.by)
    wish, looked = looked_up_at_opening(_own_wish(sheet, request, origin.at), request.form, origin)
    world = around(wish, origin)
    born = birth(covered(wish, world, origin), origin, world=world)
    looked.refuse()
    batch = Batch(origin, [sheet])
    batch.bear(born, origin)
    parted = without_caller(sheet.facts.fields, request_id, parted_at=origin.at.isoformat(), ticket=born.sheet.facts.id)
    batch.settle(sheet, _noted(sheet, {JOINED: parted}, "part_report", {"reporter": request.reporter_name}), origin, REPORT_PARTED)
    return written(batch, born.sheet, keyed)


def _own_wish(sheet: Sheet, request: Request, at: datetime) -> Wish:
    """The ticket he would have had: what he said himself, and of the rest what stands on the first one."""
    report = Report(
        unit=request.unit, procedure=request.procedure, channel=request.channel, text=request.text, category=request.category,
        reporter_name=request.reporter_name, reporter_phone=request.reporter_phone, owner=request.owner_id, site=request.site_id,
        place=request.place, asset=request.asset_id, answers={**_shared(sheet), **request.form},
    )  # fmt: skip
    row = {"id": str(request.pk), "reporter_phone": request.reporter_phone, "reported_at": at}
    return wish_of(report, known_of(report, request.reporter_phone), row, catalogue.procedure_for(request.unit, request.procedure, at=at))


def _shared(sheet: Sheet) -> dict[str, Any]:
    asks = plan_of(sheet.procedure).opening.asks
    return {name: value for name, value in sheet.facts.fields.items() if name in asks and name not in OWN and not asks[name].linked}


def _read(ticket: Ticket, keyed: Keyed) -> tuple[Sheet, Outcome | None]:
    if keyed.key is not None:
        said = reading.read(ticket_id=str(ticket.pk), organisation=None, number=None, who=keyed.who, key=keyed.key)
        if done := keyed.answered(said["answered"]):
            return sheet_of(said["ticket"]), done
    return sheet_of(reading.facts([str(ticket.pk)])[0]), None


def _noted(sheet: Sheet, changes: dict[str, Any], command: str, said: dict[str, object]) -> Any:
    return replace(unchanged(sheet, command, said), changes=changes)


def _settle(
    sheet: Sheet, changes: dict[str, Any], command: str, said: dict[str, object], origin: Origin, keyed: Keyed, *, reports: list[Any]
) -> Outcome:
    batch = Batch(origin, [sheet])
    batch.settle(sheet, _noted(sheet, changes, command, said), origin, REPORT_JOINED)
    facts = sheet.facts
    outcome = Outcome(facts.id, facts.number, facts.state, facts.version, batch.events)
    batch.write(reports=reports, **keyed.beside(outcome, origin.at))
    return outcome
