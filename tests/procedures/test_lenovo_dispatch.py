"""Lenovo: which station gets an order, why, and what happens where none can take it (LNG-10, LNG-11, LNG-13, LNG-14, LNG-16)."""

from __future__ import annotations

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refusal, Refused
from baoxiu.core.matching import Wanted, lines
from baoxiu.dispatch import actions as dispatch
from baoxiu.dispatch import queries
from baoxiu.dispatch.tasks import send_on_what_waits
from procedures.network import BAOAN, NANSHAN, YUEHAI, Network
from procedures.stage import Stage


@pytest.fixture
def network(lenovo: Stage) -> Network:
    return Network(lenovo)


@pytest.mark.clause("LNG-10", "LNG-11")
def test_a_streets_order_goes_to_the_station_of_its_district_or_city_the_nearest_first(network: Network) -> None:
    network.cover(network.north, "4403")
    network.cover(network.south, NANSHAN)

    assert network.station_of(network.order(YUEHAI)) == "S"
    assert network.station_of(network.order(BAOAN)) == "N"


@pytest.mark.clause("LNG-11", "LNG-14")
def test_the_ticket_keeps_why_this_station_and_why_not_the_others(network: Network) -> None:
    network.cover(network.north, "4403")
    network.cover(network.south, NANSHAN)
    network.terms(network.south, modes=["carry_in"])

    order = network.order(YUEHAI, service_mode="onsite")

    assert network.station_of(order) == "N"
    assert network.why(order) == {"N": ("only",), "S": ("other_mode",)}
    record = order.events[0].data["dispatch"]
    assert record["area"] == YUEHAI
    assert lines(record, "zh") == [
        ("深圳北站", True, "覆盖 广东省深圳市，只有它能接"),
        ("深圳南站", False, "不做该服务方式（只做 carry_in）"),
    ]
    rules = lenovo_rules(network.house)
    assert {"LNG-11", "LNG-16", "LNG-13"} <= {clause for rule in rules.values() for clause in rule}


def lenovo_rules(house: Stage) -> dict[str, tuple[str, ...]]:
    push = house.procedure("work-order").opens.dispatch
    assert push is not None
    return {name: rule.clause for name, rule in push.rules.items()}


@pytest.mark.clause("LNG-11")
def test_product_line_contract_and_absence_count(network: Network) -> None:
    for unit in (network.north, network.south):
        network.cover(unit, NANSHAN)
    network.terms(network.north, products=["server"], capacity=20)
    assert network.station_of(network.order(NANSHAN, product_line="desktop")) == "S"
    assert network.station_of(network.order(NANSHAN, product_line="server")) == "N"

    dispatch.end_terms(network.north, by=SYSTEM, at=network.house.at("2026-03-02 10:00"))
    late = network.order(NANSHAN, product_line="server", at="2026-03-02 11:00")
    assert network.why(late)["N"] == ("no_contract",)

    closed = dispatch.close_station(network.south, "power", by=SYSTEM, at=network.house.at("2026-03-02 12:00"))
    waits = network.order(NANSHAN, at="2026-03-02 12:30")
    assert (waits.state, waits.flags) == ("to_dispatch", ["no_capacity"])
    dispatch.reopen_station(closed, by=SYSTEM, at=network.house.at("2026-03-02 13:00"))
    assert network.station_of(network.order(NANSHAN, at="2026-03-02 13:30")) == "S"


@pytest.mark.clause("LNG-16")
def test_a_full_station_gets_no_more_that_day_and_another_that_covers_the_area_does(network: Network) -> None:
    network.cover(network.north, NANSHAN)
    network.cover(network.south, NANSHAN, order=2)
    network.terms(network.north, capacity=2)

    orders = [network.order(NANSHAN, at=f"2026-03-02 09:0{minute}") for minute in range(3)]

    assert [network.station_of(one) for one in orders] == ["N", "N", "S"]
    assert network.why(orders[2])["N"] == ("full",)
    assert network.station_of(network.order(NANSHAN, at="2026-03-03 09:00")) == "N"


@pytest.mark.clause("LNG-11", "LNG-15")
def test_an_order_for_an_area_nobody_covers_waits_flagged_and_those_named_are_told(network: Network) -> None:
    order = network.order(NANSHAN)

    assert (order.state, order.flags, network.station_of(order)) == ("to_dispatch", ["uncovered"], network.house.root.code)
    assert order.told("cc_agent", clause="LNG-15") == [f"{order.number} 没有维修站覆盖，请人工派单"]
    assert not order.told("coordinator")
    assert lines(order.events[0].data["dispatch"], "zh")[0][2].startswith("没有维修站覆盖")


@pytest.mark.clause("LNG-16")
def test_capacity_zero_is_no_capacity_and_says_so(network: Network) -> None:
    network.cover(network.north, NANSHAN)
    network.terms(network.north, capacity=0)

    order = network.order(NANSHAN)

    assert order.flags == ["no_capacity"]
    assert network.why(order) == {"N": ("takes_none",)}
    assert order.told("cc_agent", clause="LNG-16")


@pytest.mark.clause("LNG-16", "LCD-13")
def test_what_waits_is_listed_with_its_candidates_and_dispatched_by_hand(network: Network) -> None:
    network.cover(network.north, NANSHAN)
    network.terms(network.north, capacity=0)
    order, agent = network.order(NANSHAN), network.house.actor("cc_agent")

    (listed,) = queries.waiting_tickets(agent)
    assert listed.number == order.number
    matching = queries.candidates_for(order.row, at=network.house.at("2026-03-02 09:30"))
    assert matching is not None
    assert [(one.station.code, one.reasons) for one in matching.verdicts] == [("N", ("takes_none",))]

    with pytest.raises(Refusal):
        order.run("dispatch", {"station": "S"}, by="engineer", at="2026-03-02 09:40")
    order.run("dispatch", {"station": "S", "why": "与南站商定"}, by="cc_agent", at="2026-03-02 09:45")

    assert (order.state, network.station_of(order)) == ("dispatched", "S")
    assert list(queries.waiting_tickets(agent)) == []
    assert [event.data["unit"] for event in order.events if event.data.get("command") == "dispatch"] == ["S"]


@pytest.mark.clause("LCD-13", "LNG-11")
def test_the_region_sends_an_order_to_another_station_and_says_why(network: Network) -> None:
    network.cover(network.north, NANSHAN)
    order = network.order(NANSHAN)
    order.run("download", by="coordinator_N", at="2026-03-02 09:10")

    with pytest.raises(Refused) as same:
        order.run("redispatch", {"station": "N", "why": "?"}, by="region", at="2026-03-02 09:20")
    assert same.value.clause == "LNG-11"
    order.run("redispatch", {"station": "S", "why": "北站设备故障"}, by="region", at="2026-03-02 09:30")

    assert (order.state, network.station_of(order)) == ("dispatched", "S")
    assert network.house.board("coordinator_S", at="2026-03-02 10:00") == {order.number: "dispatched"}
    assert network.house.board("coordinator_N", at="2026-03-02 10:00") == {}


@pytest.mark.clause("LNG-13", "LNG-14")
def test_a_past_dispatch_is_explained_as_it_was_then(network: Network) -> None:
    network.cover(network.north, NANSHAN)
    network.terms(network.north, capacity=5)
    order = network.order(NANSHAN, at="2026-03-02 09:00")
    asked = network.house.at("2026-03-05 00:00")
    dispatch.uncover(network.north, [NANSHAN], by=SYSTEM, at=network.house.at("2026-03-04 09:00"), until=asked)
    network.cover(network.south, NANSHAN, at="2026-03-04 09:00", since=asked)

    def at(day: str) -> dict[str, tuple[str, ...]]:
        when = network.house.at(f"{day} 09:00")
        wanted = Wanted(when, mode="onsite")
        found = queries.matched(network.house.root, at=when, wanted=wanted, level="station", area=NANSHAN)
        return {one.station.code: one.reasons for one in found.verdicts}

    assert at("2026-03-02")["N"] == network.why(order)["N"] == ("only",)
    assert at("2026-03-04") == {"N": ("only",), "S": ("not_yet",)}
    assert at("2026-03-06") == {"S": ("only",), "N": ("ended",)}
    assert network.station_of(order) == "N"
    assert [row.until_at is None for row in queries.coverage_of(network.north)] == [False]


@pytest.mark.clause("LNG-13", "LNG-16")
def test_the_worker_sends_on_what_waited_once_a_change_has_made_room(network: Network) -> None:
    order = network.order(NANSHAN)
    send_on_what_waits()
    assert order.state == "to_dispatch"
    network.cover(network.south, NANSHAN)

    send_on_what_waits()

    assert (order.state, network.station_of(order)) == ("dispatched", "S")
    assert order.events[-1].actor_name == "system"
    send_on_what_waits()


@pytest.mark.clause("LNG-11", "LNG-16")
def test_what_waited_is_dispatched_as_soon_as_stations_can_take_it_the_oldest_first(network: Network) -> None:
    orders = [network.order(NANSHAN, at=f"2026-03-02 09:0{minute}") for minute in range(5)]
    elsewhere = network.order("31", at="2026-03-02 09:06")
    network.cover(network.north, NANSHAN, at="2026-03-02 10:00")
    network.cover(network.south, NANSHAN, at="2026-03-02 10:00", order=2)
    network.terms(network.north, at="2026-03-02 10:00", capacity=2)
    network.terms(network.south, at="2026-03-02 10:00", capacity=2)

    done = dispatch.dispatch_waiting(network.house.root, by=network.house.actor("cc_agent"), at=network.house.at("2026-03-02 10:30"))

    assert (done.sent, done.left) == (4, 2)
    assert [network.station_of(one) for one in orders[:4]] == ["N", "N", "S", "S"]
    assert [one.state for one in [*orders, elsewhere]] == ["dispatched"] * 4 + ["to_dispatch"] * 2
    assert network.why(orders[2]) == {"S": ("only",), "N": ("full",)}
    assert orders[2].told("coordinator")
    again = dispatch.dispatch_waiting(network.house.root, at=network.house.at("2026-03-03 09:00"))
    assert (again.sent, again.left) == (1, 1)
    assert (
        dispatch.dispatch_waiting(network.house.root, by=network.house.actor("engineer"), at=network.house.at("2026-03-03 09:00")).sent == 0
    )
