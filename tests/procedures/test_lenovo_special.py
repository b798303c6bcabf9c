"""Lenovo: special users, the urge-visit notice, the region's guidance and the commission order (LSP-01 … LSP-18)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotFound, Refused
from baoxiu.core.procedure.drawing import draw
from baoxiu.directory import actions as directory
from baoxiu.dispatch import actions as dispatch
from baoxiu.tickets import queries
from baoxiu.tickets.queries import Filters
from procedures.network import NANSHAN, Network
from procedures.stage import Order, Stage

MEDIA: dict[str, Any] = {"special_kind": "media", "special_note": "某报记者，今日截稿", "product_line": "desktop"}


def special(lenovo: Stage, *, at: str = "2026-03-02 09:00", **answers: Any) -> Order:
    """A special user's report, taken by customer information support."""
    return lenovo.report(at=at, by="cc_agent", **{**MEDIA, **answers})


@pytest.fixture
def notice(lenovo: Stage) -> Order:
    """The urge-visit notice of a special order whose station informed its region."""
    found = special(lenovo).child("urge-notice")
    found.run("inform_region", {"situation": "用户急用，站内无件"}, by="coordinator", at="2026-03-02 10:00")
    return found


@pytest.mark.clause("LSP-01")
def test_an_urgent_report_no_rule_foresaw_takes_the_special_path_with_words(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        special(lenovo, special_kind="urgent", special_note=None)
    order = special(lenovo, special_kind="urgent", special_note="展会现场，下午开幕")

    assert refused.value.clause == "LSP-01"
    assert order.child("urge-notice").fields["special_note"] == "展会现场，下午开幕"


@pytest.mark.clause("LSP-01", "LSP-02")
def test_an_order_is_marked_special_later_too_and_once(lenovo: Stage) -> None:
    order = lenovo.downloaded(at="2026-03-02 09:00")

    order.run("mark_special", MEDIA, by="cc_agent", at="2026-03-02 09:30")

    assert order.fields["special_kind"] == "media"
    assert len(order.opened("urge-notice")) == 1
    with pytest.raises(Refused) as again:
        order.run("mark_special", MEDIA, by="cc_agent", at="2026-03-02 09:40")
    assert again.value.clause == "LSP-05"


@pytest.mark.clause("LSP-02")
@pytest.mark.parametrize("kind", ["ministry", "media", "key_account", "related"])
def test_a_customer_marked_in_the_directory_is_special_at_each_report(lenovo: Stage, kind: str) -> None:
    directory.change_customer(lenovo.customer, vip=kind)

    order = lenovo.report_at(
        lenovo.station, at="2026-03-02 09:00", by="cc_agent", product_line="desktop", belongs={"customer": lenovo.customer.pk}
    )

    assert order.fields["special_kind"] == kind
    assert order.child("urge-notice").fields["special_kind"] == kind


@pytest.mark.clause("LSP-02")
def test_nobody_else_is_special(lenovo: Stage) -> None:
    order = lenovo.report_at(
        lenovo.station, at="2026-03-02 09:00", by="cc_agent", product_line="desktop", belongs={"customer": lenovo.customer.pk}
    )

    assert order.fields.get("special_kind") is None
    assert order.opened("urge-notice") == []
    with pytest.raises(Refused):
        special(lenovo, special_kind="friend")


@pytest.mark.clause("LSP-03")
def test_a_key_account_is_known_by_its_pass_code_and_shown_as_verified(lenovo: Stage) -> None:
    order = lenovo.report(at="2026-03-02 09:00", by="cc_agent", pass_code="GOV-2231", product_line="desktop")

    assert (order.fields["key_account"], order.fields["special_kind"]) == ("某部委信息中心", "key_account")
    assert "GOV-2231" not in str(order.fields)
    assert order.child("urge-notice").fields["key_account"] == "某部委信息中心"
    label = lenovo.procedure("work-order").fields["key_account"].label
    assert label is not None
    assert "已验证" in label["zh"]


@pytest.mark.clause("LSP-03")
def test_a_wrong_pass_code_is_refused_and_an_organisation_has_its_own(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        lenovo.report(at="2026-03-02 09:00", by="cc_agent", pass_code="GOV-0000", product_line="desktop")
    assert refused.value.clause == "LSP-03"

    lenovo.change("station", settings={"key_accounts": {"GOV-0000": "某局"}})
    assert lenovo.report(at="2026-03-02 09:10", by="cc_agent", pass_code="GOV-0000", product_line="desktop").fields["key_account"] == "某局"


@pytest.mark.clause("LSP-04")
def test_the_special_path_holds_for_the_configured_product_lines(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        special(lenovo, product_line="notebook")
    assert refused.value.clause == "LSP-04"

    lenovo.change("station", settings={"special_lines": ["desktop", "notebook"]})
    assert special(lenovo, product_line="notebook").fields["special_kind"] == "media"


@pytest.mark.clause("LSP-04")
def test_a_station_opens_no_special_case(lenovo: Stage) -> None:
    said = {**MEDIA, "service_mode": "carry_in", "in_onsite_term": "no", "reported_by": "counter"}
    with pytest.raises(Refused) as refused:
        lenovo.report(at="2026-03-02 09:00", by="coordinator", **said)
    assert refused.value.clause == "LSP-04"

    order = lenovo.downloaded(at="2026-03-02 09:00")
    for who in ("coordinator", "engineer"):
        with pytest.raises(Refused):
            order.run("mark_special", MEDIA, by=who, at="2026-03-02 09:30")
    order.run("mark_special", MEDIA, by="parts_desk", at="2026-03-02 09:30")


@pytest.mark.clause("LSP-05", "LSP-07")
def test_order_and_notice_are_made_together_and_the_notice_says_who_it_is(lenovo: Stage) -> None:
    order = special(lenovo, customer="赵记者", address="人民路 1 号")

    found = order.child("urge-notice")
    assert (found.unit, found.state) == ("station", "sent")
    assert (found.fields["customer"], found.fields["special_note"], found.fields["special_kind"]) == (
        "赵记者",
        "某报记者，今日截稿",
        "media",
    )
    assert len(found.messages("coordinator", clause="LSP-05")) == 1
    first, _ = lenovo.printed("urge-notice", found, by="coordinator", at="2026-03-02 09:10")
    said = PdfReader(io.BytesIO(first.pdf)).pages[0].extract_text()
    assert "赵记者" in said
    assert "某报记者" in said
    assert order.number in said  # though the notice was born before its order had a number
    assert "重要媒体" in said


@pytest.mark.clause("LSP-06")
def test_a_special_order_is_dispatched_as_any_other_and_its_notice_follows_it(lenovo: Stage) -> None:
    network = Network(lenovo)
    network.cover(network.north, NANSHAN)

    order = network.order(NANSHAN, **MEDIA)

    assert (network.station_of(order), order.state) == ("N", "dispatched")
    assert order.child("urge-notice").row.unit.code == "N"


@pytest.mark.clause("LSP-06")
def test_where_no_station_is_found_the_notice_goes_out_with_the_dispatch(lenovo: Stage) -> None:
    network = Network(lenovo)
    network.cover(network.north, "440306")
    order = network.order(NANSHAN, **MEDIA)
    assert (order.state, order.opened("urge-notice")) == ("to_dispatch", [])

    order.run("dispatch", {"station": "S"}, by="cc_agent", at="2026-03-02 09:30")

    assert order.child("urge-notice").row.unit.code == "S"


@pytest.mark.clause("LSP-08")
def test_the_station_has_half_a_working_day_to_inform_its_region(lenovo: Stage) -> None:
    found = special(lenovo).child("urge-notice")
    due = found.clock("inform_region").due_at
    assert lenovo.wall(due) == "2026-03-02 13:30"

    lenovo.wait("2026-03-02 13:31")

    assert found.clock("inform_region").breached
    assert len(found.messages("region", clause="LSP-08")) == 1


@pytest.mark.clause("LSP-08")
def test_informed_in_time_the_clock_is_kept_and_nights_do_not_count(lenovo: Stage) -> None:
    found = special(lenovo, at="2026-03-02 17:00").child("urge-notice")
    assert lenovo.wall(found.clock("inform_region").due_at) == "2026-03-03 12:30"

    found.run("inform_region", {"situation": "已联系用户"}, by="coordinator", at="2026-03-03 10:00")

    assert (found.state, found.clock("inform_region").kept) == ("watched", True)
    assert lenovo.figure("region_informed", procedure="urge-notice").share == 1


@pytest.mark.clause("LSP-09")
def test_the_region_guides_and_the_station_works_on(lenovo: Stage, notice: Order) -> None:
    order = lenovo.every("work-order")[0]

    notice.run("guide_station", {"advice": "先送备机"}, by="region", at="2026-03-02 10:30")
    order.run("download", by="coordinator", at="2026-03-02 10:40")

    assert [one["text"] for one in notice.fields["guidance"]] == ["先送备机"]
    assert len(notice.messages("coordinator", saying="先送备机")) == 1
    assert order.state == "contacting"
    with pytest.raises(Refused):
        notice.run("guide_station", {"advice": "x"}, by="coordinator", at="2026-03-02 10:50")


@pytest.mark.clause("LSP-10")
def test_the_region_writes_a_solution_from_what_the_station_said(lenovo: Stage) -> None:
    found = special(lenovo).child("urge-notice")
    with pytest.raises(Refused) as early:
        found.run("write_solution", {"solution": "换机"}, by="region", at="2026-03-02 09:30")
    assert early.value.clause == "LSP-10"
    found.run("inform_region", {"situation": "主板损坏，急用"}, by="coordinator", at="2026-03-02 10:00")

    found.run("write_solution", {"solution": "当日换机"}, by="region", at="2026-03-02 10:30")

    assert found.fields["order"] == lenovo.every("work-order")[0].number
    assert (found.fields["situation"], found.fields["solution"]) == ("主板损坏，急用", "当日换机")
    assert len(found.messages("coordinator", saying="当日换机")) == 1


@pytest.mark.clause("LSP-11")
def test_the_region_follows_special_orders_on_a_list_of_their_own(lenovo: Stage, notice: Order) -> None:
    lenovo.report(at="2026-03-02 09:10", by="cc_agent")
    who, at = lenovo.actor("region"), lenovo.at("2026-03-02 11:00")
    wanted = Filters(procedures=("urge-notice",))
    assert [row.number for row in queries.board(who, wanted, at=at).tickets] == [notice.number]

    notice.run("finish", {"result": "当日修好，用户满意"}, by="region", at="2026-03-02 16:00")

    assert queries.board(who, wanted, at=lenovo.at("2026-03-02 17:00")).tickets == []
    ended = queries.board(who, Filters(procedures=("urge-notice",), ended="ended"), at=lenovo.at("2026-03-02 17:00")).tickets
    assert [row.fields["result"] for row in ended] == ["当日修好，用户满意"]


def commissioned(notice: Order, **form: Any) -> Order:
    notice.run("commission", {"task": "上门取机", **form}, by="region", at="2026-03-02 11:00")
    return notice.child("commission-order")


@pytest.mark.clause("LSP-12", "LSP-13")
def test_the_fee_is_on_site_less_carry_in_of_the_first_tier_of_the_stations_grade(lenovo: Stage) -> None:
    lenovo.change("station", settings={"settlement_grade": "A"})
    notice = special(lenovo).child("urge-notice")
    notice.run("inform_region", {"situation": "急"}, by="coordinator", at="2026-03-02 10:00")

    assert float(notice.proposed("commission", "fee", by="region", at="2026-03-02 10:30")) == 50
    order = commissioned(notice)

    assert (order.fields["grade"], order.fields["onsite_fee"], order.fields["carry_in_fee"]) == ("A", "110.00", "60.00")
    assert (order.fields["proposed_fee"], order.fields["fee"]) == ("50.00", "50.00")
    assert (order.state, order.unit) == ("issued", "station")


@pytest.mark.clause("LSP-13")
def test_the_grade_of_a_commission_is_the_contracts(lenovo: Stage) -> None:
    dispatch.set_terms(lenovo.station, by=SYSTEM, at=lenovo.began_at, grade="C")
    dispatch.set_terms(lenovo.station, by=SYSTEM, at=lenovo.began_at, since=lenovo.at("2026-04-01 00:00"), grade="A")
    notice = special(lenovo).child("urge-notice")
    notice.run("inform_region", {"situation": "急"}, by="coordinator", at="2026-03-02 10:00")

    assert float(notice.proposed("commission", "fee", by="region", at="2026-03-02 10:30")) == 32
    order = commissioned(notice)

    assert (order.fields["grade"], order.fields["fee"]) == ("C", "32.00")


@pytest.mark.clause("LSP-12")
def test_only_the_region_commissions_and_the_station_carries_it_out(lenovo: Stage, notice: Order) -> None:
    with pytest.raises(Refused):
        notice.run("commission", {"task": "上门取机"}, by="coordinator", at="2026-03-02 11:00")
    order = commissioned(notice)

    order.run("accept", by="coordinator", at="2026-03-02 11:30")
    order.run("finish", {"report": "已取机"}, by="coordinator", at="2026-03-02 15:00")

    assert (order.final, len(order.messages("region", saying="已取机"))) == ("done", 1)
    count = lenovo.figure("fees", procedure="commission-order")
    assert count.sum is not None
    assert str(count.sum) == "40.00"


@pytest.mark.clause("LSP-14")
def test_another_fee_wants_a_reason(notice: Order) -> None:
    with pytest.raises(Refused) as refused:
        notice.run("commission", {"task": "上门取机", "fee": 66.5}, by="region", at="2026-03-02 11:00")
    with pytest.raises(Refused):
        notice.run("commission", {"task": "上门取机", "fee": -1, "why": "x"}, by="region", at="2026-03-02 11:00")
    order = commissioned(notice, fee=66.5, why="夜间加急")

    assert refused.value.clause == "LSP-14"
    assert (order.fields["proposed_fee"], order.fields["fee"], order.fields["why"]) == ("40.00", "66.50", "夜间加急")


@pytest.mark.clause("LSP-15")
def test_the_commission_order_prints_as_the_sheet_it_was(lenovo: Stage, notice: Order) -> None:
    order = commissioned(notice)

    sheets = lenovo.printed("commission-order", order, by="coordinator", at="2026-03-02 12:00")

    said = PdfReader(io.BytesIO(sheets[0].pdf)).pages[0].extract_text()
    for words in ("委 托 单", order.number, "受托维修站", "委托事项", "上门取机", "40.00", "大区接口人签字", "维修站签章"):
        assert words in said
    assert len(sheets) == 2


@pytest.mark.clause("LSP-16")
def test_the_station_works_a_special_order_as_any_other_with_added_steps(lenovo: Stage) -> None:
    order = special(lenovo)
    order.run("download", by="coordinator", at="2026-03-02 09:10")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:20")
    order.run("judge", {"fault_kind": "other"}, by="coordinator", at="2026-03-02 09:25")
    order.promise("2026-03-02 14:00", at="2026-03-02 09:30")

    assert order.state == "promised"
    assert "special-users" in order.shown(by="coordinator", at="2026-03-02 09:40")
    assert order.child("urge-notice").choice("inform_region", by="coordinator", at="2026-03-02 09:40").open
    with pytest.raises(NotFound):
        lenovo.found("GZ01", "station", "region", "广州站")
        lenovo.hire("coordinator", "何协调", login="coordinator_gz", unit=lenovo.units["GZ01"])
        order.child("urge-notice").run("inform_region", {"situation": "x"}, by="coordinator_gz", at="2026-03-02 09:50")


@pytest.mark.clause("LSP-17")
def test_the_document_number_of_the_special_case_part_is_kept(lenovo: Stage) -> None:
    part = lenovo.pack.pack.parts["special-cases"]

    assert part.number == "PBGCG-0857-BTDO-0089-PTT1998"
    assert lenovo.pack.to_document()["pack"]["parts"]["special-cases"]["number"] == part.number


@pytest.mark.clause("LSP-18")
def test_the_flow_chart_is_drawn_from_the_configured_procedure(lenovo: Stage) -> None:
    loaded = lenovo.pack.procedures["urge-notice"]

    chart = "".join(draw(loaded).split())

    for state in loaded.definition.states.values():
        assert state.title["zh"] in chart
