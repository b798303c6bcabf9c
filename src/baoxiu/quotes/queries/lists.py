"""Price lists: which there are, and what a decision knows as `prices`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.elements import Price
from baoxiu.directory import scope
from baoxiu.directory.models import Unit
from baoxiu.quotes.models import PriceList, PriceRow

# The list a ticket began with; else the one in force at its unit or the nearest above. None: the pack's own prices hold.
PRICES = """
WITH kept AS (SELECT t.fields -> '_price_list' AS list FROM tickets_ticket t WHERE t.id = %(ticket)s::uuid AND t.fields ? '_price_list'),
chosen AS (
  SELECT l.id, l.version, 0 AS far FROM quotes_pricelist l JOIN kept ON l.id = (kept.list ->> 'id')::bigint
  UNION ALL
  SELECT l.id, l.version, -length(u.path) FROM directory_unit here
    JOIN directory_unit u ON starts_with(here.path, u.path)
    JOIN quotes_pricelist l ON l.unit_id = u.id
     AND daterange(l.from_on, l.until_on, '[]') @> (%(at)s::timestamptz AT TIME ZONE here.zone)::date
   WHERE here.id = %(unit)s AND NOT EXISTS (SELECT 1 FROM kept)
   ORDER BY far LIMIT 1
)
SELECT jsonb_build_object('id', c.id, 'version', c.version, 'rows', (
         SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                  'code', r.code, 'title', r.title, 'kind', r.kind, 'unit', r.unit, 'price', r.price::text,
                  'from_on', r.from_on, 'until_on', r.until_on)) ORDER BY r.place), '[]')
           FROM quotes_pricerow r WHERE r.list_id = c.id))
  FROM chosen c
"""


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list as the office sees it, its own or a pack's."""

    id: int | None
    version: str
    title: str
    unit: Unit | None
    from_on: date | None
    until_on: date | None
    many: int
    is_in_force: bool


def lists_of(actor: Actor, *, at: datetime) -> list[ShownList]:
    """The lists of the units the actor sees, the newest first of each."""
    found = _seen(actor).select_related("unit").order_by("unit__path", "-from_on")
    return [_shown(one, at) for one in found]


def list_on(id_: int, *, seen_by: Actor, at: datetime) -> ShownList:
    """One list."""
    found = _seen(seen_by).select_related("unit").filter(pk=id_).first()
    if found is None:
        raise NotFound(what="price list / 价目表", name=id_)
    return _shown(found, at)


def rows_of(id_: int, *, seen_by: Actor) -> QuerySet[PriceRow]:
    """The rows of a list, in its order."""
    return PriceRow.objects.filter(list__in=_seen(seen_by).filter(pk=id_)).order_by("place")


def pack_lists(actor: Actor, *, at: datetime) -> Sequence[tuple[str, Sequence[Price]]]:
    """The prices that come with packs in force; they hold where a unit has no list of its own."""
    if actor.organisation_id is None:
        return ()
    packs = catalogue.packs_in_force(actor.organisation_id, at=at)
    return [(f"{pack.pack.pack} {pack.pack.version}", pack.prices) for pack in packs if pack.prices]


def _seen(actor: Actor) -> QuerySet[PriceList]:
    """The lists of the units an actor sees, and of those above: they hold for him too."""
    above = [int(step) for path in scope.prefixes(actor) for step in path.strip("/").split("/") if step]
    reach = scope.below(actor, "unit__path") | Q(unit_id__in=above)
    return PriceList.objects.filter(reach, unit__organisation_id=actor.organisation_id)


def _shown(one: PriceList, at: datetime) -> ShownList:
    today = at.astimezone(ZoneInfo(one.unit.zone)).date()
    holds = one.from_on <= today and (one.until_on is None or today <= one.until_on)
    return ShownList(one.pk, one.version, one.title, one.unit, one.from_on, one.until_on, one.rows.count(), holds)
