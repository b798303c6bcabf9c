"""Monthly statements: drawn up, and closed. Nothing that was drawn is ever changed; see docs/engines/settlement.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.errors import NotYours, Refusal
from baoxiu.core.settlement import Known, Line, Month, drawn
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.journal import Happened, subject_of
from baoxiu.journal import actions as journal
from baoxiu.journal.actions import record
from baoxiu.quotes.events import STATEMENT_CLOSED, STATEMENT_DRAWN
from baoxiu.quotes.models import Statement, StatementLine
from baoxiu.quotes.queries import reckoning
from baoxiu.quotes.queries.reckoning import Reckoned
from baoxiu.quotes.queries.rules import Rule, day_begins, disputes_until, holds, rule_of, terms_of, units_settled
from baoxiu.quotes.queries.statements import digest_of, lines_of, terms_digest, total_of


class MonthNotOver(Refusal):
    """{month} is not over. A statement is drawn up from {from_on} on."""

    code: ClassVar[str] = "month_not_over"
    zh: ClassVar[str] = "{month} 尚未结束，{from_on} 起才能出结费单。"


class AlreadyDrawn(Refusal):
    """{unit} has its statement of {month} already. Open it; what became known since goes into the next one."""

    code: ClassVar[str] = "statement_drawn"
    zh: ClassVar[str] = "{unit} {month} 的结费单已出。请打开查看；之后的变化列入下月更正。"


class NotItsTurn(Refusal):
    """{unit}: the statement of {turn} comes first. Draw it up and close it, then {month}."""

    code: ClassVar[str] = "statement_out_of_turn"
    zh: ClassVar[str] = "{unit} 应先出并关闭 {turn} 的结费单，再出 {month}。"


class BeforeNotClosed(Refusal):
    """{unit}: the statement of {turn} is still open. Answer its disputes and close it first: a correction refers to a closed month."""

    code: ClassVar[str] = "statement_before_open"
    zh: ClassVar[str] = "{unit} {turn} 的结费单尚未关账。请先答复异议并关账：更正只针对已关账的月份。"


class NotSettled(Refusal):
    """Nobody is settled with here: no pack in force says `statements`."""

    code: ClassVar[str] = "not_settled"
    zh: ClassVar[str] = "本组织启用的规程包没有结费规定（statements）。"


class TariffMissing(Refusal):
    """{unit}: {count} orders cannot be priced. {why}"""

    code: ClassVar[str] = "tariff_missing"
    zh: ClassVar[str] = "{unit}：{count} 张单结不出费用。{why_zh}"


class StatementClosed(Refusal):
    """The statement of {month} is closed and stays as it is. What became known since is corrected in the next one."""

    code: ClassVar[str] = "statement_closed"
    zh: ClassVar[str] = "{month} 的结费单已关账，不再改动；之后的变化列入下月更正。"


class StillDisputable(Refusal):
    """Lines may be disputed until {until}; the statement is closed after that."""

    code: ClassVar[str] = "statement_still_disputable"
    zh: ClassVar[str] = "异议期至 {until}，期满后才能关账。"


class DisputesWaiting(Refusal):
    """{count} disputes are not answered yet. Answer them, then close."""

    code: ClassVar[str] = "disputes_waiting"
    zh: ClassVar[str] = "还有 {count} 条异议未答复，请先答复再关账。"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What came of drawing up the statements of a month: those drawn, and the units it was refused for, with the reason."""

    drawn: Sequence[Statement]
    refused: Sequence[tuple[Unit, Refusal]]


def draw_all(month: Month, *, by: Actor, at: datetime, units: Iterable[Unit] | None = None) -> Drawing:
    """Draw up the statements of every unit the actor settles with, each in a transaction of its own.

    One that has its statement, or has none to begin with, is passed over; one that is refused keeps nobody else from his.
    """
    made: list[Statement] = []
    refused: list[tuple[Unit, Refusal]] = []
    for unit in units if units is not None else units_settled(by, rule_in_force(by.organisation_id, at)):
        rule = rule_of(unit.organisation_id or 0, at=at)
        if rule is None or not holds(by, rule.terms.drawn_by, unit) or not _wanted(unit, rule, month, at):
            continue
        try:
            made.append(draw(unit, month, by=by, at=at))
        except Refusal as refusal:
            refused.append((unit, refusal))
    return Drawing(made, refused)


def _wanted(unit: Unit, rule: Rule, month: Month, at: datetime) -> bool:
    had = Statement.objects.filter(unit=unit).values_list("month", flat=True)
    if str(month) in had:
        return False
    return bool(had) or bool(reckoning.candidates(unit, rule, month, at))


@transaction.atomic
def draw(unit: Unit, month: Month, *, by: Actor, at: datetime) -> Statement:
    """Draw up a unit's statement of a month and lay it open to dispute.

    1. The month is over, and the one before is closed. 2. Orders that ended in it, by what was recorded before today, and orders that
    came in later with an end in a month that was settled without them. 3. Orders settled before on which something was recorded since:
    where they come to something else, a correction.
    """
    rule = rule_in_force(unit.organisation_id, at)
    if not holds(by, rule.terms.drawn_by, unit):
        raise NotYours(role=titles(rule, rule.terms.drawn_by))
    before = _in_turn(unit, month, at)
    as_of = day_begins(at, unit.zone)
    ended = reckoning.ended_in(unit, rule, month, as_of)
    late = reckoning.overlooked(unit, rule, month, as_of) if before is not None else []
    again = reckoning.to_look_at_again(unit, before, as_of) if before is not None else []
    looked_at = reckoning.anew(again, as_of, reckoning.rulings_on(again, before=str(month)))
    _refuse_unpriced(unit, [*ended, *late, *looked_at])
    statement = _opened(unit, rule, month, as_of, sorted({one.tariff_id for one in (*ended, *late)}), by, at)
    _write(statement, _lines(unit, ended, late, looked_at), {one.id: one for one in (*ended, *late, *looked_at)})
    _tell_drawn(statement, unit, rule, by, at)
    return statement


def _in_turn(unit: Unit, month: Month, at: datetime) -> Statement | None:
    """The statement before; refused where the month is not over, has one, or is not the next."""
    if at < month.ends(unit.zone):
        raise MonthNotOver(month=month, from_on=month.next.first.isoformat(), field="month")
    last = Statement.objects.filter(unit=unit).order_by("-month").first()
    if last is None:
        return None
    if Statement.objects.filter(unit=unit, month=str(month)).exists():
        raise AlreadyDrawn(unit=unit.title, month=month)
    turn = Month.of(last.month).next
    if month != turn:
        raise NotItsTurn(unit=unit.title, turn=turn, month=month, field="month")
    if last.state != "closed":
        raise BeforeNotClosed(unit=unit.title, turn=last.month)
    return last


def _lines(unit: Unit, ended: Sequence[Reckoned], late: Sequence[Reckoned], looked_at: Sequence[Reckoned]) -> tuple[Line, ...]:
    earlier = {str(id_): one for id_, one in reckoning.settled([one.id for one in (*ended, *looked_at)]).items()}
    first = [*map(_known, ended), *(_known(one, str(Month.at(one.ended_at, unit.zone))) for one in late)]
    return drawn(first, map(_known, looked_at), earlier)


def _known(one: Reckoned, of: str = "") -> Known:
    return Known(str(one.id), one.worth, of)


def _refuse_unpriced(unit: Unit, orders: Sequence[Reckoned]) -> None:
    wrong = [one.refusal for one in orders if one.refusal is not None]
    if wrong:
        raise TariffMissing(unit=unit.title, count=len(wrong), why=wrong[0].say("en"), why_zh=wrong[0].say("zh"))


def _opened(unit: Unit, rule: Rule, month: Month, as_of: datetime, versions: list[int], by: Actor, at: datetime) -> Statement:
    facts = directory.unit_facts(unit.pk)
    try:
        with transaction.atomic():
            return Statement.objects.create(
                organisation_id=unit.organisation_id or unit.pk,
                unit=unit,
                month=str(month),
                as_of=as_of,
                disputes_until=disputes_until(rule.terms, facts, at),
                terms=terms_of(unit, versions),
                rule_id=catalogue.procedure_for(unit, rule.procedures[0], at=at)[0],
                drawn_at=at,
                drawn_by_id=by.id,
            )
    except IntegrityError as faster:
        raise AlreadyDrawn(unit=unit.title, month=month) from faster


def _write(statement: Statement, lines: Sequence[Line], orders: dict[UUID, Reckoned]) -> None:
    StatementLine.objects.bulk_create(row_of(statement, place, line, orders[UUID(line.order)]) for place, line in enumerate(lines, start=1))


def row_of(statement: Statement, place: int, line: Line, order: Reckoned) -> StatementLine:
    """A line as it is kept."""
    return StatementLine(
        statement=statement,
        place=place,
        ticket_id=order.id,
        tariff_id=order.tariff_id,
        entry=line.entry,
        about=line.of,
        ended_at=order.ended_at,
        tier=line.worth.tier,
        items=[item.said() for item in line.worth.items],
        amount=line.amount.amount,
        shown=dict(order.shown),
    )


def close_statement(statement_id: int, *, by: Actor, at: datetime) -> Statement:
    """Close a statement once its window is over and every dispute answered. One transaction; of two who close, one does."""
    with transaction.atomic():
        statement = held(statement_id)
        rule = rule_in_force(statement.organisation_id, at)
        if not holds(by, rule.terms.drawn_by, statement.unit):
            raise NotYours(role=titles(rule, rule.terms.drawn_by))
        _refuse_closing(statement, at)
        total = total_of(statement)
        statement.state, statement.closed_at, statement.total = "closed", at, total
        statement.closed_by_id = by.id
        statement.save(update_fields=["state", "closed_at", "closed_by", "total"])
        said = {**_facts(statement), "total": str(total), "digest": digest_of(lines_of(statement))}
        record(happened(STATEMENT_CLOSED, statement, by, at, said))
        zh, en = f"{statement.month} 结费单已关账，合计 {total} 元", f"The statement of {statement.month} is closed: {total} yuan"
        tell(statement, rule.terms.disputed_by, zh, en, what="closed", at=at)
    return statement


def close_due(at: datetime) -> list[Statement]:
    """Close every statement whose window is over and whose disputes are answered."""
    due = Statement.objects.filter(state="open", disputes_until__lte=at).exclude(lines__dispute__answer="").values_list("id", flat=True)
    closed: list[Statement] = []
    for id_ in list(due.distinct()):
        try:
            closed.append(close_statement(id_, by=SYSTEM, at=at))
        except Refusal:  # somebody was faster, or disputed in the last moment
            continue
    return closed


def held(statement_id: int) -> Statement:
    """A statement that is still open, kept from everybody else until the transaction ends."""
    found = Statement.objects.select_for_update(of=("self",)).select_related("unit").get(pk=statement_id)
    if found.state == "closed":
        raise StatementClosed(month=found.month)
    return found


def _refuse_closing(statement: Statement, at: datetime) -> None:
    if at < statement.disputes_until:
        until = statement.disputes_until.astimezone(day_begins(at, statement.unit.zone).tzinfo)
        raise StillDisputable(until=f"{until:%Y-%m-%d %H:%M}")
    waiting = StatementLine.objects.filter(statement=statement, dispute__answer="").count()
    if waiting:
        raise DisputesWaiting(count=waiting)


def rule_in_force(organisation_id: int | None, at: datetime) -> Rule:
    """The rule by which an organisation settles; refused where it has none."""
    rule = rule_of(organisation_id or 0, at=at)
    if rule is None:
        raise NotSettled
    return rule


def titles(rule: Rule, roles: Sequence[str]) -> str:
    """How roles are called, for a refusal."""
    return "、".join(rule.pack.pack.roles[role].title["zh"] for role in roles)


def _facts(statement: Statement) -> dict[str, Any]:
    return {"unit": statement.unit.code, "month": statement.month}


def happened(type_: str, statement: Statement, by: Actor, at: datetime, said: dict[str, Any]) -> Happened:
    """Something that happened to a statement, on the chain of its own."""
    return Happened(type_, subject_of("statement", statement.pk), statement.organisation_id, at, by, said)


def _tell_drawn(statement: Statement, unit: Unit, rule: Rule, by: Actor, at: datetime) -> None:
    total, digest = total_of(statement), digest_of(lines_of(statement))
    said = {**_facts(statement), "as_of": statement.as_of, "total": str(total), "digest": digest, "terms": terms_digest(statement)}
    record(happened(STATEMENT_DRAWN, statement, by, at, said))
    zh = f"{statement.month} 结费单已出，合计 {total} 元，请核对；异议请在异议期内提出"
    en = f"The statement of {statement.month} is drawn up: {total} yuan. Look it through and dispute what is wrong in time"
    tell(statement, rule.terms.disputed_by, zh, en, what="drawn", at=at)


def tell(statement: Statement, roles: Sequence[str], zh: str, en: str, *, what: str, at: datetime) -> None:
    """Tell the roles over a statement's unit something about it, once."""
    for role in roles:
        journal.tell(
            f"role:{role}",
            {"zh": f"{statement.unit.title}：{zh}", "en": f"{statement.unit.title}: {en}"},
            key=f"statement:{statement.pk}:{what}:{role}",
            organisation_id=statement.organisation_id,
            unit_id=statement.unit_id,
            at=at,
        )
