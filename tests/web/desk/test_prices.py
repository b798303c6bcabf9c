"""Prices and money on the screens: lists, quotes, payments, receipts — at the desk, on the phone, on the customer's page."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from pypdf import PdfReader

from baoxiu.catalogue.queries import shipped
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.quotes import queries
from baoxiu.quotes.models import PriceList
from baoxiu.tickets.models import Ticket
from baoxiu.web.shared import links
from procedures.house import House, Order

PACK = Path(__file__).parents[2] / "core" / "packs" / "paid"
DAY = "2026-03-02"
GOOD = "编号,名称,类别,计价单位,单价（元）\nL1,电工,人工,小时,80\nM9,阀门,材料,个,33.5\n"


@pytest.fixture
def paid(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> House:
    """The house that charges, at ten in the morning."""
    monkeypatch.setattr(shipped, "shipped_packs", lambda: {"paid": PACK})
    settings.CLOCK_FILE, settings.FILES, settings.PAYMENT_PROVIDER = str(tmp_path / "clock.json"), tmp_path / "files", ""
    house = House("paid")
    clock.move(house.at(f"{DAY} 10:00"))
    return house


def browser(house: House, who: str, **headers: str) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN", **headers})
    client.force_login(house.people[who])
    return client


def page(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def reported(house: House) -> Order:
    return house.report({"fault": "灯不亮"}, at=f"{DAY} 09:00")


def guest(order: Order) -> str:
    return links.ticket_token(order.id, order.house.at(f"{DAY} 09:00"))


SURVEY = {
    "charged": "on",
    "planned_works.shown": "1",
    "planned_works.0.code": "L1",
    "planned_works.0.minutes": "30",
    "planned_works.1.code": "J1",
    "planned_materials.0.title": "阀门",
    "planned_materials.0.quantity": "2",
    "planned_materials.0.stock_in_price": "8.72",
    "planned_materials.0.supplied_by": "company",
    "planned_materials.1.supplied_by": "company",
}


def quoted(house: House) -> Order:
    """Looked at and quoted on the technician's phone."""
    order = reported(house)
    answer = browser(house, "technician").post(f"/field/jobs/{order.number}/do/survey", SURVEY)
    assert answer.status_code == 302, answer.content.decode()
    return order


def done(house: House) -> Order:
    """Agreed to, worked for 30 minutes."""
    order = quoted(house)
    order.run("agree", {"consent": "price"}, by="customer", at=f"{DAY} 10:01")
    order.run("start", by="technician", at=f"{DAY} 10:02")
    order.run("finish", {"works": [{"code": "L1"}]}, by="technician", at=f"{DAY} 10:32")
    clock.move(house.at(f"{DAY} 10:40"))
    return order


# -- planning and agreeing


def test_the_phone_offers_the_rows_of_the_list_and_shows_what_it_comes_to(paid: House) -> None:
    order = reported(paid)
    form = page(browser(paid, "technician").get(f"/field/jobs/{order.number}/do/survey"))
    options = [option.text for option in form.xpath("//select[@name='planned_works.0.code']/option")]
    assert options[1:] == ["上门费 · 10.00/次", "电工 · 60.00/小时", "管道疏通 · 90.00/小时", "更换灯泡 · 5.00/个"]

    quoted_order = quoted(paid)
    card = page(browser(paid, "technician").get(f"/field/jobs/{quoted_order.number}")).xpath("//*[@data-money]")[0]
    assert (
        card.xpath(".//tfoot//*[contains(@class, 'amount')]")[0].text_content() == "52.60"
    )  # 30 min at the higher standard, two valves at 11.30
    assert "不重复收取" in card.text_content()
    assert "paid-visits 1.0" in card.text_content()


def test_lines_that_stand_are_shown_again_and_can_be_taken_away(paid: House) -> None:
    order = quoted(paid)
    technician = browser(paid, "technician")
    form = page(technician.get(f"/field/jobs/{order.number}/do/survey"))
    assert [one.get("value") for one in form.xpath("//input[@name='planned_works.1.minutes']")] == ["30"]

    technician.post(f"/field/jobs/{order.number}/do/survey", {"charged": "on", "planned_materials.shown": "1", "planned_works.shown": "1"})
    assert (order.fields["planned_works"], order.fields["planned_materials"]) == ([], [])


def test_what_cannot_be_priced_is_refused_on_the_form(paid: House) -> None:
    order = reported(paid)
    sent = {**SURVEY, "planned_works.0.minutes": "-5"}
    answer = browser(paid, "technician", **{"HX-Request": "true"}).post(f"/field/jobs/{order.number}/do/survey", sent)

    assert answer.status_code == 422
    assert "分钟数应大于 0" in answer.content.decode()


def test_the_customer_reads_the_quote_and_agrees_to_it(paid: House) -> None:
    order = quoted(paid)
    stranger = Client(headers={"Accept-Language": "zh-CN"})
    shown = page(stranger.get(f"/p/{guest(order)}")).xpath("//*[@data-money]")[0].text_content()
    assert "52.60" in shown
    assert "价目表" in html.tostring(page(stranger.get(f"/p/{guest(order)}")), encoding="unicode")

    stranger.post(f"/p/{guest(order)}/do/agree", {"consent": "price"})
    (quote,) = queries.quotes_of(order.id)
    assert (quote.agreed, str(quote.total), quote.door) == (True, "52.6000", "portal")
    assert "第 1 次报价" in browser(paid, "desk").get(f"/desk/tickets/{order.number}").content.decode()


def test_the_customer_declines_and_it_stays_on_record(paid: House) -> None:
    order = quoted(paid)
    Client().post(f"/p/{guest(order)}/do/decline", {"consent": "price", "note": "太贵"})

    assert "不同意" in browser(paid, "technician").get(f"/field/jobs/{order.number}").content.decode()


# -- paying


def test_cash_is_taken_on_the_phone_and_its_receipt_has_a_copy_for_finance(paid: House) -> None:
    order = done(paid)
    technician = browser(paid, "technician")
    form = page(technician.get(f"/field/jobs/{order.number}/do/take_payment"))
    assert form.xpath("//input[@name='amount']")[0].get("value") == "30.00"

    technician.post(f"/field/jobs/{order.number}/do/take_payment", {"method": "cash", "amount": "30"})
    pdf = browser(paid, "finance").get(f"/desk/tickets/{order.number}/receipts/SJ26-000001.pdf")
    pages = [sheet.extract_text() for sheet in PdfReader(BytesIO(pdf.content)).pages]
    assert [("用户联" in text, "财务联" in text) for text in pages] == [(True, False), (False, True)]
    assert all("SJ26-000001" in text and "30.00" in text and "电工" in text for text in pages)

    own = Client().get(f"/p/{guest(order)}/receipts/SJ26-000001.pdf")
    assert len(PdfReader(BytesIO(own.content)).pages) == 1
    assert Client().get(f"/p/{guest(order)}/receipts/SJ26-000009.pdf").status_code == 404


def test_a_customer_pays_by_code(paid: House, settings: Any) -> None:
    settings.PAYMENT_PROVIDER = "fake"
    order = done(paid)
    stranger = Client(headers={"Accept-Language": "zh-CN"})
    stranger.post(f"/p/{guest(order)}/pay")
    shown = page(stranger.get(f"/p/{guest(order)}"))
    assert shown.xpath("//*[@class='pay']//img")[0].get("src", "").startswith("data:image/svg+xml")

    bank = urlsplit(shown.xpath("//*[@class='pay']//a")[0].get("href", "")).path
    assert "30.00" in stranger.get(bank).content.decode()
    assert stranger.post(bank).status_code == 302
    assert [str(one.amount) for one in queries.payments_of(order.id)] == ["30.00"]
    assert page(stranger.get(f"/p/{guest(order)}")).xpath("//*[@class='pay']") == []


def test_the_office_asks_for_a_payment_and_a_forged_message_is_refused(paid: House, settings: Any) -> None:
    settings.PAYMENT_PROVIDER = "fake"
    order = done(paid)
    browser(paid, "technician").post(f"/field/jobs/{order.number}/payment")
    browser(paid, "desk").post(f"/desk/tickets/{order.number}/payment")

    forged = Client().post("/pay/fake/heard", "{}", content_type="application/json", headers={"X-Fake-Signature": "0"})
    assert 400 <= forged.status_code < 500
    assert not queries.payments_of(order.id)


def test_without_the_fake_provider_its_bank_is_closed(paid: House) -> None:
    assert Client().get("/pay/fake/x").status_code >= 400


def test_the_days_takings_for_finance(paid: House) -> None:
    order = done(paid)
    order.run("take_payment", {"method": "cash", "amount": "20"}, by="technician", at=f"{DAY} 10:41")
    order.run("take_payment", {"method": "transfer", "amount": "10"}, by="technician", at=f"{DAY} 10:42")
    order.run("refund", {"method": "cash", "amount": "1.50", "reason": "多收"}, by="finance", at=f"{DAY} 10:43")

    shown = page(browser(paid, "finance").get(f"/desk/takings?day={DAY}"))
    assert [cell.text_content() for cell in shown.xpath(".//tfoot//*[contains(@class, 'amount')]")] == [
        "18.50",
        "10.00",
        "30.00",
        "1.50",
        "28.50",
    ]
    assert "当日没有收款" in browser(paid, "finance").get("/desk/takings?day=2026-03-01").content.decode()
    assert browser(paid, "finance").get("/desk/takings?day=1月").status_code >= 400


# -- lists


def lay(house: House, text: str = GOOD, *, who: str = "finance", version: str = "2026", day: str = "2026-01-01") -> Any:
    """Send a table and take it; the answer to whichever was refused first."""
    head, *rows = text.splitlines()
    whole = [f"单位编码,版本,启用日期,{head}", *(f"{house.root.code},{version},{day},{row}" for row in rows)]
    file = SimpleUploadedFile("prices.csv", "\n".join(whole).encode())
    looked = browser(house, who).post("/desk/settings/tables/prices", {"file": file})
    return browser(house, who).post(f"{looked['Location']}/apply") if looked.status_code == 302 else looked


def test_who_keeps_prices_lays_a_list_by_its_table_and_ends_it(paid: House) -> None:
    """Finance keeps prices and looks after no unit: the table is open to her, the rest of settings is not."""
    directory.change_unit(paid.root, by=SYSTEM, at=paid.at(f"{DAY} 08:00"), settings={**paid.root.settings, "settings_by": ["desk"]})
    (way,) = page(browser(paid, "finance").get("/desk/prices")).xpath("//main//a[contains(@href, '/settings/')]/@href")
    table = page(browser(paid, "finance").get(way))
    assert "/desk/prices" in table.xpath("//main//a/@href")
    assert browser(paid, "finance").get("/desk/settings/tables/units").status_code == 403
    assert browser(paid, "finance").get("/desk/settings/customers").status_code == 403

    assert lay(paid).status_code == 302
    shown = browser(paid, "finance").get("/desk/prices").content.decode()
    assert "2026" in shown
    assert "现行" in shown
    assert "paid-visits 1.0" in shown

    (one,) = PriceList.objects.all()
    assert "33.50" in browser(paid, "technician").get(f"/desk/prices/{one.pk}").content.decode()
    browser(paid, "finance").post("/desk/prices/end", {"unit": paid.root.code, "version": "2026", "until_on": "2026-12-31"})
    assert PriceList.objects.get().until_on == date(2026, 12, 31)


def test_bad_rows_are_told_and_nothing_is_laid(paid: House) -> None:
    assert lay(paid, GOOD + "X1,坏行,人工,次,-3\n").status_code == 422
    assert not PriceList.objects.exists()


@pytest.mark.parametrize("more", [{"day": ""}, {"day": "never"}, {"version": ""}])
def test_a_list_without_its_days_or_name_is_refused(paid: House, more: dict[str, str]) -> None:
    assert lay(paid, **more).status_code == 422
    assert not PriceList.objects.exists()


def test_lists_that_meet_and_people_who_may_not_are_refused(paid: House) -> None:
    lay(paid)

    assert 400 <= lay(paid, version="2027", day="2026-06-01").status_code < 500
    assert lay(paid, who="technician", version="2028", day="2030-01-01").status_code == 403
    assert PriceList.objects.count() == 1
    assert "从 Excel 启用价目表" not in browser(paid, "technician").get("/desk/prices").content.decode()


def test_a_packs_list_is_read_on_the_page(paid: House) -> None:
    assert "LED 灯泡" in browser(paid, "technician").get("/desk/prices/packs/paid-visits 1.0").content.decode()
    assert browser(paid, "technician").get("/desk/prices/packs/other").status_code == 404


def test_a_job_that_charges_nothing_shows_no_card(paid: House) -> None:
    order = reported(paid)

    assert page(browser(paid, "desk").get(f"/desk/tickets/{order.number}")).xpath("//*[@data-money]") == []


# -- for programs


def test_programs_read_bill_quotes_and_payments(paid: House) -> None:
    order = done(paid)
    order.run("take_payment", {"method": "transfer", "amount": "10", "reference": "T-7"}, by="technician", at=f"{DAY} 10:41")

    said = browser(paid, "finance").get(f"/api/v1/tickets/{order.number}/money").json()
    assert (said["charged"], said["price_list"], said["agreed"], said["paid"], said["owed"]) == (
        True,
        "paid-visits 1.0",
        "52.60",
        "10.00",
        "20.00",
    )
    assert (said["bill"]["total"], said["bill"]["seconds"], said["estimate"]["total"]) == ("30.00", 1800.0, "52.60")
    assert [(one["nth"], one["agreed"], one["total"]) for one in said["quotes"]] == [(1, True, "52.60")]
    assert [(one["number"], one["amount"], one["reference"]) for one in said["payments"]] == [("SJ26-000001", "10.00", "T-7")]


def test_programs_see_no_money_of_strangers(paid: House) -> None:
    assert browser(paid, "finance").get("/api/v1/tickets/X-1/money").status_code == 404


def test_finance_gives_money_back_by_the_way_it_came(paid: House, settings: Any) -> None:
    settings.PAYMENT_PROVIDER = "fake"
    order = done(paid)
    stranger = Client(headers={"Accept-Language": "zh-CN"})
    stranger.post(f"/p/{guest(order)}/pay")
    bank = urlsplit(page(stranger.get(f"/p/{guest(order)}")).xpath("//*[@class='pay']//a")[0].get("href", "")).path
    stranger.post(bank)

    back = f"/desk/tickets/{order.number}/receipts/SJ26-000001/back"
    shown = page(browser(paid, "finance").get(f"/desk/tickets/{order.number}"))
    assert shown.xpath(f"//form[@action='{back}']")
    assert not page(browser(paid, "technician").get(f"/desk/tickets/{order.number}")).xpath(f"//form[@action='{back}']")

    assert browser(paid, "finance").post(back, {"amount": "5", "reason": ""}).status_code >= 400
    for _ in range(2):
        browser(paid, "finance").post(back, {"amount": "5", "reason": "多收", "key": "k-back"})
    assert [(one.number, str(one.amount), one.method) for one in queries.payments_of(order.id)][1:] == [("TK26-000001", "5.00", "qr")]


def test_money_nobody_owed_is_told_to_finance(paid: House, settings: Any) -> None:
    settings.PAYMENT_PROVIDER = "fake"
    order = done(paid)
    stranger = Client()
    stranger.post(f"/p/{guest(order)}/pay")
    bank = urlsplit(page(stranger.get(f"/p/{guest(order)}")).xpath("//*[@class='pay']//a")[0].get("href", "")).path
    order.run("take_payment", {"method": "cash", "amount": "30"}, by="technician", at=f"{DAY} 10:41")
    stranger.post(bank)

    assert [cell.text_content() for cell in page(browser(paid, "finance").get("/desk/takings")).xpath("//*[@role='alert']//td")][
        -1
    ] == "30.00"


def test_the_phone_takes_the_price_list_along_for_the_time_without_signal(paid: House) -> None:
    order = reported(paid)
    order.run("survey", {"charged": False}, by="technician", at=f"{DAY} 09:30")
    Ticket.objects.filter(pk=order.id).update(holder=paid.people["technician"])
    (kit,) = browser(paid, "technician").get("/field/kits").json()["kits"]
    form = next(step["form"] for step in kit["steps"] if step["command"] == "survey")

    assert "电工 · 60.00/小时" in form
