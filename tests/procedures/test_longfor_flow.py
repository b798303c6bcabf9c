"""The property company's slips from report to archive: five elements, signatures, review, filing."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import Refused
from procedures.longfor import DAY, DRAWN, Estate


@pytest.mark.clause("LFR-11")
def test_a_report_runs_through_seven_steps_to_review_and_archive(longfor: Estate) -> None:
    slip = longfor.slip()
    states = [slip.state]
    for step in (slip.accepted, slip.planned, slip.packed, slip.departed, slip.arrived, slip.entered, slip.surveyed, slip.started,
                 slip.done, slip.showed, slip.signed, slip.handed_in, slip.archived):  # fmt: skip
        step()
        states.append(slip.state)

    assert list(dict.fromkeys(states)) == [
        "issued", "preparing", "on_the_way", "at_door", "surveying", "getting_ready", "in_work", "showing", "to_sign", "handing_in",
        "reviewing", "archived",
    ]  # fmt: skip
    assert slip.final == "done"


@pytest.mark.clause("LFR-12")
@pytest.mark.parametrize("element", ["reporter", "phone", "address", "fault", "wished_at"])
def test_a_slip_needs_its_five_elements(longfor: Estate, element: str) -> None:
    lacking: dict[str, Any] = {element: None}
    with pytest.raises(Refused) as refused:
        longfor.slip(**lacking)

    assert (refused.value.clause, refused.value.field) == ("LFR-12", element)


@pytest.mark.clause("LFR-13")
def test_of_the_reporter_the_family_name_is_enough_and_is_asked_for(longfor: Estate) -> None:
    slip = longfor.slip(reporter="王")

    assert slip.fields["reporter"] == "王"
    questions = longfor.procedure("in-home").intake.questions
    asked = next(one for one in questions if one.fills == "reporter")
    assert (asked.ask["zh"], asked.clause) == ("请问您贵姓？", ("LFR-13",))
    with pytest.raises(Refused):
        longfor.slip(reporter="  ")


@pytest.mark.clause("LFR-14")
def test_the_legal_owner_is_kept_apart_from_the_reporter_and_named_on_the_slip(longfor: Estate) -> None:
    slip = longfor.slip(customer="陈业主", reporter="租客小吴")

    said = longfor.slip_text(slip, by="crew_leader", at=f"{DAY} 09:01")["fields"]
    assert (said["customer"], said["reporter"]) == ("陈业主", "租客小吴")
    assert 'row("法定业主", "customer")' in longfor.pack.slips["dispatch-slip"]


@pytest.mark.clause("LFR-57", "LFR-87")
def test_the_owner_rates_accepts_and_signs(longfor: Estate) -> None:
    slip = longfor.slip().to_sign()
    for missing, clause in (("satisfied", "LFR-87"), ("signature", "LFR-03")):
        form = {"satisfied": 5, "opinion": "满意", "signature": DRAWN, missing: None}
        with pytest.raises(Refused) as refused:
            slip.run("accept_work", form, by="customer", at=f"{DAY} 10:50")
        assert refused.value.clause == clause

    slip.signed(satisfied=4)

    assert (slip.state, slip.fields["satisfied"]) == ("handing_in", 4)
    assert slip.fields["_signatures"][0]["signature"] == DRAWN


@pytest.mark.clause("LFR-03")
def test_the_user_writes_his_opinion_under_the_slip(longfor: Estate) -> None:
    slip = longfor.slip().to_sign()
    with pytest.raises(Refused) as refused:
        slip.run("accept_work", {"satisfied": 5, "signature": DRAWN}, by="customer", at=f"{DAY} 10:50")
    assert (refused.value.clause, refused.value.field) == ("LFR-03", "opinion")

    slip.signed(opinion="师傅很细心")

    assert longfor.slip_text(slip, by="crew_leader", at=f"{DAY} 11:00")["fields"]["opinion"] == "师傅很细心"


@pytest.mark.clause("LFR-88")
def test_without_a_signature_the_crew_leader_verifies_before_it_goes_on(longfor: Estate) -> None:
    slip = longfor.slip().to_sign()
    slip.run("no_signature", {"unsigned_why": "业主临时出门"}, by="technician", at=f"{DAY} 10:50")
    with pytest.raises(Refused):
        slip.run("hand_in", {"technician_signature": DRAWN}, by="technician", at=f"{DAY} 10:55")
    with pytest.raises(Refused):
        slip.run("verify_unsigned", {"verified_how": "电话核实"}, by="technician", at=f"{DAY} 10:56")

    slip.run("verify_unsigned", {"verified_how": "电话核实，已修好"}, by="crew_leader", at=f"{DAY} 11:00")
    slip.handed_in().archived()

    assert (slip.state, slip.fields["verified_how"]) == ("archived", "电话核实，已修好")


@pytest.mark.clause("LFR-89")
def test_the_service_person_signs_and_hands_the_slip_to_the_crew_leader(longfor: Estate) -> None:
    slip = longfor.slip().to_return()
    with pytest.raises(Refused) as refused:
        slip.run("hand_in", by="technician", at=f"{DAY} 11:20")
    assert refused.value.clause == "LFR-89"

    slip.handed_in()
    slip.run("review", by="duty_leader", at=f"{DAY} 11:30")

    assert (slip.state, slip.row.holder_role) == ("checking", "crew_leader")


@pytest.mark.clause("LFR-59")
def test_a_report_counts_as_complete_after_the_duty_leaders_review(longfor: Estate) -> None:
    slip = longfor.slip().to_return().handed_in()

    for who, command in (("crew_leader", "check"), ("customer_centre", "archive"), ("technician", "review")):
        with pytest.raises(Refused):
            slip.run(command, by=who, at=f"{DAY} 11:30")
    slip.run("send_back", {"why": "材料未写数量"}, by="duty_leader", at=f"{DAY} 11:35")
    assert (slip.state, slip.fields.get("technician_signature")) == ("handing_in", None)

    slip.handed_in(at=f"{DAY} 11:40")
    slip.run("review", by="duty_leader", at=f"{DAY} 11:45")
    assert slip.state == "checking"


@pytest.mark.clause("LFR-60", "LFR-96")
def test_finished_slips_are_verified_and_filed_the_same_day(longfor: Estate) -> None:
    slip = longfor.slip().to_return()
    assert longfor.wall(slip.clock("file_same_day").due_at) == f"{DAY} 22:00"

    longfor.wait(f"{DAY} 22:01")
    assert slip.told("customer_centre", clause="LFR-60")[-1].endswith("当日未归档")
    slip.handed_in(at=f"{DAY} 22:05").archived(at=f"{DAY} 22:10")

    assert (slip.state, slip.clock("file_same_day").kept) == ("archived", False)
    in_time = longfor.slip().to_return().handed_in().archived()
    assert (in_time.state, in_time.clock("file_same_day").kept) == ("archived", True)
    assert longfor.figure("filed", procedure="in-home").share == 0.5


@pytest.mark.clause("LFR-60")
def test_the_customer_centre_files_only_what_the_crew_leader_verified(longfor: Estate) -> None:
    slip = longfor.slip().to_return().handed_in()
    slip.run("review", by="duty_leader", at=f"{DAY} 11:30")

    with pytest.raises(Refused):
        slip.run("archive", by="customer_centre", at=f"{DAY} 11:40")
    slip.run("check", by="crew_leader", at=f"{DAY} 11:41")
    slip.run("archive", by="customer_centre", at=f"{DAY} 11:42")

    assert slip.final == "done"


@pytest.mark.clause("LFR-48")
def test_what_is_not_finished_is_followed_until_the_customer_signs(longfor: Estate) -> None:
    slip = longfor.slip().to_work()
    handler = {"reason": "等胶干", "handler": longfor.id_of("technician"), "next_at": longfor.iso(f"{DAY} 15:00")}
    slip.run("come_again", handler, by="technician", at=f"{DAY} 11:00")
    assert slip.state == "preparing"
    for wrong in ("complete", "hand_in", "archive"):
        with pytest.raises(Refused):
            slip.run(wrong, by="technician" if wrong != "archive" else "customer_centre", at=f"{DAY} 11:05")

    slip.packed(at=f"{DAY} 14:40").departed(at=f"{DAY} 14:45").arrived(at=f"{DAY} 14:50").entered(at=f"{DAY} 14:52")
    slip.surveyed(at=f"{DAY} 14:55").started(at=f"{DAY} 15:00").done(at=f"{DAY} 15:20").showed(at=f"{DAY} 15:25")

    assert slip.signed(at=f"{DAY} 15:30").state == "handing_in"
