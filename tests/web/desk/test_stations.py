"""Stations at the desk: what waits and why, what each covers with its history, why an order stands where it does."""

from __future__ import annotations

import pytest
from django.test import Client

from baoxiu.directory import actions as directory
from baoxiu.dispatch import actions as dispatch
from baoxiu.journal import clock
from procedures.network import BAOAN, NANSHAN, Network
from procedures.stage import Stage

PASSWORD = "korrekt-pferd-9"
pytestmark = pytest.mark.django_db


@pytest.fixture
def lenovo(db: None) -> Stage:
    return Stage("lenovo-unified-repair")


@pytest.fixture
def network(lenovo: Stage) -> Network:
    network = Network(lenovo)
    network.cover(network.north, NANSHAN)
    network.terms(network.north, capacity=0)
    return network


def browser(network: Network, who: str) -> Client:
    person = network.house.people[who]
    directory.set_first_password([person], PASSWORD, by=network.house.actor("system"), at=network.house.began_at)
    client = Client(headers={"accept-language": "zh-hans"})
    assert client.login(username=person.login, password=PASSWORD)
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.clause("LNG-11", "LNG-16")
def test_what_waits_is_listed_with_reasons_and_matched_anew_at_a_press(network: Network) -> None:
    order = network.order(NANSHAN)
    agent = browser(network, "cc_agent")

    page = text(agent, "/desk/dispatch")
    assert order.number in page
    assert "深圳北站" in page
    assert "当日产能为 0" in page
    assert "LNG-16" in page

    network.cover(network.south, NANSHAN)
    answer = agent.post("/desk/dispatch/all", follow=True)
    assert "已派 1 单，仍有 0 单待派" in answer.content.decode()
    assert network.station_of(order) == "S"


@pytest.mark.clause("LNG-14")
def test_the_ticket_says_why_this_station_and_why_not_the_others(network: Network) -> None:
    network.cover(network.south, "4403")
    order = network.order(NANSHAN)

    page = text(browser(network, "headquarters"), f"/desk/tickets/{order.number}")

    assert "为什么派到这里" in page
    assert "覆盖 广东省深圳市，只有它能接" in page
    assert "当日产能为 0" in page


@pytest.mark.clause("LNG-10", "LNG-14", "LNG-17")
def test_a_station_sees_its_coverage_and_history_and_asks_for_a_change(network: Network) -> None:
    at = clock.now()
    dispatch.uncover(network.north, [NANSHAN], by=network.house.actor("system"), at=at)
    network.cover(network.north, BAOAN)
    coordinator = browser(network, "coordinator_N")

    assert "深圳北站" in text(coordinator, "/desk/stations")
    page = text(coordinator, "/desk/stations/N")
    assert "广东省深圳市宝安区 440306" in page
    assert "广东省深圳市南山区 440305" in page
    form = {"change": "coverage", "reason": "business", "explanation": "人手增加", "add": NANSHAN, "effective_on": "2099-01-01"}
    answer = coordinator.post("/desk/stations/N", form, follow=True)
    assert answer.status_code == 200
    (asked,) = network.house.every("coverage-change")
    assert (asked.state, asked.fields["add"], asked.row.unit.code) == ("requested", [NANSHAN], "N")

    assert coordinator.get("/desk/stations/S").status_code == 404


def test_an_area_is_offered_by_name_and_pinyin(network: Network) -> None:
    agent = browser(network, "cc_agent")

    assert 'value="440305"' in text(agent, "/desk/areas?q=nanshan")
    assert "广东省深圳市南山区" in text(agent, "/desk/areas?area=4403")
    assert text(agent, "/desk/areas").strip() == ""


@pytest.mark.clause("LNG-11")
def test_the_report_page_takes_the_area_chosen_or_the_one_the_address_names(network: Network) -> None:
    network.cover(network.south, "4403")
    agent = browser(network, "cc_agent")
    said = {"text": "不开机", "procedure": "work-order", "unit": network.house.root.pk, "service_mode": "onsite", "reporter_name": "王女士"}
    known = {"reporter_phone": "13800138000", "customer": "", "phone": "13800138000", "fault": "不开机"}

    for nth, where in enumerate([{"area": "南山"}, {"address": "广东省深圳市南山区科技园 1 号"}]):
        assert agent.post("/desk/report/file", {**said, **known, **where, "key": f"k{nth}"}).status_code in {204, 302}

    assert [network.station_of(order) for order in network.house.every("work-order")] == ["S", "S"]
