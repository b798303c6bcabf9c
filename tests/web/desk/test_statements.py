"""Statements at the desk: the month, one statement with its reasons, disputed and answered in place, as workbook and on paper."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from lxml import html
from pypdf import PdfReader

from baoxiu.journal import clock
from baoxiu.quotes import queries
from baoxiu.quotes.models import Statement
from procedures.settling import APRIL, MARCH, closed, drawn, rung, solved
from procedures.stage import Stage

LIST = "/desk/statements?month=2026-03"
ONE = "/desk/statements/ST03/2026-03"


@pytest.fixture
def lenovo(db: None, settings: Any, tmp_path: Path) -> Stage:
    """A station with two orders of March: one in time, one late and disliked. It is the third of April."""
    settings.CLOCK_FILE, settings.FILES = str(tmp_path / "clock.json"), tmp_path / "files"
    stage = Stage("lenovo-unified-repair")
    rung(solved(stage, at="13:30"))
    rung(solved(stage), satisfied=1)
    clock.move(stage.at("2026-04-03 10:00"))
    return stage


def browser(stage: Stage, who: str, language: str = "zh-CN") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(stage.people[who])
    return client


def page(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content.decode()[:600]
    return html.fromstring(answer.content.decode())


def pick(node: Any, css: str) -> list[Any]:
    """What a simple selector finds: tags, #id, .class, [name=value], one inside another."""
    steps = []
    for step in css.split(" "):
        tag = re.match(r"\w*", step)
        path = f"//{(tag[0] if tag else '') or '*'}"
        path += "".join(f"[@id='{name}']" for name in re.findall(r"#([\w-]+)", step))
        path += "".join(f"[contains(concat(' ', @class, ' '), ' {name} ')]" for name in re.findall(r"\.([\w-]+)", step.split("[")[0]))
        steps.append(path + "".join(f"[@{name}='{value}']" for name, value in re.findall(r"\[(\w+)=\"?([^\]\"]+)\"?\]", step)))
    return list(node.xpath("." + "".join(steps)))


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def test_the_month_lists_every_station_and_draws_up_what_is_wanting(lenovo: Stage) -> None:
    desk = browser(lenovo, "parts_desk")
    before = page(desk.get(LIST))

    after = page(desk.post("/desk/statements/draw", {"month": "2026-03"}))

    assert "未出" in text(pick(before, "tbody")[0]) and "2" in text(pick(before, "tbody")[0])
    assert "已出 1 份" in text(pick(after, "[role=status]")[0])
    assert "异议期内" in text(pick(after, "tbody")[0]) and "173.00" in text(pick(after, "tbody")[0])
    assert Statement.objects.get().month == "2026-03"


def test_a_statement_says_by_which_clause_each_order_is_paid_and_opens_its_ticket(lenovo: Stage) -> None:
    drawn(lenovo)
    shown = page(browser(lenovo, "coordinator").get(ONE))
    second = pick(shown, "#line-2")[0]

    assert "上门，未按承诺完成（第二台阶）" in text(second) and "回访满意度 1–2 分" in text(second)
    assert [one.text for one in pick(second, ".clause")] == ["LCD-14", "LCD-14", "LCD-49"]
    assert "-10.00" in text(second) and "78.00" in text(second)
    assert "T31–T33" in text(second) and "报修时间" in text(second)
    assert pick(second, "a.mono")[0].get("href").startswith("/desk/tickets/")
    assert "173.00" in text(pick(shown, ".settled-total")[0])


def test_a_draft_says_what_would_be_paid_and_is_not_kept(lenovo: Stage) -> None:
    shown = page(browser(lenovo, "headquarters").get(ONE))

    assert "173.00" in text(pick(shown, ".settled-total")[0])
    assert "未出" in text(pick(shown, ".head")[0])
    assert not Statement.objects.exists()


def test_a_running_month_shows_what_there_is_so_far(lenovo: Stage) -> None:
    clock.move(lenovo.at("2026-03-20 10:00"))

    shown = page(browser(lenovo, "coordinator").get(ONE))

    assert "尚未结束" in text(pick(shown, ".settled-by")[0]) and "173.00" in text(pick(shown, ".settled-total")[0])


def test_a_line_is_disputed_by_the_station_and_answered_by_the_region_in_place(lenovo: Stage) -> None:
    march = drawn(lenovo)
    line = queries.lines_of(march)[1]
    station, region = browser(lenovo, "coordinator"), browser(lenovo, "region")
    assert pick(page(station.get(ONE)), "#line-2 textarea[name=reason]")

    sent = station.post(f"/desk/statements/lines/{line.pk}/dispute", {"reason": "用户误评，已更正"})
    asked = page(region.get(ONE))
    form = {"answer": "accepted", "waives": "unhappy", "words": "已核实"}
    answered = region.post(f"/desk/statements/lines/{line.pk}/answer", form)

    assert (sent.status_code, sent["Location"]) == (302, f"{ONE}#line-2")
    assert pick(asked, "#line-2 input[name=waives]")[0].get("value") == "unhappy"
    assert answered.status_code == 302
    shown = page(station.get(ONE))
    assert "同意" in text(pick(shown, "#line-2 .settled-dispute")[0]) and "已核实" in text(pick(shown, "#line-2")[0])
    assert "异议调整" in text(pick(shown, "#line-3")[0]) and "10.00" in text(pick(shown, "#line-3")[0])
    assert "183.00" in text(pick(shown, ".settled-total")[0])
    assert not pick(page(region.get(ONE)), "#line-2 form")


def test_only_the_station_disputes_and_only_those_above_answer(lenovo: Stage) -> None:
    march = drawn(lenovo)
    line = queries.lines_of(march)[0].pk

    assert browser(lenovo, "region").post(f"/desk/statements/lines/{line}/dispute", {"reason": "不对"}).status_code == 403
    assert not pick(page(browser(lenovo, "region").get(ONE)), "textarea[name=reason]")
    browser(lenovo, "coordinator").post(f"/desk/statements/lines/{line}/dispute", {"reason": "不对"})
    assert browser(lenovo, "coordinator").post(f"/desk/statements/lines/{line}/answer", {"words": "好"}).status_code == 403


@pytest.mark.parametrize(
    ("at", "form", "status", "said"),
    [
        ("2026-04-11 00:00", {"reason": "不对"}, 409, "异议期已于"),
        ("2026-04-10 23:00", {"reason": " "}, 422, "未填写"),
    ],
)
def test_a_dispute_that_is_late_or_empty_is_refused_in_words(lenovo: Stage, at: str, form: Any, status: int, said: str) -> None:
    line = queries.lines_of(drawn(lenovo))[0].pk
    clock.move(lenovo.at(at))

    answer = browser(lenovo, "coordinator").post(f"/desk/statements/lines/{line}/dispute", form)

    assert answer.status_code == status and said in answer.content.decode()


def test_of_another_station_there_is_nothing(lenovo: Stage) -> None:
    line = queries.lines_of(drawn(lenovo))[0].pk
    other = lenovo.found("GZ01", "station", "region", "广州站")
    lenovo.hire("coordinator", "广州协调员", login="gz", unit=other)
    gz = browser(lenovo, "gz")

    listed = text(pick(page(gz.get(LIST)), "tbody")[0])
    assert "广州站" in listed and "总站" not in listed
    addresses = (ONE, f"{ONE}/workbook.xlsx", f"{ONE}/statement.pdf")
    assert {gz.get(address).status_code for address in addresses} == {404}
    assert gz.post(f"/desk/statements/lines/{line}/dispute", {"reason": "不对"}).status_code == 404


@pytest.mark.parametrize("who", ["engineer", "cc_agent"])
def test_who_settles_nothing_sees_no_money(lenovo: Stage, who: str) -> None:
    drawn(lenovo)

    assert "总站" not in text(pick(page(browser(lenovo, who).get(LIST)), "table")[0])
    assert browser(lenovo, who).get(ONE).status_code == 404


def test_closing_waits_for_the_window(lenovo: Stage) -> None:
    drawn(lenovo)
    desk = browser(lenovo, "headquarters")
    early = desk.post(f"{ONE}/close")
    clock.move(lenovo.at("2026-04-11 08:00"))
    offered = pick(page(desk.get(ONE)), f'form[action="{ONE}/close"]')
    done = desk.post(f"{ONE}/close")

    assert early.status_code == 409 and "异议期至" in early.content.decode()
    assert len(offered) == 1 and done.status_code == 302
    assert "已关账" in text(pick(page(desk.get(ONE)), ".head")[0])


def test_a_correction_leads_to_the_month_it_is_about(lenovo: Stage) -> None:
    order = solved(lenovo, day="2026-03-09", at="13:30")
    closed(lenovo, drawn(lenovo))
    rung(order, at="2026-04-20 10:00")
    clock.move(lenovo.at("2026-05-03 10:00"))
    drawn(lenovo, APRIL, at="2026-05-03 10:00")

    line = pick(page(browser(lenovo, "coordinator").get("/desk/statements/ST03/2026-04")), "#line-1")[0]

    assert "更正" in text(line) and "95.00" in text(line)
    assert [one.get("href") for one in pick(line, ".chip a")] == [ONE]


def test_a_missing_tariff_is_said_before_and_when_it_is_drawn(lenovo: Stage) -> None:
    lenovo.change("station", settings={"settlement_grade": "D"})
    desk = browser(lenovo, "parts_desk")

    shown = page(desk.get(ONE))
    refused = desk.post("/desk/statements/draw", {"month": "2026-03"})

    assert "2 张单结不出费用" in text(pick(shown, ".waits")[0])
    assert not pick(shown, f'form[action="{ONE}/draw"]')
    assert refused.status_code == 409 and "结不出费用" in refused.content.decode()


def test_the_workbook_adds_up_to_the_cent_and_tells_the_assessment(lenovo: Stage) -> None:
    drawn(lenovo)
    answer = browser(lenovo, "coordinator").get(f"{ONE}/workbook.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    sums, lines, assessed = book.worksheets

    amounts = [Decimal(str(row[3])) for row in sums.iter_rows(min_row=6, values_only=True)]
    assert [sums.cell(row, 1).value for row in (1, 2)] == [f"{lenovo.station.title} 2026-03", "ST03 · 异议期内"]
    assert sum(amounts[:-1]) == amounts[-1] == Decimal(173)
    assert sum(Decimal(str(row[8])) for row in lines.iter_rows(min_row=2, values_only=True)) == 173
    assert "4 小时联系及时率" in [row[1] for row in assessed.iter_rows(min_row=2, values_only=True)]
    assert answer["Content-Disposition"].endswith('statement-ST03-2026-03.xlsx"')


def test_the_paper_carries_every_line_the_sum_and_the_state(lenovo: Stage) -> None:
    march = drawn(lenovo)
    answer = browser(lenovo, "coordinator").get(f"{ONE}/statement.pdf")
    said = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.content)).pages).replace("\n", "")

    assert answer["Content-Type"] == "application/pdf"
    assert all(line.ticket.number in said for line in queries.lines_of(march))
    assert "173.00" in said and "壹佰柒拾叁元整" in said and "异议期内" in said and "LCD-49" in said


def test_no_paper_of_what_was_not_drawn_up(lenovo: Stage) -> None:
    assert browser(lenovo, "coordinator").get(f"{ONE}/statement.pdf").status_code == 404


@pytest.mark.parametrize("month", ["2026-13", "march", "2026-3"])
def test_a_month_that_is_none_is_refused(lenovo: Stage, month: str) -> None:
    assert browser(lenovo, "coordinator").get(f"/desk/statements/ST03/{month}").status_code == 422


def test_it_reads_in_english_too(lenovo: Stage) -> None:
    drawn(lenovo, MARCH)
    shown = text(page(browser(lenovo, "coordinator", "en").get(ONE)))

    assert "On-site, promise not kept: second tier" in shown and "Rated 1 or 2 when rung" in shown
