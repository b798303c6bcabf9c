"""Lenovo: the portal of the stations, their logins, and the flow chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree, html

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.procedure.drawing import draw
from baoxiu.directory import actions as directory
from baoxiu.journal.models import Event
from procedures.stage import Stage

PASSWORD = "korrekt-pferd-9"


@pytest.fixture
def station(lenovo: Stage) -> Iterator[Stage]:
    """The stage with its coordinator able to log in."""
    directory.set_password(lenovo.people["coordinator"], PASSWORD, by=SYSTEM, at=lenovo.began_at)
    yield lenovo


def logged_in(stage: Stage, who: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/login", {"username": stage.people[who].login, "password": password})
    return client


@pytest.mark.clause("LCD-07")
def test_a_station_works_its_orders_off_in_the_browser(station: Stage) -> None:
    order = station.report(at="2026-03-02 09:00", customer="王女士")
    client = logged_in(station, "coordinator")

    board = client.get("/desk/board")
    assert order.number in board.content.decode()
    page = client.get(f"/desk/tickets/{order.number}")
    assert "待下载" in page.content.decode()
    assert "王女士" in page.content.decode()

    asked = html.fromstring(client.get(f"/desk/tickets/{order.number}/do/download").content)
    forms = [form for form in asked.iter("form") if str(form.get("action")).endswith("/do/download")]
    given = {field.get("name"): field.get("value") or "" for field in forms[0].iter("input") if field.get("name")}
    client.post(f"/desk/tickets/{order.number}/do/download", given)

    assert order.state == "contacting"


@pytest.mark.clause("LCD-15")
def test_each_station_logs_in_by_its_own_coordinator_and_password(station: Stage) -> None:
    elsewhere = station.found("GZ01", "station", "region", "广州站")
    station.hire("coordinator", "何协调", login="coordinator_gz", unit=elsewhere)
    directory.set_password(station.people["coordinator_gz"], "anderes-pferd-7", by=SYSTEM, at=station.began_at)
    order = station.report(at="2026-03-02 09:00")

    assert logged_in(station, "coordinator").get(f"/desk/tickets/{order.number}").status_code == 200
    assert logged_in(station, "coordinator_gz", "anderes-pferd-7").get(f"/desk/tickets/{order.number}").status_code == 404
    for client in (Client(), logged_in(station, "coordinator", "falsch"), logged_in(station, "coordinator_gz")):
        answer = client.get(f"/desk/tickets/{order.number}")
        assert answer.status_code == 302
        assert "/login" in answer["Location"]


@pytest.mark.clause("LCD-15")
def test_a_password_is_kept_nowhere_in_the_clear(station: Stage) -> None:
    person = station.people["coordinator"]
    person.refresh_from_db()

    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert PASSWORD not in person.password
    assert person.check_password(PASSWORD)
    assert not any(PASSWORD in str(event.data) for event in Event.objects.all())


@pytest.mark.clause("LCD-50")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_flow_chart_is_drawn_from_the_procedure(lenovo: Stage, language: Literal["zh", "en"]) -> None:
    loaded = lenovo.pack.procedures["work-order"]

    words = _close("".join(map(str, etree.fromstring(draw(loaded, language=language).encode()).itertext())))

    for state in loaded.definition.states.values():
        assert _close(state.title[language]) in words
    for command in ("download", "mark_unreachable", "order_parts", "not_repaired", "solve"):
        title = loaded.definition.commands[command].title
        assert title is not None
        assert _close(title[language]) in words


def _close(text: str) -> str:
    """Without spaces: the chart breaks long words into lines."""
    return "".join(text.split())


@pytest.mark.clause("LCD-50")
def test_another_procedure_is_another_chart(lenovo: Stage) -> None:
    charts = {key: draw(loaded) for key, loaded in lenovo.pack.procedures.items()}

    assert len(set(charts.values())) == len(charts)
    assert "撤单审批中" not in charts["part-order"]


@pytest.mark.clause("LCD-50")
def test_whoever_works_by_it_sees_the_chart_with_the_way_an_order_took(station: Stage) -> None:
    order = station.report(at="2026-03-02 09:00")
    order.run("download", by="coordinator", at="2026-03-02 09:10")
    client = logged_in(station, "coordinator")

    mine = client.get(f"/desk/tickets/{order.number}/diagram.svg")
    plain = client.get("/desk/procedures/lenovo-unified-repair/3.0/work-order/diagram.svg")

    assert mine["Content-Type"].startswith("image/svg+xml")
    assert "待联系" in plain.content.decode()
    assert mine.content != plain.content


@pytest.mark.clause("LCD-28")
def test_an_order_nobody_reached_shows_the_special_date_with_its_reason(station: Stage) -> None:
    order = station.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")
    order.run("mark_unreachable", by="coordinator", at="2026-03-02 12:30")

    page = logged_in(station, "coordinator").get(f"/desk/tickets/{order.number}").content.decode()

    assert "2010-01-01 · 联系不上" in page
    assert order.fields["no_promise"] == "not_reached"


@pytest.mark.clause("LCD-21", "LCD-22")
def test_the_time_points_are_called_by_the_orders_mode(station: Stage) -> None:
    onsite = station.promised(at="2026-03-02 09:00")
    carried = station.judged(at="2026-03-02 09:00", service_mode="carry_in")
    carried.run("print", by="coordinator", at="2026-03-02 10:00")
    carried.run("take_in", {"engineer": station.id_of("engineer")}, by="coordinator", at="2026-03-02 10:05")
    carried.run("notify_collection", {"promised_at": station.iso("2026-03-04 09:00")}, by="coordinator", at="2026-03-03 15:00")
    client = logged_in(station, "coordinator")

    first, second = (client.get(f"/desk/tickets/{order.number}").content.decode() for order in (onsite, carried))

    assert "T2 与用户联系时间" in first
    assert "T31–T33 承诺服务时间" in first
    assert "T2 通知取机时间" in second
    assert "T31–T33 约定取机时间" in second


@pytest.mark.clause("LCD-40")
def test_the_coordinator_prints_from_the_page_and_gets_each_copy_as_pdf(station: Stage) -> None:
    order = station.promised(at="2026-03-02 09:00")
    client = logged_in(station, "coordinator")
    address = f"/desk/tickets/{order.number}/slips/work-order"

    client.post(address, {"slip": "work-order", "key": "print-1"})
    copies = [client.get(f"{address}/{copy}.pdf") for copy in (1, 2, 3)]

    assert [entry["slip"] for entry in order.fields["printed"]] == ["work-order"]
    assert [answer.status_code for answer in copies] == [200, 200, 404]
    assert copies[0]["Content-Type"] == "application/pdf"
    assert copies[0].content.startswith(b"%PDF")
    assert "1.pdf" in client.get(address).content.decode()


@pytest.mark.clause("LNG-33")
def test_every_change_of_a_time_point_shows_old_new_who_and_why(station: Stage) -> None:
    order = station.promised(at="2026-03-02 09:00").promise(
        "2026-03-04 14:00", at="2026-03-03 10:00", promise_type="user_reason", reason="用户出差"
    )
    form = {"point": "2", "promise_type": "other", "reason": "录入错误", "new_at": station.iso("2026-03-05 16:00")}
    order.run("change_times", form, by="region", at="2026-03-03 11:00")

    page: Any = html.fromstring(logged_in(station, "coordinator").get(f"/desk/tickets/{order.number}/times").content)
    lines = [" ".join(" ".join(cell.text_content() for cell in row).split()) for row in page.get_element_by_id("changes").iter("tr")][1:]

    assert [line.split()[0] for line in lines] == ["T2", "T31", "T32", "T32"]
    first, last = lines[0], lines[-1]
    assert f'/desk/tickets/{order.number}/times"' in logged_in(station, "coordinator").get(f"/desk/tickets/{order.number}").content.decode()
    assert station.name_of("coordinator") in first
    for words in ("14:00", "用户原因 · 用户出差", "16:00", "其他 · 录入错误", station.name_of("region"), "录入错误"):
        assert words in last
    assert last.index("14:00") < last.index("16:00")
    written = [event.data["changes"]["promises"][1]["at"] for event in order.events if len(event.data["changes"].get("promises", ())) > 1]
    assert [station.wall(one) for one in written] == ["2026-03-04 14:00", "2026-03-05 16:00"]


@pytest.mark.clause("LCD-34")
def test_the_reason_of_an_order_solved_by_phone_stands_everywhere_in_words(station: Stage) -> None:
    order = station.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:10")
    order.run("solve_by_phone", {"fault_kind": "software", "promise_reason": "software"}, by="coordinator", at="2026-03-02 09:20")

    for page in (f"/desk/tickets/{order.number}", f"/desk/tickets/{order.number}/times"):
        shown: Any = html.fromstring(logged_in(station, "coordinator").get(page).content)
        said = shown.text_content()
        assert "软件问题，电话解决" in said
        assert "software" not in said.split("规则")[0]


@pytest.mark.clause("LNG-31", "LNG-24")
def test_the_page_of_time_points_says_what_each_figure_takes(station: Stage) -> None:
    order = station.in_service(at="2026-03-02 09:00")
    order.run("write_back", {"repair_note": "完成"}, by="engineer", at="2026-03-03 15:00")
    order.sign(at="2026-03-03 15:10")
    order.run("solve", by="engineer", at="2026-03-03 15:30")

    page: Any = html.fromstring(logged_in(station, "coordinator").get(f"/desk/tickets/{order.number}/times").content)
    points = [" ".join(row.text_content().split()) for row in page.get_element_by_id("points").iter("tr")]
    figures = " ".join(page.get_element_by_id("figures").text_content().split())

    assert [line.split()[0] for line in points] == ["T1", "T2", "T31", "T4"]
    assert "与用户联系时间" in points[1]
    assert "承诺服务时间" in points[2]
    assert "承诺时间内" in points[2]
    assert "1830LNG-31" in figures.replace(" ", "")
    assert "t4 <= promises[size(promises) - 1].at" in figures
    assert "计入，未达标" in figures


@pytest.mark.clause("LNG-32")
def test_the_special_date_stands_there_with_its_reason_and_no_promise_figure_takes_it(station: Stage) -> None:
    order = station.downloaded(at="2026-03-02 09:00")
    order.run("log_attempt", {"outcome": "no_answer"}, by="coordinator", at="2026-03-02 12:00")
    order.run("mark_unreachable", by="coordinator", at="2026-03-02 12:30")

    page: Any = html.fromstring(logged_in(station, "coordinator").get(f"/desk/tickets/{order.number}/times").content)
    special = [" ".join(row.text_content().split()) for row in page.get_element_by_id("points").iter("tr")][2]
    rows = [" ".join(row.text_content().split()) for row in page.get_element_by_id("figures").iter("tr")]

    assert "2010-01-01" in special
    assert "联系不上" in special
    assert any("按最后承诺完成" in row and "不计入" in row for row in rows)


@pytest.mark.clause("LNG-23")
def test_the_page_of_the_procedure_lists_who_sets_each_status_and_from_where(station: Stage) -> None:
    page = logged_in(station, "coordinator").get("/desk/procedures/lenovo-unified-repair/3.0/work-order").content.decode()

    for command in station.procedure("work-order").commands.values():
        assert command.title is not None
        assert command.title["zh"] in page
    assert "维修站服务工程师" in page


@pytest.mark.clause("LSP-11")
def test_the_region_has_special_orders_on_a_board_of_their_own(station: Stage) -> None:
    directory.set_password(station.people["region"], PASSWORD, by=SYSTEM, at=station.began_at)
    order = station.report(at="2026-03-02 09:00", by="cc_agent", special_kind="media", special_note="某报", product_line="desktop")
    notice = order.child("urge-notice")

    page = logged_in(station, "region").get("/desk/board?procedure=urge-notice").content.decode()

    assert notice.number in page
    assert order.number not in page
