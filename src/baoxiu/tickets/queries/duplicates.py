"""Reports that may be one: the same place, the same kind, the same words, not long ago, still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from baoxiu.core.engine.facts import Actor
from baoxiu.core.joined import callers
from baoxiu.core.text import fold, likeness, tokens
from baoxiu.directory import queries as directory
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.boards import found_any
from baoxiu.tickets.queries.scope import seen_by

# They carry the words of the ticket they are about; nobody reported them.
ABOUT_ANOTHER = ("call_back", "urge", "withdrawal", "part_order", "part_return", "special_case")
WITHIN = timedelta(hours=72)
LOOKED_AT = 200
ENOUGH = 0.45
SHORTLY, OUTBREAK = timedelta(hours=6), 3
SAME_PLACE, NEAR, SAME_THING, SAME_KIND, SAME_WORDS, SAME_CALLER = 0.35, 0.2, 0.3, 0.2, 0.4, 0.15


@dataclass(frozen=True, slots=True)
class Suspect:
    """What is being reported, as far as it has been typed."""

    text: str = ""
    category: str = ""
    site: int | None = None
    place: str = ""
    asset: int | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """A ticket that may be about the same; `reasons` say why, in the reader's languages."""

    ticket: Ticket
    score: float
    reasons: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outbreak:
    """Several reports of the same kind near each other within a short time: perhaps one event behind them all."""

    many: int
    since: datetime
    first: Ticket  # the oldest of them, which the others may join


REASONS = {
    "place": {"zh": "同一地点", "en": "the same place"},
    "near": {"zh": "同一楼栋", "en": "the same building"},
    "thing": {"zh": "同一设备", "en": "the same thing"},
    "kind": {"zh": "同一类别", "en": "the same kind"},
    "words": {"zh": "描述相近", "en": "similar words"},
    "caller": {"zh": "同一电话", "en": "the same caller"},
}


def likely_duplicates(suspect: Suspect, actor: Actor, *, at: datetime, most: int = 5) -> list[Likely]:
    """Open tickets of the last 72 hours that may be the same event, the likeliest first (docs/engines/search.md)."""
    near = _near(suspect.site)
    rows = seen_by(actor).filter(final="", opened_at__gte=at - WITHIN, opened_at__lte=at).exclude(kind__in=ABOUT_ANOTHER)
    somehow = Q(site_id__in=near) | Q(asset_id=suspect.asset) if suspect.asset else Q(site_id__in=near)
    words = tokens(suspect.text, suspect.place)
    alike = rows.filter(somehow) | found_any(rows, words) if words else rows.filter(somehow)
    judged = [_judge(ticket, suspect, words, at) for ticket in alike.select_related("site", "request").order_by("-opened_at")[:LOOKED_AT]]
    return sorted((each for each in judged if each.score >= ENOUGH), key=lambda each: -each.score)[:most]


def outbreak(found: Sequence[Likely], *, at: datetime) -> Outbreak | None:
    """What looks like one event behind many reports: three or more of the likely ones, said alike or of one kind, within hours."""
    telling = {id(REASONS["kind"]), id(REASONS["words"])}
    same = [one.ticket for one in found if telling & {id(reason) for reason in one.reasons} and at - one.ticket.opened_at <= SHORTLY]
    if len(same) < OUTBREAK:
        return None
    first = min(same, key=lambda ticket: ticket.opened_at)
    callers_too = sum(len(callers(ticket.fields)) for ticket in same)
    return Outbreak(len(same) + callers_too, first.opened_at, first)


def said_alike(text: str, actor: Actor, *, most: int) -> list[Ticket]:
    """The latest tickets whose title shares a word with `text` and that were put under a category."""
    words = [word for word in tokens(text) if len(word) > 1]
    rows = seen_by(actor).exclude(category="")
    return list(found_any(rows, words).order_by("-opened_at")[:most]) if words else []


def _judge(ticket: Ticket, suspect: Suspect, words: Sequence[str], at: datetime) -> Likely:
    """What speaks for it, each thing once; fresh ones a little before old ones."""
    request = ticket.request
    said = f"{ticket.title} {request.text if request else ''} {request.place if request else ''}"
    alike = likeness(tokens(suspect.text), tokens(ticket.title, request.text if request else ""))
    parts = {
        "place": SAME_PLACE * _same_place(ticket, suspect, said),
        "near": NEAR * bool(suspect.site and ticket.site and ticket.site_id != suspect.site and _siblings(ticket, suspect.site)),
        "thing": SAME_THING * bool(suspect.asset and ticket.asset_id == suspect.asset),
        "kind": SAME_KIND * bool(suspect.category and ticket.category == suspect.category),
        "words": SAME_WORDS * min(1.0, alike * 1.5),
        "caller": SAME_CALLER * bool(suspect.phone and request and request.reporter_phone == suspect.phone),
    }
    age = (at - ticket.opened_at) / WITHIN
    score = round(sum(parts.values()) * (1 - 0.2 * age), 3)
    reasons = tuple(REASONS[name] for name, share in parts.items() if share >= 0.1)
    return Likely(ticket, score, reasons)


def _same_place(ticket: Ticket, suspect: Suspect, said: str) -> bool:
    if suspect.site and ticket.site_id == suspect.site:
        return True
    return bool(suspect.place.strip()) and fold(suspect.place.strip()) in fold(said)


def _near(site_id: int | None) -> list[int]:
    """The place, what it lies in, and its neighbours there."""
    return directory.sites_near(site_id, most=LOOKED_AT) if site_id else []


def _siblings(ticket: Ticket, site_id: int) -> bool:
    """Whether the two places lie in the same one, or one in the other."""
    other = directory.parent_site(site_id)
    here = ticket.site
    return here is not None and other is not None and (here.parent_id == other or here.pk == other or here.parent_id == site_id)
