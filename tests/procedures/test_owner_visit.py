"""The basic owner visit: ring first, be punctual, leave a note, clean up, report, ring afterwards."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.stage import Order, Stage

CLEAN = {"checklist": "cleanliness", "items": ["0", "1", "2"]}


@pytest.fixture
def reported(owners: Stage) -> Order:
    return owners.report(at="2026-03-02 09:00")


@pytest.fixture
def appointed(reported: Order) -> Order:
    reported.run("fix_time", {"appointment_at": reported.house.iso("2026-03-02 14:00")}, by="technician", at="2026-03-02 09:20")
    return reported


@pytest.fixture
def working(appointed: Order) -> Order:
    appointed.run("arrive", by="technician", at="2026-03-02 14:00")
    return appointed


@pytest.fixture
def to_record(working: Order) -> Order:
    working.run("tick", CLEAN, by="technician", at="2026-03-02 14:40")
    working.run("finish", {"work_done": "更换垫圈"}, by="technician", at="2026-03-02 14:45")
    working.run("report", by="technician", at="2026-03-02 14:50")
    return working


def note(order: Order, **wrong: object) -> dict[str, object]:
    return {"place": "入户门把手旁", "contact_phone": "0755-86001234", "next_at": order.house.iso("2026-03-03 10:00"), **wrong}


@pytest.mark.clause("VST-01")
def test_no_visit_before_a_time_is_fixed_with_the_owner(reported: Order) -> None:
    with pytest.raises(Refused) as refused:
        reported.run("arrive", by="technician", at="2026-03-02 14:00")
    assert refused.value.clause == "VST-01"
    assert reported.state == "reported"

    reported.run("fix_time", {"appointment_at": reported.house.iso("2026-03-02 15:00")}, by="technician", at="2026-03-02 14:05")

    assert reported.at_of("appointment_at") == "2026-03-02 15:00"
    assert "15:00" in reported.messages("customer", by="sms")[0].words["zh"]


@pytest.mark.clause("VST-01")
def test_an_owner_nobody_rang_for_two_hours_is_told_to_the_centre(owners: Stage, reported: Order) -> None:
    owners.wait("2026-03-02 11:00")
    assert reported.messages("service_centre", clause="VST-01") == []
    owners.wait("2026-03-02 11:01")
    assert len(reported.messages("service_centre", clause="VST-01")) == 1


@pytest.mark.clause("VST-02")
@pytest.mark.parametrize(("arrived", "late"), [("2026-03-02 14:00", False), ("2026-03-02 14:01", True)])
def test_arrival_is_kept_against_the_fixed_time(owners: Stage, appointed: Order, arrived: str, late: bool) -> None:
    appointed.run("arrive", by="technician", at=arrived)

    assert appointed.at_of("arrived_at") == arrived
    (entry,) = appointed.fields["arrivals"]
    assert (owners.wall(entry["start"]), entry["late"]) == ("2026-03-02 14:00", late)
    assert appointed.clock("arrival").kept is not late
    assert owners.figure("punctual").share == (0 if late else 1)


@pytest.mark.clause("VST-03")
@pytest.mark.parametrize("missing", ["place", "contact_phone", "next_at"])
def test_a_door_note_says_where_it_hangs_a_number_and_the_next_time(appointed: Order, missing: str) -> None:
    with pytest.raises(Refused) as refused:
        appointed.run("nobody_home", note(appointed, **{missing: None}), by="technician", at="2026-03-02 14:10")
    assert refused.value.field == missing

    appointed.run("nobody_home", note(appointed, note_photo="files/1"), by="technician", at="2026-03-02 14:10")

    (kept,) = appointed.fields["door_notes"]
    assert (kept["place"], kept["phone"], kept["photo"]) == ("入户门把手旁", "0755-86001234", "files/1")
    assert "次上门" in appointed.messages("customer", by="sms")[-1].words["zh"]


@pytest.mark.clause("VST-03")
def test_the_note_can_be_printed(owners: Stage, appointed: Order) -> None:
    appointed.run("nobody_home", note(appointed), by="technician", at="2026-03-02 14:10")

    (page,) = owners.printed("door-note", appointed, by="technician", at="2026-03-02 14:10")

    assert page.pdf.startswith(b"%PDF")
    assert page.name == f"{appointed.number}-1"


@pytest.mark.clause("VST-04")
def test_the_time_on_the_note_is_the_next_appointment(owners: Stage, appointed: Order) -> None:
    appointed.run("nobody_home", note(appointed), by="technician", at="2026-03-02 14:10")

    assert appointed.state == "appointed"
    assert appointed.at_of("appointment_at") == "2026-03-03 10:00"
    assert [owners.wall(one["start"]) for one in appointed.fields["appointments"]] == ["2026-03-02 14:00", "2026-03-03 10:00"]
    assert owners.wall(appointed.clock("arrival").due_at) == "2026-03-03 10:00"
    appointed.run("arrive", by="technician", at="2026-03-03 09:58")
    assert appointed.state == "working"


@pytest.mark.clause("VST-05")
def test_the_work_ends_only_once_the_place_is_wiped_and_swept(working: Order) -> None:
    with pytest.raises(Refused) as refused:
        working.run("finish", {"work_done": "更换垫圈"}, by="technician", at="2026-03-02 14:45")
    assert refused.value.clause == "VST-05"
    working.run("tick", {**CLEAN, "items": ["0", "1"]}, by="technician", at="2026-03-02 14:46")
    with pytest.raises(Refused):
        working.run("finish", {"work_done": "更换垫圈"}, by="technician", at="2026-03-02 14:47")
    assert "keeping-clean" in working.shown(by="technician", at="2026-03-02 14:47")

    working.run("tick", CLEAN, by="technician", at="2026-03-02 14:48")
    working.run("finish", {"work_done": "更换垫圈"}, by="technician", at="2026-03-02 14:49")

    assert working.state == "finished"


@pytest.mark.clause("VST-06")
def test_completion_is_reported_to_the_centre_which_records_it(owners: Stage, to_record: Order) -> None:
    assert to_record.at_of("reported_at") == "2026-03-02 14:50"
    assert len(to_record.messages("service_centre", saying="已完工")) == 1
    with pytest.raises(Refused):
        to_record.run("enter_record", {"record": "完工"}, by="technician", at="2026-03-02 15:00")

    to_record.run("enter_record", {"record": "王女士家厨房漏水已修"}, by="service_centre", at="2026-03-02 15:00")

    assert to_record.state == "completed"
    assert to_record.fields["record"] == "王女士家厨房漏水已修"


@pytest.mark.clause("VST-06")
def test_a_report_that_is_not_prompt_is_missed(owners: Stage, working: Order) -> None:
    working.run("tick", CLEAN, by="technician", at="2026-03-02 14:40")
    working.run("finish", {"work_done": "更换垫圈"}, by="technician", at="2026-03-02 14:45")

    owners.wait("2026-03-02 15:15")
    assert working.messages("technician", clause="VST-06") == []
    owners.wait("2026-03-02 15:16")
    assert len(working.messages("technician", clause="VST-06")) == 1


@pytest.mark.clause("VST-07")
def test_the_centre_rings_the_owner_about_the_state_after_the_repair(to_record: Order) -> None:
    to_record.run("enter_record", by="service_centre", at="2026-03-02 15:00")
    call = to_record.child("call-back")
    assert call.row.holder_role == "service_centre"

    call.run("record", {"solved": "yes", "satisfied": 5}, by="service_centre", at="2026-03-03 10:00")

    assert call.state == "solved"


@pytest.mark.clause("VST-07")
def test_not_solved_brings_another_visit(to_record: Order) -> None:
    to_record.run("enter_record", by="service_centre", at="2026-03-02 15:00")
    call = to_record.child("call-back")

    call.run("record", {"solved": "no", "remark": "又漏了"}, by="service_centre", at="2026-03-03 10:00")

    again = call.child("visit")
    assert (again.state, again.fields["rework_of"], again.fields["fault"]) == ("reported", to_record.number, "又漏了")


@pytest.mark.clause("VST-08", "VST-09")
def test_the_words_for_taking_leave_stand_at_the_end_of_the_visit(owners: Stage, working: Order) -> None:
    assert "taking-leave" not in working.shown(by="service_centre", at="2026-03-02 14:30")
    working.run("tick", CLEAN, by="technician", at="2026-03-02 14:40")
    working.run("finish", {"work_done": "更换垫圈"}, by="technician", at="2026-03-02 14:45")

    assert "taking-leave" in working.shown(by="technician", at="2026-03-02 14:46")
    words = owners.guide("taking-leave")
    assert "以后有需要，请随时打我们电话" in words["zh"]
    assert "面向业主退出，轻轻关门" in words["zh"]
    assert "give us a ring" in words["en"]
    assert "close the door gently" in words["en"]
