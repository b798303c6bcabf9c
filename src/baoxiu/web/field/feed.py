"""The worker's calendar as a feed his own calendar app follows: agreed visits to come, and where he was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.journal import clock
from baoxiu.tickets import queries as tickets
from baoxiu.visits import queries as visits
from baoxiu.web.shared import icalendar, links
from baoxiu.web.shared.middleware import open_to_strangers
from baoxiu.web.shared.rows import appointment_of

BEHIND = timedelta(days=30)
USUAL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the feed. It names the place and no person: a calendar is read on many screens."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    number: str


def address_of(actor: Actor, at: datetime) -> str:
    """The whole address of somebody's feed."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("field:feed", args=[links.diary_token(actor.id or 0, at)])


@open_to_strangers
@require_GET
def calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """The feed behind a token. Whoever left is no longer read."""
    at = clock.now()
    person = directory.person_with(links.diary_of(token, at))
    if not person.is_active:
        raise NotFound(what="link / 链接", name=token[:8])
    body = b"".join(icalendar.folded(line) for line in _lines(list(entries(directory.actor_of(person), at)), at))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, max-age=300"})


def entries(actor: Actor, at: datetime) -> Iterator[Entry]:
    """Where he was lately, and what is agreed of the jobs he holds."""
    for visit in visits.day_of(actor.id or 0, since=at - BEHIND, until=at):
        end = visit.left_at or (visit.arrived_at or at) + USUAL
        place = visit.ticket.site.title if visit.ticket.site else ""
        yield Entry(f"{visit.ticket.number}-{visit.nth}", visit.arrived_at or at, end, visit.ticket.title, place, visit.ticket.number)
    for ticket in tickets.held_by(actor.id or 0).select_related("site"):
        agreed = appointment_of(ticket)
        if agreed is not None and agreed > at:
            place = ticket.site.title if ticket.site else ""
            yield Entry(f"{ticket.number}-agreed", agreed, agreed + USUAL, ticket.title, place, ticket.number)


def _lines(found: list[Entry], at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Baoxiu//Diary//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield f"X-WR-CALNAME:{icalendar.escaped(_('My jobs'))}"
    for entry in found:
        yield from ("BEGIN:VEVENT", f"UID:{icalendar.escaped(entry.uid)}", f"DTSTAMP:{icalendar.utc(at)}")
        yield from (f"DTSTART:{icalendar.utc(entry.starts_at)}", f"DTEND:{icalendar.utc(entry.ends_at)}")
        yield f"SUMMARY:{icalendar.escaped(f'{entry.title} · {entry.number}')}"
        yield f"LOCATION:{icalendar.escaped(entry.place)}"
        yield f"URL:{settings.PUBLIC_URL.rstrip('/')}{reverse('field:ticket', args=[entry.number])}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"
