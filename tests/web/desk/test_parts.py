"""Parts at the desk: orders and returns done from their list, what is owed by age, shelves and their ledger, Excel in and out."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.stock import actions, queries
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.models import Ticket
from web.faces import Faces, tree

PART = "MB-440"


@pytest.fixture
def parts(faces: Faces) -> Faces:
    """The cast, with somebody who keeps parts at headquarters."""
    cast = faces.cast
    directory.give_post(cast.people["director"], cast.units["LH"], "parts_desk", by=SYSTEM, at=clock.now())
    return faces


def run(faces: Faces, number: str, command: str, form: dict[str, Any] | None = None, *, by: str = "coordinator", later: int = 1) -> None:
    """A command by somebody, some minutes later."""
    clock.move(clock.now() + timedelta(minutes=later))
    tickets.run_command(number, command, form or {}, by=faces.cast.actor(by), at=clock.now())


def judged(faces: Faces, *needed: dict[str, Any]) -> str:
    number = faces.file()
    run(faces, number, "download")
    run(faces, number, "log_attempt", {"outcome": "reached"})
    run(faces, number, "judge", {"fault_kind": "hardware" if needed else "other", "needed_parts": list(needed)})
    return number


def ordered(faces: Faces, *, days: int = 2) -> str:
    """A part order on its desk; its number."""
    number = judged(faces, {"code": PART, "quantity": 2})
    promised = (clock.now() + timedelta(days=days)).isoformat()
    run(faces, number, "order_parts", {"explained_to_user": True, "promised_at": promised})
    return str(Ticket.objects.get(kind="part_order", fields__order=number).number)


def replaced(faces: Faces, *lines: dict[str, Any]) -> str:
    """An order on which parts were replaced, still in service; its number."""
    for line in lines:
        has = queries.quantity_of(faces.cast.units["SZ01"], line["code"])
        actions.count_stock(faces.cast.units["SZ01"], line["code"], has + 1, by=SYSTEM, at=clock.now(), title="主板")
    number = judged(faces)
    promised = (clock.now() + timedelta(days=1)).isoformat()
    run(faces, number, "promise_visit", {"promised_at": promised})
    run(faces, number, "print")
    run(faces, number, "depart", {"engineer": faces.cast.people["engineer"].pk})
    run(faces, number, "write_back", {"repair_note": "换主板", "used_parts": list(lines)}, by="engineer")
    return number


def rows(page: Any) -> list[Any]:
    return list(page.xpath("//tr[@data-row]"))


# -- on order


def test_late_orders_stand_first_with_their_clock_and_the_order_they_are_for(parts: Faces) -> None:
    in_time, late = ordered(parts, days=9), ordered(parts, days=1)
    clock.move(clock.now() + timedelta(days=2))

    page = tree(parts.as_("coordinator").get("/desk/parts"))

    first, second = rows(page)
    assert (first.xpath(".//a[@data-whole]")[0].text, second.xpath(".//a[@data-whole]")[0].text) == (late, in_time)
    assert "late" in first.get("class") and "late" not in (second.get("class") or "")
    assert "MB-440 ×2" in first.text_content()
    assert "请与用户重新约定时间" in first.text_content() and "请与用户重新约定时间" not in second.text_content()
    assert first.xpath(".//*[contains(@class, 'left') and contains(@class, 'late')]")
    (here,) = page.xpath("//nav//*[@aria-current]")
    assert here.text_content().split() == ["订购中", "2"]


def test_support_ships_from_the_list_and_the_station_books_the_arrival_with_one_click(parts: Faces) -> None:
    number = ordered(parts)
    desk = parts.as_("director")
    form = tree(desk.get(f"/desk/parts/{number}/do/ship?back=%3Fq%3DBJ", headers={"HX-Request": "true"}))
    assert form.xpath(".//*[@name='waybill'][@required]") and form.xpath(".//*[@name='courier']")
    assert form.get("hx-target") == "#parts"

    answer = parts.send("director", f"/desk/parts/{number}/do/ship", {"courier": "sf", "waybill": "SF100", "back": "?q=BJ"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/parts?q=BJ")

    page = tree(parts.as_("coordinator").get("/desk/parts"))
    (row,) = rows(page)
    assert "顺丰速运" in row.text_content() and "SF100" in row.text_content()
    (button,) = [one for one in row.xpath(".//form") if one.get("action").endswith("/deliver")]
    sent = {one.get("name"): one.get("value") for one in button.xpath(".//input")}
    answer = parts.send("coordinator", button.get("action"), sent)

    assert answer.status_code == 302
    assert Ticket.objects.get(number=number).state == "delivered"
    assert queries.quantity_of(parts.cast.units["SZ01"], PART) == 2
    assert rows(tree(parts.as_("coordinator").get("/desk/parts"))) == []
    assert number in parts.as_("coordinator").get("/desk/parts?show=arrived").content.decode()
    again = parts.send("coordinator", button.get("action"), sent)
    assert again.status_code == 302 and queries.quantity_of(parts.cast.units["SZ01"], PART) == 2  # a double click books once


def test_what_a_person_may_not_do_is_no_button_of_his(parts: Faces) -> None:
    number = ordered(parts)

    (row,) = rows(tree(parts.as_("coordinator").get("/desk/parts")))
    assert "发货" not in "".join(one.text_content() for one in row.xpath(".//*[contains(@class, 'button')]"))
    answer = parts.send("coordinator", f"/desk/parts/{number}/do/ship", {"courier": "sf", "waybill": "SF1"})
    assert answer.status_code == 403
    assert "LCD-12" in answer.content.decode()


def test_a_list_is_searched_by_waybill_order_and_code(parts: Faces) -> None:
    number = ordered(parts)
    run(parts, number, "ship", {"courier": "sf", "waybill": "SF777"}, by="director")
    order = Ticket.objects.get(number=number).fields["order"]

    for text, found in (("SF777", 1), (order, 1), (PART, 1), ("SF778", 0)):
        assert len(rows(tree(parts.as_("director").get("/desk/parts", {"q": text})))) == found


def test_a_return_is_received_from_the_list(parts: Faces) -> None:
    number = replaced(parts, {"code": PART, "quantity": 1, "serial": "N-1", "old_serial": "O-1"})
    run(parts, number, "return_parts", {"returned_parts": [{"code": PART, "serial": "O-1"}]}, by="engineer")
    back = Ticket.objects.get(kind="part_return")

    page = tree(parts.as_("director").get("/desk/parts?show=returns"))
    (row,) = rows(page)
    assert "O-1" in row.text_content()
    answer = parts.send("director", f"/desk/parts/{back.number}/do/receive", {"back": "?show=returns"})

    assert answer.headers["Location"] == "/desk/parts?show=returns"
    back.refresh_from_db()
    assert back.state == "received"


# -- owed back


def test_every_count_opens_its_pieces_and_a_piece_is_sent_back_from_the_list(parts: Faces) -> None:
    number = replaced(parts, {"code": PART, "quantity": 1, "serial": "N-1", "old_serial": "O-1"})
    clock.move(clock.now() + timedelta(days=9))
    page = tree(parts.as_("coordinator").get("/desk/parts/owed"))
    (count,) = [one for one in page.xpath("//tbody//a[contains(@class, 'count')]") if "age=8-15" in one.get("href")]
    assert count.text_content() == "1"

    opened = tree(parts.as_("coordinator").get("/desk/parts/owed" + count.get("href")))
    (row,) = rows(opened)
    assert "O-1" in row.text_content() and number in row.text_content()
    (form,) = row.xpath(".//form")
    answer = parts.send("coordinator", form.get("action"), {one.get("name"): one.get("value") for one in form.xpath(".//input")})

    assert answer.status_code == 302
    assert [one.state for one in queries.replaced_on(Ticket.objects.get(number=number).pk)] == ["sent"]
    again = tree(parts.as_("coordinator").get("/desk/parts/owed?state=sent"))
    assert "O-1" in again.text_content()


def test_the_serial_number_of_the_old_part_may_be_given_when_it_leaves(parts: Faces) -> None:
    number = replaced(parts, {"code": PART, "quantity": 1, "serial": "N-1"})
    (piece,) = queries.replaced_on(Ticket.objects.get(number=number).pk)

    parts.send("engineer", f"/desk/parts/owed/{piece.pk}/send", {"serial": "o-9"})

    (piece,) = queries.replaced_on(piece.ticket_id)
    assert (piece.state, piece.old_serial) == ("sent", "O-9")


def test_a_part_that_is_overdue_by_the_packs_days_is_marked(parts: Faces) -> None:
    replaced(parts, {"code": PART, "quantity": 1})
    clock.move(clock.now() + timedelta(days=10))
    assert "已超期" not in parts.as_("director").get("/desk/parts/owed").content.decode()
    clock.move(clock.now() + timedelta(days=1))
    assert "已超期" in parts.as_("director").get("/desk/parts/owed").content.decode()


def test_what_is_owed_comes_as_a_workbook_that_says_the_same(parts: Faces) -> None:
    number = replaced(parts, {"code": PART, "quantity": 1, "serial": "=N-1", "old_serial": "O-1"})
    clock.move(clock.now() + timedelta(days=40))

    book = load_workbook(BytesIO(parts.as_("director").get("/desk/parts/owed.xlsx?age=31-").content))

    stations, pieces = (list(sheet.values) for sheet in book.worksheets)
    assert stations[1][:6] == ("深圳一站", 0, 0, 0, 1, 1)
    assert pieces[1][1] == number and pieces[1][5] == "O-1"
    assert pieces[1][4] == "'=N-1"  # no formula out of what somebody typed


# -- shelves


def test_a_shelf_is_counted_received_onto_and_reversed_with_its_ledger(parts: Faces) -> None:
    unit = parts.cast.units["SZ01"]
    parts.send(
        "coordinator", "/desk/parts/stock/receive", {"unit": "SZ01", "part": PART, "title": "主板", "quantity": "4", "paper": "采购 7"}
    )
    parts.send("coordinator", "/desk/parts/stock/count", {"unit": "SZ01", "part": PART, "quantity": "3", "reason": "受潮一件"})

    page = tree(parts.as_("coordinator").get("/desk/parts/stock?unit=SZ01"))
    (row,) = rows(page)
    assert [cell.text_content() for cell in row.xpath("./td")][:3] == [PART, "主板", "3"]
    ledger = tree(parts.as_("coordinator").get(row.xpath(".//a[@data-whole]")[0].get("href")))
    assert [one.xpath("./td[@class='amount']")[0].text_content() for one in rows(ledger)] == ["−1", "+4"]
    assert "受潮一件" in ledger.text_content() and "采购 7" in ledger.text_content()
    (undo, *_) = [one.get("action") for one in ledger.xpath("//section//form[@method='post']")]

    parts.send("coordinator", undo, {"reason": "没有受潮"})

    assert queries.quantity_of(unit, PART) == 4
    assert queries.discrepancies([unit]) == []


def test_parts_are_written_off_and_moved_to_another_station_from_the_shelf(parts: Faces) -> None:
    unit = parts.cast.units["SZ01"]
    actions.receive(unit, PART, 5, by=SYSTEM, at=clock.now(), title="主板")
    page = tree(parts.as_("director").get("/desk/parts/stock?unit=SZ01"))
    assert "GZ01" in page.xpath("//select[@name='taker']/option/@value") and "SZ01" not in page.xpath(
        "//select[@name='taker']/option/@value"
    )

    parts.send("coordinator", "/desk/parts/stock/write-off", {"unit": "SZ01", "part": PART, "quantity": "1", "reason": "受潮报废"})
    parts.send(
        "director", "/desk/parts/stock/transfer", {"unit": "SZ01", "taker": "GZ01", "part": PART, "quantity": "3", "reason": "广州急用"}
    )

    assert (queries.quantity_of(unit, PART), queries.quantity_of(parts.cast.units["GZ01"], PART)) == (1, 3)
    ledger = tree(parts.as_("coordinator").get(f"/desk/parts/stock/ledger?unit=SZ01&part={PART}"))
    moved, written_off, _received = rows(ledger)
    assert "站间调拨" in moved.text_content() and parts.cast.units["GZ01"].title in moved.text_content()
    assert "报废" in written_off.text_content() and "受潮报废" in written_off.text_content()
    assert not moved.xpath(".//form") and written_off.xpath(".//form")
    his = tree(parts.as_("coordinator").get("/desk/parts/stock?unit=SZ01")).xpath("//select[@name='taker']/option/@value")
    assert "GZ01" not in his  # he keeps his own station's shelves alone


@pytest.mark.parametrize(
    ("path", "form", "status", "words"),
    [
        ("write-off", {"part": PART, "quantity": "1", "reason": " "}, 422, "写明原因"),
        ("transfer", {"part": PART, "quantity": "1", "reason": "急用", "taker": "GZ01"}, 404, "GZ01"),
        ("count", {"part": PART, "quantity": "-1"}, 422, "0 或以上"),
        ("count", {"part": PART, "quantity": "三"}, 422, "整数"),
        ("count", {"part": PART, "quantity": "1"}, 422, "写明原因"),
        ("count", {"part": "", "quantity": "1"}, 422, "备件编码"),
        ("receive", {"part": PART, "quantity": "0"}, 422, "大于 0"),
    ],
)
def test_a_wrong_count_is_refused_in_words(parts: Faces, path: str, form: dict[str, str], status: int, words: str) -> None:
    actions.receive(parts.cast.units["SZ01"], PART, 2, by=SYSTEM, at=clock.now())

    answer = parts.send("coordinator", f"/desk/parts/stock/{path}", {"unit": "SZ01", **form})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert queries.quantity_of(parts.cast.units["SZ01"], PART) == 2


def test_who_does_not_keep_the_shelf_looks_only(parts: Faces) -> None:
    actions.receive(parts.cast.units["SZ01"], PART, 2, by=SYSTEM, at=clock.now())

    page = tree(parts.as_("engineer").get("/desk/parts/stock?unit=SZ01"))
    assert rows(page) and page.xpath("//form[@method='post'][contains(@action, 'stock')]") == []
    answer = parts.send("engineer", "/desk/parts/stock/receive", {"unit": "SZ01", "part": PART, "quantity": "1"})
    assert answer.status_code == 403
    assert "维修站协调员" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["stock?unit=SZ01", "stock/ledger?unit=SZ01", "stock.xlsx?unit=SZ01", "owed?unit=SZ01", "owed.xlsx?unit=SZ01", "?unit=SZ01"]
)
def test_another_stations_shelf_is_not_there(parts: Faces, path: str) -> None:
    actions.receive(parts.cast.units["SZ01"], PART, 2, by=SYSTEM, at=clock.now())
    prefix = "/desk/parts" if path.startswith("?") else "/desk/parts/"

    assert parts.as_("coordinator").get(prefix + path).status_code == 200
    assert parts.as_("coordinator_gz").get(prefix + path).status_code == 404
    assert parts.as_("front_desk").get(prefix + path).status_code == 404


def test_another_station_moves_nothing_of_ours(parts: Faces) -> None:
    row = actions.receive(parts.cast.units["SZ01"], PART, 2, by=SYSTEM, at=clock.now())
    number = replaced(parts, {"code": PART, "quantity": 1})
    (piece,) = queries.replaced_on(Ticket.objects.get(number=number).pk)

    for path, form in (
        ("stock/count", {"unit": "SZ01", "part": PART, "quantity": "9", "reason": "x"}),
        ("stock/receive", {"unit": "SZ01", "part": PART, "quantity": "9"}),
        (f"stock/{row.pk}/reverse", {"reason": "x"}),
        (f"owed/{piece.pk}/send", {}),
    ):
        assert parts.send("coordinator_gz", f"/desk/parts/{path}", form).status_code == 404, path
    assert queries.quantity_of(parts.cast.units["SZ01"], PART) == 2


# -- tables


def test_whoever_looks_after_a_station_fills_its_shelf_from_the_table_of_settings(parts: Faces) -> None:
    ways = {
        login: parts.as_(login).get("/desk/parts/stock?unit=SZ01").content.decode().count("/desk/settings/tables/stock")
        for login in ("coordinator", "engineer")
    }
    assert ways == {"coordinator": 1, "engineer": 0}


def test_a_shelf_goes_out_as_a_workbook_with_its_ledger(parts: Faces) -> None:
    actions.receive(parts.cast.units["SZ01"], PART, 2, by=SYSTEM, at=clock.now(), title="主板", paper="采购 7")

    levels, ledger = (
        list(one.values) for one in load_workbook(BytesIO(parts.as_("director").get("/desk/parts/stock.xlsx?unit=SZ01").content))
    )

    assert levels[1] == (PART, "主板", 2)
    assert ledger[1][1:6] == (PART, "入库", 2, 2, "采购 7")


# -- on the ticket itself


@pytest.mark.parametrize("face", ["/desk/tickets", "/field/jobs"])
def test_a_job_shows_its_parts_with_both_serial_numbers_and_what_is_to_return(parts: Faces, face: str) -> None:
    number = replaced(parts, {"code": PART, "quantity": 1, "serial": "N-1", "old_serial": "O-1"})

    (card,) = tree(parts.as_("engineer").get(f"{face}/{number}")).xpath("//*[@id='parts-of-job']")

    said = " ".join(card.text_content().split())
    assert all(word in said for word in (PART, "主板", "N-1", "O-1", "待返还"))


def test_a_job_shows_where_its_part_order_is(parts: Faces) -> None:
    number = ordered(parts)
    run(parts, number, "ship", {"courier": "ems", "waybill": "EM7"}, by="director")
    order = Ticket.objects.get(number=number).fields["order"]

    (card,) = tree(parts.as_("coordinator").get(f"/desk/tickets/{order}")).xpath("//*[@id='parts-of-job']")

    assert all(word in card.text_content() for word in (number, "配送中", "MB-440 ×2", "邮政 EMS", "EM7"))


def test_a_list_asks_the_database_each_thing_once_however_long_it_is(parts: Faces) -> None:
    ordered(parts)
    browser = parts.as_("director")
    browser.get("/desk/parts")
    with CaptureQueriesContext(connection) as one:
        browser.get("/desk/parts")
    for _ in range(3):
        ordered(parts)

    with CaptureQueriesContext(connection) as many:
        assert len(rows(tree(browser.get("/desk/parts")))) == 4

    assert len(many) == len(one)
