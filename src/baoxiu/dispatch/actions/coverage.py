"""Who covers what on which terms, and when a station takes nothing: each laid down from an instant on, none ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.models import Site, Unit
from baoxiu.directory.queries.areas import LEVELS, areas_on
from baoxiu.dispatch import events
from baoxiu.dispatch.models import Coverage, StationAbsence, StationTerms
from baoxiu.dispatch.queries import in_force, terms_of
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record

TERMS = ("products", "modes", "engineers", "capacity", "grade")
REASONS = ("holiday", "power", "network", "moving", "event", "other")


class TooEarly(Refusal):
    """It would take effect at {since}, before now ({at}): what was dispatched could no longer be explained. Choose a later time."""

    code = "too_early"
    zh = "生效时间 {since} 早于现在（{at}），会使已派的单无法解释，请改为以后的时间。"


class NotAnArea(Refusal):
    """{codes}: no administrative area in use has this code. Choose one from the list, or import the newer list."""

    code = "not_an_area"
    zh = "{codes} 不是有效的行政区划代码，请从列表中选择，或导入新版区划。"


@transaction.atomic
def cover(  # noqa: PLR0913 - the whole intention is said at the call
    unit: Unit,
    *,
    by: Actor,
    at: datetime,
    site: Site | None = None,
    area: str = "",
    category: str = "",
    order: int = 1,
    since: datetime | None = None,
    why: str = "",
) -> Coverage:
    """A unit serves a site and all below it, or an area and all in it, for every category or for one, from `since` (now) on.

    Laid down again it stays as it is; with another order the old row ends and a new one begins.
    """
    if site is None and not area:
        raise Malformed(what="coverage / 覆盖范围", why="site, area")
    since = _not_before(since, at)
    rows = Coverage.objects.select_for_update().filter(in_force(since), unit=unit, site=site, area=area, category=category)
    held = rows.order_by("id").first()
    if held is not None and held.order == order and held.until_at is None:
        return held
    if held is not None:
        _end(held, since)
    coverage = Coverage.objects.create(unit=unit, site=site, area=area, category=category, order=order, since_at=since, why=why)
    _record(events.COVERAGE_LAID, coverage, by=by, at=at)
    return coverage


@transaction.atomic
def end_coverage(coverage: Coverage, *, by: Actor, at: datetime, until: datetime | None = None, why: str = "") -> Coverage:
    """The unit no longer serves there from `until` (now) on; open tickets stay where they are (LNG-13)."""
    _end(coverage, _not_before(until, at))
    _record(events.COVERAGE_ENDED, coverage, by=by, at=at, because=why)
    return coverage


@transaction.atomic
def uncover(unit: Unit, areas: Iterable[str], *, by: Actor, at: datetime, until: datetime | None = None, why: str = "") -> int:
    """End a unit's coverage of areas by code, whatever the category; how many coverages ended."""
    until = _not_before(until, at)
    rows = Coverage.objects.select_for_update().filter(in_force(until), unit=unit, area__in=list(areas)).order_by("id")
    return len([end_coverage(row, by=by, at=at, until=until, why=why) for row in rows])


@transaction.atomic
def set_terms(unit: Unit, *, by: Actor, at: datetime, since: datetime | None = None, why: str = "", **terms: Any) -> StationTerms:
    """Lay down a station's terms from `since` (now) on: products, modes, engineers, capacity, grade, and `until` where they run out.

    What is not said stays as it is at that time.
    """
    unknown = terms.keys() - {*TERMS, "until"}
    if unknown:
        raise Malformed(what=", ".join(sorted(unknown)), why=", ".join(TERMS))
    since, until = _not_before(since, at), terms.pop("until", None)
    list(StationTerms.objects.select_for_update().filter(unit=unit).values_list("pk"))  # who lays down terms at once queues here
    held = terms_of(unit, since)
    kept = {name: getattr(held, name) for name in TERMS} if held else {}
    if held is not None:
        _end(held, since)
    laid = StationTerms.objects.create(unit=unit, since_at=since, until_at=until, why=why, **{**kept, **terms})
    said = {name: getattr(laid, name) for name in TERMS}
    _say(events.TERMS_SET, unit, by, at, **said, since=since, until=until, because=why)
    return laid


@transaction.atomic
def end_terms(unit: Unit, *, by: Actor, at: datetime, until: datetime | None = None, why: str = "") -> StationTerms | None:
    """A station's contract ends at `until` (now): it gets no more orders."""
    ends = _not_before(until, at)
    held = terms_of(unit, ends)
    if held is not None:
        _end(held, ends)
        _say(events.TERMS_ENDED, unit, by, at, until=ends, because=why)
    return held


@transaction.atomic
def close_station(
    unit: Unit, reason: str, *, by: Actor, at: datetime, since: datetime | None = None, until: datetime | None = None, **said: str
) -> StationAbsence:
    """A station takes no orders from `since` (now) to `until` (until it is said); `said`: note, why."""
    if reason not in REASONS:
        raise Malformed(what=reason, why=", ".join(REASONS), field="reason")
    since = _not_before(since, at)
    if until is not None and until <= since:
        raise Malformed(what="end / 结束时间", why="it must lie after the start / 必须晚于开始时间", field="until")
    absence = StationAbsence.objects.create(unit=unit, reason=reason, since_at=since, until_at=until, **said)
    _say(events.STATION_CLOSED, unit, by, at, absence=absence.pk, reason=reason, since=since, until=until, because=absence.why)
    return absence


@transaction.atomic
def reopen_station(absence: StationAbsence, *, by: Actor, at: datetime) -> StationAbsence:
    """A station takes orders again."""
    _end(absence, at)
    _say(events.STATION_REOPENED, absence.unit, by, at, absence=absence.pk)
    return absence


def check_areas(codes: Iterable[str]) -> None:
    """Refuse codes that are no administrative area in use."""
    wanted = list(dict.fromkeys(codes))
    known = areas_on(wanted)
    wrong = [code for code in wanted if len(code) not in LEVELS or code not in known or not known[code].active]
    if wrong:
        raise NotAnArea(codes="、".join(wrong))


def _not_before(given: datetime | None, at: datetime) -> datetime:
    if given is not None and given < at:
        raise TooEarly(since=given.isoformat(timespec="minutes"), at=at.isoformat(timespec="minutes"))
    return given or at


def _end(row: Coverage | StationTerms | StationAbsence, until: datetime) -> None:
    """The row counts no longer from `until` on; one that had not begun yet never counts."""
    row.until_at = max(until, row.since_at)
    row.save(update_fields=["until_at"])


def _record(type_: str, coverage: Coverage, *, by: Actor, at: datetime, because: str = "") -> None:
    said = {"site": coverage.site_id, "area": coverage.area, "category": coverage.category, "order": coverage.order}
    times = {"since": coverage.since_at, "until": coverage.until_at, "because": because or coverage.why}
    _say(type_, coverage.unit, by, at, **said, **times)


def _say(type_: str, unit: Unit, by: Actor, at: datetime, **said: Any) -> None:
    record(Happened(type_, subject_of("coverage", unit.pk), unit.organisation_id or unit.pk, at, by, {"unit": unit.code, **said}))
