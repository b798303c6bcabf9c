"""What is not finished in time: back to the department, converted or excepted, followed by entries that stay, checked by the leaders."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.longfor import DAY, DRAWN, NOTE, PREPARED, Estate, Slip


@pytest.mark.clause("LFR-68", "LFR-71")
def test_an_in_home_slip_not_finished_the_same_day_becomes_a_coordination_slip(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned().packed()
    assert longfor.wall(slip.clock("same_day").due_at) == f"{DAY} 22:00"
    longfor.wait(f"{DAY} 22:01")
    assert slip.told("crew_leader", clause="LFR-68")[-2].endswith("转协调单")
    slip.run("plan_visit", {"way": "at_once"}, by="technician", at="2026-03-03 08:00")
    with pytest.raises(Refused) as late:
        slip.run("depart", PREPARED, by="technician", at="2026-03-03 08:05")
    assert late.value.clause == "LFR-68"

    with pytest.raises(Refused):
        slip.run("convert", {"reason": "缺配件", "tracker": longfor.id_of("technician")}, by="crew_leader", at="2026-03-03 08:10")
    with pytest.raises(Refused) as bare:
        slip.run("return_unfinished", {}, by="technician", at="2026-03-03 08:11")
    assert (bare.value.clause, bare.value.field) == ("LFR-71", "why")
    slip.run("return_unfinished", {"why": "厂家配件未到"}, by="technician", at="2026-03-03 08:12")
    for missing in ("reason", "tracker"):
        form = {"reason": "等配件", "tracker": longfor.id_of("technician"), missing: None}
        with pytest.raises(Refused) as refused:
            slip.run("convert", form, by="crew_leader", at="2026-03-03 08:20")
        assert (refused.value.clause, refused.value.field) == ("LFR-68", missing)
    slip.run("convert", {"reason": "等配件", "tracker": longfor.id_of("second")}, by="crew_leader", at="2026-03-03 08:21")

    (coordination,) = slip.opened("coordination")
    assert (slip.final, slip.fields["unfinished"][0]["why"]) == ("converted", "厂家配件未到")
    assert (coordination.state, coordination.holder, coordination.fields["reason"]) == ("tracking", "老赵", "等配件")
    assert coordination.fields["order"] == slip.number


@pytest.mark.clause("LFR-68")
def test_the_day_that_counts_is_the_one_the_owner_wished(longfor: Estate) -> None:
    slip = longfor.slip(wished="2026-03-04 10:00")

    assert longfor.wall(slip.clock("same_day").due_at) == "2026-03-04 22:00"


@pytest.mark.clause("LFR-69", "LFR-71")
def test_a_public_area_slip_not_finished_in_three_days_likewise(longfor: Estate) -> None:
    slip = longfor.public_slip()
    slip.run("accept", {"tools": ["人字梯"], "parts": ["灯管"]}, by="technician", at=f"{DAY} 09:30")
    assert longfor.wall(slip.clock("three_days").due_at) == "2026-03-05 09:00"
    longfor.wait("2026-03-05 09:01")
    assert slip.told("crew_leader", clause="LFR-69")[-2].endswith("转协调单")

    slip.run("return_unfinished", {"why": "灯杆需厂家更换"}, by="technician", at="2026-03-05 09:10")
    with pytest.raises(Refused) as refused:
        slip.run("convert", {"reason": "等厂家"}, by="crew_leader", at="2026-03-05 09:20")
    assert (refused.value.clause, refused.value.field) == ("LFR-69", "tracker")
    slip.run("convert", {"reason": "等厂家", "tracker": longfor.id_of("technician")}, by="crew_leader", at="2026-03-05 09:21")

    assert (slip.final, slip.opened("coordination")[0].fields["address"]) == ("converted", "东门路灯")


@pytest.mark.clause("LFR-69")
def test_a_public_area_slip_finished_in_time_goes_to_the_archive(longfor: Estate) -> None:
    slip = longfor.public_slip()
    slip.run("accept", {"tools": ["人字梯"], "parts": ["灯管"]}, by="technician", at=f"{DAY} 09:30")
    slip.tick_all("site", at="2026-03-04 10:00")
    slip.run("finish", {"result": "更换灯管"}, by="technician", at="2026-03-04 10:05")

    assert slip.handed_in(at="2026-03-04 10:30").archived(at="2026-03-04 11:00").state == "archived"
    assert longfor.figure("in_three_days", procedure="public-area").share == 1


@pytest.mark.clause("LFR-70")
@pytest.mark.parametrize("kind", ["in-home", "public-area"])
def test_a_special_case_stays_with_approval_and_reason(longfor: Estate, kind: str) -> None:
    slip = longfor.slip().accepted() if kind == "in-home" else longfor.public_slip()
    slip.run("return_unfinished", {"why": "业主要求明早"}, by="technician", at=f"{DAY} 20:00")
    until = longfor.iso("2026-03-03 12:00")
    for missing in ("exception_why", "exception_until"):
        with pytest.raises(Refused) as refused:
            form = {"exception_why": "业主要求明早处理", "exception_until": until, missing: None}
            slip.run("ask_exception", form, by="crew_leader", at=f"{DAY} 20:05")
        assert (refused.value.clause, refused.value.field) == ("LFR-70", missing)
    slip.run("ask_exception", {"exception_why": "业主要求明早处理", "exception_until": until}, by="crew_leader", at=f"{DAY} 20:06")
    with pytest.raises(Refused):
        slip.run("grant_exception", by="crew_leader", at=f"{DAY} 20:10")

    slip.run("grant_exception", by="supervisor", at=f"{DAY} 20:15")

    (kept,) = slip.fields["exceptions"]
    assert (slip.state, kept["why"], kept["by_name"]) == ("preparing" if kind == "in-home" else "in_work", "业主要求明早处理", "工程主管")
    longfor.wait("2026-03-03 12:01")
    assert slip.told("crew_leader", clause="LFR-70")


@pytest.mark.clause("LFR-70")
def test_an_exception_that_is_refused_leaves_the_conversion(longfor: Estate) -> None:
    slip = longfor.slip().accepted()
    slip.run("return_unfinished", {"why": "太晚"}, by="technician", at=f"{DAY} 20:00")
    form = {"exception_why": "明天做", "exception_until": longfor.iso("2026-03-03 12:00")}
    slip.run("ask_exception", form, by="crew_leader", at=f"{DAY} 20:05")

    slip.run("refuse_exception", {"why": "不属特殊情况"}, by="supervisor", at=f"{DAY} 20:10")

    assert slip.state == "returned"
    assert {name for name, choice in slip.may(by="crew_leader", at=f"{DAY} 20:11").items() if choice.open} >= {"convert"}


@pytest.mark.clause("LFR-72", "LFR-90")
@pytest.mark.parametrize("missing", sorted(NOTE))
def test_an_entry_says_everything_there_is_to_say(longfor: Estate, missing: str) -> None:
    slip = longfor.coordination()

    with pytest.raises(Refused) as refused:
        slip.run("note", {**NOTE, missing: None}, by="technician", at="2026-03-03 09:00")

    assert (refused.value.clause, refused.value.field) == ("LFR-72", missing)


@pytest.mark.clause("LFR-72", "LFR-77", "LFR-90")
def test_each_step_is_an_entry_named_and_timed_that_stays(longfor: Estate) -> None:
    slip = longfor.coordination()
    slip.run("note", NOTE, by="technician", at="2026-03-03 09:00")
    slip.run("note", {**NOTE, "content": "更正：厂家周六到货"}, by="crew_leader", at="2026-03-03 10:00")

    first, second = slip.fields["entries"]
    assert {key: first[key] for key in NOTE} == NOTE
    assert (first["by_name"], longfor.wall(first["at"])) == (longfor.name_of("technician"), "2026-03-03 09:00")
    assert (second["by_name"], second["content"]) == ("工程班长", "更正：厂家周六到货")
    acts = longfor.pack.procedures["coordination"].definition.commands
    assert not any("entries" in (*act.removes, *act.set, *act.set_once, *act.asks) for act in acts.values())


@pytest.mark.clause("LFR-73")
def test_a_week_without_an_entry_is_reminded_and_flagged(longfor: Estate) -> None:
    slip = longfor.coordination(at="2026-03-02 18:00")
    slip.run("note", NOTE, by="technician", at="2026-03-04 09:00")
    longfor.wait("2026-03-16 00:01")

    said = slip.told(clause="LFR-73")
    assert any("本周还没有跟踪记录" in words for words in said)
    assert any("本周没有跟踪记录" in words for words in said)
    assert "week_without_entry" in slip.flags


@pytest.mark.clause("LFR-73")
def test_a_special_case_counts_with_the_crew_leaders_reason(longfor: Estate) -> None:
    slip = longfor.coordination(at="2026-03-02 18:00")
    with pytest.raises(Refused) as refused:
        slip.run("excuse", {}, by="crew_leader", at="2026-03-10 09:00")
    assert refused.value.clause == "LFR-73"
    slip.run("excuse", {"why": "业主出国，下周返回"}, by="crew_leader", at="2026-03-10 09:00")
    longfor.wait("2026-03-16 00:01")

    assert slip.flags == []
    assert slip.fields["entries"][0]["content"] == "业主出国，下周返回"


@pytest.mark.clause("LFR-74")
def test_open_slips_are_looked_through_every_day(longfor: Estate) -> None:
    slip, seen = longfor.coordination(), longfor.coordination()
    seen.run("look_through", by="technician", at="2026-03-03 09:00")
    longfor.wait("2026-03-04 00:01")

    assert any("今天还没有翻阅" in words for words in slip.told(clause="LFR-74"))
    assert not any("今天还没有翻阅" in words for words in seen.told(clause="LFR-74"))
    assert longfor.board("technician", at="2026-03-03 09:00")[slip.number] == "tracking"


@pytest.mark.clause("LFR-75")
def test_crew_and_group_leaders_check_and_urge_twice_a_month_with_their_signature(longfor: Estate) -> None:
    slip = longfor.coordination(at="2026-03-02 18:00")
    longfor.wait("2026-04-01 00:01")
    tasks = [row for row in slip.messages("crew_leader") if row.task]
    assert tasks[-1].words["zh"] == f"{slip.number} 本月检查督促两次并签字"
    with pytest.raises(Refused) as unsigned:
        slip.run("check_and_urge", {"advice": "催厂家"}, by="crew_leader", at="2026-04-08 09:00")
    assert (unsigned.value.clause, unsigned.value.field) == ("LFR-75", "signature")
    slip.run("check_and_urge", {"advice": "催厂家", "signature": DRAWN}, by="crew_leader", at="2026-04-08 09:00")

    longfor.wait("2026-05-01 00:01")
    assert any("还缺 1 次" in words for words in slip.told("supervisor", clause="LFR-75"))
    assert "month_without_checks" in slip.flags
    kept = slip.fields["leader_checks"][0]
    assert (kept["advice"], kept["signature"], kept["by_name"]) == ("催厂家", DRAWN, "工程班长")


@pytest.mark.clause("LFR-75")
def test_two_checks_in_a_month_are_enough(longfor: Estate) -> None:
    slip = longfor.coordination(at="2026-03-02 18:00")
    for who, day in (("crew_leader", "06"), ("duty_leader", "20")):
        slip.run("check_and_urge", {"advice": "已查看", "signature": DRAWN}, by=who, at=f"2026-04-{day} 09:00")
    slip.run("support", {"support": "联系厂家技术", "signature": DRAWN}, by="supervisor", at="2026-04-21 09:00")
    longfor.wait("2026-05-01 00:01")

    assert not any("还缺" in words for words in slip.told("supervisor", clause="LFR-75"))
    assert "month_without_checks" not in slip.flags


@pytest.mark.clause("LFR-76")
def test_the_supervisor_checks_once_a_month_with_technical_support_and_signs(longfor: Estate) -> None:
    slip = longfor.coordination(at="2026-03-02 18:00")
    longfor.wait("2026-04-01 00:01")
    assert [row.words["zh"] for row in slip.messages("supervisor") if row.task][-1].endswith("给出技术支持意见并签字")
    for missing in ("support", "signature"):
        with pytest.raises(Refused) as refused:
            slip.run("support", {"support": "改用替代件", "signature": DRAWN, missing: None}, by="supervisor", at="2026-04-10 09:00")
        assert (refused.value.clause, refused.value.field) == ("LFR-76", missing)
    with pytest.raises(Refused):
        slip.run("support", {"support": "改用替代件", "signature": DRAWN}, by="crew_leader", at="2026-04-10 09:00")

    slip.run("support", {"support": "改用替代件", "signature": DRAWN}, by="supervisor", at="2026-04-10 09:00")
    longfor.wait("2026-05-01 00:01")
    assert not any("主管尚未检查" in words for words in slip.told("supervisor", clause="LFR-76"))
    longfor.wait("2026-06-01 00:01")
    assert any("主管尚未检查" in words for words in slip.told("supervisor", clause="LFR-76"))


@pytest.mark.clause("LFR-82")
@pytest.mark.parametrize("missing", ["reason", "handler", "next_at"])
def test_a_result_still_to_be_followed_names_reason_handler_and_time(longfor: Estate, missing: str) -> None:
    slip = longfor.slip().to_work()
    form = {"reason": "等胶干", "handler": longfor.id_of("second"), "next_at": longfor.iso(f"{DAY} 15:00")}

    with pytest.raises(Refused) as refused:
        slip.run("come_again", {**form, missing: None}, by="technician", at=f"{DAY} 10:20")
    assert (refused.value.clause, refused.value.field) == ("LFR-82", missing)
    slip.run("come_again", form, by="technician", at=f"{DAY} 10:21")

    (kept,) = slip.fields["follow_ups"]
    assert (kept["reason"], kept["handler"], slip.holder) == ("等胶干", longfor.id_of("second"), "老赵")


@pytest.mark.clause("LFR-92", "LFR-93")
def test_at_the_end_result_signatures_and_the_crew_leaders_filing(longfor: Estate) -> None:
    slip: Slip = longfor.coordination()
    with pytest.raises(Refused) as untracked:
        slip.run("record_result", {"result": "已更换"}, by="technician", at="2026-03-07 10:00")
    assert untracked.value.clause == "LFR-90"
    slip.run("note", NOTE, by="technician", at="2026-03-07 09:00")
    with pytest.raises(Refused) as bare:
        slip.run("record_result", {}, by="technician", at="2026-03-07 10:00")
    assert (bare.value.clause, bare.value.field) == ("LFR-92", "result")
    slip.run("record_result", {"result": "周六更换，已不漏"}, by="technician", at="2026-03-07 10:00")
    with pytest.raises(Refused) as unsigned:
        slip.run("customer_signs", by="customer", at="2026-03-07 10:05")
    assert unsigned.value.clause == "LFR-92"
    slip.run("customer_signs", {"customer_signature": DRAWN}, by="customer", at="2026-03-07 10:05")
    with pytest.raises(Refused):
        slip.run("file", by="crew_leader", at="2026-03-07 10:10")
    with pytest.raises(Refused) as own:
        slip.run("sign_as_tracker", by="technician", at="2026-03-07 10:10")
    assert own.value.clause == "LFR-93"

    slip.run("sign_as_tracker", {"tracker_signature": DRAWN}, by="technician", at="2026-03-07 10:11")
    assert slip.row.holder_role == "crew_leader"
    slip.run("file", by="crew_leader", at="2026-03-07 11:00")

    assert (slip.final, slip.fields["result"]) == ("done", "周六更换，已不漏")


@pytest.mark.clause("LFR-48")
def test_from_a_coordination_slip_somebody_is_sent_again(longfor: Estate) -> None:
    slip = longfor.coordination()

    slip.run("send_again", {"what": "更换角阀", "when_at": longfor.iso("2026-03-07 09:00")}, by="technician", at="2026-03-05 09:00")

    (again,) = slip.opened("in-home")
    assert (again.state, again.fields["fault"], again.fields["found_at"]) == ("issued", "更换角阀", slip.number)
