"""Who covers a place, which jobs a worker may take, who could be named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Malformed, Refused
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Site, Unit
from baoxiu.dispatch import actions, queries
from procedures.house import House

JOB = {"premises": "in_home", "category": "plumbing"}


@dataclass
class Town:
    """A house with a community, two buildings, and two stations."""

    house: House
    community: Site
    building: Site
    room: Site
    north: Unit
    south: Unit

    def covering(self, site: Site | None = None, *, area: str = "", category: str = "", level: str | None = None) -> str | None:
        """The code of the unit that covers a place."""
        at = self.house.began_at + timedelta(days=1)
        found = queries.matched(self.house.root, at=at, site=site.pk if site else None, area=area, category=category, level=level)
        return found.chosen.code if found.chosen else None


@pytest.fixture
def town(lenovo: House) -> Town:
    def site(code: str, above: Site | None) -> Site:
        return directory.add_site(lenovo.root, level="place", code=code, title=code, parent=above)

    def station(code: str) -> Unit:
        return directory.create_unit(lenovo.units["region"], level="station", code=code, title=code, by=SYSTEM, at=lenovo.began_at)

    community = site("C", None)
    building = site("C-1", community)
    return Town(lenovo, community, building, site("C-1-1201", building), station("N"), station("S"))


def test_a_unit_covers_a_place_and_everything_in_it(town: Town) -> None:
    assert town.covering(town.room) is None

    actions.cover(town.north, site=town.community, by=SYSTEM, at=town.house.began_at)

    assert town.covering(town.room) == town.covering(town.community) == "N"


def test_the_nearest_place_counts_then_the_category_then_the_order(town: Town) -> None:
    at = town.house.began_at
    actions.cover(town.north, site=town.community, by=SYSTEM, at=at)
    actions.cover(town.south, site=town.community, category="laptop", order=2, by=SYSTEM, at=at)
    assert town.covering(town.room, category="laptop") == "S"
    assert town.covering(town.room, category="printer") == "N"

    actions.cover(town.north, site=town.building, order=5, by=SYSTEM, at=at)
    assert town.covering(town.room, category="laptop") == "N"

    actions.cover(town.south, site=town.building, order=1, by=SYSTEM, at=at)
    assert town.covering(town.room) == "S"


def test_an_area_is_covered_by_its_name(town: Town) -> None:
    actions.cover(town.south, area="518000", by=SYSTEM, at=town.house.began_at)

    assert town.covering(area="518000") == "S"
    assert town.covering(area="518001") is None


def test_a_point_stands_for_its_head_station(town: Town) -> None:
    at = town.house.began_at
    point = directory.create_unit(town.north, level="point", code="N-1", title="N-1", by=SYSTEM, at=at)
    actions.cover(point, site=town.community, by=SYSTEM, at=at)

    assert town.covering(town.room, level="station") == "N"
    assert town.covering(town.room) == "N-1"
    assert town.covering(town.room, level="galaxy") == "N-1"


def test_without_coverage_who_serves_the_site_counts(town: Town) -> None:
    served = directory.add_site(town.house.root, level="place", code="D", title="D", unit=town.south)

    assert town.covering(served) == "S"


def test_coverage_that_ended_counts_no_longer_and_one_of_nothing_is_refused(town: Town) -> None:
    coverage = actions.cover(town.north, site=town.community, by=SYSTEM, at=town.house.began_at)
    assert [one.site for one in queries.coverage_of(town.north)] == [town.community]
    actions.end_coverage(coverage, by=SYSTEM, at=town.house.began_at)

    assert town.covering(town.room) is None
    with pytest.raises(Malformed):
        actions.cover(town.north, by=SYSTEM, at=town.house.began_at)


def test_another_organisations_coverage_is_not_ours(town: Town) -> None:
    other = House("ailifengshe-hotline")
    actions.cover(other.station, area="518000", by=SYSTEM, at=other.began_at)

    assert town.covering(area="518000") is None


def test_the_pool_shows_jobs_that_may_be_grabbed_and_why_others_may_not(hotline: House) -> None:
    first, second = (hotline.report(JOB, at=f"2026-03-02 09:0{minute}") for minute in range(2))
    other = hotline.report({"premises": "in_home", "category": "electrical"}, at="2026-03-02 09:02")
    worker, at = hotline.actor("worker"), hotline.at("2026-03-02 09:03")

    jobs = queries.grabbable(worker, at=at)
    assert [job.ticket.number for job in jobs if job.eligible] == [first.number, second.number]
    (refused,) = [job for job in jobs if not job.eligible]
    assert refused.ticket.number == other.number
    assert refused.refusal is not None
    assert refused.refusal.say("zh")
    assert refused.refusal.clause == "ALF-07"

    actions.grab(first.number, by=worker, at=at)
    assert [job.ticket.number for job in queries.grabbable(worker, at=at) if job.eligible] == [second.number]
    assert queries.grabbable(hotline.actor("hotline"), at=at) == []


def test_a_worker_with_his_hands_full_or_off_shift_is_not_eligible(hotline: House) -> None:
    worker, at = hotline.actor("worker"), hotline.at("2026-03-02 09:01")
    orders = [hotline.report(JOB, at="2026-03-02 09:00") for _ in range(6)]
    for order in orders[:5]:
        actions.grab(order.number, by=worker, at=at)
    assert [job.eligible for job in queries.grabbable(worker, at=at)] == [False]

    with pytest.raises(Refused):
        actions.grab(orders[5].number, by=worker, at=at)

    directory.set_on_shift(hotline.people["worker_two"], False)
    with pytest.raises(Refused):
        actions.grab(orders[5].number, by=hotline.actor("worker_two"), at=at)


def test_a_worker_who_serves_certain_places_grabs_there_alone(hotline: House) -> None:
    actions.cover(hotline.station, site=hotline.site, by=SYSTEM, at=hotline.began_at)
    away = directory.add_site(hotline.root, level="room", code="9-9", title="别处 9-9")
    at = hotline.at("2026-03-02 09:01")
    here = hotline.report({**JOB, "site": {"id": hotline.site.pk, "code": hotline.site.code}}, at="2026-03-02 09:00")
    there = hotline.report({**JOB, "site": {"id": away.pk, "code": away.code}}, at="2026-03-02 09:00")

    actions.grab(here.number, by=hotline.actor("worker"), at=at)
    with pytest.raises(Refused) as refused:
        actions.grab(there.number, by=hotline.actor("worker"), at=at)
    assert refused.value.reason == "not_eligible"


def test_a_named_worker_gets_the_job_from_the_supervisor(hotline: House) -> None:
    order = hotline.report(JOB, at="2026-03-02 09:00")
    hotline.wait("2026-03-02 09:06")

    order.run("assign", {"worker": hotline.people["worker_two"].pk}, by="engineering_supervisor", at="2026-03-02 09:06")

    assert (order.state, order.holder) == ("assigned", "老赵")
