"""Lenovo: the statuses of an order, and T1 to T4 with what figures take from them (LNG-22 … LNG-33)."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import Refused
from baoxiu.core.procedure.elements import Procedure
from procedures.stage import Order, Stage

KINDS = ["within_promise", "part_reason", "user_reason", "station_reason", "other"]


def finished(order: Order, *, day: str = "2026-03-03", by_hand: str | None = None) -> Order:
    """Written back, signed, solved."""
    order.run("write_back", {"repair_note": "完成"}, by="engineer", at=f"{day} 15:00")
    order.sign(at=f"{day} 15:10")
    form = {"solved_at": order.house.iso(by_hand)} if by_hand else None
    order.run("solve", form, by="engineer", at=f"{day} 15:30")
    return order


def phoned(lenovo: Stage) -> Order:
    order = lenovo.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:10")
    order.run("solve_by_phone", {"fault_kind": "software", "promise_reason": "software"}, by="coordinator", at="2026-03-02 09:20")
    return order


@pytest.mark.clause("LNG-22")
def test_an_order_goes_through_the_statuses_to_called_back(lenovo: Stage) -> None:
    order = lenovo.report(at="2026-03-02 09:00")
    seen = [order.state]
    steps: list[tuple[str, dict[str, Any] | None, str, str]] = [
        ("download", None, "coordinator", "2026-03-02 09:10"),
        ("log_attempt", {"outcome": "reached"}, "coordinator", "2026-03-02 09:20"),
        ("judge", {"fault_kind": "hardware", "needed_parts": [{"code": "MB-440", "quantity": 1}]}, "coordinator", "2026-03-02 09:30"),
    ]
    for name, form, by, at in steps:
        order.run(name, form, by=by, at=at)
        seen.append(order.state)
    order.order_parts("2026-03-04 10:00", at="2026-03-02 09:40")
    seen.append(order.state)
    order.child("part-order").run("ship", {"courier": "sf", "waybill": "SF1"}, by="parts_desk", at="2026-03-02 11:00")
    order.child("part-order").run("deliver", by="coordinator", at="2026-03-03 09:00")
    seen.append(order.state)
    order.run("print", by="coordinator", at="2026-03-03 09:10")
    seen.append(order.depart(at="2026-03-03 09:20").state)
    order.run("not_repaired", {"found": "再来", "promised_at": lenovo.iso("2026-03-04 12:00")}, by="engineer", at="2026-03-03 12:00")
    seen.append(order.state)
    order.depart(at="2026-03-04 11:00")
    seen.append(finished(order, day="2026-03-04").state)
    order.child("call-back").run("record", {"repaired": "yes", "satisfied": 5}, by="cc_agent", at="2026-03-05 10:00")
    seen.append(order.state)

    assert seen == [
        "dispatched", "contacting", "contacting", "contacted", "part_requested",
        "promised", "in_service", "multiple_visits", "solved", "called_back",
    ]  # fmt: skip
    assert (order.final, order.fields["call_back_result"]) == ("done", "yes")
    titles = {state.title["zh"] for state in lenovo.procedure("work-order").states.values()}
    assert {"待下载", "已联系", "已承诺", "备件申领中", "服务中", "多次维修中", "已解决", "撤单审批中", "已撤单", "已回访"} <= titles


@pytest.mark.clause("LNG-22")
def test_an_order_whose_customer_is_not_found_again_was_called_back_in_vain(lenovo: Stage) -> None:
    order = phoned(lenovo)
    call = order.child("call-back")
    for hour in (10, 11, 12):
        call.run("no_answer", by="cc_agent", at=f"2026-03-03 {hour}:00")
    assert order.state == "phone_solved"

    call.run("give_up", by="cc_agent", at="2026-03-03 13:00")

    assert (order.state, order.fields["call_back_result"]) == ("called_back", "not_reached")


def _leading(procedure: Procedure, state: str) -> list[str]:
    acts = {**procedure.commands, **procedure.system_commands}
    return [name for name, command in acts.items() if any(branch.state == state for branch in command.to)]


@pytest.mark.clause("LNG-23")
def test_each_status_says_who_sets_it_from_where_and_what_it_needs(lenovo: Stage) -> None:
    procedure = lenovo.procedure("work-order")
    first = {branch.state for branch in procedure.opens.to}

    for state in procedure.states:
        ways = _leading(procedure, state)
        assert ways or state in first, state
        for name in ways:
            command = procedure.commands.get(name) or procedure.system_commands[name]
            assert command.from_, name
            assert command.by or name in procedure.system_commands, name
    solve = procedure.commands["solve"]
    assert (solve.by, solve.from_, solve.needs) == (("engineer",), ("in_service",), ("customer_signature",))


@pytest.mark.clause("LNG-23")
def test_from_another_status_by_another_role_or_without_its_field_it_is_not_set(lenovo: Stage) -> None:
    order = lenovo.promised(at="2026-03-02 09:00")
    order.run("print", by="coordinator", at="2026-03-02 10:00")

    with pytest.raises(Refused):
        order.run("solve", by="engineer", at="2026-03-02 10:10")
    with pytest.raises(Refused):
        order.run("depart", {"engineer": lenovo.id_of("engineer")}, by="engineer", at="2026-03-02 10:10")
    with pytest.raises(Refused) as unnamed:
        order.run("depart", by="coordinator", at="2026-03-02 10:10")

    assert unnamed.value.field == "engineer"
    assert order.state == "promised"


@pytest.mark.clause("LNG-24")
def test_the_screen_asks_type_and_reason_beside_each_t3_and_puts_them_right(lenovo: Stage) -> None:
    order = lenovo.promised(at="2026-03-02 09:00").promise(
        "2026-03-04 14:00", at="2026-03-03 10:00", promise_type="user_reason", reason="用户出差"
    )
    asks = [ask["name"] for ask in order.choice("promise_visit", by="coordinator", at="2026-03-03 11:00").asks]
    assert {"promised_at", "promise_type", "reason"} <= set(asks)

    order.run(
        "change_times", {"point": "2", "promise_type": "station_reason", "reason": "工程师请假"}, by="coordinator", at="2026-03-03 11:00"
    )

    assert [(one["type"], one.get("reason")) for one in order.fields["promises"]] == [
        ("within_promise", None),
        ("station_reason", "工程师请假"),
    ]
    assert [lenovo.wall(one["at"]) for one in order.fields["promises"]] == ["2026-03-03 14:00", "2026-03-04 14:00"]


@pytest.mark.clause("LNG-24", "LNG-30")
def test_a_time_itself_is_put_right_by_the_region_and_in_order(lenovo: Stage) -> None:
    order = lenovo.promised(at="2026-03-02 09:00")
    form = {"point": "1", "promise_type": "other", "reason": "录入错误", "new_at": lenovo.iso("2026-03-03 16:00")}
    with pytest.raises(Refused) as station:
        order.run("change_times", form, by="coordinator", at="2026-03-02 10:00")
    with pytest.raises(Refused) as backward:
        order.run("change_times", {**form, "new_at": lenovo.iso("2026-03-02 08:00")}, by="region", at="2026-03-02 10:00")
    with pytest.raises(Refused) as unmade:
        order.run("change_times", {**form, "point": "2"}, by="region", at="2026-03-02 10:00")

    order.run("change_times", form, by="region", at="2026-03-02 10:00")

    assert (station.value.clause, backward.value.clause, unmade.value.clause) == ("LNG-24", "LNG-30", "LNG-24")
    assert lenovo.wall(order.fields["promises"][0]["at"]) == "2026-03-03 16:00"
    assert lenovo.wall(order.clock("promise").due_at) == "2026-03-03 16:00"


@pytest.mark.clause("LNG-25")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "part_reason"])
def test_the_types_of_promise_are_offered_and_kept(lenovo: Stage, kind: str) -> None:
    types = lenovo.procedure("work-order").fields["promises"].types
    assert list(types or {}) == KINDS

    order = lenovo.judged(at="2026-03-02 09:00").promise("2026-03-03 14:00", at="2026-03-02 10:00", promise_type=kind, reason="说明")

    assert order.fields["promises"][0]["type"] == kind


@pytest.mark.clause("LNG-26")
@pytest.mark.parametrize("kind", ["user_reason", "station_reason", "other"])
def test_a_type_other_than_within_promise_wants_a_reason(lenovo: Stage, kind: str) -> None:
    order = lenovo.judged(at="2026-03-02 09:00")

    with pytest.raises(Refused) as refused:
        order.run(
            "promise_visit", {"promised_at": lenovo.iso("2026-03-03 14:00"), "promise_type": kind}, by="coordinator", at="2026-03-02 10:00"
        )

    assert refused.value.clause == "LNG-26"
    assert order.fields.get("promises", []) == []


@pytest.mark.clause("LNG-26")
def test_a_failed_visit_and_a_call_that_solved_it_want_one_too(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")
    again = {"found": "缺件", "promised_at": lenovo.iso("2026-03-04 14:00"), "promise_type": "station_reason"}
    with pytest.raises(Refused) as visit:
        order.run("not_repaired", again, by="engineer", at="2026-03-03 15:00")
    order.run("not_repaired", {**again, "reason": "带错备件"}, by="engineer", at="2026-03-03 15:00")
    call = lenovo.downloaded(at="2026-03-02 09:00")
    call.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:10")
    with pytest.raises(Refused) as phone:
        call.run("solve_by_phone", {"fault_kind": "software"}, by="coordinator", at="2026-03-02 09:20")

    assert (visit.value.clause, phone.value.clause) == ("LNG-26", "LCD-34")
    assert order.fields["promises"][-1]["reason"] == "带错备件"


@pytest.mark.clause("LNG-27")
def test_a_late_entry_names_the_outage_and_the_paper_form(lenovo: Stage) -> None:
    lenovo.outage("2026-03-02 13:00", "2026-03-02 15:00")

    order = lenovo.report(
        at="2026-03-02 15:30", by="coordinator", at_customer_site=True, served_at=lenovo.iso("2026-03-02 14:00"), paper_number="ZZ-0081"
    )

    assert "late_entry" in order.flags
    assert (order.fields["outage"], order.fields["paper_number"]) == ("2026-03-02 13:00 机房停电", "ZZ-0081")
    assert len(order.messages("headquarters", saying="机房停电")) == 1


@pytest.mark.clause("LNG-27")
def test_without_an_outage_there_is_no_late_entry(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        lenovo.report(at="2026-03-02 15:30", by="coordinator", at_customer_site=True, served_at=lenovo.iso("2026-03-02 14:00"))

    assert refused.value.clause == "LCD-41"


@pytest.mark.clause("LNG-28")
@pytest.mark.parametrize("by", ["cc_agent", "coordinator"])
def test_t1_is_when_the_order_was_opened_and_nobody_types_it(lenovo: Stage, by: str) -> None:
    own: dict[str, Any] = {"service_mode": "carry_in", "in_onsite_term": "no", "reported_by": "counter"} if by == "coordinator" else {}

    order = lenovo.report(at="2026-03-02 09:07", by=by, **own)

    assert lenovo.wall(order.row.opened_at) == "2026-03-02 09:07"
    with pytest.raises(Refused):
        lenovo.report(at="2026-03-02 09:07", by=by, **own, t1=lenovo.iso("2026-03-02 08:00"))


@pytest.mark.clause("LNG-29")
def test_t4_is_entered_on_closing_and_not_later_than_now(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")
    assert order.fields.get("t4") is None
    with pytest.raises(Refused) as late:
        finished(order, by_hand="2026-03-03 15:31")
    order.run("solve", {"solved_at": lenovo.iso("2026-03-03 15:20")}, by="engineer", at="2026-03-03 15:40")

    assert late.value.clause == "LNG-29"
    assert order.at_of("t4") == "2026-03-03 15:20"
    assert finished(lenovo.in_service(at="2026-03-02 09:00")).at_of("t4") == "2026-03-03 15:30"


@pytest.mark.clause("LNG-30")
def test_t4_is_not_before_t1_and_promises_run_forward(lenovo: Stage) -> None:
    order = lenovo.in_service(at="2026-03-02 09:00")
    order.run("write_back", {"repair_note": "完成"}, by="engineer", at="2026-03-03 15:00")
    order.sign(at="2026-03-03 15:10")
    with pytest.raises(Refused) as before_t1:
        order.run("solve", {"solved_at": lenovo.iso("2026-03-02 08:59")}, by="engineer", at="2026-03-03 15:30")
    other = lenovo.judged(at="2026-03-02 09:00").promise("2026-03-05 14:00", at="2026-03-02 10:00")
    with pytest.raises(Refused) as backward:
        other.promise("2026-03-04 14:00", at="2026-03-02 11:00", promise_type="user_reason")

    assert (before_t1.value.clause, backward.value.clause) == ("LNG-30", "LNG-30")
    kept = other.fields["promises"][0]
    assert other.row.opened_at <= lenovo.at(other.at_of("t2") or "") <= lenovo.at(lenovo.wall(kept["at"]) or "")


@pytest.mark.clause("LNG-31")
def test_contact_speed_total_time_and_the_last_promise_are_counted_per_station(lenovo: Stage) -> None:
    finished(lenovo.in_service(at="2026-03-02 09:00"))  # T2 09:00, T31 14:00 on the next day, T4 15:30
    other = lenovo.judged(at="2026-03-02 09:00").promise("2026-03-03 18:00", at="2026-03-02 09:30")
    other.run("print", by="coordinator", at="2026-03-03 10:00")
    finished(other.depart(at="2026-03-03 12:00"))
    station = lenovo.units["station"]

    speed, total, kept = (lenovo.figure(name, unit=station) for name in ("contact_speed", "total_time", "last_promise_kept"))

    assert (speed.counted, str(speed.sum)) == (2, "30.00")
    assert (total.counted, str(total.sum)) == (2, "3660.00")
    assert (kept.counted, kept.good) == (2, 1)
    elsewhere = lenovo.found("GZ01", "station", "region", "广州站")
    with pytest.raises(KeyError):
        lenovo.figure("total_time", unit=elsewhere)


@pytest.mark.clause("LNG-32")
def test_special_dates_stay_out_of_promise_figures_and_are_listed_by_reason(lenovo: Stage) -> None:
    phoned(lenovo)
    silent = lenovo.downloaded(at="2026-03-02 09:00")
    silent.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")
    silent.run("mark_unreachable", by="coordinator", at="2026-03-02 12:30")
    finished(lenovo.in_service(at="2026-03-02 09:00"))

    kept, groups = lenovo.figure("last_promise_kept"), lenovo.groups("special_times")

    assert (kept.counted, kept.left_out) == (1, 2)
    assert lenovo.figure("promise_kept").counted == 1
    assert {key: one.counted for key, one in groups.items() if one.counted} == {("phone_resolved",): 1, ("not_reached",): 1}
