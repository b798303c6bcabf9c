"""Who covers what, and taking an open job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed
from baoxiu.directory.models import Site, Unit
from baoxiu.dispatch.events import COVERAGE_ENDED, COVERAGE_LAID
from baoxiu.dispatch.models import Coverage
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.actions import Outcome


@transaction.atomic
def cover(unit: Unit, *, by: Actor, at: datetime, site: Site | None = None, area: str = "", category: str = "", order: int = 1) -> Coverage:
    """A unit serves a site and all below it, or an area, for every category or for one."""
    if site is None and not area:
        raise Malformed(what="coverage / 覆盖范围", why="site, area")
    coverage, _ = Coverage.objects.update_or_create(unit=unit, site=site, area=area, category=category, defaults={"order": order})
    _record(COVERAGE_LAID, coverage, by=by, at=at)
    return coverage


@transaction.atomic
def end_coverage(coverage: Coverage, *, by: Actor, at: datetime) -> None:
    """The unit no longer serves there; open tickets stay where they are."""
    _record(COVERAGE_ENDED, coverage, by=by, at=at)
    coverage.delete()


def grab(number: object, *, by: Actor, at: datetime, door: str = "field", **more: Any) -> Outcome:
    """Take an open job. Of two at the same instant one wins; the other is told who. `more`: form, key, version, happened_at."""
    return tickets.run_command(number, "grab", more.pop("form", {}), by=by, at=at, door=door, **more)


def name_worker(
    number: object, worker: int, *, by: Actor, at: datetime, command: str = "assign", field: str = "worker", **more: Any
) -> Outcome:
    """Give a job to a named worker, by the command and the field the procedure has for it."""
    return tickets.run_command(number, command, {field: worker, **more.pop("form", {})}, by=by, at=at, **more)


def _record(type_: str, coverage: Coverage, *, by: Actor, at: datetime) -> None:
    unit = coverage.unit
    said = {"unit": unit.code, "site": coverage.site_id, "area": coverage.area, "category": coverage.category, "order": coverage.order}
    record(Happened(type_, subject_of("coverage", unit.pk), unit.organisation_id or unit.pk, at, by, said))
