"""Whoever owes a replaced part past its days is told, and so is whoever waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from baoxiu.catalogue import queries as catalogue
from baoxiu.journal import actions as journal
from baoxiu.stock.models import ReplacedPart
from baoxiu.stock.queries.returns import owed_everywhere, return_days

LOOK_BACK = timedelta(days=7)  # a worker that stood still so long still tells what fell due meanwhile
LEAST = timedelta(days=1)


def remind_of_returns(at: datetime) -> int:
    """Tell of every job whose replaced parts fell due since the last look, and again each time as many days have passed; how many jobs.

    The pack's setting `part_return_told` names the roles; a job is told of once a term, however often this runs.
    """
    owed = groupby(owed_everywhere(at=at, older_than=LEAST), key=lambda piece: piece.ticket_id)
    return sum(_remind(list(pieces), at) for _ticket, pieces in owed)


def _remind(pieces: Sequence[ReplacedPart], at: datetime) -> bool:
    """Tell of one job, if its oldest piece passed a term lately."""
    oldest = min(pieces, key=lambda piece: piece.used_at)
    within = return_days(oldest)
    if not within:
        return False
    terms = (at - oldest.used_at).days // within
    passed_at = oldest.used_at + timedelta(days=within * terms)
    if not terms or at - passed_at > LOOK_BACK:
        return False
    for role in _told(oldest):
        _tell(pieces, oldest, role, terms, within * terms, at)
    return True


def _told(piece: ReplacedPart) -> Sequence[str]:
    pack = catalogue.procedure(piece.ticket.procedure_id).pack
    named = pack.pack.settings.get("part_return_told") if pack else None
    return named if isinstance(named, list) else ()


def _tell(pieces: Sequence[ReplacedPart], oldest: ReplacedPart, role: str, terms: int, days: int, at: datetime) -> None:
    unit, number = oldest.unit, oldest.ticket.number
    parts = [f"{piece.part} {piece.old_serial}".strip() for piece in pieces]
    zh, en = "、".join(parts), ", ".join(parts)
    journal.tell(
        f"role:{role}",
        {
            "zh": f"{unit.title}：{number} 换下的旧件已满 {days} 天未返还：{zh}，请尽快返还",
            "en": f"{unit.title_en or unit.title}: replaced on {number} and owed for {days} days: {en}. Send it back",
        },
        key=f"part-owed:{oldest.ticket_id}:{terms}:{role}",
        organisation_id=oldest.organisation_id,
        unit_id=unit.pk,
        at=at,
        about=(oldest.ticket_id, number),
    )
