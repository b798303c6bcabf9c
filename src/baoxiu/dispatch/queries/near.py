"""Who could be there soon: workers on shift around a unit, how much each has in hand, and how far off he is as far as that is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db import connection

from baoxiu.dispatch.queries.jobs import ON_SHIFT

EARTH = 6_371_000  # metres
MOST = 3
# Where somebody is: the place of the open job he was last at work on. Coordinates: the place's own, else of what it lies in.
NEAR = f"""
WITH RECURSIVE line AS (
    SELECT s.id AS place, s.id, s.parent_id, s.latitude, s.longitude, 0 AS up FROM directory_site s
     WHERE s.id = %(site)s OR s.id IN (SELECT t.site_id FROM tickets_ticket t WHERE t.holder_id = ANY(%(people)s) AND t.final = '')
    UNION ALL
    SELECT line.place, s.id, s.parent_id, s.latitude, s.longitude, up + 1 FROM directory_site s JOIN line ON s.id = line.parent_id
     WHERE up < 8
), spots AS (
    SELECT place,
           (array_agg(ARRAY[latitude, longitude] ORDER BY up) FILTER (WHERE latitude IS NOT NULL AND longitude IS NOT NULL))[1:1] AS spot,
           array_agg(id ORDER BY up) AS lies_in
      FROM line GROUP BY place
)
SELECT p.id, p.name, {ON_SHIFT} AS on_shift, held.many, s.title, mine.spot, mine.lies_in, here.spot, here.lies_in
  FROM directory_person p
  CROSS JOIN LATERAL (SELECT count(*) AS many FROM tickets_ticket t WHERE t.holder_id = p.id AND t.final = '') AS held
  LEFT JOIN LATERAL (
      SELECT t.site_id FROM tickets_ticket t
       WHERE t.holder_id = p.id AND t.final = '' AND t.site_id IS NOT NULL ORDER BY t.state_since DESC LIMIT 1) AS last ON true
  LEFT JOIN directory_site s ON s.id = last.site_id
  LEFT JOIN spots mine ON mine.place = last.site_id
  LEFT JOIN spots here ON here.place = %(site)s
 WHERE p.id = ANY(%(people)s)
"""
PEOPLE = """
SELECT DISTINCT h.person_id FROM directory_post h JOIN directory_unit u ON u.id = h.unit_id JOIN directory_person p ON p.id = h.person_id
 WHERE h.role = ANY(%(roles)s) AND p.is_active AND (starts_with(%(path)s, u.path) OR starts_with(u.path, %(path)s))
   AND (h.since_on IS NULL OR h.since_on <= %(on)s) AND (h.until_on IS NULL OR h.until_on >= %(on)s)
"""


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody on shift: jobs in hand, where the last of them is, and how far that is; `metres` None where nobody knows."""

    id: int
    name: str
    open: int
    place: str
    metres: int | None
    is_same_building: bool

    @property
    def is_free(self) -> bool:
        """Whether he has nothing in hand."""
        return self.open == 0


def workers_near(path: str, roles: Collection[str], *, site: int | None, at: datetime, most: int = MOST) -> list[Near]:
    """Whom to think of for a place: on shift, around the unit with `path`; who is free first, then who is nearest."""
    values: Mapping[str, Any] = {"roles": list(roles), "path": path, "on": at.date(), "at": at, "site": site}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, values)
        people = [row[0] for row in cursor.fetchall()]
        cursor.execute(NEAR, {**values, "people": people})
        found = [_near(row) for row in cursor.fetchall() if row[2]]
    return sorted(found, key=_order)[:most]


def _order(one: Near) -> tuple[int, bool, int, str]:
    return one.open, not one.is_same_building, EARTH if one.metres is None else one.metres, one.name


def _near(row: tuple[Any, ...]) -> Near:
    id_, name, _, many, title, spot, lies_in, here, here_in = row
    same = bool(lies_in and here_in and set(lies_in[:2]) & set(here_in[:2]))
    return Near(id_, name, many, title or "", metres_between(spot, here), same)


def metres_between(one: Any, other: Any) -> int | None:
    """As the crow flies, to ten metres; None where either is unknown."""
    if not one or not other:
        return None
    (lat, lon), (lat_2, lon_2) = ((radians(float(part)) for part in spot[0]) for spot in (one, other))
    bow = sin((lat_2 - lat) / 2) ** 2 + cos(lat) * cos(lat_2) * sin((lon_2 - lon) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(bow)) / 10) * 10
