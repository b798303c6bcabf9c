"""Gates and the commands that come with a pack's elements: checklists, consents, signatures, codes, approvals, prints, grabbing."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core import engine
from baoxiu.core.engine import WrongCode
from baoxiu.core.errors import Refused
from station import CUSTOMER, at, open_case, person


def _visit(fault: Any = "plumbing") -> Any:
    return open_case("visit", {"fault": fault}, world={"code": 4711})


def _at_door() -> Any:
    case = _visit().run("tick", {"checklist": "tools", "items": ["管钳", "生料带"]}, by="engineer")
    return case.run("depart", by="engineer")


def _in_work() -> Any:
    case = _at_door().run("agree", {"consent": "entry"}, by="engineer", door="field")
    return case.run("enter", {"code": "004711"}, by="engineer")


def _finished() -> Any:
    case = _in_work().run("start", by="engineer", hours=2)
    case.run("tick", {"checklist": "clean", "items": ["0", "1"]}, by="engineer", hours=2.6)
    return case.run("finish", by="engineer", hours=2.75)


# -- checklists


def test_nobody_leaves_before_the_tools_are_ticked() -> None:
    case = _visit()
    with pytest.raises(Refused) as refused:
        case.run("depart", by="engineer")
    assert (refused.value.reason, refused.value.clause) == ("checklist", "TST-10")
    assert "管钳、生料带" in refused.value.say("zh")


def test_items_are_ticked_one_by_one() -> None:
    case = _visit().run("tick", {"checklist": "tools", "items": ["管钳"]}, by="engineer")
    choice = case.choices("engineer")["depart"]
    assert (choice.open, choice.refusal and choice.refusal["words"]["zh"]) == (False, "请先完成检查表“工具”：生料带。")
    case.run("tick", {"checklist": "tools", "items": ["生料带"]}, by="engineer")
    assert case.run("depart", by="engineer").state == "at_door"


def test_the_tools_follow_the_fault() -> None:
    assert (
        _visit("electric").run("tick", {"checklist": "tools", "items": ["试电笔"]}, by="engineer").run("depart", by="engineer").state
        == "at_door"
    )


def test_who_ticked_when_and_where_stays() -> None:
    (entry,) = _visit().run("tick", {"checklist": "tools", "items": ["管钳"]}, by="engineer", door="field").fields["_checklists"]
    assert entry == {
        "checklist": "tools", "items": ["管钳"], "at": "2026-03-02T02:00:00+00:00", "by": 12, "by_name": "工程师老王", "door": "field",
    }  # fmt: skip


# -- consents


def test_nobody_enters_without_consent() -> None:
    case = _at_door()
    with pytest.raises(Refused) as refused:
        case.run("enter", {"code": "004711"}, by="engineer")
    assert (refused.value.reason, refused.value.clause) == ("code", "TST-08") or refused.value.reason == "consent"
    assert refused.value.reason == "consent"


def test_a_refusal_of_the_customer_is_kept_and_keeps_the_gate_shut() -> None:
    case = _at_door().run("decline", {"consent": "entry", "note": "明天再来"}, by=CUSTOMER, door="portal")
    with pytest.raises(Refused) as refused:
        case.run("enter", {"code": "004711"}, by="engineer")
    assert refused.value.reason == "declined"
    assert case.fields["_consents"][0]["note"] == "明天再来"
    case.run("agree", {"consent": "entry"}, by=CUSTOMER)
    assert case.run("enter", {"code": "004711"}, by="engineer").state == "in_work"


def test_a_consent_is_asked_for_only_under_its_condition() -> None:
    assert "price" not in {
        one["name"] for one in engine.standing(_in_work().procedure, _in_work().facts, person("engineer"), at(1))["consents"]
    }
    case = _in_work().run("quote", {"quoted": "80"}, by="engineer")
    assert [one["name"] for one in engine.standing(case.procedure, case.facts, person("engineer"), at(1))["consents"]] == [
        "price",
        "damage",
    ]
    with pytest.raises(Refused) as refused:
        case.run("start", by="engineer")
    assert refused.value.clause == "TST-09"


def test_a_higher_price_must_be_agreed_again() -> None:
    case = (
        _in_work().run("quote", {"quoted": "80"}, by="engineer").run("agree", {"consent": "price", "shown": {"note": "面谈"}}, by=CUSTOMER)
    )
    assert case.fields["_consents"][-1]["shown"] == {"quoted": "80.00", "note": "面谈"}
    assert case.choices("engineer")["start"].open
    case.run("quote", {"quoted": "80.01"}, by="engineer")
    assert not case.choices("engineer")["start"].open
    case.run("quote", {"quoted": "79"}, by="engineer")
    assert case.choices("engineer")["start"].open


def test_a_lower_price_needs_no_further_yes_and_there_is_nothing_to_agree_to() -> None:
    case = _at_door().run("agree", {"consent": "entry"}, by="engineer")
    assert "agree" not in case.choices("engineer")


# -- codes


def test_the_customer_gets_a_code_when_the_ticket_opens() -> None:
    assert _visit().fields["code"] == "004711"


def test_a_wrong_code_is_refused_and_counted() -> None:
    case = _at_door().run("agree", {"consent": "entry"}, by="engineer")
    for wrong in range(1, 3):
        with pytest.raises(WrongCode) as refused:
            case.run("verify_code", {"code": "123456"}, by="engineer")
        assert f"已错 {wrong} 次" in refused.value.say("zh")
        assert refused.value.leaves.to_state == "at_door"
        assert "123456" not in str(refused.value.leaves)
        case.take(refused.value.leaves)
    with pytest.raises(WrongCode):
        case.run("enter", {"code": "1"}, by="engineer")
    assert case.run("enter", {"code": "004711"}, by="engineer").state == "in_work"


def test_after_five_wrong_codes_the_office_must_help() -> None:
    case = _at_door().run("agree", {"consent": "entry"}, by="engineer")
    for _ in range(5):
        with pytest.raises(WrongCode) as wrong:
            case.run("verify_code", {"code": "123456"}, by="engineer")
        case.take(wrong.value.leaves)
    with pytest.raises(Refused) as refused:
        case.run("verify_code", {"code": "004711"}, by="engineer")
    assert refused.value.reason == "code_locked"


def test_a_code_checked_once_opens_the_gate_for_good() -> None:
    case = _at_door().run("agree", {"consent": "entry"}, by="engineer").run("verify_code", {"code": "004711"}, by="engineer")
    assert "verify_code" not in case.choices("engineer")
    assert case.run("enter", by="engineer").state == "in_work"


def test_a_ticket_without_a_code_says_so() -> None:
    case = open_case("visit", {"fault": "plumbing"})
    with pytest.raises(Refused) as refused:
        case.run("verify_code", {"code": "1"}, by="engineer")
    assert refused.value.reason in {"no_code", "wrong_state"}


# -- signatures, labour, approvals


def test_labour_is_measured_from_start_to_end() -> None:
    case = _finished()
    (span,) = case.fields["_labour"]
    assert (span["at"], span["until"], span["by"]) == ("2026-03-02T03:00:00+00:00", "2026-03-02T03:45:00+00:00", 12)


def test_a_signature_is_given_beforehand_or_with_the_command() -> None:
    beforehand = _finished().run("sign", {"signer": "customer", "signature": {"file": "a.png"}}, by=CUSTOMER, door="portal")
    assert beforehand.run("close", by="engineer").last.final == "done"
    assert beforehand.fields["_signatures"][0]["door"] == "portal"

    case = _finished()
    with pytest.raises(Refused) as refused:
        case.run("close", by="engineer")
    assert refused.value.reason == "signature"
    asks = {ask["name"]: ask for ask in case.choices(CUSTOMER)["close"].asks}
    assert asks["signature"]["required"]
    assert case.run("close", {"signature": {"file": "b.png"}}, by=CUSTOMER).state == "closed"


def test_all_of_the_chain_must_approve_in_order() -> None:
    case = _in_work()
    assert not case.choices("engineer")["send_out"].open
    with pytest.raises(Refused) as refused:
        case.run("approve", by="region")
    assert "站长" in refused.value.say("zh")
    case.run("approve", by="leader").run("approve", by="region")
    assert case.run("send_out", by="engineer").last.final == "referred"
    assert [entry["role"] for entry in case.fields["_approvals"]] == ["leader", "region"]


def test_a_no_in_the_chain_keeps_the_gate_shut_until_all_say_yes_again() -> None:
    case = _in_work().run("approve", by="leader").run("disapprove", {"note": "太贵"}, by="region")
    with pytest.raises(Refused) as refused:
        case.run("send_out", by="engineer")
    assert (refused.value.reason, refused.value.clause) == ("disapproved", "TST-11")
    case.run("approve", by="leader").run("approve", by="region")
    assert case.run("send_out", by="engineer").state == "sent_out"


def test_there_is_nothing_more_to_approve_once_all_have() -> None:
    case = _in_work().run("approve", by="leader").run("approve", by="region")
    with pytest.raises(Refused) as refused:
        case.run("approve", by="region")
    assert refused.value.reason == "approved_already"


# -- grabbing


def _job(**more: Any) -> Any:
    return open_case("job", {"fault": "plumbing"}).know(person={"open": 0}, **more)


PLUMBER = person("engineer", skills=frozenset({"pipes"}))


def test_the_first_who_confirms_has_it() -> None:
    case = _job().run("grab", by=PLUMBER, hours=0.01)
    assert case.facts.holder_id == 12
    with pytest.raises(Refused) as refused:
        case.run("grab", by=person("engineer", id=99, skills=frozenset({"pipes"})))
    assert (refused.value.reason, refused.value.clause) == ("taken", "TST-12")


@pytest.mark.parametrize(
    ("who", "busy"),
    [
        (person("engineer", skills=frozenset({"wires"})), 0),
        (person("engineer", skills=frozenset({"pipes"}), on_shift=False), 0),
        (PLUMBER, 2),
    ],
)
def test_only_the_eligible_may_take_a_job(who: Any, busy: Any) -> None:
    case = _job().know(person={"open": busy})
    fault = engine.eligible(case.procedure, case.facts, who, at(0.01))
    assert fault is not None
    assert fault.reason == "not_eligible"
    assert not case.choices(who)["grab"].open
    with pytest.raises(Refused):
        case.run("grab", by=who, hours=0.01)


def test_a_person_with_areas_takes_jobs_there_alone() -> None:
    near = open_case("job", {"fault": "plumbing", "site": {"area": "east"}}).know(person={"open": 0, "areas": ["east"]})
    far = open_case("job", {"fault": "plumbing", "site": {"area": "west"}}).know(person={"open": 0, "areas": ["east"]})
    assert engine.eligible(near.procedure, near.facts, PLUMBER, at(0.01)) is None
    assert engine.eligible(far.procedure, far.facts, PLUMBER, at(0.01)) is not None


def test_nobody_in_five_minutes_and_others_are_told() -> None:
    case = _job()
    assert case.rows["grab"].due_at == at(1 / 12)
    case.ring("grab", hours=0.1)
    told, task = case.tells()
    assert (told.to, task.task, task.words["zh"]) == (("desk",), True, "请派工")
    assert case.facts.grants == {"assign": ("leader",)}
    assert case.run("assign", {"who": 12}, by="leader", hours=0.2).facts.holder_id == 12


def test_a_job_taken_in_time_rings_no_more() -> None:
    case = _job().run("grab", by=PLUMBER, hours=0.01)
    assert (case.rows["grab"].state, case.rows["grab"].kept) == ("stopped", True)


def test_only_the_holder_goes_on_where_the_command_is_his() -> None:
    case = _job().run("grab", by=PLUMBER, hours=0.01)
    with pytest.raises(Refused):
        case.run("start", by=person("engineer", id=99))
    assert case.run("start", by=PLUMBER).state == "doing"
    assert case.facts.holder_id == 12


# -- labour held up, penalties, the end of the day


def test_work_stands_still_while_the_customer_says_no() -> None:
    case = _in_work().run("start", by="engineer", hours=2)
    case.run("decline", {"consent": "damage"}, by=CUSTOMER, hours=2.5).run(
        "agree", {"consent": "damage", "records": {"what": "柜门"}}, by=CUSTOMER, hours=3
    )
    case.run("tick", {"checklist": "clean", "items": ["0", "1"]}, by="engineer", hours=3).run("finish", by="engineer", hours=3.25)

    spans = [(span["at"][11:16], span["until"][11:16]) for span in case.fields["_labour"]]
    assert spans == [("03:00", "03:30"), ("04:00", "04:15")]


def test_penalties_are_proposed_with_their_bounds_and_who_confirms() -> None:
    case = _finished()
    assert engine.proposed_penalties(case.procedure, case.facts, at(3)) == ()
    (late,) = engine.proposed_penalties(case.procedure, case.facts, at(75))
    assert (late.name, str(late.least), str(late.most), late.confirm, late.clause) == ("late", "100.00", "500.00", "leader", "TST-11")


def test_a_penalty_by_expression_is_an_amount() -> None:
    case = _in_work().run("start", by="engineer", hours=2).run("tick", {"checklist": "clean", "items": ["0", "1"]}, by="engineer", hours=3)
    case.run("finish", by="engineer", hours=3.35)
    (short,) = engine.proposed_penalties(case.procedure, case.facts, at(4))
    assert (short.name, str(short.least), short.least == short.most) == ("short", "10.13", True)


def test_the_day_ends_when_the_station_closes_and_a_breach_may_demand_a_command() -> None:
    case = _visit()
    assert case.rows["same_day"].due_at == at(9)
    assert case.rows["same_day"].next_ring_at == at(5)
    case.ring("same_day", hours=9.1)
    told = case.tells()
    assert [tell.to for tell in told] == [("leader",), ("leader",)]
    assert told[1].words["zh"] == "S1-0001 已超时，请立即办理“完成”。"


def test_what_a_consent_wants_written_down_is_written_down() -> None:
    with pytest.raises(Refused) as refused:
        _in_work().run("agree", {"consent": "damage"}, by=CUSTOMER)
    assert refused.value.field == "records"
    case = _in_work().run("agree", {"consent": "damage", "records": {"what": "柜门"}}, by=CUSTOMER)
    assert case.fields["_consents"][-1]["records"] == {"what": "柜门"}
