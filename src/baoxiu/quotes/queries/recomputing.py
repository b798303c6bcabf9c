"""Proving statements: every line is made again from the events, and the sums and digests from the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from baoxiu.core.money import Money
from baoxiu.core.settlement import Month
from baoxiu.journal import queries as journal
from baoxiu.journal import subject_of
from baoxiu.quotes.events import STATEMENT_CLOSED, STATEMENT_DRAWN
from baoxiu.quotes.models import Statement, StatementLine
from baoxiu.quotes.queries import reckoning
from baoxiu.quotes.queries.reckoning import Reckoned
from baoxiu.quotes.queries.rules import rule_of
from baoxiu.quotes.queries.statements import digest_of, lines_of, terms_digest

WORDS = {
    "line": (
        "{unit} {month}, line {place} ({number}): kept {kept}, made again {found}",
        "{unit} {month} 第 {place} 条（{number}）：原为 {kept}，重算为 {found}",
    ),
    "gone": (
        "{unit} {month}, line {place} ({number}): its events do not say that it ended",
        "{unit} {month} 第 {place} 条（{number}）：事件中没有结束记录",
    ),
    "missing": (
        "{unit} {month}: {number} ended in the month and has no line ({found})",
        "{unit} {month}：{number} 在当月结束却没有明细（{found}）",
    ),
    "total": (
        "{unit} {month}: closed at {kept}, its lines come to {found}",
        "{unit} {month}：关账合计 {kept}，明细合计 {found}",
    ),
    "terms": (
        "{unit} {month}: the settings kept with it are not those that were recorded",
        "{unit} {month}：随单保存的参数与登记时不符",
    ),
    "digest": (
        "{unit} {month}: the lines are not those that were recorded",
        "{unit} {month}：明细与登记时不符",
    ),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a statement is not what its events make it."""

    what: str
    unit: str
    month: str
    place: int = 0
    number: str = ""
    kept: str = ""
    found: str = ""

    def say(self, language: str) -> str:
        """In words."""
        en, zh = WORDS[self.what]
        facts = {name: getattr(self, name) for name in ("unit", "month", "place", "number", "kept", "found")}
        return (zh if language.startswith("zh") else en).format(**facts)


def find_differences(statements: Iterable[Statement] | None = None) -> list[Difference]:
    """Every difference between statements as they are kept and as their events make them; all statements where none is named."""
    chosen = Statement.objects.select_related("unit").order_by("unit_id", "month") if statements is None else statements
    return [found for statement in chosen for found in differences(statement)]


def recompute(month: str | None = None) -> tuple[int, list[Difference]]:
    """How many statements (of one month, where it is named) were made again, and every difference."""
    chosen = Statement.objects.select_related("unit").order_by("unit_id", "month")
    chosen = chosen.filter(month=str(Month.of(month))) if month else chosen
    return len(chosen), find_differences(chosen)


def differences(statement: Statement) -> Iterator[Difference]:
    """Where one statement is not what its events make it: its lines, what it left out, its total, its digest."""
    lines = lines_of(statement)
    found = _made_again(statement, lines)
    yield from _lines(statement, lines, found)
    yield from _left_out(statement)
    total = sum((line.amount for line in lines), Decimal())
    if statement.total is not None and statement.total != total:
        yield _difference("total", statement, kept=str(statement.total), found=str(total))
    yield from (_difference(what, statement) for what in _not_recorded(statement, lines))


def _made_again(statement: Statement, lines: list[StatementLine]) -> Mapping[tuple[UUID, bool], Reckoned]:
    """Each order of the statement by its events, without and with the rulings given on the statement itself."""
    found: dict[tuple[UUID, bool], Reckoned] = {}
    for is_ruling in (False, True):
        ids = [line.ticket_id for line in lines if (line.entry == "ruling") is is_ruling]
        rulings = reckoning.rulings_through(ids, statement.month) if is_ruling else reckoning.rulings_on(ids, before=statement.month)
        found |= {(one.id, is_ruling): one for one in reckoning.anew(ids, statement.as_of, rulings)}
    return found


def _lines(statement: Statement, lines: list[StatementLine], found: Mapping[tuple[UUID, bool], Reckoned]) -> Iterator[Difference]:
    before = reckoning.settled([line.ticket_id for line in lines], before=statement.month)
    here: dict[UUID, Money] = defaultdict(Money)
    lost = [line.ticket_id for line in lines if (line.ticket_id, line.entry == "ruling") not in found]
    emptied = reckoning.emptied(lost, statement.as_of) if lost else set()
    for line in lines:
        order = found.get((line.ticket_id, line.entry == "ruling"))
        if order is None:
            yield from [] if line.ticket_id in emptied else [_difference("gone", statement, line=line)]
            continue
        earlier = before[line.ticket_id].amount if line.ticket_id in before else Money()
        amount = order.worth.amount - earlier - here[line.ticket_id]
        here[line.ticket_id] += Money.of(line.amount)
        if amount.amount != line.amount or [item.said() for item in order.worth.items] != line.items:
            yield _difference("line", statement, line=line, kept=str(line.amount), found=str(amount))


def _left_out(statement: Statement) -> Iterator[Difference]:
    """Orders that ended in the month before the cut, and have no line anywhere."""
    rule = rule_of(statement.organisation_id, at=statement.drawn_at)
    if rule is None:
        return
    for one in reckoning.left_out(statement, rule):
        yield _difference("missing", statement, number=one.number, found=str(one.worth.amount))


def _not_recorded(statement: Statement, lines: list[StatementLine]) -> Iterator[str]:
    """What is not as the events of drawing up and closing proved it: the settings, the lines."""
    said = {event.type: event.data for event in journal.timeline(subject_of("statement", statement.pk))}
    drawn, closed = said.get(STATEMENT_DRAWN, {}), said.get(STATEMENT_CLOSED, {})
    if drawn.get("terms") != terms_digest(statement):
        yield "terms"
    first = [line for line in lines if line.entry != "ruling"]
    if drawn.get("digest") != digest_of(first) or (statement.state == "closed" and closed.get("digest") != digest_of(lines)):
        yield "digest"


def _difference(what: str, statement: Statement, *, line: StatementLine | None = None, **facts: str) -> Difference:
    if line is not None:
        facts = {"number": line.ticket.number, **facts}
    return Difference(what, statement.unit.title, statement.month, place=line.place if line is not None else 0, **facts)
