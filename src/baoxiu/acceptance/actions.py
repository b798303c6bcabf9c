"""Disposing of papers whose time is over: one person proposes, another approves, and what was done is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from baoxiu.acceptance.events import DISPOSAL_DECLINED, DISPOSAL_PROPOSED, PAPERS_DISPOSED
from baoxiu.acceptance.models import Disposal, Paper
from baoxiu.acceptance.queries import disposal_on, when_due
from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.journal import Happened
from baoxiu.journal.actions import record
from baoxiu.journal.ids import new_id
from baoxiu.tickets import actions as tickets
from baoxiu.tickets import queries
from baoxiu.tickets.models import Ticket


class KeptLonger(Refusal):
    """{number} must be kept until {until}. Take it off the list."""

    code = "kept_longer"
    zh = "{number} 须保存至 {until}，不能提前销毁，请从清单中去掉。"


class KeptForEver(Refusal):
    """{number} is kept for ever. Take it off the list."""

    code = "kept_for_ever"
    zh = "{number} 长期保存，不得销毁，请从清单中去掉。"


class ByAnother(Refusal):
    """Who proposed a disposal cannot approve it. Ask somebody else."""

    code = "by_another"
    zh = "提出人不能自己批准，请由另一人批准。"


class NotYours(Refusal):
    """The procedure of {number} lets {who} do this. Ask them."""

    code = "not_yours"
    zh = "按 {number} 的规程，此事须由{who_zh}办理。"


class Decided(Refusal):
    """This disposal was decided already."""

    code = "disposal_decided"
    zh = "该销毁申请已处理。"


@transaction.atomic
def propose_disposal(numbers: Sequence[str], reason: str = "", *, by: Actor, at: datetime) -> Disposal:
    """Propose to dispose of the papers of tickets whose time is over. Refused where one of them must be kept longer."""
    if not numbers or by.id is None or by.organisation_id is None:
        raise Malformed(what="disposal / 销毁申请", why="tickets / 单据")
    papers = [_paper(queries.ticket_on(number, seen_by=by), by, at) for number in dict.fromkeys(numbers)]
    disposal = Disposal.objects.create(
        id=new_id(at), organisation_id=by.organisation_id, reason=reason.strip(), proposed_by_id=by.id, proposed_at=at
    )
    for paper in papers:
        paper.disposal = disposal
    Paper.objects.bulk_create(papers)
    _record(DISPOSAL_PROPOSED, disposal, {"numbers": [paper.ticket.number for paper in papers], "reason": disposal.reason}, by=by, at=at)
    return disposal


@transaction.atomic
def approve_disposal(id_: UUID, *, by: Actor, at: datetime) -> Disposal:
    """Approve a disposal and do it: what is personal is emptied, the chains stay whole, and the record says what was done."""
    disposal = _undecided(id_, by)
    papers = list(disposal.papers.select_related("ticket", "ticket__unit"))
    for paper in papers:
        _refuse_early(paper.ticket, at)
        _refuse_role(paper.ticket, by, "approved_by")
    _decide(disposal, "done", by, at)
    emptied = tickets.dispose_tickets([paper.ticket_id for paper in papers], disposal=disposal.pk, by=by, at=at)
    said = {"subjects": {str(one.subject): one.digest for one in emptied}, "numbers": [paper.ticket.number for paper in papers]}
    _record(PAPERS_DISPOSED, disposal, {**said, "proposed_by": disposal.proposed_by_id}, by=by, at=at)
    return disposal


@transaction.atomic
def decline_disposal(id_: UUID, why: str, *, by: Actor, at: datetime) -> Disposal:
    """Decline a disposal: the papers stay, and may be proposed again."""
    disposal = _undecided(id_, by)
    if not why.strip():
        raise Malformed(what="disposal / 销毁申请", why="reason / 原因", field="why")
    disposal.why_declined = why.strip()
    _decide(disposal, "declined", by, at)
    _record(DISPOSAL_DECLINED, disposal, {"why": disposal.why_declined}, by=by, at=at)
    return disposal


def _paper(ticket: Ticket, by: Actor, at: datetime) -> Paper:
    """One paper of a proposal, once it is due."""
    _refuse_role(ticket, by, "proposed_by")
    until, clause = _refuse_early(ticket, at)
    return Paper(ticket=ticket, kept_until=until, clause=clause)


def _refuse_early(ticket: Ticket, at: datetime) -> tuple[datetime, str]:
    rule = when_due(ticket)
    if not ticket.final or queries.open_around(ticket):
        raise tickets.StillOpen(number=ticket.number)
    if rule.until is None:
        raise KeptForEver(number=ticket.number, clause=rule.clause)
    if rule.until > at:
        until = rule.until.astimezone(ZoneInfo(ticket.unit.zone)).strftime("%Y-%m-%d")
        raise KeptLonger(number=ticket.number, until=until, clause=rule.clause)
    return rule.until, rule.clause or ""


def _refuse_role(ticket: Ticket, by: Actor, which: str) -> None:
    """Whom the procedure lets propose or approve; where it names nobody, whoever sees the ticket."""
    procedure = catalogue.procedure(ticket.procedure_id)
    rule = procedure.definition.retention
    roles: Iterable[str] = getattr(rule, which, ()) if rule is not None else ()
    if roles and not set(roles) & by.roles_at(ticket.unit.path):
        known = procedure.pack.pack.roles if procedure.pack else {}
        titles = [known[role].title for role in roles if role in known]
        who = {language: "、".join(title.get(language, title["zh"]) for title in titles) for language in ("zh", "en")}
        raise NotYours(number=ticket.number, who=who["en"], who_zh=who["zh"], clause=next(iter(rule.clause), None) if rule else None)


def _undecided(id_: UUID, by: Actor) -> Disposal:
    disposal_on(id_, seen_by=by)
    disposal = Disposal.objects.select_for_update().get(pk=id_)
    if disposal.state != "proposed":
        raise Decided
    if disposal.proposed_by_id == by.id or by.id is None:
        raise ByAnother
    return disposal


def _decide(disposal: Disposal, state: str, by: Actor, at: datetime) -> None:
    disposal.state, disposal.decided_by_id, disposal.decided_at = state, by.id, at
    disposal.save(update_fields=["state", "decided_by", "decided_at", "why_declined"])


def _record(type_: str, disposal: Disposal, said: dict[str, object], *, by: Actor, at: datetime) -> None:
    record(Happened(type_, disposal.pk, disposal.organisation_id, at, by, said))
