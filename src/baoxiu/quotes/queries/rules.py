"""By which rules units are settled: the pack's statements, who may do what with them, and the months that are over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.calendars import Calendar, always
from baoxiu.core.engine.facts import Actor, UnitFacts
from baoxiu.core.engine.settling import asks_grade, settings_asked
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.elements import Statements
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.core.settlement import Month
from baoxiu.core.spans import read_span
from baoxiu.directory import queries as directory
from baoxiu.directory import scope
from baoxiu.directory.models import Unit
from baoxiu.tickets import world

Roles = Iterable[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """How an organisation settles with its units, by the pack that says so."""

    pack: LoadedPack
    terms: Statements

    @property
    def procedures(self) -> list[str]:
        """The procedures whose tickets are settled."""
        return [one.procedure for one in self.pack.definitions if one.settlement is not None]

    @property
    def readers(self) -> frozenset[str]:
        """The roles that see statements."""
        return frozenset({*self.terms.drawn_by, *self.terms.disputed_by, *self.terms.answered_by})


def rule_of(organisation_id: int, *, at: datetime) -> Rule | None:
    """The rule in force; None where nobody is settled with."""
    packs = catalogue.packs_in_force(organisation_id, at=at)
    return next((Rule(pack, pack.pack.statements) for pack in packs if pack.pack.statements is not None), None)


def holds(actor: Actor, roles: Roles, unit: Unit) -> bool:
    """Whether the actor has one of the roles over a unit."""
    return actor.kind == "system" or bool(actor.roles_at(unit.path) & set(roles))


def units_settled(actor: Actor, rule: Rule) -> list[Unit]:
    """The units whose statements the actor may see: of the rule's level, below a post of his in a role that reads them."""
    units = scope.visible_units(actor).filter(scope.within_organisation(actor), level=rule.terms.of).order_by("path")
    return [unit for unit in units if holds(actor, rule.readers, unit)]


def unit_settled(actor: Actor, rule: Rule | None, code: str) -> Unit:
    """One of them by its code; to everybody else there is none."""
    found = next((unit for unit in units_settled(actor, rule) if unit.code == code), None) if rule is not None else None
    if found is None:
        raise NotFound(what="statement / 结费单", name=code)
    return found


def day_begins(at: datetime, zone: str) -> datetime:
    """The midnight before an instant: a statement counts what was recorded until then, so that nothing under way is missed."""
    return at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def disputes_until(terms: Statements, unit: UnitFacts, drawn_at: datetime) -> datetime:
    """The midnight after the last day on which a line may be disputed."""
    calendar = Calendar.of(unit.calendar, unit.zone) if "working" in terms.dispute_within and unit.calendar else always(unit.zone)
    last = read_span(terms.dispute_within).end(drawn_at, calendar)
    return day_begins(last, unit.zone) + timedelta(days=1)


def last_over(at: datetime, zone: str) -> Month:
    """The latest month that is over."""
    return Month.at(at, zone).plus(-1)


def terms_of(unit: Unit, versions: Sequence[int]) -> dict[str, dict[str, object]]:
    """What the tariff may look at of a unit and those below it, as it is now: kept with a statement, so that it can be made again."""
    asked = {name for version in versions for name in _asked(version)}
    by_grade = any(_by_grade(version) for version in versions)
    return {str(one.pk): _said(directory.unit_facts(one.pk), asked) | _graded(one, by_grade) for one in directory.units_below(unit)}


def units_then(terms: Mapping[str, Mapping[str, object]]) -> dict[int, UnitFacts]:
    """The units as a statement kept them."""
    return {int(id_): _unit_then(int(id_), dict(said)) for id_, said in terms.items()}


def grade_then(terms: Mapping[str, Mapping[str, object]], unit_id: int, at: datetime) -> str:
    """The grade a unit's contract said at an instant, as a statement kept it; empty where no contract said one."""
    said: Any = terms.get(str(unit_id), {}).get("grades", ())
    held = (one for one in said if _time(one["since"]) <= at and (one["until"] is None or _time(one["until"]) > at))
    return next((str(one["grade"]) for one in held), "")


def _unit_then(id_: int, said: dict[str, Any]) -> UnitFacts:
    said.pop("grades", None)
    return UnitFacts(**{**said, "id": id_, "above": tuple(said["above"])})


def _graded(unit: Unit, by_grade: bool) -> dict[str, object]:
    """The grades of its contract with their days, where the tariff looks at them."""
    found, _ = world.known(["grades"], {"unit": unit.pk}) if by_grade else ({}, ())
    return {"grades": found["grades"]} if found.get("grades") else {}


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _by_grade(version: int) -> bool:
    rule = catalogue.procedure(version).definition.settlement
    return rule is not None and asks_grade(rule)


def _asked(version: int) -> frozenset[str]:
    rule = catalogue.procedure(version).definition.settlement
    return settings_asked(rule) if rule is not None else frozenset()


def _said(facts: UnitFacts, asked: set[str]) -> dict[str, object]:
    return {
        "code": facts.code,
        "title": facts.title,
        "path": facts.path,
        "zone": facts.zone,
        "calendar": dict(facts.calendar),
        "settings": {name: value for name, value in facts.settings.items() if name in asked},
        "above": list(facts.above),
    }
