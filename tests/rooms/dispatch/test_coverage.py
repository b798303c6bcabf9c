"""Coverage, terms and absences: laid down from an instant on, ended, never deleted; a day's capacity taken exactly."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Malformed
from baoxiu.directory.models import Unit
from baoxiu.dispatch import actions, queries
from baoxiu.dispatch.queries.coverage import Place, stations_at
from baoxiu.intake.actions import file_report, file_reports
from baoxiu.journal import queries as journal
from baoxiu.journal.models import Event
from baoxiu.tickets.models import Counter as Count
from baoxiu.tickets.models import Ticket
from procedures.house import House
from procedures.network import BAOAN, NANSHAN, YUEHAI, Network
from procedures.stage import Stage


@pytest.fixture
def network(db: None) -> Network:
    return Network(Stage("lenovo-unified-repair"))


def report(network: Network, area: str = NANSHAN, **more: Any) -> dict[str, Any]:
    answers = {"service_mode": "onsite", "customer": "王女士", "phone": "+8613800138000"}
    return {"unit": network.house.root, "procedure": "work-order", "text": "不开机", "area": area, "answers": answers, **more}


def stations(network: Network) -> Counter[str]:
    return Counter(Ticket.objects.filter(organisation=network.house.root).values_list("unit__code", flat=True))


# -- laying down


def test_laid_down_again_it_stays_and_another_order_begins_a_new_row(network: Network) -> None:
    at = network.house.at("2026-03-02 09:00")
    first = actions.cover(network.north, area=NANSHAN, by=SYSTEM, at=at)
    assert actions.cover(network.north, area=NANSHAN, by=SYSTEM, at=at + timedelta(hours=1)) == first

    second = actions.cover(network.north, area=NANSHAN, order=2, by=SYSTEM, at=at + timedelta(hours=2))

    assert [(row.pk, row.order) for row in queries.coverage_of(network.north, at=at + timedelta(hours=3))] == [(second.pk, 2)]
    assert [(row.pk, row.order) for row in queries.coverage_of(network.north, at=at + timedelta(hours=1))] == [(first.pk, 1)]
    assert Event.objects.filter(type="CoverageLaid").count() == 2


def test_nothing_takes_effect_before_now(network: Network) -> None:
    at, before = network.house.at("2026-03-02 09:00"), network.house.at("2026-03-02 08:59")
    held = actions.cover(network.north, area=NANSHAN, by=SYSTEM, at=at)

    with pytest.raises(actions.TooEarly):
        actions.cover(network.north, area=BAOAN, by=SYSTEM, at=at, since=before)
    with pytest.raises(actions.TooEarly):
        actions.end_coverage(held, by=SYSTEM, at=at, until=before)
    with pytest.raises(actions.TooEarly):
        actions.set_terms(network.north, by=SYSTEM, at=at, since=before, capacity=1)


def test_what_had_not_begun_yet_can_be_ended_and_never_counts(network: Network) -> None:
    at, later = network.house.at("2026-03-02 09:00"), network.house.at("2026-04-01 00:00")
    held = actions.cover(network.north, area=NANSHAN, by=SYSTEM, at=at, since=later)

    actions.end_coverage(held, by=SYSTEM, at=at + timedelta(hours=1))

    assert list(queries.coverage_of(network.north, at=later)) == []
    assert [row.pk for row in queries.coverage_of(network.north)] == [held.pk]


def test_terms_that_cannot_be_are_refused(network: Network) -> None:
    at = network.house.at("2026-03-02 09:00")

    with pytest.raises(Malformed):
        actions.set_terms(network.north, by=SYSTEM, at=at, colour="red")
    with pytest.raises(Malformed):
        actions.close_station(network.north, "boredom", by=SYSTEM, at=at)
    with pytest.raises(Malformed):
        actions.close_station(network.north, "holiday", by=SYSTEM, at=at, until=at)
    assert actions.end_terms(network.north, by=SYSTEM, at=at) is None


def test_terms_run_out_by_themselves(network: Network) -> None:
    at = network.house.at("2026-03-02 09:00")
    network.cover(network.north, NANSHAN)
    actions.set_terms(network.north, by=SYSTEM, at=at, capacity=3, until=network.house.at("2026-03-03 00:00"))

    assert network.station_of(network.order(NANSHAN, at="2026-03-02 10:00")) == "N"
    assert network.why(network.order(NANSHAN, at="2026-03-03 09:00")) == {"N": ("no_contract",)}


# -- looking


def test_many_places_asked_at_once_say_the_same_as_each_alone(network: Network) -> None:
    network.cover(network.north, "4403")
    network.cover(network.south, NANSHAN, order=2)
    network.terms(network.south, capacity=4)
    at, root = network.house.at("2026-03-02 09:00"), network.house.root
    places = [Place(root.pk, area=area) for area in (YUEHAI, NANSHAN, BAOAN, "31", "")] + [Place(root.pk, network.house.site.pk)]

    found = stations_at(places, root.pk, level="station", at=at)

    for place in places:
        alone = queries.matched(root, at=at, level="station", site=place.site, area=place.area)
        assert {one.code for one in found[place]} == {verdict.station.code for verdict in alone.verdicts}
    assert [len(found[place]) for place in places] == [2, 2, 1, 0, 0, 1]


def test_a_sites_area_counts_where_the_report_names_none(network: Network) -> None:
    network.cover(network.south, NANSHAN)
    house = network.house
    house.site.area_id, house.site.unit = YUEHAI, None
    house.site.save()

    order = house.report_at(house.root, at="2026-03-02 09:00", by="cc_agent", belongs={"site": house.site.pk})

    assert network.station_of(order) == "S"


# -- capacity, exactly


@pytest.mark.clause("LNG-16")
def test_reports_filed_in_bulk_never_overfill_a_day(network: Network) -> None:
    network.cover(network.north, "4403")
    network.cover(network.south, NANSHAN)
    network.terms(network.north, capacity=3)
    network.terms(network.south, capacity=2)
    at, by = network.house.at("2026-03-02 09:00"), network.house.actor("cc_agent")

    taken = list(file_reports([report(network) for _ in range(8)], by=by, at=at, many=3))

    assert all(one.number for one in taken)
    assert stations(network) == {"S": 2, "N": 3, network.house.root.code: 3}
    assert set(Count.objects.filter(scope__startswith="taken:").values_list("last", flat=True)) == {2, 3}


@pytest.mark.clause("LNG-16")
def test_what_is_refused_takes_no_place(network: Network) -> None:
    network.cover(network.north, NANSHAN)
    network.terms(network.north, capacity=1)
    at, by = network.house.at("2026-03-02 09:00"), network.house.actor("cc_agent")
    wrong = report(network, answers={"service_mode": "by pigeon"})

    taken = list(file_reports([wrong, report(network)], by=by, at=at))

    assert [bool(one.refusal) for one in taken] == [True, False]
    assert stations(network) == {"N": 1}


@pytest.mark.clause("LNG-16")
def test_two_who_report_at_the_same_instant_do_not_overfill_a_day(committed_lenovo: House) -> None:
    house = committed_lenovo
    at, by = house.at("2026-03-02 09:00"), house.actor("cc_agent")
    unit = Unit.objects.get(pk=house.station.pk)
    actions.cover(unit, area=NANSHAN, by=SYSTEM, at=house.began_at)
    actions.set_terms(unit, by=SYSTEM, at=house.began_at, capacity=2)
    together = Barrier(4)
    said = {"service_mode": "onsite", "customer": "王女士", "phone": "+8613800138000"}

    def attempt(nth: int) -> str:
        try:
            connection.ensure_connection()
            together.wait(timeout=20)
            wanted = {"unit": house.root, "procedure": "work-order", "text": f"不开机 {nth}", "area": NANSHAN, "answers": said}
            return file_report(wanted, by=by, at=at).state
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        states = sorted(pool.map(attempt, range(4)))

    assert states == ["dispatched", "dispatched", "to_dispatch", "to_dispatch"]
    mine = {ticket.pk for ticket in Ticket.objects.filter(organisation=house.root)}
    assert len(mine) == 4
    assert not [one for one in journal.find_tampering() if one.subject in mine]
