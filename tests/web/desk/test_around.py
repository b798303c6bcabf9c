"""What lies around a ticket at the desk: its way, what is linked with it, how often it was urged, photos that open large."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from baoxiu.journal import clock
from baoxiu.tickets import actions
from conftest import MORNING
from web.faces import Faces, tree


def page(faces: Faces, login: str = "coordinator", more: str = "", **headers: str) -> Any:
    return tree(faces.as_(login).get(f"/desk/tickets/{faces.number}{more}", headers=headers))


def run(faces: Faces, command: str, minutes: int, form: dict[str, Any] | None = None, who: str = "coordinator") -> None:
    clock.move(MORNING + timedelta(minutes=minutes))
    actions.run_command(faces.number, command, form or {}, by=faces.cast.actor(who), at=clock.now())


def test_the_way_says_where_it_stood_since_when_and_how_long(faces: Faces) -> None:
    run(faces, "download", 20)
    clock.move(MORNING + timedelta(minutes=50))

    steps = page(faces).xpath("//*[@id='way']//ol/li")

    assert [step.xpath("span")[0].text_content() for step in steps] == ["待下载", "待联系"]
    assert "20 分" in steps[0].text_content()
    assert "30 分" in steps[1].text_content()
    assert [step.get("aria-current") for step in steps] == [None, "step"]


def test_linked_tickets_stand_by_what_they_are_to_this_one(faces: Faces) -> None:
    run(faces, "download", 5)
    run(faces, "log_attempt", 10, {"outcome": "no_answer"})
    run(faces, "mark_unreachable", 211)
    run(faces, "ask_withdrawal", 60 * 24 * 8)

    linked = page(faces).xpath("//*[@id='linked']")[0]
    assert [title.text_content() for title in linked.xpath(".//h3")] == ["申请"]
    (number,) = linked.xpath(".//*[contains(@class,'mono')]")
    parent = tree(faces.as_("region").get(f"/desk/tickets/{number.text_content().strip()}")).xpath("//*[@id='linked']")[0]
    assert [title.text_content() for title in parent.xpath(".//h3")] == ["来自"]
    assert faces.number in parent.text_content()


def test_the_desk_urges_in_its_own_name_and_no_more_than_twice_an_hour(faces: Faces) -> None:
    asked = page(faces, "cc_agent", "?beside=1&wants=urge", **{"HX-Request": "true"})
    assert asked.xpath("//form[@data-open-form]/@action") == [f"/desk/tickets/{faces.number}/do/hurry"]

    run(faces, "hurry", 5, {"why": "客户在等"}, who="cc_agent")

    shown = page(faces, "cc_agent")
    assert "已催办 1 次" in shown.xpath("//*[contains(@class,'urged')]")[0].text_content()
    assert "客户在等" in shown.xpath("//*[@class='timeline']")[0].text_content()
    clock.move(MORNING + timedelta(minutes=10))
    again = faces.send("cc_agent", f"/desk/tickets/{faces.number}/do/hurry", {"key": "k"})
    assert again.status_code == 409
    assert "25 分钟后" in tree(again).text_content()


def test_the_diagram_opens_large_on_the_page_and_is_a_link_without_scripts(faces: Faces) -> None:
    (link,) = page(faces).xpath("//a[@data-large]")

    assert faces.as_("coordinator").get(link.get("href")).headers["Content-Type"] == "image/svg+xml"


def test_what_is_run_beside_a_list_stays_beside_it(faces: Faces) -> None:
    path = f"/desk/tickets/{faces.number}/do/download"
    here = {"HX-Current-URL": "http://testserver/desk/board?all"}

    beside = tree(faces.send("coordinator", path, {"key": "a"}, **here))
    whole = tree(faces.send("coordinator", path, {"key": "b"}, **{"HX-Current-URL": f"http://testserver/desk/tickets/{faces.number}"}))

    assert beside.xpath("//*[@data-shuts='beside']")
    assert not whole.xpath("//*[@data-shuts='beside']")
