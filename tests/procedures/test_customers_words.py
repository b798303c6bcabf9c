"""What a customer may say of his own ticket whatever the pack: the time, hurry, not solved, a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from procedures.longfor import Estate
    from procedures.stage import Stage

DAY = "2026-03-02"


def refused_with(call: object) -> tuple[str, str | None]:
    """The reason and clause of a refusal."""
    from baoxiu.core.errors import Refused

    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    return refused.value.reason, refused.value.clause


def test_a_customer_confirms_his_time_once_and_the_worker_hears_of_it(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned()

    slip.run("confirm_time", by="customer", at=f"{DAY} 09:20")

    assert slip.fields["_times_said"][0]["what"] == "confirmed"
    assert slip.told()[-1] == f"{slip.number} 用户确认 2026-03-02 10:00 上门"
    assert "confirm_time" not in slip.may(by="customer", at=f"{DAY} 09:21")
    assert slip.state == "preparing"


def test_a_customer_asks_for_another_time_and_the_old_one_stands_until_it_is_agreed(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned()

    slip.run("ask_new_time", {"new_at": longfor.iso(f"{DAY} 16:00"), "why": "要开会"}, by="customer", at=f"{DAY} 09:20")

    assert slip.at_of("appointment_at") == f"{DAY} 10:00"
    assert any("要开会" in words for words in slip.told())


def test_once_somebody_is_on_the_way_the_time_cannot_be_moved_and_the_clause_says_so(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned().packed().departed()

    choice = slip.may(by="customer", at=f"{DAY} 09:40")["ask_new_time"]

    assert choice.open is False
    assert choice.refusal is not None
    assert (choice.refusal["code"], choice.refusal["clause"]) == ("on_the_way", "LFR-32")
    form = {"new_at": longfor.iso(f"{DAY} 16:00")}
    assert refused_with(lambda: slip.run("ask_new_time", form, by="customer", at=f"{DAY} 09:40")) == ("on_the_way", "LFR-32")


def test_a_time_gone_by_is_no_new_time(longfor: Estate) -> None:
    slip = longfor.slip().accepted().planned()
    form = {"new_at": longfor.iso(f"{DAY} 09:00")}

    assert refused_with(lambda: slip.run("ask_new_time", form, by="customer", at=f"{DAY} 09:20"))[0] == "in_the_past"


def test_without_a_time_there_is_none_to_confirm(longfor: Estate) -> None:
    may = longfor.slip().may(by="customer", at=f"{DAY} 09:01")

    assert not {"confirm_time", "ask_new_time"} & may.keys()


def test_urging_is_heard_once_in_half_an_hour(longfor: Estate) -> None:
    slip = longfor.slip()
    slip.run("urge", {"why": "水一直在流"}, by="customer", at=f"{DAY} 09:10")

    assert any("水一直在流" in words for words in slip.told())
    assert refused_with(lambda: slip.run("urge", by="customer", at=f"{DAY} 09:39"))[0] == "urged_already"
    slip.run("urge", by="customer", at=f"{DAY} 09:40")
    assert len(slip.fields["_urges"]) == 2


def test_nobody_else_says_it_in_the_customers_name(longfor: Estate) -> None:
    slip = longfor.slip()

    assert refused_with(lambda: slip.run("urge", by="call_centre", at=f"{DAY} 09:10"))[0] == "not_your_role"


def test_work_that_was_not_right_opens_the_rework_of_the_pack(longfor: Estate) -> None:
    slip = longfor.slip().to_return().handed_in().archived()

    slip.run("not_solved", {"remark": "晚上又漏了"}, by="customer", at="2026-03-03 08:00")

    (again,) = slip.opened("in-home")
    assert again.fields["fault"] == "晚上又漏了"
    assert again.fields["rework_of"] == slip.number
    assert any("晚上又漏了" in words for words in slip.told("supervisor"))
    assert slip.state == "archived"


def test_where_a_pack_has_no_rework_the_desk_gets_a_task(estate: Stage) -> None:
    order = estate.report(at=f"{DAY} 09:00")
    order.run("complain", {"matter": "suggestion", "words": "周末也能来吗"}, by="customer", at=f"{DAY} 09:05")

    assert [one.fields["words"] for one in order.opened("complaint")] == ["周末也能来吗"]
    assert "not_solved" not in order.may(by="customer", at=f"{DAY} 09:06")


def test_a_complaint_without_a_procedure_for_it_is_a_task_for_the_head(longfor: Estate) -> None:
    slip = longfor.slip()

    slip.run("complain", {"words": "没有人接电话"}, by="customer", at=f"{DAY} 09:10")

    assert slip.told("supervisor") == [f"{slip.number} 用户投诉：没有人接电话"]
    assert slip.fields["_complaints"][0]["words"] == "没有人接电话"


def test_a_maker_that_promised_three_times_moves_no_further(lenovo: Stage) -> None:
    from baoxiu.core.engine import customers

    definition = lenovo.procedure("work-order")

    assert customers.appointment_field(definition) == "promises"
    assert definition.fields["promises"].most == 3
