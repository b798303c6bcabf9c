"""The property's on-site standard: applying, with hours, charges and liability in sight."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from baoxiu.core.errors import Refused
from procedures.estate import KINDS, page_of, portal, refusal, sent
from procedures.stage import Order, Stage


@pytest.fixture
def taken(estate: Stage) -> Order:
    return estate.report(at="2026-03-02 09:00", by="customer")


@pytest.mark.clause("PRS-01")
@pytest.mark.parametrize("resident", ["owner", "resident"])
def test_owners_and_residents_are_served(estate: Stage, resident: str) -> None:
    order = estate.report(at="2026-03-02 09:00", by="customer", resident=resident)

    assert (order.state, order.fields["resident"]) == ("taken", resident)


@pytest.mark.clause("PRS-02")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_service_is_offered_and_taken(estate: Stage, kind: str) -> None:
    order = estate.report(at="2026-03-02 09:00", by="customer", category=kind)

    assert order.row.category == kind
    assert set(estate.pack.pack.categories) == set(KINDS)


@pytest.mark.clause("PRS-03")
@pytest.mark.parametrize(("wanted", "object_"), [("repair", "house"), ("maintenance", "facility")])
def test_repair_and_maintenance_of_house_and_facility_bring_a_repairer(estate: Stage, wanted: str, object_: str) -> None:
    order = sent(estate.report(at="2026-03-02 09:00", by="customer", wanted=wanted, object=object_))

    assert (order.fields["wanted"], order.fields["object"]) == (wanted, object_)
    assert order.row.holder_id == estate.id_of("repairer")


@pytest.mark.clause("PRS-04", "PRS-05")
@pytest.mark.parametrize("by", ["customer", "desk"])
def test_an_application_is_taken_at_once_whoever_writes_it(estate: Stage, by: str) -> None:
    order = estate.report(at="2026-03-02 09:00", by=by)

    assert (order.state, order.at_of("taken_at")) == ("taken", "2026-03-02 09:00")
    assert len(order.messages("desk", clause="PRS-05")) == 1
    assert order.number in order.messages("customer", by="sms")[0].words["zh"]
    desk, owner = estate.printed("acceptance-form", order, by="desk", at="2026-03-02 09:01")
    assert (desk.copy_of, owner.copy_of) == ("desk", "customer")
    assert desk.pdf.startswith(b"%PDF")


@pytest.mark.clause("PRS-04", "PRS-17", "PRS-19", "PRS-22")
def test_whoever_applies_sees_hours_charges_and_the_liability_note(estate: Stage) -> None:
    _, _, page = page_of(estate)

    for said in ("服务时间：周一至周日 08:00-17:00", "物业费包含 水电维修、管道维修", "因外部因素造成的损失，物业公司不承担责任"):
        assert said in page
    for name in ("wished_at", "liability_accepted", "category", "reporter_phone"):
        assert f'name="{name}"' in page


@pytest.mark.clause("PRS-04")
def test_an_owner_applies_in_his_browser(estate: Stage) -> None:
    from baoxiu.journal import clock

    client, address, page = page_of(estate)
    key = page.split('name="key" value="')[1].split('"')[0]
    day = (clock.now().astimezone(estate.at("2026-03-02 09:00").tzinfo).date()).isoformat()
    tomorrow = datetime.fromisoformat(day).toordinal() + 1
    form = {
        "key": key, "text": "卫生间水管接头漏水", "category": "pipe", "place": "5 栋 802",
        "reporter_name": "赵先生", "reporter_phone": "13900139000",
        "wished_at": f"{datetime.fromordinal(tomorrow).date().isoformat()}T10:00", "liability_accepted": "on", "resident": "resident",
        "wanted": "repair", "object": "house", "urgency": "normal",
    }  # fmt: skip

    answer = client.post(address, form)

    assert answer.status_code == 302, answer.content.decode()
    (order,) = estate.every("service")
    assert (order.fields["customer"], order.fields["address"], order.fields["resident"]) == ("赵先生", "5 栋 802", "resident")
    assert order.number in client.get(answer["Location"]).content.decode()


@pytest.mark.clause("PRS-16")
@pytest.mark.parametrize(("at", "fits"), [("07:59", False), ("08:00", True), ("16:30", True), ("16:31", False), ("19:00", False)])
def test_appointments_lie_within_the_hours(estate: Stage, at: str, fits: bool) -> None:
    wished = estate.iso(f"2026-03-03 {at}")
    if fits:
        assert estate.report(at="2026-03-02 09:00", by="customer", wished_at=wished).state == "taken"
        return
    refused = refusal(estate, wished_at=wished)
    assert refused.clause == "PRS-16"
    assert "08:00-17:00" in refused.words["zh"]


@pytest.mark.clause("PRS-16", "PRS-17")
def test_each_organisation_has_its_own_hours(estate: Stage) -> None:
    estate.change("estate", calendar={"zone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-18:00"]}})

    assert refusal(estate, wished_at=estate.iso("2026-03-03 08:30")).clause == "PRS-16"
    order = estate.report(at="2026-03-02 09:00", by="customer", wished_at=estate.iso("2026-03-03 17:15"))

    assert order.state == "taken"
    asked = order.choice("dispatch", by="desk", at="2026-03-02 09:10").asks
    helps = {ask["name"]: ask["help"] for ask in asked}
    assert "周一至周五 09:00-18:00" in helps["expected_at"]["zh"]
    assert "Mon–Fri 09:00-18:00" in helps["expected_at"]["en"]


@pytest.mark.clause("PRS-17")
def test_another_time_than_the_one_wished_is_agreed_first(estate: Stage, taken: Order) -> None:
    assert refusal(estate, wished_at=None).field == "wished_at"
    other = estate.iso("2026-03-02 15:00")
    with pytest.raises(Refused) as refused:
        sent(taken, expected_at=other)
    assert (refused.value.clause, refused.value.field) == ("PRS-17", "time_agreed")

    sent(taken, expected_at=other, time_agreed=True)

    assert taken.at_of("expected_at") == "2026-03-02 15:00"


@pytest.mark.clause("PRS-18")
@pytest.mark.parametrize(("kind", "fee", "words"), [("pipe", "covered", "物业费包含"), ("wall", "extra", "另行收费")])
def test_the_charge_follows_the_rule_of_the_estate(estate: Stage, kind: str, fee: str, words: str) -> None:
    order = estate.report(at="2026-03-02 09:00", by="customer", category=kind)

    assert order.fields["fee"] == fee
    assert words in order.messages("customer", by="sms")[0].words["zh"]
    assert words in portal(estate, order, "2026-03-02 09:01")


@pytest.mark.clause("PRS-18", "PRS-19")
def test_an_estate_changes_what_its_fee_covers(estate: Stage) -> None:
    estate.change("estate", settings={"covered_by_fee": ["wall"]})

    assert estate.report(at="2026-03-02 09:00", by="customer", category="wall").fields["fee"] == "covered"
    assert "物业费包含 墙面维修" in page_of(estate)[2]


@pytest.mark.clause("PRS-22")
def test_the_liability_note_is_accepted_and_the_acceptance_kept(estate: Stage, taken: Order) -> None:
    refused = refusal(estate, liability_accepted=None)
    assert (refused.clause, refused.field) == ("PRS-22", "liability_accepted")

    assert taken.fields["liability_accepted"] is True
    assert taken.at_of("liability_at") == "2026-03-02 09:00"
    assert taken.events[0].data["form"]["liability_accepted"] is True


@pytest.mark.clause("PRS-23")
@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ({"fault": "坏了"}, "PRS-23"),
        ({"address": "小区里"}, "PRS-23"),
        ({"phone": None}, "PRS-23"),
        ({"customer": None}, "PRS-23"),
        ({"category": None}, "PRS-02"),
    ],
)
def test_an_application_without_enough_in_it_is_sent_back(estate: Stage, wrong: dict[str, Any], clause: str) -> None:
    assert refusal(estate, **wrong).clause == clause
    assert estate.every("service") == []


@pytest.mark.clause("PRS-23")
def test_a_number_nobody_can_ring_is_refused(estate: Stage) -> None:
    assert refusal(estate, phone="12345").clause == "PRS-23"
