"""The board: the address is the view, numbers open, lines or columns, what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.dispatch import actions as dispatch
from baoxiu.journal import clock
from baoxiu.tickets import actions
from baoxiu.tickets.models import Ticket
from conftest import MORNING
from web.faces import Faces, tree


def numbers(faces: Faces, query: str = "", path: str = "/desk/board", login: str = "coordinator") -> list[str]:
    page = tree(faces.as_(login).get(path + query))
    return [row.get("data-number") for row in page.xpath("//*[@data-row]")]


def tiles(faces: Faces, query: str = "") -> dict[str, Any]:
    page = tree(faces.as_("coordinator").get(f"/desk/board{query}"))
    return {tile.text_content().split()[0]: tile for tile in page.xpath("//*[@id='heads']//a")}


def download(faces: Faces, number: str) -> None:
    actions.run_command(number, "download", {}, by=faces.cast.actor("coordinator"), at=clock.now())


# -- filters are links


def test_each_number_over_the_board_leads_to_its_tickets(faces: Faces) -> None:
    found = tiles(faces)

    assert found["未结"].text_content().split()[-1] == "1"
    assert found["待下载"].text_content().split()[-1] == "1"
    assert numbers(faces, found["待下载"].get("href")) == [faces.number]
    assert numbers(faces, found["已超时"].get("href")) == []


def test_a_number_pressed_twice_is_open_again(faces: Faces) -> None:
    pressed = tiles(faces, tiles(faces)["待下载"].get("href"))["待下载"]

    assert pressed.get("aria-current") == "true"
    assert pressed.get("href") == "?all"


def test_what_is_overdue_is_found_under_its_number(faces: Faces) -> None:
    clock.move(MORNING + timedelta(hours=5))

    assert numbers(faces, "?clock=overdue") == [faces.number]
    assert numbers(faces, "?clock=later") == []


def test_a_report_is_new_until_it_has_moved(faces: Faces) -> None:
    assert numbers(faces, tiles(faces)["新报"].get("href")) == [faces.number]

    clock.move(MORNING + timedelta(minutes=1))
    download(faces, faces.number)

    assert numbers(faces, "?stage=new") == []


def test_what_waits_for_a_part_is_drawn_from_the_pack(faces: Faces) -> None:
    Ticket.objects.filter(number=faces.number).update(state="part_requested")

    assert tiles(faces)["等备件"].text_content().split()[-1] == "1"
    assert numbers(faces, "?stage=parts") == [faces.number]
    assert numbers(faces, "?stage=parts&state=work-order.dispatched") == []


def test_filters_of_every_kind_narrow_it(faces: Faces) -> None:
    holder = faces.cast.people["engineer"].pk
    Ticket.objects.filter(number=faces.number).update(category="laptop", holder=holder)

    for query in ("unit=SZ01", f"person={holder}", "category=laptop", "procedure=work-order", "state=dispatched", "unit=SZ01&unit=GZ01"):
        assert numbers(faces, f"?{query}") == [faces.number], query
    for query in (
        "unit=GZ01",
        "person=0",
        "person=999999",
        "category=printer",
        "procedure=withdrawal",
        "state=work-order.solved",
        "mine=1",
    ):
        assert numbers(faces, f"?{query}") == [], query
    assert numbers(faces, f"?person=0&person={holder}") == [faces.number]
    assert numbers(faces, "?mine=1", login="engineer") == [faces.number]


def test_whoever_is_on_duty_now_is_a_filter(faces: Faces) -> None:
    engineer, now = faces.cast.people["engineer"], clock.now()
    Ticket.objects.filter(number=faces.number).update(holder=engineer)
    assert numbers(faces, "?duty=now") == []

    dispatch.set_duty(
        faces.cast.units["SZ01"], engineer, "早班", since=now - timedelta(hours=1), until=now + timedelta(hours=7), by=SYSTEM, at=now
    )

    assert numbers(faces, "?duty=now") == numbers(faces, "?duty=早班") == [faces.number]
    assert numbers(faces, "?duty=夜班") == []


def test_search_finds_by_words_and_by_the_last_digits_of_a_number(faces: Faces) -> None:
    assert numbers(faces, "?q=开机") == [faces.number]
    assert numbers(faces, "?q=1000") == [faces.number]
    assert numbers(faces, "?q=没有这样的事") == []


@pytest.mark.parametrize(
    "query",
    [
        "clock=never&ended=perhaps&order=by-colour",
        "as=heap&by=moon&stage=old",
        "q=%00",
        "all",
        "cursor=&upto=",
    ],
)
def test_nonsense_in_the_address_shows_the_whole_board(faces: Faces, query: str) -> None:
    assert numbers(faces, f"?{query}") == [faces.number]


@pytest.mark.parametrize("query", ["cursor=x", "cursor=e30", "upto=日"])
def test_a_cursor_we_never_gave_is_refused(faces: Faces, query: str) -> None:
    assert faces.as_("coordinator").get(f"/desk/board?{query}").status_code == 422


def test_what_is_chosen_stands_as_chips_that_take_themselves_away(faces: Faces) -> None:
    page = tree(faces.as_("coordinator").get("/desk/board?unit=SZ01&q=开机&clock=soon"))
    chips = {chip.text_content().split()[-1]: chip.get("href") for chip in page.xpath("//a[contains(@class,'onchip')]")}

    assert chips == {
        "开机": "?unit=SZ01&clock=soon",
        "深圳一站": "?q=%E5%BC%80%E6%9C%BA&clock=soon",
        "分钟内": "?unit=SZ01&q=%E5%BC%80%E6%9C%BA",
    }


@pytest.mark.parametrize("name", ["state", "unit", "person", "procedure", "category", "clock", "duty", "ended"])
def test_every_menu_offers_links_to_boards(faces: Faces, name: str) -> None:
    offered = tree(faces.as_("coordinator").get(f"/desk/board/facets/{name}", headers={"HX-Request": "true"}))

    for link in offered.xpath(".//a")[:3]:
        assert faces.as_("coordinator").get(link.get("href")).status_code == 200


def test_a_menu_names_nobody_from_elsewhere(faces: Faces) -> None:
    stranger = faces.cast.people["technician"]

    page = faces.as_("coordinator").get(f"/desk/board?person={stranger.pk}&unit=YH-1").content.decode()

    assert stranger.name not in page
    assert faces.cast.units["YH-1"].title not in page


def test_there_is_no_other_menu(faces: Faces) -> None:
    assert faces.as_("coordinator").get("/desk/board/facets/password").status_code == 404


# -- lines and columns


@pytest.mark.parametrize("by", ["", "unit", "person", "clock"])
def test_columns_show_the_same_tickets_and_lead_to_lists_of_them(faces: Faces, by: str) -> None:
    faces.file("打印机卡纸")
    download(faces, faces.number)
    page = tree(faces.as_("coordinator").get(f"/desk/board?as=columns&by={by}"))

    shown: set[str] = set()
    for column in page.xpath("//section[@class='column']"):
        cards = [card.get("data-number") for card in column.xpath(".//*[@data-row]")]
        assert column.xpath(".//h2//b")[0].text_content() == str(len(cards))
        assert set(numbers(faces, column.xpath(".//h2/a")[0].get("href"))) == set(cards)
        shown |= set(cards)
    assert shown == set(numbers(faces))


def test_columns_hold_no_more_than_a_screen_of_cards(faces: Faces) -> None:
    many(faces, 40)
    page = tree(faces.as_("coordinator").get("/desk/board?as=columns"))
    column = page.xpath("//section[@class='column']")[0]

    assert len(column.xpath(".//*[@data-row]")) == 15
    assert "还有" in column.xpath(".//a[@class='morelink']")[0].text_content()


def many(faces: Faces, count: int) -> None:
    """Further open tickets like the first, each due a minute later."""
    first = Ticket.objects.get(number=faces.number)
    assert first.due_at is not None
    rows = []
    for nth in range(count):
        rows.append(Ticket.objects.get(pk=first.pk))
        rows[-1].pk, rows[-1].number, rows[-1].due_at = uuid4(), f"MANY{nth:05}", first.due_at + timedelta(minutes=nth + 1)
    Ticket.objects.bulk_create(rows)


def test_a_page_is_fifty_lines_and_the_next_ones_follow_without_gap_or_double(faces: Faces) -> None:
    many(faces, 120)
    seen: list[str] = []
    query = "?all"
    while query:
        page = tree(faces.as_("coordinator").get(f"/desk/board/rows{query}"))
        found = [row.get("data-number") for row in page.xpath("//*[@data-row]")]
        assert len(found) <= 50
        seen += found
        query = next(iter(page.xpath("//tbody[@class='more']//a/@href")), "")

    assert seen == [faces.number, *(f"MANY{nth:05}" for nth in range(120))]


def test_a_page_is_read_again_between_its_two_ends(faces: Faces) -> None:
    many(faces, 120)
    first = tree(faces.as_("coordinator").get("/desk/board/rows?all")).xpath("//tbody[@class='page']")[0]
    second = tree(faces.as_("coordinator").get(f"/desk/board/rows?cursor={first.get('data-upto')}")).xpath("//tbody[@class='page']")[0]
    Ticket.objects.filter(number="MANY00060").delete()

    again = tree(faces.as_("coordinator").get(f"/desk/board/rows?cursor={second.get('data-from')}&upto={second.get('data-upto')}"))

    assert [row.get("data-number") for row in again.xpath("//*[@data-row]")] == [f"MANY{n:05}" for n in range(49, 99) if n != 60]
    assert not again.xpath("//tbody[@class='more']")


@pytest.mark.parametrize("query", ["?all", "?as=columns", "?as=columns&by=unit", "?as=columns&by=person", "?as=columns&by=clock"])
def test_a_board_asks_the_database_as_often_for_a_thousand_tickets_as_for_ten(faces: Faces, query: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert faces.as_("coordinator").get(f"/desk/board{query}").status_code == 200
        return len(found)

    many(faces, 10)
    asked()
    few = asked()
    Ticket.objects.filter(number__startswith="MANY").delete()
    many(faces, 1000)

    assert asked() == few <= 24


def test_what_changed_is_answered_with_its_line_where_it_stands_on_this_board(faces: Faces) -> None:
    other = faces.file("打印机卡纸")
    download(faces, other)
    asked = f"n={faces.number}&n={other}&n=NOWHERE"

    page = tree(faces.as_("coordinator").get(f"/desk/board/changed?state=work-order.dispatched&{asked}"))

    assert [row.get("data-number") for row in page.xpath("//*[@id='changed']/*[@data-row]")] == [faces.number]
    assert page.xpath("//*[@id='heads']")


def test_another_units_ticket_does_not_come_by_the_changes(faces: Faces) -> None:
    page = tree(faces.as_("coordinator_gz").get(f"/desk/board/changed?n={faces.number}"))

    assert not page.xpath("//*[@data-row]")


def test_a_ticket_opens_beside_the_list_as_a_fragment(faces: Faces) -> None:
    answer = faces.as_("coordinator").get(f"/desk/tickets/{faces.number}?beside=1", headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith("<article")
    assert tree(answer).xpath("//*[@data-shuts='beside']")
