"""Visits as rows: drawn with their tickets' commands; earlier ones for the same trouble; a worker's day; signs at sites."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from baoxiu.core.errors import NotFound, Refused
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Site
from baoxiu.journal.models import Event
from baoxiu.tickets.models import Ticket
from baoxiu.visits import actions, queries
from baoxiu.visits.models import Visit
from doorstep import DAY, NONE, done, door_house, go, job
from procedures.house import House


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with door_house(monkeypatch) as found:
        yield found


def test_a_visit_is_a_row_as_soon_as_its_command_is(house: House) -> None:
    order = job(house, next_at="10:00")
    go(order, ("accept", "09:10", {}), ("depart", "09:14", {}), ("arrive", "09:55", {"proof": NONE, "companions": "小张"}))
    go(order, ("agree", "09:56", {}), ("start", "09:57", {}), ("fetch", "10:05", {"what": "冲击钻"}))
    go(order, ("arrive", "10:25", {"proof": NONE}), ("finish", "10:40", {}))

    (visit,) = queries.visits_of(order.row)
    assert visit.preparation == timedelta(minutes=4)
    assert visit.early == timedelta(minutes=5)
    assert visit.lost == timedelta(minutes=20)
    assert visit.labour_seconds == (8 + 15) * 60
    assert (visit.nth, visit.person, visit.companions, visit.outcome) == (1, house.people["worker"], "小张", "finish")
    assert visit.proof == NONE


def test_labour_belongs_to_the_visit_it_was_done_in(house: House) -> None:
    order = job(house)
    go(order, ("accept", "09:00", {}), ("arrive", "09:10", {"proof": NONE}), ("agree", "09:10", {}), ("start", "09:10", {}))
    go(order, ("come_again", "09:40", {"next_at": house.at(DAY + "14:00").isoformat()}))
    go(order, ("arrive", "13:50", {"proof": NONE}), ("start", "14:00", {}), ("finish", "14:05", {}))

    assert [(visit.nth, visit.labour_seconds) for visit in queries.visits_of(order.row)] == [(1, 1800), (2, 300)]


def test_drawing_visits_again_changes_nothing(house: House) -> None:
    order = done(job(house), arrive="09:10", leave="09:30")
    before = list(Visit.objects.values())

    actions.keep_visits(order.row.pk, order.fields)

    assert list(Visit.objects.values()) == before
    assert [Visit.objects.count(), len(before)] == [1, 1]


def test_a_refused_command_leaves_no_visit(house: House) -> None:
    order = go(job(house), ("accept", "09:00", {}))
    with pytest.raises(Refused):
        go(order, ("arrive", "09:10", {"proof": {"how": "qr", "code": "NOTHING"}}))

    (visit,) = queries.visits_of(order.row)
    assert visit.arrived_at is None


# -- earlier visits


def test_earlier_visits_for_the_same_trouble_name_who_was_there_and_he_must_be_asked(house: House) -> None:
    liu = house.hire("worker", "老刘", login="liu")
    first = done(job(house), arrive="09:10", leave="09:30", by=liu)
    done(job(house, category="power"), arrive="09:40", leave="09:50")
    again = job(house, at="11:00")

    with pytest.raises(Refused) as refused:
        again.run("accept", {}, by="worker", at=DAY + "11:01")
    assert refused.value.field == "asked_whom"

    (earlier,) = queries.earlier_visits(again.row, house.actor("worker"), house.at(DAY + "11:01"))
    assert (earlier.number, earlier.by_name, earlier.outcome, earlier.seen) == (first.number, "老刘", "finish", True)


def test_nobody_is_asked_where_nobody_was(house: House) -> None:
    elsewhere = directory.add_site(house.root, level="room", code="9-9", title="9 栋 9", unit=house.station)
    done(job(house), arrive="09:10", leave="09:30")
    order = job(house, site=elsewhere, at="11:00")

    go(order, ("accept", "11:01", {}))

    assert order.state == "ready"
    assert queries.earlier_visits(order.row, house.actor("worker"), house.at(DAY + "11:02")) == []


def test_without_a_place_the_customer_counts(house: House) -> None:
    done(job(house, site=None), arrive="09:10", leave="09:30")

    found = queries.earlier_visits(job(house, site=None, at="11:00").row, house.actor("worker"), house.at(DAY + "11:02"))

    assert [one.by_name for one in found] == [house.people["worker"].name]


def test_what_a_ticket_goes_back_to_counts_whatever_its_kind(house: House) -> None:
    first = go(job(house, site=None), ("accept", "09:00", {}), ("arrive", "09:05", {"proof": NONE}), ("agree", "09:06", {}))
    go(first, ("finish", "09:30", {"findings": [{"what": "插座松动", "category": "power"}]}))
    (child,) = first.opened("job")

    found = queries.earlier_visits(child.row, house.actor("worker"), house.at(DAY + "11:00"))

    assert [one.number for one in found] == [first.number]


def test_what_another_house_did_is_nobody_elses_business(house: House) -> None:
    done(job(house), arrive="09:10", leave="09:30")
    order = job(house, at="11:00")
    Ticket.objects.filter(pk=order.id).update(organisation=directory.create_unit(
        None, level="organisation", code="ELSE", title="别家", by=house.actor("desk"), at=house.began_at))  # fmt: skip

    assert queries.earlier_visits(order.row, house.actor("worker"), house.at(DAY + "11:02")) == []


# -- findings become tickets


def test_a_finding_becomes_an_order_with_its_own_title_and_category(house: House) -> None:
    first = go(job(house), ("accept", "09:00", {}), ("arrive", "09:05", {"proof": NONE}), ("agree", "09:06", {}))
    go(first, ("finish", "09:30", {"findings": [{"what": "插座松动", "where": "厨房", "category": "power"}, {"what": "地漏慢"}]}))

    power, drain = first.opened("job")

    assert (power.row.title, power.row.category, power.row.site) == ("插座松动", "power", house.site)
    assert (drain.row.title, drain.row.category, drain.row.customer) == ("地漏慢", "water", house.customer)
    assert first.row.category == "water"


# -- measures


def test_preparation_is_measured_from_acceptance_to_departure(house: House) -> None:
    go(job(house), ("accept", "09:00", {}), ("depart", "09:05", {}), ("arrive", "09:20", {"proof": NONE}))
    go(job(house), ("accept", "10:00", {"asked_whom": "我"}), ("depart", "10:06", {}), ("arrive", "10:20", {"proof": NONE}))
    go(job(house), ("accept", "11:00", {"asked_whom": "我"}), ("arrive", "11:20", {"proof": NONE}))
    visits = queries.visits_within(house.actor("desk"), since=house.at(DAY + "00:00"), until=house.at(DAY + "23:00"))

    measured = queries.preparation(visits)

    assert (measured.counted, measured.kept, measured.middle) == (2, 1, timedelta(minutes=5, seconds=30))


def test_three_minutes_early_is_measured(house: House) -> None:
    for arrived in ("09:57", "09:58"):
        go(job(house, site=None, next_at="10:00"), ("accept", "09:10", {"asked_whom": "我"}), ("arrive", arrived, {"proof": NONE}))
    visits = queries.visits_within(house.actor("desk"), since=house.at(DAY + "00:00"), until=house.at(DAY + "23:00"))

    assert (queries.punctuality(visits).counted, queries.punctuality(visits).kept) == (2, 1)
    assert queries.punctuality(visits.none()).share is None


def test_a_workers_day_in_the_order_he_came(house: House) -> None:
    second = done(job(house), arrive="14:00", leave="14:30")
    first = done(job(house, site=None), arrive="09:10", leave="09:30")
    day = queries.day_of(house.people["worker"].pk, since=house.at(DAY + "00:00"), until=house.at(DAY + "23:59"))

    assert [visit.ticket.number for visit in day] == [first.number, second.number]


# -- signs


def sign(house: House, site: Site, **more: Any) -> str:
    return actions.mark_site(site, by=house.actor("desk"), at=house.at(DAY + "08:00"), **more).mark


def test_the_sign_of_a_building_proves_for_its_rooms(house: House) -> None:
    building = directory.add_site(house.root, level="building", code="3", title="3 栋", unit=house.station)
    Site.objects.filter(pk=house.site.pk).update(parent=building)
    order = go(job(house), ("accept", "09:00", {}))

    go(order, ("arrive", "09:10", {"proof": {"how": "qr", "code": sign(house, building)}}))

    assert queries.visits_of(order.row).get().proof == {"how": "qr"}


def test_a_sign_stays_the_same_until_it_is_made_anew_and_then_the_old_one_proves_nothing(house: House) -> None:
    old = sign(house, house.site)
    assert sign(house, house.site) == old
    new = sign(house, house.site, anew=True)
    order = go(job(house), ("accept", "09:00", {}))

    with pytest.raises(Refused) as refused:
        go(order, ("arrive", "09:10", {"proof": {"how": "qr", "code": old}}))
    assert refused.value.reason == "other_site"
    assert go(order, ("arrive", "09:10", {"proof": {"how": "qr", "code": new}})).state == "working"
    assert Event.objects.filter(type="SiteMarked").count() == 2


def test_a_place_counts_by_the_coordinates_of_the_nearest_place_around(house: House) -> None:
    gate = directory.add_site(house.root, level="community", code="G", title="花园", unit=house.station)
    Site.objects.filter(pk=gate.pk).update(latitude=22.5431, longitude=114.0579)
    Site.objects.filter(pk=house.site.pk).update(parent=gate)
    order = go(job(house), ("accept", "09:00", {}))

    with pytest.raises(Refused) as refused:
        go(order, ("arrive", "09:10", {"proof": {"how": "place", "lat": 22.60, "lon": 114.05}}))
    assert refused.value.reason == "too_far"
    go(order, ("arrive", "09:10", {"proof": {"how": "place", "lat": 22.5435, "lon": 114.0579}}))
    proof = queries.visits_of(order.row).get().proof
    assert proof is not None
    assert proof["metres"] == 44


def test_who_scans_a_sign_sees_his_own_jobs_there(house: House) -> None:
    order = go(job(house), ("accept", "09:00", {}))
    Ticket.objects.filter(pk=order.id).update(holder=house.people["worker"])
    mark = queries.marked(sign(house, house.site).lower(), seen_by=house.actor("worker"))

    assert [row.number for row in queries.jobs_at(mark, house.actor("worker"))] == [order.number]
    assert list(queries.jobs_at(mark, house.actor("desk"))) == []
    with pytest.raises(NotFound):
        queries.marked("NOSUCH", seen_by=house.actor("worker"))
