"""Replaced parts: what stations owe by age, what came back of a period, of one job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.directory import queries as directory
from baoxiu.directory import scope
from baoxiu.directory.models import Unit
from baoxiu.stock.models import ReplacedPart

Period = tuple[datetime, datetime]  # [since, until)


@dataclass(frozen=True, slots=True)
class Band:
    """Ages in whole days, from `least` to `most`, both included; the last one has no end."""

    key: str
    least: int
    most: int | None

    def within(self, at: datetime) -> Q:
        """The pieces of this age at an instant."""
        young = Q(used_at__lte=at - timedelta(days=self.least))
        return young if self.most is None else young & Q(used_at__gt=at - timedelta(days=self.most + 1))


BANDS = (Band("0-7", 0, 7), Band("8-15", 8, 15), Band("16-30", 16, 30), Band("31-", 31, None))


@dataclass(frozen=True, slots=True)
class Returns:
    """What became of replaced parts: how many there were, how many support has, how many are on their way, owed, reported missing."""

    replaced: int = 0
    received: int = 0
    sent: int = 0
    owed: int = 0
    missing: int = 0  # of those owed: sent once, and support found them missing

    @property
    def returned(self) -> int:
        """Those that left the station and were not found missing."""
        return self.received + self.sent

    @property
    def share(self) -> float | None:
        """Those returned among those replaced."""
        return self.returned / self.replaced if self.replaced else None


@dataclass(frozen=True, slots=True)
class OwedLine:
    """What one station owes: pieces by age, and beside them what is on its way."""

    unit: Unit
    ages: Mapping[str, int]  # by the key of a band
    owed: int
    missing: int
    sent: int
    oldest_at: datetime | None


def owed_by_station(actor: Actor, *, at: datetime) -> list[OwedLine]:
    """What is not returned, station by station and by age; the station with the oldest piece first."""
    owed = Q(state="owed")
    counts: dict[str, Any] = {f"age_{nth}": Count("pk", filter=owed & band.within(at)) for nth, band in enumerate(BANDS)}
    rows = _unreturned(actor).values("unit").annotate(
        **counts, owed=Count("pk", filter=owed), missing=Count("pk", filter=owed & Q(missing_at__isnull=False)),
        sent=Count("pk", filter=Q(state="sent")), oldest=Min("used_at", filter=owed),
    )  # fmt: skip
    units = scope.visible_units(actor).in_bulk([row["unit"] for row in rows])
    lines = [_line(units[row["unit"]], row) for row in rows]
    return sorted(lines, key=lambda line: (line.oldest_at or at, line.unit.path))


def _line(unit: Unit, row: Mapping[str, Any]) -> OwedLine:
    ages = {band.key: row[f"age_{nth}"] for nth, band in enumerate(BANDS)}
    return OwedLine(unit, ages, row["owed"], row["missing"], row["sent"], row["oldest"])


def owed_pieces(actor: Actor, *, at: datetime, unit: Unit | None = None, band: str = "", state: str = "owed") -> QuerySet[ReplacedPart]:
    """The pieces behind a count, the oldest first: of one unit, of one age (a band's key), owed, 'missing' or 'sent'."""
    rows = _unreturned(actor).filter(state="sent" if state == "sent" else "owed")
    rows = rows.filter(missing_at__isnull=False) if state == "missing" else rows
    rows = rows.filter(unit=unit) if unit is not None else rows
    found = next((one for one in BANDS if one.key == band), None)
    rows = rows.filter(found.within(at)) if found is not None else rows
    return rows.select_related("unit", "ticket", "sent_by").order_by("used_at", "pk")


def returns_in(period: Period, units: Iterable[Unit | int], *, as_of: datetime | None = None) -> dict[int, Returns]:
    """What became of the parts replaced in [since, until), by unit id: with `as_of`, as it stood then.

    The month of a part is the month it was replaced in, whenever it comes back, so a month that is over only ever improves. Every unit
    asked for is answered.
    """
    ids = [unit if isinstance(unit, int) else unit.pk for unit in units]
    since, until = period
    rows = ReplacedPart.objects.filter(unit__in=ids, used_at__gte=since, used_at__lt=until)
    return {**dict.fromkeys(ids, Returns()), **_returns(rows, "unit", as_of)}


def returns_of(tickets: Iterable[UUID]) -> dict[UUID, Returns]:
    """What became of the parts replaced on these jobs; a job without any is not among them."""
    return _returns(ReplacedPart.objects.filter(ticket__in=list(tickets)), "ticket", None)


def pieces_in(period: Period, units: Iterable[Unit | int]) -> QuerySet[ReplacedPart]:
    """The replaced parts behind `returns_in`, in the order they were replaced."""
    ids = [unit if isinstance(unit, int) else unit.pk for unit in units]
    rows = ReplacedPart.objects.filter(unit__in=ids, used_at__gte=period[0], used_at__lt=period[1], struck_at=None)
    return rows.select_related("unit", "ticket", "sent_by").order_by("used_at", "pk")


def replaced_on(ticket: UUID) -> QuerySet[ReplacedPart]:
    """The parts replaced on a job, with both serial numbers and what became of the old ones."""
    return ReplacedPart.objects.filter(ticket=ticket, struck_at=None).select_related("unit", "sent_by").order_by("nth")


def return_days(piece: ReplacedPart) -> int:
    """Within how many days a replaced part is back: what its unit or one above it says, else its pack; 0 where nobody does."""
    pack = catalogue.procedure(piece.ticket.procedure_id).pack
    said = directory.unit_facts(piece.unit_id, piece.unit.changed).settings.get(
        "part_return_days", pack.pack.settings.get("part_return_days") if pack else None
    )
    return int(said) if isinstance(said, int | float) and not isinstance(said, bool) else 0


def owed_everywhere(*, at: datetime, older_than: timedelta) -> QuerySet[ReplacedPart]:
    """Every piece that is owed and older than that, of all organisations, job by job."""
    rows = ReplacedPart.objects.filter(state="owed", struck_at=None, used_at__lte=at - older_than)
    return rows.select_related("unit", "ticket").order_by("ticket_id", "nth")


def _unreturned(actor: Actor) -> QuerySet[ReplacedPart]:
    seen = ReplacedPart.objects.filter(scope.below(actor, "unit__path"), organisation_id=actor.organisation_id, struck_at=None)
    return seen.exclude(state="received")


def _returns(rows: QuerySet[ReplacedPart], by: str, as_of: datetime | None) -> dict[Any, Returns]:
    live, received, sent = Q(struck_at=None), Q(state="received"), Q(state="sent")
    if as_of is not None:
        live = live | Q(struck_at__gt=as_of)
        rows = rows.filter(used_at__lte=as_of)
        received = Q(received_at__lte=as_of)
        sent = Q(sent_at__lte=as_of) & ~received & ~Q(missing_at__lte=as_of)
    owed = ~received & ~sent
    missing = owed & (Q(missing_at__isnull=False) if as_of is None else Q(missing_at__lte=as_of))
    counted = rows.filter(live).values(by).annotate(
        replaced=Count("pk"), received=Count("pk", filter=received), sent=Count("pk", filter=sent), missing=Count("pk", filter=missing),
    )  # fmt: skip
    return {row[by]: _of(row) for row in counted}


def _of(row: Mapping[str, Any]) -> Returns:
    owed = row["replaced"] - row["received"] - row["sent"]
    return Returns(row["replaced"], row["received"], row["sent"], owed, row["missing"])
