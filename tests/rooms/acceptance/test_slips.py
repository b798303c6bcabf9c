"""Slips on paper: drafts, first prints, reprints; copies; sheets that go on, with the note at their foot; the house's own form."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from baoxiu.acceptance.queries import Printout, copies_of, printouts
from baoxiu.catalogue import queries as catalogue
from procedures.house import House, Order
from rooms.acceptance.papers import OWNER, printing

PEN = "须用钢笔或签字笔填写"
SECOND = "{of: technician, title: {zh: 第二联（客服）, en: Copy 2}, back_by: same_day}"
COPIES = f"[{{of: customer}}, {SECOND}, {{of: money, if: 'work_done != null'}}]"


@pytest.fixture
def house(db: None) -> House:
    """Owner visits that print an order by the house's own form, in copies, with the pen's rule at the foot."""
    return printing(f"{{form: standard, title: {{zh: 维修单, en: Slip}}, note: {{zh: {PEN}, en: Pen only}}, copies: {COPIES}}}")


def order(house: House) -> Order:
    return house.report({**OWNER, "fault": "厨房水龙头漏水"}, procedure="visit", at="2026-03-02 09:00", by="service_centre")


def printed(house: House, one: Order) -> list[Printout]:
    return printouts(one.number, "order", by=house.actor("service_centre"), at=house.at("2026-03-02 12:00"))


def text(one: Printout, page: int = 0) -> str:
    return PdfReader(io.BytesIO(one.pdf)).pages[page].extract_text()


def test_before_it_is_printed_it_is_a_draft_and_has_every_copy(house: House) -> None:
    found = printed(house, order(house))

    assert [one.copy_of for one in found] == ["customer", "technician", "money"]
    assert "样张" in text(found[0])


@pytest.mark.clause("LFR-77")
def test_a_print_says_everything_and_the_pens_rule_stands_at_its_foot(house: House) -> None:
    one = order(house)
    one.run("print", {"slip": "order"}, by="service_centre", at="2026-03-02 09:05")
    first, second = printed(house, one)

    said = text(second)
    for words in ("维修单", one.number, "第二联（客服）", "厨房水龙头漏水", "王女士", PEN):
        assert words in said
    assert "样张" not in said
    assert "补打" not in said
    assert "页 共" not in said  # one sheet needs no number
    assert [first.name, second.name] == [f"{one.number}-1", f"{one.number}-2"]


def test_a_reprint_says_which_it_is_and_keeps_its_number(house: House) -> None:
    one = order(house)
    for minute in (5, 30):
        one.run("print", {"slip": "order"}, by="service_centre", at=f"2026-03-02 09:{minute:02d}")

    said = text(printed(house, one)[0])
    assert "补打（第 2 次打印）" in said
    assert one.number in said


def test_a_copy_under_a_condition_is_printed_where_it_holds(house: House) -> None:
    one = order(house)
    one.run("print", {"slip": "order"}, by="service_centre", at="2026-03-02 09:05")
    assert [copy.copy_of for copy in printed(house, one)] == ["customer", "technician"]
    assert one.fields["_copies"][0]["copy"] == "technician"


def test_a_long_record_goes_on_from_sheet_to_sheet_with_its_number(house: House) -> None:
    one = order(house)
    for day in range(3, 25):
        for hour in (10, 15):
            at = f"2026-03-{day:02d} {hour}:00"
            note = f"第 {day} 日 {hour} 点与业主商定改期，原因是配件未到，业主表示理解并要求提前通知"
            one.run("fix_time", {"appointment_at": f"2026-03-{day + 1:02d} {hour}:30+08:00", "note": note}, by="technician", at=at)
    one.run("print", {"slip": "order"}, by="service_centre", at="2026-03-25 09:05")

    first = printed(house, one)[0]
    pages = len(PdfReader(io.BytesIO(first.pdf)).pages)
    assert pages > 1
    assert f"第 1 页 共 {pages} 页" in text(first)
    assert f"第 {pages} 页 共 {pages} 页" in text(first, pages - 1)
    assert PEN in text(first, pages - 1)
    assert "第 24 日 15 点" in "".join(text(first, page) for page in range(pages))
    assert "预约记录" in text(first)


def test_a_form_of_the_house_needs_no_file_and_others_do(house: House) -> None:
    _, procedure = catalogue.procedure_for(house.station, "visit", at=house.at("2026-03-02 09:00"))

    assert copies_of(procedure, "order") == ["customer", "technician", "money"]
    assert copies_of(procedure, "door-note") == ["customer"]
    assert copies_of(procedure, "nothing") == []
