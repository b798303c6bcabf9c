"""The figures page: counts of jobs by every grouping, each number opens, the same as a workbook; the wall of the duty room."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.insight import queries as insight
from baoxiu.insight.queries import Asked, Tally
from baoxiu.journal import clock
from baoxiu.tickets import actions as tickets
from conftest import MORNING
from web.faces import Faces, tree


def asked(**more: Any) -> Asked:
    return Asked(since=MORNING - timedelta(days=1), until=MORNING + timedelta(days=1), **more)


def whole(faces: Faces, login: str = "coordinator", **more: Any) -> Tally:
    return insight.tallies(asked(**more), by=faces.cast.actor(login), at=clock.now())[""][0].tally


def headline(page: Any, title: str) -> Any:
    return next(card for card in page.xpath("//a[contains(@class,'headline')]") if title in card.text_content())


@pytest.fixture
def late(faces: Faces) -> Faces:
    """The order nobody rang about within four hours."""
    clock.move(MORNING + timedelta(hours=5))
    tickets.sweep(clock.now())
    return faces


def test_a_job_is_counted_once_whatever_it_opened(late: Faces) -> None:
    counted = whole(late)

    assert (counted.reported, counted.open, counted.done) == (1, 1, 0)
    assert (counted.timed, counted.late, counted.on_time) == (1, 1, 0.0)
    assert counted.satisfaction is None


def test_every_grouping_adds_up_to_the_whole(late: Faces) -> None:
    late.file("显示器黑屏")
    lines = insight.tallies(asked(), by=late.cast.actor("coordinator"), at=clock.now())

    assert lines[""][0].tally.reported == 2
    assert {name: sum(line.tally.reported for line in lines[name]) for name in insight.DIMENSIONS} == dict.fromkeys(insight.DIMENSIONS, 2)


def test_what_somebody_may_not_see_is_not_counted(late: Faces) -> None:
    outside = late.cast.actor("owner_manager")

    assert whole(late, "owner_manager").reported == 0
    assert insight.behind("reported", asked(), by=outside, at=clock.now()).count() == 0
    assert insight.behind("reported", asked(), by=SYSTEM, at=clock.now()).count() == 1


def test_another_unit_kind_or_procedure_counts_nothing_of_it(late: Faces) -> None:
    assert whole(late, unit="SZ01").reported == whole(late, procedure="work-order").reported == 1
    assert whole(late, "region", unit="GZ01").reported == whole(late, category="printing").reported == 0


def test_each_number_on_the_page_leads_to_its_tickets(late: Faces) -> None:
    page = tree(late.as_("coordinator").get("/desk/figures?span=today"))
    card = headline(page, "及时率")
    behind = tree(late.as_("coordinator").get(card.get("href")))

    assert card.xpath(".//b")[0].text_content() == "0.0%"
    assert [row.get("data-number") for row in behind.xpath("//tr[@data-row]")] == [late.number]
    assert headline(page, "满意率").xpath(".//b")[0].text_content() == "–"


def test_a_number_nobody_counts_shows_no_ticket(late: Faces) -> None:
    page = tree(late.as_("coordinator").get("/desk/figures/behind/luck?span=today"))

    assert page.xpath("//tr[@data-row]") == []


@pytest.mark.parametrize("query", ["?span=never", "?since=yesterday&until=1", "?unit=NOWHERE", "?since=0001-01-01&until=9999-12-30"])
def test_nonsense_in_the_address_is_answered_with_a_page(late: Faces, query: str) -> None:
    assert late.as_("coordinator").get("/desk/figures" + query).status_code == 200


def test_what_runs_out_before_the_day_is_over_stands_beside_the_chart(faces: Faces) -> None:
    page = tree(faces.as_("coordinator").get("/desk/figures?span=today"))

    assert faces.number in page.xpath("//section[.//h2='今天到期']//a/@href")[0]


def test_the_packs_own_figures_come_with_their_clauses(late: Faces) -> None:
    page = tree(late.as_("coordinator").get("/desk/figures/packs?span=today"))

    assert any("LCD" in said.text_content() for said in page.xpath("//span[@class='clause']"))


def test_the_workbook_says_the_same_as_the_page(late: Faces) -> None:
    answer = late.as_("coordinator").get("/desk/figures.xlsx?span=today")
    book = load_workbook(BytesIO(answer.content))
    by_unit = [[cell.value for cell in row] for row in book["按单位"].iter_rows(min_row=2)]

    assert ".xlsx" in answer["Content-Disposition"]
    assert [(row[1], row[5], row[8]) for row in by_unit] == [(1, 1, 0)]
    assert book["统计"]["A3"].value == "及时率"


def test_the_wall_shows_what_runs_out_first_and_how_much_there_is(late: Faces) -> None:
    page = tree(late.as_("coordinator").get("/desk/wall"))
    tiles = {
        tile.xpath("span")[0].text_content(): tile.xpath("b")[0].text_content()
        for tile in page.xpath("//div[contains(@class,'walltile ')]")
    }

    assert tiles["未结"] == tiles["已超时"] == "1"
    assert len(page.xpath("//ol[@class='walllist']/li[@class='late']")) == 1
