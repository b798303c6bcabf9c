"""What I did: each day's jobs with times, minutes and parts, from the events; and the calendar that follows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.journal import queries as journal
from baoxiu.tickets import queries as tickets
from baoxiu.visits import queries as visits
from baoxiu.web.field import feed
from baoxiu.web.shared import naming, showing
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.requests import Asked

WEEK = 7
PARTS = frozenset({"part_lines", "part_returns"})


@dataclass(slots=True)
class Done:
    """One job on one day, as one worker did it."""

    number: str
    title: str
    place: str
    first: datetime
    last: datetime
    steps: list[tuple[datetime, Words]] = field(default_factory=list)
    worked: timedelta = timedelta()
    parts: list[str] = field(default_factory=list)
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """One day of the diary."""

    on: date
    jobs: Sequence[Done]

    @property
    def worked(self) -> timedelta:
        """The labour of the day."""
        return sum((job.worked for job in self.jobs), timedelta())


@require_GET
def diary(request: Asked) -> HttpResponse:
    """A week of what I did, newest day first."""
    last = _day(request.GET.get("until", ""), timezone.localdate(request.now))
    pages = diary_of(request.actor, last - timedelta(days=WEEK - 1), last)
    context = {
        "pages": [page for page in reversed(pages) if page.jobs],
        "first": last - timedelta(days=WEEK - 1),
        "last": last,
        "before": last - timedelta(days=WEEK),
        "after": last + timedelta(days=WEEK) if last < timezone.localdate(request.now) else None,
        "feed": feed.address_of(request.actor, request.now),
    }
    return render(request, "field/diary.html", context)


def diary_of(actor: Actor, first: date, last: date) -> list[Page]:
    """The days from `first` to `last`, both included."""
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    days: dict[date, dict[Any, Done]] = {first + timedelta(days=nth): {} for nth in range((last - first).days + 1)}
    events = list(journal.done_by(actor.organisation_id or 0, actor.id or 0, since=since, until=until))
    known = _tickets(actor, {event.ticket_id for event in events})
    for event in events:
        jobs = days[timezone.localdate(event.at)]
        ticket = known.get(event.ticket_id)
        done = jobs.setdefault(event.ticket_id, _begun(event, ticket))
        _note(done, event, catalogue.procedure(ticket.procedure_id) if ticket else None)
    for visit in visits.day_of(actor.id or 0, since=since, until=until):
        if visit.arrived_at and (found := days[timezone.localdate(visit.arrived_at)].get(visit.ticket_id)):
            found.worked += visit.labour
    return [Page(on, sorted(jobs.values(), key=lambda done: done.first)) for on, jobs in days.items()]


def _tickets(actor: Actor, ids: Iterable[Any]) -> dict[Any, Any]:
    found = tickets.seen_by(actor).filter(pk__in=list(ids)).select_related("site")
    return {ticket.pk: ticket for ticket in found}


def _begun(event: Any, ticket: Any) -> Done:
    if ticket is None:  # handed on since: that something was done stays his, what it was about does not
        return Done("", "", "", event.at, event.at, seen=False)
    place = ticket.site.title if ticket.site else naming.text_of(ticket.fields.get("place") or "")
    return Done(ticket.number, ticket.title, place, event.at, event.at)


def _note(done: Done, event: Any, procedure: LoadedProcedure | None) -> None:
    done.last = event.at
    command = str(event.data.get("command") or "")
    if procedure is None:
        return
    act = plan_of(procedure).acts.get(command)
    done.steps.append((event.at, act.title if act else naming.plain(command)))
    for line in _parts(event.data.get("form") or {}, procedure):
        if line not in done.parts:
            done.parts.append(line)


def _parts(form: Mapping[str, Any], procedure: LoadedProcedure) -> Iterator[str]:
    """Parts said in a form: those used, not those only planned."""
    charges = plan_of(procedure).charges
    planned = {name for name, role in charges.roles.items() if role.startswith("planned")} if charges is not None else set()
    for name, value in form.items():
        known = procedure.definition.fields.get(name)
        if known is not None and known.type in PARTS and name not in planned and isinstance(value, list):
            yield from (showing.priced_line(line) for line in value if isinstance(line, Mapping))


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, datetime.min.time()))


def _day(said: str, today: date) -> date:
    try:
        return min(date.fromisoformat(said), today)
    except ValueError:
        return today
