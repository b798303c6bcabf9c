"""Stations on a page: what waits for one and why, what each covers and can take, why an order stands where it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.core.matching import clauses_of, lines
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import scope
from baoxiu.directory.models import Unit
from baoxiu.directory.queries import areas
from baoxiu.dispatch import queries
from baoxiu.web.shared import naming, packs, report_form
from baoxiu.web.shared.rows import Row, row

KIND = "coverage_change"
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation: a station, whether it was chosen, why or why not, by which clauses."""

    station: str
    chosen: bool
    why: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An order that waits, with everybody who came into question."""

    ticket: Row
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A coverage, a contract or an absence with its time."""

    said: str
    more: str
    since_at: datetime
    until_at: datetime | None
    why: str


def reasons(record: Mapping[str, Any], procedure: LoadedProcedure, zone: str) -> list[Reason]:
    """An explanation in the reader's language."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    dispatch = procedure.definition.opens.dispatch or procedure.definition.dispatch
    rules: dict[str, Sequence[str]] = {name: rule.clause for name, rule in dispatch.rules.items()} if dispatch is not None else {}
    told = lines(record, language, zone=zone, titles=_titles(procedure))
    cited = clauses_of(record, rules)
    return [Reason(station, chosen, why, clauses) for (station, chosen, why), clauses in zip(told, cited, strict=True)]


def why_here(ticket: Any, procedure: LoadedProcedure) -> list[Reason]:
    """Why a ticket stands with its station; empty where it never was dispatched by coverage."""
    record = queries.explanation_of(ticket.pk)
    return reasons(record, procedure, ticket.unit.zone) if record is not None else []


def waiting(actor: Actor, at: datetime) -> list[WaitingRow]:
    """What waits for a station, each with its candidates as they stand now."""
    found = []
    for ticket in queries.waiting_tickets(actor)[:MOST_SHOWN]:
        matching = queries.candidates_for(ticket, at=at)
        record = matching.as_record() if matching else {}
        found.append(WaitingRow(row(ticket, at), reasons(record, catalogue.procedure(ticket.procedure_id), ticket.unit.zone)))
    return found


def listed(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The stations this person sees: those orders are pushed to, and whoever covers anything."""
    levels = {one.level for one in _pushes(actor.organisation_id)}
    units = [unit for unit in scope.visible_units(actor).filter(active=True).order_by("path") if unit.level in levels]
    standing = queries.stations_standing([unit.pk for unit in units], at)
    above = {unit.pk: naming.unit(unit) for unit in scope.visible_units(actor).filter(pk__in={unit.parent_id for unit in units})}
    return [{"unit": unit, "title": naming.unit(unit), "above": above.get(unit.parent_id or 0), **standing[unit.pk]} for unit in units]


class StationPage:
    """One station: what it covers and can take, since when, until when, by which request; and the form to ask for a change."""

    def __init__(self, code: str, actor: Actor, at: datetime) -> None:
        """Find the station, if this person may see it."""
        self.actor, self.at = actor, at
        found = scope.visible_units(actor).filter(code=code, organisation_id=actor.organisation_id).first()
        if found is None:
            raise NotFound(what="station / 维修站", name=code)
        self.unit: Unit = found

    @property
    def title(self) -> Any:
        """How it is called."""
        return naming.unit(self.unit)

    @property
    def terms(self) -> Any:
        """What it may do and take now."""
        return queries.terms_of(self.unit, self.at)

    @property
    def standing(self) -> dict[str, Any]:
        """Its day so far."""
        return queries.stations_standing([self.unit.pk], self.at)[self.unit.pk]

    @property
    def coverage(self) -> list[CoverageRow]:
        """What it covers now."""
        return self._coverage(queries.coverage_of(self.unit, at=self.at))

    @property
    def history(self) -> list[CoverageRow]:
        """Everything it ever covered and will."""
        return self._coverage(queries.coverage_of(self.unit))

    @property
    def terms_history(self) -> list[tuple[Any, str, str]]:
        """All its terms, the newest first, each with its product lines and modes in words; empty where it does all."""
        titles: dict[str, str] = {}
        for one in packs.procedures_of(self.unit.organisation_id).values():
            titles = _titles(one) | titles
        between = ", " if (get_language() or "").startswith("en") else "、"

        def named(keys: Sequence[str]) -> str:
            return between.join(titles.get(key, key) for key in keys)

        return [(one, named(one.products), named(one.modes)) for one in queries.terms_history(self.unit)]

    @property
    def absences(self) -> list[Any]:
        """When it took or will take nothing."""
        return list(queries.absences_of(self.unit))

    @cached_property
    def procedure(self) -> str:
        """The procedure by which this person may ask for a change here; empty where he may not."""
        every = packs.procedures_of(self.unit.organisation_id)
        roles = self.actor.roles_at(self.unit.path)
        return next((key for key, one in every.items() if one.definition.kind == KIND and roles & set(one.definition.opens.by)), "")

    @cached_property
    def asked(self) -> report_form.Asked | None:
        """The form to ask for a change."""
        return report_form.asked(self.procedure, self.unit, self.actor, self.at) if self.procedure else None

    def _coverage(self, rows: Any) -> list[CoverageRow]:
        found = list(rows)
        known = areas.areas_on(row.area for row in found if row.area)
        return [CoverageRow(self._place(row, known), row.category, row.since_at, row.until_at, row.why) for row in found]

    def _place(self, row: Any, known: Mapping[str, Any]) -> str:
        if row.site is not None:
            return str(row.site.title)
        return f"{known[row.area].whole} {row.area}" if row.area in known else str(row.area)


def _pushes(organisation_id: int | None) -> list[Any]:
    found = [one.definition.opens.dispatch or one.definition.dispatch for one in packs.procedures_of(organisation_id).values()]
    return [dispatch for dispatch in found if dispatch is not None and dispatch.push]


def _titles(procedure: LoadedProcedure) -> dict[str, str]:
    """Categories, modes and product lines in the reader's language."""
    definition = procedure.definition
    product = definition.fields.get("product_line")
    categories = procedure.pack.pack.categories if procedure.pack else {}
    found: dict[str, Any] = {name: one.title for name, one in categories.items()}
    found |= {name: mode.title for name, mode in definition.modes.items()}
    found |= dict(product.of) if product is not None and isinstance(product.of, dict) else {}
    return {name: naming.in_language(words) for name, words in found.items()}
