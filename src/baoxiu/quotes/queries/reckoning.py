"""What orders come to, from their events alone: as they stood at an instant, by the tariff and the settings they were first settled by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import TicketFacts
from baoxiu.core.engine.settling import NoTariff, Tariff, shown, tariff_of, worth
from baoxiu.core.money import Money
from baoxiu.core.settlement import Month, Ruling, Settled, Worth, ruled
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.quotes.models import Dispute, Statement, StatementLine
from baoxiu.quotes.queries.rules import Rule, grade_then, terms_of, units_then
from baoxiu.tickets import queries as tickets

Rulings = Mapping[UUID, Ruling]
Terms = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One order, what it is worth, and what is laid beside its line. `refusal`: the tariff gives no amount."""

    id: UUID
    number: str
    tariff_id: int
    ended_at: datetime
    shown: Mapping[str, Any]
    worth: Worth = field(default_factory=lambda: Worth(()))
    refusal: NoTariff | None = None


@dataclass(frozen=True, slots=True)
class First:
    """The line an order was first settled by: its tariff, and the settings kept with its statement."""

    tariff_id: int
    month: str
    terms: Terms = field(hash=False)
    statement_id: int


def candidates(unit: Unit, rule: Rule, month: Month, until: datetime) -> list[tuple[UUID, int]]:
    """The orders of a unit and those below it that ended in a month, each with the version its tariff is of."""
    return _ended(unit, rule, month.begins(unit.zone), min(month.ends(unit.zone), until))


def _ended(unit: Unit, rule: Rule, since: datetime, until: datetime) -> list[tuple[UUID, int]]:
    units = list(directory.units_below(unit).values_list("id", flat=True))
    found = tickets.ended_between(units, rule.procedures, since, until)
    now: dict[str, int] = {}
    return [(id_, _tariff_version(version, unit, now)) for id_, version in found]


def _tariff_version(version: int, unit: Unit, now: dict[str, int]) -> int:
    """The version an order was born by, where it has a tariff; else the one in force at the unit."""
    procedure = catalogue.procedure(version)
    if procedure.definition.settlement is not None:
        return version
    if procedure.key not in now:
        now[procedure.key] = catalogue.procedure_for(unit, procedure.key)[0]
    return now[procedure.key]


def reckoned(tariffs: Mapping[UUID, int], *, as_of: datetime, terms: Terms, rulings: Rulings | None = None) -> Iterator[Reckoned]:
    """What each order (with the version of its tariff) was worth by what was recorded before `as_of`.

    Left out: what had not ended by then, and what cannot be told any more, because its papers were disposed of.
    """
    known: dict[tuple[int, tuple[str, ...]], Tariff | None] = {}
    for one in tickets.stood(list(tariffs), as_of, units_then(terms)):
        if one.is_emptied:
            continue
        id_ = UUID(one.facts.id)
        key = tariffs[id_], one.facts.unit.line
        if key not in known:
            known[key] = tariff_of(catalogue.procedure(key[0]), *key[1])
        tariff = known[key]
        ended_at = one.since(tariff.rule.at) if tariff is not None else None
        if tariff is not None and ended_at is not None:
            graded = _graded(one.facts, terms, ended_at)
            yield _reckoned(graded, tariff, key[0], ended_at, as_of, (rulings or {}).get(id_, Ruling()))


def _graded(facts: TicketFacts, terms: Terms, ended_at: datetime) -> TicketFacts:
    """An order is settled by the grade its station's contract had when it ended."""
    grade = grade_then(terms, facts.unit.id, ended_at)
    return replace(facts, world={"contract": {"grade": grade}}) if grade else facts


def _reckoned(facts: TicketFacts, tariff: Tariff, version: int, ended_at: datetime, as_of: datetime, ruling: Ruling) -> Reckoned:
    said = {**shown(tariff, facts), **({"t1": facts.opened_at.isoformat()} if "t1" in tariff.rule.shows else {})}
    if facts.mode:
        said["mode"] = facts.mode
    try:
        return Reckoned(UUID(facts.id), facts.number, version, ended_at, said, worth(tariff, facts, as_of, ruling))
    except NoTariff as refusal:
        return Reckoned(UUID(facts.id), facts.number, version, ended_at, said, refusal=refusal)


def ended_in(unit: Unit, rule: Rule, month: Month, as_of: datetime) -> list[Reckoned]:
    """The orders that ended in a month, by when they ended, reckoned by the settings as they are now."""
    found = dict(candidates(unit, rule, month, as_of))
    return _in_month(found, unit, month, as_of, terms_of(unit, sorted(set(found.values()))))


def overlooked(unit: Unit, rule: Rule, month: Month, as_of: datetime) -> list[Reckoned]:
    """The orders that ended in months settled before this one and have no line anywhere: brought in by an import with a past date."""
    first = Statement.objects.filter(unit=unit).order_by("month").values_list("month", flat=True).first()
    if first is None:
        return []
    since, until = Month.of(first).begins(unit.zone), month.begins(unit.zone)
    found = dict(_ended(unit, rule, since, until))
    known = firsts(found)
    rest = {id_: tariff for id_, tariff in found.items() if id_ not in known}
    terms = terms_of(unit, sorted(set(rest.values()))) if rest else {}
    orders = reckoned(rest, as_of=as_of, terms=terms) if rest else ()
    return sorted((one for one in orders if since <= one.ended_at < until), key=lambda one: (one.ended_at, one.number))


def left_out(statement: Statement, rule: Rule) -> list[Reckoned]:
    """The orders that ended in a statement's month, before its cut, and have no line anywhere."""
    month = Month.of(statement.month)
    found = dict(candidates(statement.unit, rule, month, statement.as_of))
    known = firsts(found)
    rest = {id_: tariff for id_, tariff in found.items() if id_ not in known}
    return _in_month(rest, statement.unit, month, statement.as_of, statement.terms) if rest else []


def _in_month(tariffs: Mapping[UUID, int], unit: Unit, month: Month, as_of: datetime, terms: Terms) -> list[Reckoned]:
    begins, ends = month.begins(unit.zone), month.ends(unit.zone)
    orders = reckoned(tariffs, as_of=as_of, terms=terms)
    return sorted((one for one in orders if begins <= one.ended_at < ends), key=lambda one: (one.ended_at, one.number))


def anew(ids: Sequence[UUID], as_of: datetime, rulings: Rulings) -> list[Reckoned]:
    """Orders that were settled before, by what is known at `as_of`: each by the tariff and settings of its first line."""
    groups: dict[int, dict[UUID, First]] = defaultdict(dict)
    for id_, first in firsts(ids).items():
        groups[first.statement_id][id_] = first
    found: list[Reckoned] = []
    for some in groups.values():
        terms = next(iter(some.values())).terms
        found += reckoned({id_: first.tariff_id for id_, first in some.items()}, as_of=as_of, terms=terms, rulings=rulings)
    return sorted(found, key=lambda one: (one.ended_at, one.number))


def emptied(ids: Sequence[UUID], as_of: datetime) -> set[UUID]:
    """Those of which it cannot be told any more how they stood, because papers were disposed of when their time was over."""
    return {UUID(one.facts.id) for one in tickets.stood(ids, as_of) if one.is_emptied}


def firsts(ids: Iterable[UUID]) -> dict[UUID, First]:
    """The first line of each order."""
    rows = list(StatementLine.objects.filter(ticket_id__in=list(ids), entry="order").values_list("ticket_id", "tariff_id", "statement_id"))
    of = Statement.objects.only("month", "terms").in_bulk({statement_id for _, _, statement_id in rows})
    return {id_: First(tariff, of[statement_id].month, of[statement_id].terms, statement_id) for id_, tariff, statement_id in rows}


def settled(ids: Iterable[UUID], *, before: str = "") -> dict[UUID, Settled]:
    """What orders have come to so far: in the statements of months before `before`, else in all."""
    rows = StatementLine.objects.filter(ticket_id__in=list(ids))
    if before:
        rows = rows.filter(statement__month__lt=before)
    sums = dict(rows.order_by().values_list("ticket_id").annotate(sum=Sum("amount")))
    return {id_: Settled(Money.of(sums.get(id_, Decimal())), first.month) for id_, first in firsts(ids).items() if id_ in sums}


def rulings_on(ids: Iterable[UUID], *, before: str) -> dict[UUID, Ruling]:
    """What disputes of statements before a month were answered with, order by order."""
    return _rulings(ids, statement__month__lt=before)


def rulings_through(ids: Iterable[UUID], month: str) -> dict[UUID, Ruling]:
    """The same, that month's included."""
    return _rulings(ids, statement__month__lte=month)


def _rulings(ids: Iterable[UUID], **when: str) -> dict[UUID, Ruling]:
    said = {f"line__{name}": value for name, value in when.items()}
    rows = Dispute.objects.filter(line__ticket_id__in=list(ids), answer="accepted", **said).order_by("answered_at", "id")
    found: dict[UUID, list[Ruling]] = defaultdict(list)
    for ticket_id, tier, waives in rows.values_list("line__ticket_id", "tier", "waives"):
        found[ticket_id].append(Ruling(tier, frozenset(waives)))
    return {id_: ruled(some) for id_, some in found.items()}


def to_look_at_again(unit: Unit, before: Statement, as_of: datetime) -> list[UUID]:
    """The orders settled with a unit on which something was recorded since its last statement was drawn up."""
    lines = StatementLine.objects.filter(statement__unit=unit, statement__month__lte=before.month)
    ids = list(lines.order_by("ticket_id").values_list("ticket_id", flat=True).distinct())
    return tickets.touched_between(unit.organisation_id or unit.pk, ids, before.as_of, as_of)
