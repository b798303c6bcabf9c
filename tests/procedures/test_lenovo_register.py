"""Lenovo: areas without the free number, and the orders a station makes itself there (LNG-19 … LNG-21)."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import Refusal, Refused
from baoxiu.tickets.actions import open_ticket
from procedures.network import BAOAN, NANSHAN, YUEHAI, Network
from procedures.stage import Order, Stage


@pytest.fixture
def network(lenovo: Stage) -> Network:
    network = Network(lenovo)
    network.cover(network.south, "4403")
    return network


def asked(network: Network, **form: Any) -> Order:
    """The station N asks for an area to be registered."""
    said = {"area": NANSHAN, "phone": "0755-26001000", "from_on": "2026-03-02", **form}
    by, at = network.house.actor("coordinator_N"), network.house.at("2026-03-02 09:00")
    return Order(network.house, open_ticket("no-800-area", network.north, said, by=by, at=at).id)


def made_here(network: Network, area: str, *, at: str, mode: str = "onsite") -> Order:
    """An order the station makes itself."""
    return network.house.report_at(network.north, at=at, by="coordinator_N", belongs={"area": area}, service_mode=mode)


@pytest.mark.clause("LNG-19")
def test_the_register_says_area_station_telephone_date_and_who_approved(network: Network) -> None:
    entry = asked(network)
    assert (entry.state, entry.fields["station"], entry.fields["phone"]) == ("requested", "深圳北站", "0755-26001000")
    with pytest.raises(Refused):
        entry.run("approve", by="coordinator_N", at="2026-03-02 09:30")

    entry.run("approve", by="region", at="2026-03-02 10:00")

    assert (entry.state, entry.fields["approver"], entry.fields["from_on"]) == ("registered", network.house.name_of("region"), "2026-03-02")
    with pytest.raises(Refusal):
        asked(network, area="南山区")


@pytest.mark.clause("LNG-20", "LCD-11")
def test_a_station_makes_on_site_orders_in_registered_areas_only_and_keeps_them(network: Network) -> None:
    entry = asked(network, from_on="2026-03-03")
    entry.run("approve", by="region", at="2026-03-02 10:00")

    with pytest.raises(Refused) as early:
        made_here(network, YUEHAI, at="2026-03-02 12:00")
    assert early.value.clause == "LCD-11"
    order = made_here(network, YUEHAI, at="2026-03-03 12:00")
    assert (order.state, network.station_of(order)) == ("dispatched", "N")
    with pytest.raises(Refused):
        made_here(network, BAOAN, at="2026-03-03 12:00")
    with pytest.raises(Refused):
        made_here(network, YUEHAI, at="2026-03-03 12:00", mode="carry_in")


@pytest.mark.clause("LNG-20", "LNG-21")
def test_once_the_line_is_open_the_area_is_taken_out_and_no_more_orders_are_made(network: Network) -> None:
    entry = asked(network)
    entry.run("approve", by="region", at="2026-03-02 10:00")
    made_here(network, YUEHAI, at="2026-03-02 12:00")

    entry.run("remove", {"opened_on": "2026-03-10"}, by="region", at="2026-03-10 09:00")

    assert (entry.state, entry.final) == ("removed", "done")
    with pytest.raises(Refused):
        made_here(network, YUEHAI, at="2026-03-10 10:00")


@pytest.mark.clause("LNG-21")
def test_the_register_is_reviewed_at_a_set_interval(network: Network) -> None:
    entry = asked(network)
    entry.run("approve", by="region", at="2026-03-02 10:00")

    network.house.wait("2026-08-25 00:00")
    assert "请复核" in entry.told("coordinator", clause="LNG-21")[0]
    entry.run("review", {"note": "仍未开通"}, by="coordinator_N", at="2026-08-26 09:00")
    network.house.wait("2026-09-10 00:00")
    assert not entry.told("region", clause="LNG-21")
    network.house.wait("2027-02-23 09:00")

    assert "超期未复核" in entry.told("region", clause="LNG-21")[0]
    assert [one["note"] for one in entry.fields["reviews"]] == ["仍未开通"]
