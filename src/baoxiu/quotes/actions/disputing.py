"""Disputes: a station says which line is wrong and why, somebody above answers, and what is accepted becomes a line of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, NotYours, Refusal
from baoxiu.core.procedure.elements import Settlement
from baoxiu.core.settlement import Known, Ruling, disputed, ruled
from baoxiu.journal.actions import record
from baoxiu.quotes.actions.statements import happened, held, row_of, rule_in_force, tell, titles
from baoxiu.quotes.events import DISPUTE_ANSWERED, LINE_DISPUTED
from baoxiu.quotes.models import Dispute, Statement, StatementLine
from baoxiu.quotes.queries import reckoning
from baoxiu.quotes.queries.rules import holds
from baoxiu.quotes.queries.statements import line_on


class DisputesOver(Refusal):
    """Lines of {month} could be disputed until {until}. Tell your region; what is wrong is corrected in the next statement."""

    code: ClassVar[str] = "disputes_over"
    zh: ClassVar[str] = "{month} 的异议期已于 {until} 结束。请联系大区，确有差错的在下月更正。"


class AlreadyDisputed(Refusal):
    """This line was disputed before; a line is disputed once, and the answer to it stands."""

    code: ClassVar[str] = "already_disputed"
    zh: ClassVar[str] = "该明细已提出过异议；每条明细只提一次，以答复为准。"


class NotDisputed(Refusal):
    """Nobody disputes this line, or it was answered already. Load the page again."""

    code: ClassVar[str] = "not_disputed"
    zh: ClassVar[str] = "该明细没有待答复的异议，请刷新页面。"


class ChangesNothing(Refusal):
    """The answer accepts the dispute and changes nothing. Choose another tier or a deduction to let go, or reject it."""

    code: ClassVar[str] = "ruling_changes_nothing"
    zh: ClassVar[str] = "同意异议却没有改变金额。请选择应归的档次或免除的扣款，否则请不同意。"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a dispute is answered: yes or no, in words; a yes names the tier the order belongs to, or deductions let go."""

    accepted: bool
    words: str
    tier: str = ""
    waives: Collection[str] = field(default_factory=tuple)


@transaction.atomic
def dispute_line(line_id: int, reason: str, *, by: Actor, at: datetime) -> Dispute:
    """Dispute a line of one's own unit's statement, with the reason, while its window is open."""
    line = line_on(line_id, by=by, at=at)
    statement = held(line.statement_id)
    rule = rule_in_force(statement.organisation_id, at)
    if not holds(by, rule.terms.disputed_by, statement.unit):
        raise NotYours(role=titles(rule, rule.terms.disputed_by))
    _refuse(line, statement, reason, at)
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                line=line, reason=reason.strip(), raised_at=at, raised_by_id=by.id, raised_by_name=by.name[:80]
            )
    except IntegrityError as faster:
        raise AlreadyDisputed from faster
    record(happened(LINE_DISPUTED, statement, by, at, {"place": line.place, "number": line.ticket.number, "reason": dispute.reason}))
    zh, en = (
        f"{statement.month} 结费单第 {line.place} 条（{line.ticket.number}）有异议",
        f"line {line.place} of {statement.month} is disputed",
    )
    tell(statement, rule.terms.answered_by, f"{zh}：{dispute.reason}", f"{en}: {dispute.reason}", what=f"disputed:{line.place}", at=at)
    return dispute


def _refuse(line: StatementLine, statement: Statement, reason: str, at: datetime) -> None:
    if at >= statement.disputes_until:
        raise DisputesOver(month=statement.month, until=f"{statement.disputes_until:%Y-%m-%d %H:%M}")
    if line.entry == "ruling" or Dispute.objects.filter(line=line).exists():
        raise AlreadyDisputed
    if not reason.strip():
        raise Malformed(what="reason / 异议原因", why="empty / 未填写", field="reason")


@transaction.atomic
def answer_dispute(line_id: int, answer: Answer, *, by: Actor, at: datetime) -> Dispute:
    """Answer a disputed line. A yes is a ruling: from now on the order is reckoned with it, and the difference is a line of its own."""
    line = line_on(line_id, by=by, at=at)
    statement = held(line.statement_id)
    rule = rule_in_force(statement.organisation_id, at)
    if not holds(by, rule.terms.answered_by, statement.unit):
        raise NotYours(role=titles(rule, rule.terms.answered_by))
    dispute = Dispute.objects.filter(line=line, answer="").first()
    if dispute is None:
        raise NotDisputed
    if not answer.words.strip():
        raise Malformed(what="words / 答复", why="empty / 未填写", field="words")
    if answer.accepted:
        _rule_on(line, statement, answer)
    _keep(dispute, answer, by, at)
    said = {"place": line.place, "number": line.ticket.number, "answer": dispute.answer, "words": dispute.words}
    record(happened(DISPUTE_ANSWERED, statement, by, at, {**said, "tier": dispute.tier, "waives": dispute.waives}))
    zh, en = ("同意", "accepted") if answer.accepted else ("不同意", "rejected")
    zh, en = (
        f"{statement.month} 结费单第 {line.place} 条的异议已答复：{zh}。",
        f"the dispute of line {line.place} of {statement.month} is {en}. ",
    )
    tell(statement, rule.terms.disputed_by, zh + dispute.words, en + dispute.words, what=f"answered:{line.place}", at=at)
    return dispute


def _keep(dispute: Dispute, answer: Answer, by: Actor, at: datetime) -> None:
    dispute.answer = "accepted" if answer.accepted else "rejected"
    dispute.words = answer.words.strip()
    dispute.tier = answer.tier if answer.accepted else ""
    dispute.waives = sorted(answer.waives) if answer.accepted else []
    dispute.answered_at, dispute.answered_by_id, dispute.answered_by_name = at, by.id, by.name[:80]
    dispute.save()


def _rule_on(line: StatementLine, statement: Statement, answer: Answer) -> None:
    """Add the line by which the order now comes to something else."""
    ruling = _ruling(line, answer)
    ids = [line.ticket_id]
    before = reckoning.rulings_through(ids, statement.month).get(line.ticket_id, Ruling())
    (order,) = reckoning.anew(ids, statement.as_of, {line.ticket_id: ruled([before, ruling])})
    if order.refusal is not None:
        raise order.refusal
    added = disputed(Known(str(order.id), order.worth), reckoning.settled(ids)[line.ticket_id])
    if not added.amount.amount:
        raise ChangesNothing
    last = StatementLine.objects.filter(statement=statement).order_by("-place").values_list("place", flat=True).first() or 0
    row_of(statement, last + 1, added, order).save(force_insert=True)


def _ruling(line: StatementLine, answer: Answer) -> Ruling:
    """What the answer comes to, in the tariff's own words; anything the tariff does not know is refused."""
    rule = tariff_rule(line)
    unknown = [*({answer.tier} - {"", *rule.tiers}), *(set(answer.waives) - set(rule.deductions))]
    if unknown:
        raise Malformed(what=", ".join(unknown), why="not in the tariff / 结费标准中没有", field="tier")
    ruling = Ruling(answer.tier, frozenset(answer.waives))
    if not ruling:
        raise ChangesNothing
    return ruling


def tariff_rule(line: StatementLine) -> Settlement:
    """The tariff a line was reckoned by."""
    rule = catalogue.procedure(line.tariff_id).definition.settlement
    if rule is None:
        raise TypeError(line.tariff_id)
    return rule
