"""Statements as people see them: those of a month, one with its lines, and what one would say that was not drawn up yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet, Sum

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.core.settlement import Month
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.quotes.models import Statement, StatementLine
from baoxiu.quotes.queries import reckoning
from baoxiu.quotes.queries.reckoning import Reckoned
from baoxiu.quotes.queries.rules import Rule, day_begins, last_over, rule_of, unit_settled, units_settled
from baoxiu.tickets import queries as tickets

HEAVY = ("fields", "grants", "search", "title", "last_hash")  # of a ticket, not needed beside a line


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of a month: its statement, or how many orders wait for one."""

    unit: Unit
    statement: Statement | None
    state: str  # running, draft, open, closed, none
    total: Decimal | None = None
    lines: int = 0
    disputed: int = 0
    waiting: int = 0  # disputes nobody has answered
    disputers: Sequence[str] = ()  # who raised them


def statements_of(month: Month, *, by: Actor, at: datetime) -> list[Row]:
    """Every unit the actor sees statements of, with that of a month."""
    rule = rule_of(by.organisation_id or 0, at=at)
    if rule is None:
        return []
    units = units_settled(by, rule)
    made = {one.unit_id: one for one in _counted(Statement.objects.filter(unit__in=units, month=str(month)))}
    waiting = _ended_below([unit for unit in units if unit.pk not in made], rule, month, at)
    rows = [_drawn_row(unit, made[unit.pk]) if unit.pk in made else _draft_row(unit, waiting[unit.pk], month, at) for unit in units]
    return [row for row in rows if row.unit.active or row.state != "none"]


def _counted(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    answered = Q(lines__dispute__isnull=False)
    return rows.annotate(
        sum=Sum("lines__amount"),
        count=Count("lines"),
        disputed=Count("lines", filter=answered),
        waiting=Count("lines", filter=Q(lines__dispute__answer="")),
        disputers=ArrayAgg("lines__dispute__raised_by_name", filter=answered, distinct=True, default=[]),
    )


def _drawn_row(unit: Unit, one: Any) -> Row:
    return Row(unit, one, one.state, one.sum or Decimal(), one.count, one.disputed, one.waiting, one.disputers)


def _draft_row(unit: Unit, waiting: int, month: Month, at: datetime) -> Row:
    state = "running" if month > last_over(at, unit.zone) else "draft" if waiting else "none"
    return Row(unit, None, state, lines=waiting)


def _ended_below(units: Sequence[Unit], rule: Rule, month: Month, at: datetime) -> dict[int, int]:
    """How many orders of a month wait for a statement, of each unit with those below it; one count for all."""
    if not units:
        return {}
    below = directory.units_below_codes(units[0].organisation_id or units[0].pk, [unit.code for unit in units])
    paths = dict(below.values_list("id", "path"))
    zone = units[0].zone
    counted = tickets.counts_ended(list(paths), rule.procedures, month.begins(zone), min(month.ends(zone), day_begins(at, zone)))
    return {unit.pk: sum(many for id_, many in counted.items() if paths[id_].startswith(unit.path)) for unit in units}


def statement_on(code: str, month: Month, *, by: Actor, at: datetime) -> tuple[Unit, Statement | None]:
    """A unit the actor sees statements of, and its statement of a month where it was drawn up."""
    unit = unit_settled(by, rule_of(by.organisation_id or 0, at=at), code)
    return unit, Statement.objects.filter(unit=unit, month=str(month)).select_related("unit", "drawn_by", "closed_by").first()


def lines_of(statement: Statement) -> list[StatementLine]:
    """Its lines in their order, with the ticket's number and the dispute at hand."""
    rows = StatementLine.objects.filter(statement=statement).select_related("ticket", "dispute").order_by("place")
    return list(rows.defer(*(f"ticket__{name}" for name in HEAVY)))


def line_on(line_id: int, *, by: Actor, at: datetime) -> StatementLine:
    """A line of a statement the actor sees; to everybody else there is none."""
    found = StatementLine.objects.filter(pk=line_id).select_related("statement__unit", "ticket").first()
    rule = rule_of(by.organisation_id or 0, at=at)
    if found is None or rule is None or found.statement.unit not in units_settled(by, rule):
        raise NotFound(what="line / 结费明细", name=line_id)
    return found


@dataclass(frozen=True, slots=True)
class Draft:
    """What a statement would say today."""

    orders: Sequence[Reckoned]
    corrections: Sequence[tuple[Reckoned, Decimal, str]]  # by how much, and of which month
    as_of: datetime
    late: Sequence[tuple[Reckoned, str]] = ()  # orders of a month that was settled without them, and which

    @property
    def total(self) -> Decimal:
        """What it would come to."""
        orders = (*self.orders, *(one for one, _ in self.late))
        return sum((one.worth.amount.amount for one in orders), Decimal()) + sum((by for _, by, _ in self.corrections), Decimal())


def draft_of(unit: Unit, month: Month, *, by: Actor, at: datetime) -> Draft:
    """What the statement of a month would say if it were drawn up today; of a running month, what there is so far."""
    rule = rule_of(unit.organisation_id or unit.pk, at=at)
    as_of = day_begins(at, unit.zone)
    if rule is None:
        return Draft((), (), as_of)
    ended = reckoning.ended_in(unit, rule, month, as_of)
    before = Statement.objects.filter(unit=unit, month__lt=str(month)).order_by("-month").first()
    again = reckoning.to_look_at_again(unit, before, as_of) if before is not None else []
    looked_at = reckoning.anew(again, as_of, reckoning.rulings_on(again, before=str(month)))
    settled = reckoning.settled([one.id for one in looked_at])
    differing = [(one, one.worth.amount.amount - settled[one.id].amount.amount, settled[one.id].month) for one in looked_at]
    late = reckoning.overlooked(unit, rule, month, as_of) if before is not None else []
    of_months = [(one, str(Month.at(one.ended_at, unit.zone))) for one in late]
    return Draft(ended, [row for row in differing if row[1]], as_of, of_months)


def total_of(statement: Statement) -> Decimal:
    """What its lines come to."""
    found = StatementLine.objects.filter(statement=statement).aggregate(sum=Sum("amount"))["sum"]
    return (found or Decimal()).quantize(Decimal("0.01"))


def digest_of(lines: Iterable[StatementLine]) -> str:
    """A digest over lines in their order, for the events that prove them."""
    said = [
        [one.place, str(one.ticket_id), one.tariff_id, one.entry, one.about, one.tier, one.items, str(one.amount), one.shown]
        for one in lines
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def terms_digest(statement: Statement) -> str:
    """A digest over the settings kept with a statement."""
    return hashlib.sha256(json.dumps(statement.terms, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
