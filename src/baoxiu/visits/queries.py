"""What can be asked of visits: those of a ticket, earlier ones for the same trouble, a worker's day, how well they were prepared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Site
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket
from baoxiu.visits.models import SiteMark, Visit

PREPARED = timedelta(minutes=5)  # what preparation may take, where nobody says otherwise
AHEAD = timedelta(minutes=3)  # how long before the appointment somebody should be there

# Visits of other tickets for the same trouble, newest first: at the same site (without one: for the same customer) and of the same
# category (without one: of any), or of the tickets this one goes back to.
EARLIER = """
WITH RECURSIVE back AS (
    SELECT l.parent_id AS id, 1 AS far FROM tickets_ticketlink l WHERE l.child_id = %(ticket)s::uuid
    UNION
    SELECT l.parent_id, back.far + 1 FROM tickets_ticketlink l JOIN back ON l.child_id = back.id WHERE back.far < 9
), here AS (
    SELECT t.id, t.organisation_id, t.category, t.opened_at FROM tickets_ticket t WHERE t.site_id = %(site)s::bigint
    UNION ALL
    SELECT t.id, t.organisation_id, t.category, t.opened_at FROM tickets_ticket t
     WHERE t.customer_id = %(customer)s::bigint AND %(site)s::bigint IS NULL
), of AS (
    SELECT id FROM back
    UNION
    (SELECT id FROM here WHERE organisation_id = %(organisation)s AND coalesce(%(category)s::text, '') IN ('', category)
      ORDER BY opened_at DESC LIMIT 200)
), found AS (
    SELECT t.number, t.title, t.category, t.state, t.final, v.nth, v.arrived_at AS at, v.by_name, v.person_id AS person, v.outcome,
           v.companions
      FROM visits_visit v JOIN tickets_ticket t ON t.id = v.ticket_id
     WHERE v.ticket_id IN (SELECT id FROM of) AND v.ticket_id IS DISTINCT FROM %(ticket)s::uuid AND v.arrived_at <= %(at)s
     ORDER BY v.arrived_at DESC, v.nth DESC LIMIT 20
)
SELECT coalesce(jsonb_agg(to_jsonb(found) ORDER BY found.at DESC, found.nth DESC), '[]') FROM found
"""

# Where a site lies and what its sign says: its own, else that of the nearest place around it.
PROOF = """
WITH RECURSIVE line AS (
    SELECT s.id, s.parent_id, s.latitude, s.longitude, 0 AS far FROM directory_site s WHERE s.id = %(site)s::bigint
    UNION ALL
    SELECT s.id, s.parent_id, s.latitude, s.longitude, line.far + 1 FROM directory_site s JOIN line ON s.id = line.parent_id
), place AS (
    SELECT latitude, longitude FROM line WHERE latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY far LIMIT 1
)
SELECT jsonb_build_object(
    'lat', (SELECT latitude FROM place), 'lon', (SELECT longitude FROM place),
    'mark', (SELECT m.mark FROM line JOIN visits_sitemark m ON m.site_id = line.id ORDER BY line.far LIMIT 1))
"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier visit for the same trouble, and who was there."""

    number: str
    title: str
    at: datetime
    by_name: str
    companions: str
    outcome: str
    state: str
    seen: bool  # whether whoever looks may open its ticket


@dataclass(frozen=True, slots=True)
class Measured:
    """How many of some visits kept a limit, and what was usual."""

    counted: int
    kept: int
    middle: timedelta | None

    @property
    def share(self) -> float | None:
        """Those that kept it among those counted."""
        return self.kept / self.counted if self.counted else None


def visits_of(ticket: Ticket) -> QuerySet[Visit]:
    """The visits of a ticket, the first one first."""
    return Visit.objects.filter(ticket=ticket).select_related("person").order_by("nth")


def earlier_visits(ticket: Ticket, actor: Actor, at: datetime) -> list[Earlier]:
    """Earlier visits for the same trouble, newest first: also those the actor may not open, since he must ask who was there."""
    given: dict[str, Any] = {
        "ticket": ticket.pk, "organisation": ticket.organisation_id, "site": ticket.site_id, "customer": ticket.customer_id,
        "category": ticket.category, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({EARLIER})::text", given)
        (said,) = cursor.fetchone()
    found = json.loads(said)
    numbers = [one["number"] for one in found]
    open_to = set(tickets.seen_by(actor).filter(number__in=numbers).values_list("number", flat=True)) if numbers else set()
    return [_earlier(one, open_to) for one in found]


def _earlier(one: dict[str, Any], open_to: set[str]) -> Earlier:
    at = datetime.fromisoformat(one["at"])
    return Earlier(
        one["number"], one["title"], at, one["by_name"], one["companions"], one["outcome"], one["state"], one["number"] in open_to
    )


def day_of(person_id: int, *, since: datetime, until: datetime) -> QuerySet[Visit]:
    """What a worker went to in [since, until), in the order he came."""
    mine = Visit.objects.filter(person_id=person_id, arrived_at__gte=since, arrived_at__lt=until)
    return mine.select_related("ticket", "ticket__site").order_by("arrived_at")


def visits_within(actor: Actor, *, since: datetime, until: datetime) -> QuerySet[Visit]:
    """The visits that arrived in [since, until) on tickets the actor may see."""
    seen = tickets.seen_by(actor).values("pk")
    return Visit.objects.filter(ticket__in=seen, arrived_at__gte=since, arrived_at__lt=until).order_by("arrived_at", "pk")


def preparation(visits: QuerySet[Visit], *, limit: timedelta = PREPARED) -> Measured:
    """How long it took from acceptance to departure, over those visits where both were noted."""
    noted = visits.filter(accepted_at__isnull=False, departed_at__isnull=False).values_list("accepted_at", "departed_at")
    found = [departed - accepted for accepted, departed in noted if accepted and departed]
    return Measured(len(found), sum(took <= limit for took in found), _middle(found))


def punctuality(visits: QuerySet[Visit], *, ahead: timedelta = AHEAD) -> Measured:
    """How long before the appointment they came, over those visits that had one; kept is who came `ahead` of it."""
    noted = visits.filter(appointed_at__isnull=False, arrived_at__isnull=False).values_list("arrived_at", "appointed_at")
    found = [appointed - arrived for arrived, appointed in noted if arrived and appointed]
    return Measured(len(found), sum(early >= ahead for early in found), _middle(found))


def _middle(spans: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None


def site_seen(site_id: int, *, by: Actor) -> Site:
    """A site of the actor's organisation."""
    found = directory.site_with(by.organisation_id, site_id) if by.organisation_id is not None else None
    if found is None:
        raise NotFound(what="site / 地址", name=site_id)
    return found


def mark_of(site: Site) -> SiteMark | None:
    """The sign of a site, where one was made."""
    return SiteMark.objects.filter(site=site).first()


def marked(mark: str, *, seen_by: Actor) -> SiteMark:
    """The sign somebody scanned."""
    found = SiteMark.objects.select_related("site").filter(mark=mark.upper(), site__organisation_id=seen_by.organisation_id).first()
    if found is None:
        raise NotFound(what="sign / 现场二维码", name=mark)
    return found


def jobs_at(mark: SiteMark, actor: Actor) -> QuerySet[Ticket]:
    """The open tickets at the site of a sign, or anywhere below it, that the actor holds or that wait for one of his roles."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [mark.site_id])
        sites = [site for (site,) in cursor.fetchall()]
    roles = {post.role for post in actor.posts}
    mine = Q(holder_id=actor.id) | Q(holder_id=None, holder_role__in=roles)
    here = tickets.seen_by(actor).filter(mine, site_id__in=sites, final="")
    return here.select_related("unit", "holder", "site").order_by("due_at", "opened_at")


BELOW = """
WITH RECURSIVE line AS (
    SELECT id FROM directory_site WHERE id = %s
    UNION ALL
    SELECT s.id FROM directory_site s JOIN line ON s.parent_id = line.id
)
SELECT id FROM line
"""
