"""Tickets for reports: the report's words and things laid into the form its procedure opens with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import TicketFacts
from baoxiu.core.errors import Refusal
from baoxiu.core.matching import Ledger
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.intake.actions import Report, Taken
from baoxiu.intake.actions.bulk import Wanted
from baoxiu.intake.actions.reports import Known
from baoxiu.journal import Happened
from baoxiu.tickets.actions.batch import Batch, merged
from baoxiu.tickets.actions.births import Birth, Wish, birth, counter_of
from baoxiu.tickets.actions.choosing import Looked, looked_up_at_opening
from baoxiu.tickets.actions.numbers import OwnNumbers
from baoxiu.tickets.actions.opening import around, belonging
from baoxiu.tickets.actions.placing import covered, while_filling
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.actions.running import Outcome, safely
from baoxiu.tickets.queries.titles import title_of


def open_for_report(event: Happened) -> Outcome:
    """Open the ticket a report wants, and keep the report and its key's answer, in one call."""
    said: Mapping[str, Any] = event.data
    row, at = said["row"], event.recorded_at or event.at
    origin = Origin(event.by, at, event.door)
    wish = wish_of(said["report"], said["known"], row, catalogue.procedure_for(said["report"].unit, row["procedure"], at=at))
    wish, looked = looked_up_at_opening(wish, said["report"].answers, origin)
    return while_filling(lambda: _once(wish, looked, origin, row, said["keyed"]), name=row["procedure"])


def _once(wish: Wish, looked: Looked, origin: Origin, row: Mapping[str, Any], keyed: Mapping[str, Any]) -> Outcome:
    found = around(wish, origin)
    born = birth(covered(wish, found, origin), origin, world=found)
    looked.refuse()
    batch = Batch(origin)
    batch.bear(born, origin)
    facts = born.sheet.facts
    with safely() if born.takes else nullcontext():
        numbers = batch.write(reports=[row], **_keyed(keyed, row, facts, origin.at))
    return Outcome(facts.id, numbers[facts.id], facts.state, facts.version, batch.events)


def _keyed(keyed: Mapping[str, Any], row: Mapping[str, Any], facts: TicketFacts, at: datetime) -> dict[str, Any]:
    """What is written beside, so that the report's key is answered the same again."""
    if not keyed:
        return {}
    answer = {"request_id": row["id"], "ticket_id": facts.id, "number": "", "state": facts.state}
    return {**keyed, "at": at, "ticket": facts.id, "answer": answer}


def open_for_reports(event: Happened) -> dict[int, Taken]:
    """Open the tickets of many reports and keep these, in one call; what a procedure refuses is told by line and not kept."""
    return while_filling(lambda: _many(event.data["reports"], Origin(event.by, event.at, event.door)), name=event.door)


def _many(wanted: Sequence[Wanted], origin: Origin) -> dict[int, Taken]:
    batch = Batch(origin)
    taken: dict[int, Taken] = {}
    born: dict[int, Birth] = {}
    once = Once(batch.origin)
    own = OwnNumbers((each.report.organisation_id, each.report.number) for each in wanted)
    for each in wanted:
        try:
            own.refuse_taken(each.report.organisation_id, each.report.number)
            one = once.born(each)
            with batch.whole():
                batch.bear(one, batch.origin)
            if each.report.number:
                own.give(each.report.organisation_id, each.report.number, counter_of(one))
            born[each.line] = one
        except Refusal as refusal:
            taken[each.line] = Taken(each.line, refusal=refusal)
    if born:
        batch.steps = merged(batch.steps)
        own.lift_counters()
        with safely() if once.ledger else nullcontext():
            numbers = batch.write(reports=[each.row for each in wanted if each.line in born])
        taken |= {line: Taken(line, numbers[one.sheet.facts.id], one.sheet.facts.id) for line, one in born.items()}
    return taken


class Once:
    """What a chunk of reports asks again and again, asked once: the procedure of a unit, what other rooms know of a place."""

    def __init__(self, origin: Origin) -> None:
        """Nothing asked yet."""
        self.origin = origin
        self.ruled: dict[tuple[int, str], tuple[int, LoadedProcedure]] = {}
        self.known: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.ledger = Ledger()

    def born(self, each: Wanted) -> Birth:
        """The birth of one report's ticket."""
        unit, key = each.report.unit, each.row["procedure"]
        if (unit.pk, key) not in self.ruled:
            self.ruled[unit.pk, key] = catalogue.procedure_for(unit, key, at=self.origin.at)
        wish = wish_of(each.report, each.known, each.row, self.ruled[unit.pk, key])
        wish, looked = looked_up_at_opening(wish, each.report.answers, self.origin)
        place = (wish.version_id, wish.unit.id, *(wish.belongs.get(name) for name in ("site", "area", "category")))
        if place not in self.known:
            self.known[place] = around(wish, self.origin)
        found = dict(self.known[place])
        sent = covered(wish, found, self.origin, self.ledger)
        born = birth(sent, self.origin, world=found)
        looked.refuse()
        if sent.station is not None:
            self.ledger.take(sent.station)
        return born


def wish_of(report: Report, known: Known, row: Mapping[str, Any], ruled: tuple[int, LoadedProcedure]) -> Wish:
    """The ticket a report wants, by the procedure in force."""
    version_id, procedure = ruled
    form = form_of(report, known, row, procedure)
    things = {"customer": known.customer, "site": known.site, "asset": known.asset}
    belongs = {
        **belonging(form, procedure),
        **{name: thing["id"] for name, thing in things.items() if thing},
        "request": row["id"],
        "area": report.area,
        "found_by": (report.reporter_name, row["reporter_phone"], report.text, report.place),
    }
    if report.category:
        belongs["category"] = report.category
    unit = directory.unit_facts(report.unit.pk, report.unit.changed)
    title = title_of(procedure, form, report.text)
    flags = tuple((report.source or {}).get("flags", ()))
    return Wish(procedure, version_id, report.organisation_id, unit, form, belongs, title, report.number, row["reported_at"], flags)


def form_of(report: Report, known: Known, row: Mapping[str, Any], procedure: LoadedProcedure) -> dict[str, Any]:
    """The opening form: the procedure's own answers, and what the report says under the names the procedure asks for."""
    asks = plan_of(procedure).opening.asks
    said = _said(report, known, row)
    found = {name: _fitting(said[name], asks[name].type) for name in asks if name in said}
    return {**{name: value for name, value in found.items() if value not in (None, "", ())}, **report.answers}


def _said(report: Report, known: Known, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a report says, under every name a procedure may ask for it by."""
    name = report.owner_name or (known.customer or {}).get("name") or report.reporter_name
    place = report.place or (known.site or {}).get("title", "")
    return {
        "fault": report.text,
        "text": report.text,
        "description": report.text,
        "customer": known.customer or name,
        "reporter": report.reporter_name,
        "phone": row["reporter_phone"],
        "site": known.site,
        "place": place,
        "address": (known.site or {}).get("address") or place,
        "area": report.area,
        "asset": known.asset,
        "product": known.asset,
        "category": report.category,
        "photos": list(report.files),
        "source_number": (report.source or {}).get("number"),
    }


def _fitting(value: Any, kind: str) -> Any:
    """A thing as its name, where the procedure asks for text."""
    if isinstance(value, Mapping) and kind in {"text", "long_text", "choice"}:
        return value.get("title") or value.get("name") or ""
    return value
