"""The slips as paper and as evidence: copies, continuation sheets, terms, search, nothing overwritten; who is rung afterwards."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from baoxiu.acceptance import actions as acceptance
from baoxiu.acceptance import queries as papers
from baoxiu.journal import queries as journal
from baoxiu.journal.models import Event
from baoxiu.tickets import actions, queries
from baoxiu.tickets.models import Ticket
from procedures.longfor import DAY, DRAWN, NOTE, PAID, Estate, Slip


def filed(longfor: Estate, *, paid: bool = False) -> Slip:
    """A slip on file since the second of March."""
    slip = longfor.slip().to_survey()
    if not paid:
        return slip.surveyed().started().done().showed().signed().handed_in().archived()
    slip.surveyed(PAID).agreed("price").started().done(works=[{"code": "L-WATER"}])
    return slip.showed().signed().handed_in().archived()


def closed(longfor: Estate) -> Slip:
    """A coordination slip on file since the seventh of March."""
    slip = longfor.coordination()
    slip.run("note", NOTE, by="technician", at="2026-03-07 09:00")
    slip.run("record_result", {"result": "已更换"}, by="technician", at="2026-03-07 10:00")
    slip.run("customer_signs", {"customer_signature": DRAWN}, by="customer", at="2026-03-07 10:05")
    slip.run("sign_as_tracker", {"tracker_signature": DRAWN}, by="technician", at="2026-03-07 10:11")
    slip.run("file", by="crew_leader", at="2026-03-07 11:00")
    return slip


def due(longfor: Estate, at: str) -> set[str]:
    """The slips whose term is over."""
    return {one.ticket.number for one in papers.papers_due(longfor.actor("customer_centre"), at=longfor.at(at))}


@pytest.mark.clause("LFR-64", "LFR-65", "LFR-67")
@pytest.mark.parametrize(
    ("paid", "before", "after", "clause"), [(True, "2028-03-02", "2028-03-04", "LFR-64"), (False, "2027-03-02", "2027-03-04", "LFR-65")]
)
def test_paid_slips_are_kept_two_years_and_free_ones_one(longfor: Estate, paid: bool, before: str, after: str, clause: str) -> None:
    slip = filed(longfor, paid=paid)
    for follow_up in slip.opened("call-back"):
        follow_up.run(
            "record", {"solved": "yes", "on_time": "yes", "told_price": "yes", "satisfied": 5}, by="customer_centre", at="2026-03-03 09:00"
        )

    assert due(longfor, f"{before} 23:00") == set()
    with pytest.raises(acceptance.KeptLonger) as refused:
        acceptance.propose_disposal([slip.number], by=longfor.actor("customer_centre"), at=longfor.at(f"{before} 23:00"))
    assert refused.value.clause == clause
    assert due(longfor, f"{after} 00:01") == {slip.number}


@pytest.mark.clause("LFR-66")
def test_coordination_slips_are_kept_for_good(longfor: Estate) -> None:
    slip = closed(longfor)

    assert slip.number not in due(longfor, "2099-01-01 00:00")
    with pytest.raises(acceptance.KeptForEver):
        acceptance.propose_disposal([slip.number], by=longfor.actor("customer_centre"), at=longfor.at("2099-01-01 00:00"))


@pytest.mark.clause("LFR-67")
def test_a_disposal_is_proposed_by_the_customer_centre_and_approved_by_the_supervisor(longfor: Estate) -> None:
    slip = filed(longfor)
    for follow_up in slip.opened("call-back"):
        follow_up.run(
            "record", {"solved": "yes", "on_time": "yes", "told_price": "free", "satisfied": 5}, by="customer_centre", at="2026-03-03 09:00"
        )
    at = longfor.at("2027-04-01 09:00")
    with pytest.raises(acceptance.NotYours):
        acceptance.propose_disposal([slip.number], by=longfor.actor("technician"), at=at)
    disposal = acceptance.propose_disposal([slip.number], "满期", by=longfor.actor("customer_centre"), at=at)
    with pytest.raises(acceptance.NotYours):
        acceptance.approve_disposal(disposal.pk, by=longfor.actor("crew_leader"), at=at)

    acceptance.approve_disposal(disposal.pk, by=longfor.actor("supervisor"), at=at + timedelta(hours=1))

    assert "王先生" not in str(slip.fields)
    assert [one for one in journal.find_tampering() if str(one.subject) == slip.id] == []


@pytest.mark.clause("LFR-61", "LFR-78")
def test_no_event_of_a_slip_is_overwritten_or_deleted_and_a_change_behind_our_back_is_found(longfor: Estate) -> None:
    slip = longfor.slip().to_work()
    event = Event.objects.filter(ticket_id=slip.id).order_by("seq").last()
    assert event is not None
    where = "WHERE ticket_id = %s AND seq = %s"
    for statement in (f"UPDATE journal_event SET data = '{{}}' {where}", f"DELETE FROM journal_event {where}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [slip.id, event.seq])

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER USER")
        cursor.execute(
            f"UPDATE journal_event SET data = jsonb_set(data, '{{form}}', '{{\"result\": \"改\"}}') {where}", [slip.id, event.seq]
        )
        cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER USER")
    assert [str(one.subject) for one in journal.find_tampering()] == [slip.id]


@pytest.mark.clause("LFR-78", "LFR-80")
def test_the_servers_time_counts_whatever_a_telephone_says(longfor: Estate) -> None:
    slip = longfor.slip().to_door()
    slip.run("agree", {"consent": "entry"}, by="customer", at=f"{DAY} 10:00")

    slip.run("enter", {"shoe_covers": True}, by="technician", at=f"{DAY} 10:00", happened_at=longfor.at(f"{DAY} 08:00"))

    assert longfor.wall(slip.fields["_labour"][0]["at"]) == f"{DAY} 10:00"
    said = slip.events[-1]
    assert (longfor.wall(said.recorded_at), longfor.wall(said.at)) == (f"{DAY} 10:00", f"{DAY} 08:00")


@pytest.mark.clause("LFR-63")
@pytest.mark.parametrize("text", ["王先生", "wxs", "3 栋 2 单元 1201", "水管漏水", "13800138000", "更换软管"])
def test_past_reports_are_found_by_owner_place_and_content(longfor: Estate, text: str) -> None:
    slip, other = (
        filed(longfor),
        longfor.slip(customer="赵业主", reporter="赵女士", phone="13911112222", address="9 栋 101", fault="插座没电"),
    )

    found = {ticket.number for ticket in queries.search(text, longfor.actor("customer_centre"))}

    assert slip.number in found
    assert other.number not in found


@pytest.mark.clause("LFR-63")
def test_past_reports_are_found_by_date(longfor: Estate) -> None:
    early, late = longfor.slip(), longfor.slip(at="2026-04-10 09:00")

    found = {ticket.number for ticket in queries.search("PG260410", longfor.actor("customer_centre"))}

    assert early.number not in found
    assert late.number in found


@pytest.mark.clause("LFR-77", "LFR-91")
def test_full_pages_go_on_on_continuation_sheets_and_say_pen_only(longfor: Estate) -> None:
    slip = longfor.coordination()
    for nth in range(40):
        slip.run(
            "note", {**NOTE, "content": f"第 {nth} 次联系厂家"}, by="technician", at=f"2026-03-{3 + nth // 4:02d} {9 + nth % 4:02d}:00"
        )

    (first, *_) = longfor.printed("coordination-slip", slip, by="crew_leader", at="2026-03-20 09:00")
    sheets = [page.extract_text().replace(" ", "") for page in PdfReader(io.BytesIO(first.pdf)).pages]

    assert len(sheets) > 1
    assert "协调单续页" not in sheets[0]
    assert all("协调单续页" in sheet and slip.number in sheet for sheet in sheets[1:])
    assert all("须用钢笔或签字笔" in sheet for sheet in sheets)
    whole = "".join(sheets)
    assert all(f"第{nth}次联系厂家" in whole for nth in range(40))
    assert "配合" in whole


@pytest.mark.clause("LFR-77")
def test_the_dispatch_slip_is_printed_in_copies_that_say_pen_only(longfor: Estate) -> None:
    free, paid = filed(longfor), filed(longfor, paid=True)
    for slip in (free, paid):
        slip.run("print", {"slip": "dispatch-slip"}, by="customer_centre", at=f"{DAY} 17:30")

    copies = longfor.printed("dispatch-slip", paid, by="customer_centre", at=f"{DAY} 18:00")
    text = PdfReader(io.BytesIO(copies[0].pdf)).pages[0].extract_text().replace(" ", "")

    assert [copy.copy_of for copy in copies] == ["customer", "crew_leader", "customer_centre", "finance"]
    assert len(longfor.printed("dispatch-slip", free, by="customer_centre", at=f"{DAY} 18:00")) == 3
    for words in (paid.number, "法定业主", "王女士", "王先生", "须用钢笔或签字笔", "40.00"):
        assert words in text


@pytest.mark.clause("LFR-97")
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_stated_share_of_filed_slips_is_called_back_by_a_draw_anybody_can_repeat(longfor: Estate, share: float) -> None:
    longfor.change("project", settings={"follow_up_share": share})
    slip = filed(longfor)

    number = int(hashlib.sha256(f"longfor-property:call_back:{slip.number}".encode()).hexdigest()[:13], 16) / 16**13
    (drawn,) = slip.fields["_follow_ups"]
    assert (drawn["share"], drawn["drawn"]) == (share, number < share)
    assert len(slip.opened("call-back")) == int(number < share)


@pytest.mark.clause("LFR-97")
def test_a_call_back_that_finds_it_unsolved_opens_a_rework(longfor: Estate) -> None:
    longfor.change("project", settings={"follow_up_share": 1.0})
    slip = filed(longfor)
    (call,) = slip.opened("call-back")
    assert "call-back" in Slip(longfor, call.id).shown(by="customer_centre", at="2026-03-03 09:00")
    assert "您好，这里是客户中心" in longfor.guide("call-back")["zh"]
    call.run(
        "record",
        {"solved": "no", "on_time": "yes", "told_price": "free", "satisfied": 2, "remark": "又漏了"},
        by="customer_centre",
        at="2026-03-03 10:00",
    )

    (rework,) = call.opened("in-home")
    assert (rework.fields["rework_of"], rework.fields["fault"], rework.state) == (slip.number, "又漏了", "issued")
    assert call.told("crew_leader")


@pytest.mark.clause("LFR-97")
def test_a_call_back_is_tried_as_often_as_the_rule_says(longfor: Estate) -> None:
    from baoxiu.core.errors import Refused

    longfor.change("project", settings={"follow_up_share": 1.0})
    (call,) = filed(longfor).opened("call-back")
    for hour in (9, 10):
        call.run("no_answer", by="customer_centre", at=f"2026-03-03 {hour:02d}:00")
    with pytest.raises(Refused) as refused:
        call.run("give_up", by="customer_centre", at="2026-03-03 10:30")
    assert refused.value.clause == "LFR-97"
    call.run("no_answer", by="customer_centre", at="2026-03-03 11:00")

    call.run("give_up", by="customer_centre", at="2026-03-03 11:30")

    assert (call.final, Ticket.objects.get(pk=call.id).state) == ("done", "not_reached")


@pytest.mark.clause("LFR-62")
def test_all_open_slips_of_a_worker_are_handed_to_another_and_taken_over(longfor: Estate) -> None:
    preparing, waiting, tracked = longfor.slip().accepted(), longfor.slip().accepted(), longfor.coordination(at=f"{DAY} 10:00")
    done, others = filed(longfor), longfor.slip().accepted(by="second")
    how: dict[str, Any] = {"by": longfor.actor("crew_leader"), "at": longfor.at(f"{DAY} 17:55")}

    offered = actions.hand_over_all(longfor.id_of("technician"), longfor.id_of("second"), "下班交接", **how)
    assert {one.number: one.refusal for one in offered} == dict.fromkeys((preparing.number, waiting.number, tracked.number))
    assert preparing.holder == longfor.name_of("technician")
    actions.take_over_all(by=longfor.actor("second"), at=longfor.at(f"{DAY} 18:00"))

    assert {slip.holder for slip in (preparing, waiting, tracked, others)} == {"老赵"}
    (kept,) = preparing.fields["_hand_overs"]
    assert (kept["why"], kept["by_name"], kept["to_name"]) == ("下班交接", "工程班长", "老赵")
    assert "_hand_overs" not in done.fields
    tracked.run("note", NOTE, by="second", at="2026-03-03 09:00")
    assert tracked.fields["entries"][0]["by_name"] == "老赵"
