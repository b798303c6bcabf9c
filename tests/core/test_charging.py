"""A job that is paid for: lines get their price, the customer agrees to it, time and material make the bill, payments settle it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import station
from baoxiu.core import engine
from baoxiu.core.engine import FormRefused
from baoxiu.core.engine.facts import TicketFacts
from baoxiu.core.errors import Refused
from core import paid
from core.paid import FINANCE, agreed, quoted, reported

BULB = {"code": "M1", "quantity": 2}
WIRING = {"code": "L1", "minutes": 30}
DRAIN = {"code": "L2", "minutes": 20}


def test_lines_take_title_unit_and_price_from_the_list() -> None:
    job = quoted([WIRING], [BULB])

    assert job.fields["planned_works"] == [
        {"code": "L1", "title": {"zh": "电工", "en": "Electrical work"}, "kind": "labour", "unit": "小时", "price": "60.00", "minutes": 30}
    ]
    assert job.fields["planned_materials"][0]["price"] == "12.50"
    assert job.value("estimate") == 55.0
    assert job.kept("estimate") == "55.00"


def test_nothing_planned_is_no_estimate_and_nothing_done_no_bill() -> None:
    job = reported()

    assert (job.value("estimate"), job.value("bill"), job.value("paid"), job.value("owed")) == (None, None, 0.0, 0.0)


def test_a_job_that_is_not_charged_costs_nothing() -> None:
    job = reported().do("survey", 5, {"charged": False, "planned_works": [WIRING]}).do("start", 10)
    job.do("finish", 40, {"works": [WIRING]})

    assert (job.value("estimate"), job.value("bill")) == (0.0, 0.0)


def test_what_is_on_no_list_is_refused_by_its_field_and_clause() -> None:
    with pytest.raises(FormRefused) as refusal:
        quoted([{"code": "X9", "minutes": 5}], [{"title": "阀门", "quantity": 1}])

    assert [(fault.field, fault.reason, fault.clause) for fault in refusal.value.faults] == [
        ("planned_works", "not_on_the_list", "PAY-02"),
        ("planned_materials", "no_stock_in_price", "PAY-02"),
    ]
    assert "入库价" in refusal.value.faults[1].words["zh"]


def test_material_off_the_list_costs_its_stock_in_price_and_a_third_less_a_little_to_the_jiao() -> None:
    job = quoted([], [{"title": "阀门", "quantity": 3, "stock_in_price": "8.72"}])

    (line,) = job.fields["planned_materials"]
    assert (line["price"], line["amount"], line["basis"]) == ("11.30", "33.90", "stock_in")


def test_work_begins_once_the_price_is_agreed_to() -> None:
    job = quoted([WIRING])

    with pytest.raises(Refused) as refusal:
        job.do("start", 10)
    assert refusal.value.clause == "PAY-01"
    assert job.do("agree", 11, {"consent": "price"}, by=station.CUSTOMER).do("start", 12).state == "working"


def test_the_consent_keeps_what_was_shown_and_by_which_list() -> None:
    (record,) = agreed([WIRING], [BULB]).fields["_consents"]

    assert record["shown"] == {"price_list": "paid-visits 1.0", "estimate": "55.00"}
    assert (record["quote"]["total"], record["quote"]["nth"], record["quote"]["price_list"]) == ("55.00", 1, "paid-visits 1.0")
    assert [line["code"] for line in record["quote"]["lines"]] == ["L1", "M1"]


def test_a_higher_price_is_agreed_to_anew_and_a_lower_one_is_not() -> None:
    job = agreed([WIRING]).do("start", 10)
    cheaper = replace(job).do("revise", 20, {"planned_works": [{"code": "L1", "minutes": 10}]})
    assert cheaper.do("start", 21).state == "working"

    dearer = agreed([WIRING]).do("start", 10).do("revise", 20, {"planned_works": [WIRING, DRAIN]})
    with pytest.raises(Refused) as refusal:
        dearer.do("start", 21)
    assert refusal.value.clause == "PAY-01"
    dearer.do("agree", 22, {"consent": "price"}, by=station.CUSTOMER).do("start", 23)
    assert [record["quote"]["nth"] for record in dearer.fields["_consents"]] == [1, 2]
    assert dearer.value("agreed") == 75.0  # 50 minutes at the higher of both rates


def test_a_declined_price_ends_in_a_job_declined_politely() -> None:
    job = quoted([WIRING]).do("decline", 8, {"consent": "price"}, by=station.CUSTOMER)

    with pytest.raises(Refused, match="did not agree"):
        job.do("start", 10)
    assert job.do("turn_down", 11, {"reason": "价格未谈拢"}).state == "declined"
    assert job.fields["_consents"][0]["quote"]["total"] == "30.00"


def test_time_counts_exactly_over_all_visits() -> None:
    job = agreed([WIRING]).do("start", 10).do("pause", 27.5).do("start", 1450).do("finish", 1462.75, {"works": [{"code": "L1"}]})

    assert job.value("worked") == 30.25
    assert job.value("bill") == 30.25  # one yuan a minute


def test_a_ticket_keeps_the_list_it_was_quoted_by() -> None:
    row = {"code": "L1", "title": {"zh": "电工"}, "kind": "labour", "unit": "小时", "price": "120"}
    job = quoted([WIRING], prices={"id": 2, "version": "2026-2", "rows": [{**row, "price": "100"}]})
    job.know(prices={"id": 2, "version": "2026-2", "rows": [{**row, "price": "100"}, {**row, "from_on": "2026-03-03", "price": "130"}]})
    job.do("survey", 2000, {"charged": True, "planned_works": [WIRING]})

    assert job.fields["_price_list"] == {"version": "2026-2", "id": 2, "on": "2026-03-02"}
    assert job.value("estimate") == 50.0  # two days later, by the day it was first quoted


def test_the_organisations_list_goes_before_the_packs() -> None:
    row = {"code": "L1", "title": {"zh": "电工"}, "kind": "labour", "unit": "小时", "price": "120"}
    job = quoted([WIRING], prices={"id": 3, "version": "2026-2", "rows": [row]})

    assert (job.value("estimate"), job.kept("price_list")) == (60.0, "2026-2")
    assert job.fields["_price_list"] == {"version": "2026-2", "id": 3, "on": "2026-03-02"}


def test_a_billing_unit_counts_where_it_was_shown_before_the_work() -> None:
    def job(*, shown: bool) -> Any:
        unit = replace(paid.CENTRE, settings={"billing_unit": "30m"})
        found = quoted([WIRING])
        found.facts = replace(found.facts, unit=unit if shown else paid.CENTRE)
        found.do("agree", 6, {"consent": "price"}, by=station.CUSTOMER)
        found.facts = replace(found.facts, unit=unit)
        return found.do("start", 10).do("finish", 22, {"works": [{"code": "L1"}]})

    assert job(shown=True).fields["_consents"][0]["quote"]["tariff"] == {"billing_unit": 1800}
    assert job(shown=True).value("bill") == 30.0
    assert job(shown=False).value("bill") == 12.0


def test_material_is_checked_before_it_is_used_whoever_supplies_it() -> None:
    job = agreed([WIRING], [BULB]).do("start", 10)

    with pytest.raises(FormRefused) as refusal:
        job.do("finish", 40, {"works": [{"code": "L1"}], "materials": [{**BULB, "supplied_by": "owner"}]})
    assert refusal.value.faults[0].reason == "material_unchecked"
    job.do("finish", 40, {"works": [{"code": "L1"}], "materials": [{**BULB, "supplied_by": "owner", "checked": True}]})
    assert job.value("bill") == 30.0
    assert job.fields["materials"][0]["basis"] == "owner"


# -- payments


def done() -> Any:
    return agreed([WIRING], [BULB]).do("start", 10).do("finish", 40, {"works": [{"code": "L1"}], "materials": [{**BULB, "checked": True}]})


def test_payments_and_refunds_after_the_end_say_what_is_owed() -> None:
    job = done()
    assert (job.value("bill"), job.value("owed")) == (55.0, 55.0)

    job.do("take_payment", 45, {"method": "cash", "amount": "30"}).do(
        "take_payment", 46, {"method": "qr", "amount": "25", "reference": "W1"}
    )
    assert (job.value("paid"), job.value("owed")) == (55.0, 0.0)

    job.do("refund", 50, {"method": "cash", "amount": "5.50", "reason": "多收"}, by=FINANCE)
    assert (job.value("paid"), job.value("owed")) == (49.5, 5.5)
    assert [one["kind"] for one in job.fields["_payments"]] == ["payment", "payment", "refund"]


@pytest.mark.parametrize(
    ("command", "form", "why"),
    [
        ("take_payment", {"method": "cash", "amount": "55.01"}, "too_much"),
        ("take_payment", {"method": "cash", "amount": "0"}, "no_amount"),
        ("take_payment", {"method": "cash", "amount": "-1"}, "no_amount"),
        ("take_payment", {"method": "cheque", "amount": "1"}, "bad_choice"),
        ("refund", {"method": "cash", "amount": "1", "reason": "x"}, "too_much_back"),
    ],
)
def test_an_amount_that_cannot_be_is_refused(command: str, form: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused) as refusal:
        done().do(command, 45, form, by=FINANCE if command == "refund" else paid.TECHNICIAN)

    assert refusal.value.reason == why


def test_a_deposit_is_taken_up_to_what_was_agreed_and_none_once_that_is_taken_back() -> None:
    job = agreed([WIRING], [BULB]).do("take_payment", 7, {"method": "cash", "amount": "50"})
    with pytest.raises(Refused) as refusal:
        job.do("take_payment", 8, {"method": "cash", "amount": "6"})
    assert refusal.value.reason == "too_much"

    job.do("withdraw_consent", 9, {"consent": "price", "reason": "不修了"}, by=station.CUSTOMER)
    with pytest.raises(Refused) as refusal:
        job.do("take_payment", 10, {"method": "cash", "amount": "1"})
    assert refusal.value.reason == "too_much"
    assert job.do("refund", 11, {"method": "cash", "amount": "50", "reason": "不修了"}, by=FINANCE).value("paid") == 0.0


def test_nothing_is_recorded_twice_under_one_reference() -> None:
    job = done().do("take_payment", 45, {"method": "qr", "amount": "10", "reference": "W1"})

    with pytest.raises(Refused) as refusal:
        job.do("take_payment", 46, {"method": "qr", "amount": "10", "reference": "W1"})
    assert refusal.value.reason == "paid_already"


def test_only_who_collects_takes_money_and_only_finance_gives_it_back() -> None:
    job = done()

    with pytest.raises(Refused):
        job.do("take_payment", 45, {"method": "cash", "amount": "1"}, by=FINANCE)
    with pytest.raises(Refused):
        job.do("take_payment", 45, {"method": "cash", "amount": "1"}).do("refund", 46, {"method": "cash", "amount": "1", "reason": "x"})


def test_the_screen_offers_the_rows_of_the_list_and_the_amount_owed() -> None:
    choices = {choice.command: choice for choice in engine.allowed(reported().procedure, reported().facts, paid.TECHNICIAN, station.at(1))}
    rows = {ask["name"]: ask["rows"] for ask in choices["survey"].asks}
    assert [row["code"] for row in rows["planned_works"]] == ["T1", "L1", "L2", "J1"]
    assert [(row["code"], row["price"]) for row in rows["planned_materials"]] == [("M1", "12.50"), ("M2", "2.35")]
    assert "take_payment" not in choices

    job = done()
    paying = {choice.command: choice for choice in engine.allowed(job.procedure, job.facts, paid.TECHNICIAN, station.at(1))}
    assert paying["take_payment"].asks[1]["proposed"] == "55.00"


def test_prices_are_fetched_only_for_commands_that_may_need_them() -> None:
    of = paid.pack().procedures["repair"]

    assert [name for name in ("survey", "finish", "start", "agree", "turn_down") if "prices" in engine.needed_world(of, name)] == [
        "survey", "finish", "agree",
    ]  # fmt: skip


# -- time entries written by hand


def entered(*spans: tuple[str, str], works: Any = ({"code": "L1", "minutes": 20}, {"code": "L2", "minutes": 10})) -> Any:
    """A workshop job with time entries of one day, the last visit charged, each kind by its minutes."""
    of = paid.pack().procedures["workshop"]
    born = engine.decide_opening(of, paid.CENTRE, {}, paid.DESK, station.MONDAY)
    facts = TicketFacts("t2", "C1-0002", of.key, of.definition.kind, "", None, 0, station.MONDAY, paid.CENTRE)
    job = paid.Job(of, facts)
    job.take(born)
    hours = [{"at": f"2026-03-02T{start}+08:00", "until": f"2026-03-02T{end}+08:00"} for start, end in spans]
    return job.do("finish", 300, {"works": list(works), "hours": hours})


def test_time_entries_of_a_field_are_charged_and_kept_in_their_order() -> None:
    job = entered(("14:00", "14:40"), ("09:00", "11:00"))

    assert [entry["at"][11:16] for entry in job.fields["hours"]] == ["09:00", "14:00"]
    assert job.value("bill") == 35.0  # of the 40 minutes in the afternoon: 10 at 90, 20 at 60 an hour


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        ((("09:00", "08:00"),), "结束时间应晚于开始时间"),
        ((("09:00", "09:00"),), "结束时间应晚于开始时间"),
        ((("09:00", "10:00"), ("09:30", "11:00")), "重叠"),
        ((("09:00", "12:00"), ("10:00", "11:00")), "重叠"),
        ((("09:00", "25:00"),), "起止时间"),
    ],
)
def test_time_entries_that_overlap_or_run_backwards_are_refused(spans: Any, told: str) -> None:
    with pytest.raises(FormRefused) as refusal:
        entered(*spans)

    fault = refusal.value.faults[0]
    assert fault.field == "hours"
    assert told in fault.words["zh"]


def test_entries_that_touch_do_not_overlap() -> None:
    assert entered(("09:00", "10:00"), ("10:00", "10:30")).state == "done"


@pytest.mark.parametrize("quantity", [-1, 0, "-0.5", "x"])
def test_quantities_that_are_none_are_refused(quantity: Any) -> None:
    with pytest.raises(FormRefused) as refusal:
        quoted([], [{"code": "M1", "quantity": quantity}])

    assert refusal.value.faults[0].field == "planned_materials"
