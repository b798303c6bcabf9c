"""People: who acts, with which roles and skills; who holds a role at a unit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from baoxiu.core.engine.facts import Actor, Post
from baoxiu.core.errors import NotFound
from baoxiu.directory.models import ApiToken, Person, SystemOutage, Unit
from baoxiu.directory.models import Post as Held
from baoxiu.journal import clock
from baoxiu.journal.statements import row

ACTING = """
SELECT p.id, p.name, p.organisation_id, p.on_shift, p.language,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(h.role, h.unit_id, u.path, h.rank) ORDER BY h.id), '[]')
          FROM directory_post h JOIN directory_unit u ON u.id = h.unit_id
         WHERE h.person_id = p.id AND u.active
           AND (h.since_on IS NULL OR h.since_on <= %(day)s) AND (h.until_on IS NULL OR h.until_on >= %(day)s)),
       (SELECT coalesce(jsonb_agg(s.code), '[]') FROM directory_skill s
         WHERE s.person_id = p.id AND (s.valid_until_on IS NULL OR s.valid_until_on >= %(day)s)){more}
  FROM {rows} AND p.is_active
"""
ACTOR = ACTING.format(more="", rows="directory_person p WHERE p.id = %(id)s")
ACTORS = ACTING.format(more="", rows="directory_person p WHERE p.id = ANY(%(ids)s)")
BY_TOKEN = ACTING.format(
    more=", k.scopes, k.expires_at",
    rows="""directory_apitoken k JOIN directory_person p ON p.id = k.person_id
 WHERE k.hash = %(hash)s AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > %(at)s)""",
)


def actor_of(person: Person | int, *, on: date | None = None) -> Actor:
    """The person as an actor: posts and skills valid on that day (today where none is said). One query."""
    id_ = person if isinstance(person, int) else person.pk
    found = row(ACTOR, {"id": id_, "day": on or today()})
    if found is None:
        raise NotFound(what="person / 人员", name=id_)
    return _actor(*found)


def actors_of(ids: Iterable[int], *, on: date) -> dict[int, Actor]:
    """People by id as actors, with the posts and skills valid on that day; who is unknown or may not log in is left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ACTORS, {"ids": sorted(ids), "day": on})
        return {found[0]: _actor(*found) for found in cursor.fetchall()}


def actor_by_token(secret: str, at: datetime) -> tuple[Actor, frozenset[str], datetime | None] | None:
    """Who a token acts as, what it may do and until when; None when unknown, expired or revoked. One query."""
    found = row(BY_TOKEN, {"hash": token_hash(secret), "at": at, "day": timezone.localdate(at)})
    if found is None:
        return None
    *person, scopes, until = found
    return _actor(*person), frozenset(json.loads(scopes)), until


def _actor(id_: int, name: str, organisation_id: int | None, on_shift: bool, language: str, posts: str, skills: str) -> Actor:
    return Actor(
        id=id_,
        name=name,
        kind="person",
        organisation_id=organisation_id,
        posts=tuple(Post(*post) for post in json.loads(posts)),
        skills=frozenset(json.loads(skills)),
        on_shift=on_shift,
        language=language[:2],
    )


def today() -> date:
    """The date now, in the installation's zone."""
    return timezone.localdate(clock.now())


def person_on(login: str) -> Person:
    """The person who logs in by this name."""
    found = Person.objects.filter(login=login).first()
    if found is None:
        raise NotFound(what="person / 人员", name=login)
    return found


def person_with(id_: int) -> Person:
    """The person with this id."""
    found = Person.objects.filter(pk=id_).first()
    if found is None:
        raise NotFound(what="person / 人员", name=id_)
    return found


def people_named(ids: Iterable[int]) -> QuerySet[Person]:
    """The people with these ids, wherever they work now."""
    return Person.objects.filter(pk__in=list(ids))


def people_of(organisation_id: int) -> QuerySet[Person]:
    """Everybody who works at an organisation and may log in, with posts."""
    return Person.objects.filter(organisation_id=organisation_id, is_active=True).prefetch_related("posts__unit").order_by("id")


def staff_of(units: Iterable[Unit]) -> QuerySet[Person]:
    """Everybody with a post at one of the units themselves."""
    return Person.objects.filter(posts__unit__in=list(units), is_active=True).distinct().order_by("id")


def administrators() -> QuerySet[Person]:
    """Who looks after the installation as a whole."""
    return Person.objects.filter(is_administrator=True).prefetch_related("posts__unit").order_by("id")


def posts_on(day: date) -> QuerySet[Held]:
    """Posts valid on a day, of people who are active."""
    return Held.objects.filter(
        Q(since_on=None) | Q(since_on__lte=day),
        Q(until_on=None) | Q(until_on__gte=day),
        person__is_active=True,
    )


def holders(role: str, unit: Unit, *, on: date | None = None) -> list[Person]:
    """Who holds a role for a unit: at the unit itself, else at the nearest unit above where anybody does."""
    ids = [int(step) for step in unit.path.strip("/").split("/")]
    held = posts_on(on or today()).filter(role=role, unit_id__in=ids).select_related("person", "unit").order_by("person_id")
    rows = list(held)
    nearest = max((len(row.unit.path) for row in rows), default=0)
    return [row.person for row in rows if len(row.unit.path) == nearest]


def people_with_role(role: str, unit: Unit, *, on: date | None = None) -> list[Person]:
    """Everybody who holds a role at the unit or below it."""
    held = posts_on(on or today()).filter(role=role, unit__path__startswith=unit.path).select_related("person")
    return list({row.person_id: row.person for row in held.order_by("person_id")}.values())


def people_with_skill(code: str, unit: Unit, *, on: date | None = None) -> list[Person]:
    """Everybody on shift with a post at the unit or below and the skill, not expired."""
    day = on or today()
    return list(
        Person.objects.filter(
            Q(skills__valid_until_on=None) | Q(skills__valid_until_on__gte=day),
            skills__code=code,
            on_shift=True,
            posts__in=posts_on(day).filter(unit__path__startswith=unit.path),
        ).distinct()
    )


def tokens_of(person_id: int) -> QuerySet[ApiToken]:
    """A person's tokens, newest first."""
    return ApiToken.objects.filter(person_id=person_id).order_by("-created_at", "-id")


def token_hash(secret: str) -> str:
    """What is kept of a token. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def outage_at(organisation_id: int, at: datetime) -> SystemOutage | None:
    """The recorded failure of the system that `at` lies in (LCD-41)."""
    return (
        SystemOutage.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), organisation_id=organisation_id, starts_at__lte=at)
        .order_by("starts_at")
        .first()
    )


def outages_of(organisation_id: int) -> QuerySet[SystemOutage]:
    """Every recorded failure of the system, the latest first."""
    return SystemOutage.objects.filter(organisation_id=organisation_id).select_related("recorded_by").order_by("-starts_at", "-id")
