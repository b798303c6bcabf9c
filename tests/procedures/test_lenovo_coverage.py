"""Lenovo: a station asks to change what it covers or how much it takes (LNG-10, LNG-12 … LNG-15, LNG-17, LNG-18)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from baoxiu.core.errors import Refusal, Refused
from baoxiu.dispatch import actions as dispatch
from baoxiu.dispatch import queries
from procedures.network import BAOAN, NANSHAN, XINAN, YUEHAI, Network
from procedures.stage import Stage


@pytest.fixture
def network(lenovo: Stage) -> Network:
    network = Network(lenovo)
    network.cover(network.north, NANSHAN)
    network.cover(network.north, BAOAN)
    network.cover(network.south, "4403")
    network.terms(network.north, products=["desktop"], capacity=8, engineers=3)
    return network


def clause_of(refused: Any) -> str | None:
    found: str | None = refused.value.clause
    return found


@pytest.mark.clause("LNG-12", "LNG-17")
def test_the_form_says_station_areas_reason_date_and_applicant(network: Network) -> None:
    change = network.ask(network.north, add=[XINAN], drop=[NANSHAN])

    assert change.state == "requested"
    assert change.fields["station"] == "深圳北站"
    assert change.fields["applicant"] == network.house.name_of("coordinator_N")
    assert change.fields["current_areas"] == ["广东省深圳市南山区 440305", "广东省深圳市宝安区 440306"]
    assert (change.fields["add"], change.fields["drop"], change.fields["effective_on"]) == ([XINAN], [NANSHAN], "2026-04-01")
    assert change.told("region", clause="LNG-12")


@pytest.mark.clause("LNG-12", "LNG-13")
def test_region_then_headquarters_decide_and_it_holds_from_its_date_while_orders_stay(network: Network) -> None:
    before = network.order(YUEHAI, at="2026-03-02 10:00")
    change = network.ask(network.north, add=[XINAN], drop=[NANSHAN])
    with pytest.raises(Refused):
        change.run("headquarters_approve", by="headquarters", at="2026-03-03 08:00")

    network.approve(change)
    assert change.state == "approved"
    assert change.messages("contact:headquarters_contact", by="mail", clause="LNG-12")
    change.run("apply", by="headquarters", at="2026-03-04 09:00")

    assert (change.state, change.final) == ("applied", "done")
    assert network.areas_of(network.north, at="2026-03-31 23:59") == {NANSHAN, BAOAN}
    assert network.areas_of(network.north, at="2026-04-01 00:00") == {BAOAN, XINAN}
    assert network.station_of(network.order(YUEHAI, at="2026-03-31 09:00")) == "N"
    assert network.station_of(network.order(YUEHAI, at="2026-04-01 09:00")) == "S"
    assert network.station_of(before) == "N"


@pytest.mark.clause("LNG-14")
def test_the_history_says_what_was_covered_when_and_by_which_request(network: Network) -> None:
    change = network.approve(network.ask(network.north, add=[XINAN], drop=[NANSHAN]))
    change.run("apply", by="headquarters", at="2026-03-04 09:00")

    rows = queries.coverage_of(network.north)

    said = {(row.area, network.house.wall(row.until_at), row.why) for row in rows}
    assert said == {(NANSHAN, "2026-04-01 00:00", ""), (BAOAN, None, ""), (XINAN, None, change.number)}


@pytest.mark.clause("LNG-10", "LNG-12", "LNG-13")
def test_a_change_of_capacity_leaves_the_other_terms_as_they_are(network: Network) -> None:
    change = network.approve(network.ask(network.north, change="capacity", capacity=12, engineers=5))
    change.run("apply", by="headquarters", at="2026-03-04 09:00")

    then, now = (queries.terms_of(network.north, network.house.at(f"{day} 09:00")) for day in ("2026-03-31", "2026-04-01"))
    assert then is not None
    assert now is not None
    assert (then.capacity, then.engineers, then.products) == (8, 3, ["desktop"])
    assert (now.capacity, now.engineers, now.products, now.why) == (12, 5, ["desktop"], change.number)
    assert [row.capacity for row in queries.terms_history(network.north)] == [12, 8]


@pytest.mark.clause("LNG-15")
def test_a_change_that_leaves_an_area_uncovered_warns_and_needs_another_persons_approval(network: Network) -> None:
    dispatch.uncover(network.south, ["4403"], by=network.house.actor("system"), at=network.house.at("2026-03-02 08:00"))
    change = network.ask(network.north, drop=[NANSHAN])

    network.approve(change)
    assert change.state == "second_approval"
    assert change.fields["left_uncovered"] == ["广东省深圳市南山区 440305"]
    assert "440305" in change.told("coordinator", clause="LNG-15")[0]
    with pytest.raises(Refused) as again:
        change.run("second_approve", {"second_opinion": "同意"}, by="headquarters", at="2026-03-03 11:00")
    assert clause_of(again) == "LNG-15"

    change.run("second_approve", {"second_opinion": "由大区自行服务"}, by="parts_desk", at="2026-03-03 12:00")
    change.run("apply", by="headquarters", at="2026-03-04 09:00")
    assert change.state == "applied"
    order = network.order(NANSHAN, at="2026-04-02 09:00")
    assert (order.state, order.flags) == ("to_dispatch", ["uncovered"])


@pytest.mark.clause("LNG-15")
def test_where_the_last_other_station_left_meanwhile_applying_asks_for_the_second_approval(network: Network) -> None:
    change = network.approve(network.ask(network.north, drop=[NANSHAN]))
    assert change.state == "approved"
    dispatch.uncover(network.south, ["4403"], by=network.house.actor("system"), at=network.house.at("2026-03-03 18:00"))

    change.run("apply", by="headquarters", at="2026-03-04 09:00")

    assert change.state == "second_approval"
    assert network.areas_of(network.north, at="2026-04-02 09:00") == {NANSHAN, BAOAN}


@pytest.mark.clause("LNG-15")
def test_a_capacity_of_zero_is_looked_at_as_giving_up_every_area(network: Network) -> None:
    at = network.house.at("2026-03-02 09:00")
    assert queries.left_uncovered(network.north, [], since=at, everything=True) == []
    network.terms(network.south, capacity=0, at="2026-03-02 08:00")
    assert queries.left_uncovered(network.north, [YUEHAI, NANSHAN], since=at) == [
        "广东省深圳市南山区 440305",
        "广东省深圳市南山区粤海街道 440305007",
    ]

    change = network.approve(network.ask(network.north, change="capacity", capacity=0))

    assert change.state == "second_approval"
    assert len(change.fields["left_uncovered"]) == 2


@pytest.mark.clause("LNG-12")
def test_a_holiday_needs_the_regions_consent_and_then_stops_dispatch(network: Network) -> None:
    times = {"since": network.house.iso("2026-04-06 09:00"), "until": network.house.iso("2026-04-06 18:00")}
    change = network.ask(network.north, change="interruption", reason="holiday", effective_on=None, **times)
    assert change.state == "requested"

    change.run("region_approve", by="region", at="2026-03-03 09:00")
    assert change.state == "approved"
    change.run("apply", by="headquarters", at="2026-03-03 10:00")

    (absence,) = queries.absences_of(network.north)
    assert (absence.reason, absence.why) == ("holiday", change.number)
    assert network.station_of(network.order(NANSHAN, at="2026-04-06 10:00")) == "S"
    assert network.station_of(network.order(NANSHAN, at="2026-04-06 18:00")) == "N"


@pytest.mark.clause("LNG-12")
@pytest.mark.parametrize("reason", ["power", "network", "moving", "event"])
def test_what_can_be_ended_within_a_day_changes_nothing_unless_asked_a_working_day_ahead(network: Network, reason: str) -> None:
    def ask(since: str, until: str, **more: Any) -> str:
        times = {"since": network.house.iso(since), "until": network.house.iso(until)}
        return network.ask(network.north, change="interruption", reason=reason, effective_on=None, **times, **more).state

    with pytest.raises(Refused) as short:
        ask("2026-03-03 14:00", "2026-03-03 18:00")
    assert clause_of(short) == "LNG-12"
    with pytest.raises(Refused) as late:
        ask("2026-03-02 14:00", "2026-03-02 18:00", must_change=True)
    assert "提前一个工作日" in str(late.value.say("zh"))
    assert ask("2026-03-04 14:00", "2026-03-04 18:00", must_change=True) == "requested"
    assert ask("2026-03-02 14:00", "2026-03-04 18:00") == "requested"


@pytest.mark.clause("LNG-12")
def test_a_change_for_quality_is_the_regions_and_names_the_allocation_rule(network: Network) -> None:
    with pytest.raises(Refused):
        network.ask(network.north, drop=[NANSHAN], reason="quality", by_rule="第 3 条")
    with pytest.raises(Refusal):
        network.ask(network.north, drop=[NANSHAN], reason="quality", by="region")

    assert network.ask(network.north, drop=[NANSHAN], reason="quality", by_rule="第 3 条", by="region").state == "requested"


@pytest.mark.clause("LNG-12", "LNG-13", "LNG-17")
@pytest.mark.parametrize(
    "form",
    [
        {"add": None, "drop": None},
        {"add": [XINAN], "effective_on": "2026-03-01"},
        {"add": [XINAN], "effective_on": None},
        {"add": ["449999"]},
        {"drop": ["南山"]},
        {"change": "capacity", "capacity": -1},
        {"change": "capacity", "capacity": None},
        {"add": [XINAN], "reason": "holiday"},
    ],
)
def test_a_form_that_does_not_say_what_is_wanted_is_refused(network: Network, form: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        network.ask(network.north, **form)


@pytest.mark.clause("LNG-12")
def test_the_region_may_return_it_for_more_and_the_station_sends_it_again(network: Network) -> None:
    change = network.ask(network.north, add=[XINAN])
    change.run("return_for_more", {"opinion": "请附人员名单"}, by="region", at="2026-03-02 10:00")
    assert change.state == "returned"
    change.run("resubmit", {"explanation": "名单已附"}, by="coordinator_N", at="2026-03-02 11:00")
    change.run("refuse", {"opinion": "暂缓"}, by="region", at="2026-03-02 12:00")

    assert (change.state, change.final) == ("refused", "cancelled")
    assert network.areas_of(network.north, at="2026-05-01 09:00") == {NANSHAN, BAOAN}


@pytest.mark.clause("LNG-18")
def test_each_form_is_numbered_and_printed_with_its_decisions(network: Network) -> None:
    change = network.approve(network.ask(network.north, add=[XINAN], drop=[NANSHAN]))
    other = network.ask(network.south, add=[XINAN])

    assert (change.number, other.number) == ("BG2603020001", "BG2603020002")
    change.run("print", {"slip": "coverage-request"}, by="headquarters", at="2026-03-03 11:00")
    copies = network.house.printed("coverage-request", change, by="headquarters", at="2026-03-03 11:00")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(copies[0].pdf)).pages)
    assert len(copies) == 2
    for said in (change.number, "深圳北站", "440305", "440306001", "2026-04-01", "同意"):
        assert said in text
