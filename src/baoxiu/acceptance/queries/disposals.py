"""Papers whose time is over, and what was decided about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from baoxiu.acceptance.models import Disposal, Paper
from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.engine.retention import Kept, kept, shortest_years
from baoxiu.core.errors import NotFound
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket

YEAR = timedelta(days=365)  # a year is never shorter


@dataclass(frozen=True, slots=True)
class Due:
    """A ticket whose papers may go, since when, by which clause."""

    ticket: Ticket
    since: datetime
    clause: str


def papers_due(actor: Actor, *, at: datetime, most: int = 200) -> list[Due]:
    """The ended tickets the actor sees whose papers may go and that nobody has proposed yet, the oldest first."""
    taken = Paper.objects.filter(ticket=OuterRef("pk")).exclude(disposal__state="declined")
    ended = tickets.seen_by(actor).exclude(final="").filter(closed_at__lt=at).exclude(Exists(taken))
    found: list[Due] = []
    for one in _candidates(ended, at):
        rule = when_due(one)
        if rule.until is not None and rule.until <= at and not tickets.open_around(one):
            found.append(Due(one, rule.until, rule.clause or ""))
        if len(found) == most:
            break
    return found


def when_due(ticket: Ticket) -> Kept:
    """How long a ticket's papers are kept, by the rule of its own procedure."""
    procedure, facts, _ = tickets.known_of(ticket)
    return kept(procedure, facts, ticket.closed_at or facts.opened_at)


def disposals_of(actor: Actor) -> QuerySet[Disposal]:
    """The disposals of the actor's organisation, the latest first."""
    found = Disposal.objects.filter(organisation_id=actor.organisation_id)
    return found.select_related("proposed_by", "decided_by").prefetch_related("papers__ticket").order_by("-proposed_at")


def disposal_on(id_: UUID, *, seen_by: Actor) -> Disposal:
    """One disposal; as if it were not there where the actor sees not all of its tickets."""
    found = disposals_of(seen_by).filter(pk=id_).first()
    ids = [paper.ticket_id for paper in found.papers.all()] if found is not None else []
    if found is None or tickets.seen_by(seen_by).filter(pk__in=ids).count() != len(ids):
        raise NotFound(what="disposal / 销毁单", name=id_)
    return found


def _candidates(ended: QuerySet[Ticket], at: datetime) -> Iterator[Ticket]:
    """Those of `ended` that may be due, procedure by procedure: nothing is looked at before the least its rule may come to."""
    for version in ended.order_by().values_list("procedure_id", flat=True).distinct():
        least = shortest_years(catalogue.procedure(version).definition.retention)
        if least is not None:
            some = ended.filter(procedure_id=version, closed_at__lt=at - least * YEAR).select_related("unit").order_by("closed_at", "pk")
            yield from some.iterator(chunk_size=200)
