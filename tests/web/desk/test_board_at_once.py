"""The board: views that are kept, several tickets at once, keys that mean the same on every ticket."""

from __future__ import annotations

from typing import Any

import pytest
from lxml.html import fromstring

from baoxiu.core.engine.facts import Actor
from baoxiu.journal import clock
from baoxiu.tickets import actions, queries
from baoxiu.tickets.models import Ticket
from baoxiu.web.desk.boards.lines import lines_drawn
from web.faces import Faces, tree


def numbers(faces: Faces, query: str = "") -> list[str]:
    page = tree(faces.as_("coordinator").get(f"/desk/board{query}"))
    return [row.get("data-number") for row in page.xpath("//*[@data-row]")]


def download(faces: Faces, number: str) -> None:
    actions.run_command(number, "download", {}, by=faces.cast.actor("coordinator"), at=clock.now())


# -- views that are kept


def keep(faces: Faces, name: str, query: str, login: str = "coordinator", **more: str) -> Any:
    return faces.as_(login).post("/desk/board/views", {"name": name, "query": query, **more})


def test_a_view_is_kept_under_its_name_and_opens_by_its_link(faces: Faces) -> None:
    answer = keep(faces, "待下载的", "state=work-order.dispatched&unknown=1")

    assert answer.headers["Location"] == "/desk/board?state=work-order.dispatched"
    page = tree(faces.as_("coordinator").get(answer.headers["Location"]))
    assert page.xpath("//h1")[0].text_content() == "待下载的"


def test_the_board_begins_with_the_view_one_chose_and_shows_everything_when_asked(faces: Faces) -> None:
    keep(faces, "超时", "clock=overdue", first="1")

    assert faces.as_("coordinator").get("/desk/board").headers["Location"] == "/desk/board?clock=overdue"
    assert numbers(faces, "?all") == [faces.number]

    faces.as_("coordinator").post("/desk/board/views/first", {"view": "", "back": "?clock=overdue"})
    assert numbers(faces) == [faces.number]


def test_a_shared_view_is_offered_to_the_unit_and_given_up_by_its_owner_alone(faces: Faces) -> None:
    keep(faces, "本站超时", "clock=overdue", unit="SZ01")
    (view,) = queries.views_of(faces.cast.actor("manager"))

    assert "本站超时" in faces.as_("manager").get("/desk/board").content.decode()
    assert "本站超时" not in faces.as_("coordinator_gz").get("/desk/board").content.decode()
    assert faces.as_("manager").post(f"/desk/board/views/{view.pk}/drop").status_code == 409
    assert faces.as_("coordinator_gz").post(f"/desk/board/views/{view.pk}/drop").status_code == 404
    assert faces.as_("coordinator").post(f"/desk/board/views/{view.pk}/drop").status_code == 302
    assert not queries.views_of(faces.cast.actor("manager"))


def test_a_view_is_shared_with_no_unit_one_does_not_work_at(faces: Faces) -> None:
    assert keep(faces, "全国", "", unit="LH").status_code == 409
    assert keep(faces, "别家", "", unit="YH-1").status_code == 404


# -- several at once


def chosen(*numbers: str) -> str:
    return "&".join(f"n={number}" for number in numbers)


def test_what_several_tickets_allow_is_offered_with_how_many_allow_it(faces: Faces) -> None:
    other = faces.file("打印机卡纸")
    download(faces, other)

    page = tree(faces.as_("coordinator").get(f"/desk/board/bulk?{chosen(faces.number, other)}", headers={"HX-Request": "true"}))
    offers = {item.xpath("a")[0].get("data-command"): item.text_content() for item in page.xpath("//*[@class='offers']/li")}

    assert "1 / 2" in offers["log_attempt"]
    assert "2 / 2" in offers["download"]
    assert "verify_code" not in offers
    assert "tick" not in offers


def run(faces: Faces, command: str, *numbers: str, key: str, **form: str) -> Any:
    sent = {"n": list(numbers), "key": key, **form}
    return faces.as_("coordinator").post(f"/desk/board/bulk/work-order/{command}", sent, headers={"HX-Request": "true"})


def test_one_command_runs_on_all_that_allow_it_and_says_who_refused_and_why(faces: Faces) -> None:
    second, third = faces.file("打印机卡纸"), faces.file("屏幕碎了")
    download(faces, second)
    download(faces, third)

    page = tree(run(faces, "log_attempt", faces.number, second, third, key="k1", outcome="reached"))

    assert page.xpath("//*[@id='became']")[0].get("data-done") == "2"
    (refused,) = page.xpath("//*[@id='became']//li")
    assert faces.number in refused.text_content()
    assert "待下载" in refused.text_content()
    versions = dict(Ticket.objects.values_list("number", "version"))
    assert (versions[faces.number], versions[second], versions[third]) == (1, 3, 3)


def test_sent_twice_it_does_nothing_twice(faces: Faces) -> None:
    second = faces.file("打印机卡纸")
    first = tree(run(faces, "download", faces.number, second, key="k1"))
    versions = dict(Ticket.objects.values_list("number", "version"))

    again = tree(run(faces, "download", faces.number, second, key="k1"))

    assert dict(Ticket.objects.values_list("number", "version")) == versions
    assert again.xpath("//*[@id='became']")[0].get("data-done") == first.xpath("//*[@id='became']")[0].get("data-done") == "2"


def test_a_refusal_of_one_names_its_clause(faces: Faces) -> None:
    download(faces, faces.number)

    page = tree(run(faces, "mark_unreachable", faces.number, key="k1"))

    assert "LCD-29" in page.xpath("//*[@id='became']")[0].text_content()


def test_another_units_tickets_are_not_there(faces: Faces) -> None:
    assert faces.as_("coordinator_gz").get(f"/desk/board/bulk?{chosen(faces.number)}").status_code == 404
    answer = faces.as_("coordinator_gz").post("/desk/board/bulk/work-order/download", {"n": [faces.number], "key": "k"})
    assert answer.status_code == 404
    assert Ticket.objects.get(number=faces.number).state == "dispatched"


@pytest.mark.parametrize("asked", ["", chosen(*(f"N{nth}" for nth in range(101)))])
def test_nothing_and_too_much_are_refused(faces: Faces, asked: str) -> None:
    assert faces.as_("coordinator").get(f"/desk/board/bulk?{asked}").status_code == 422


def test_what_belongs_to_one_ticket_alone_is_not_done_to_several(faces: Faces) -> None:
    assert run(faces, "verify_code", faces.number, key="k").status_code == 404


# -- keys that mean the same on every ticket


def test_give_it_to_somebody_means_the_command_that_names_a_person(faces: Faces) -> None:
    Ticket.objects.filter(number=faces.number).update(state="promised")

    page = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}?beside=1&wants=assign", headers={"HX-Request": "true"}))

    (waits,) = page.xpath("//*[contains(@class,'waits') and @role='status']")
    assert "LCD-" in waits.text_content()  # the engineer is named when he is sent, and before that a clause stands in the way


def test_a_wish_the_procedure_does_not_know_is_answered_in_words(faces: Faces) -> None:
    page = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}?beside=1&wants=assign", headers={"HX-Request": "true"}))

    assert page.xpath("//*[contains(@class,'waits') and @role='status']")


# -- what the live line draws for everybody with the same posts


def drawn(faces: Faces, login: str, query: str = "") -> list[Any] | None:
    """The lines somebody with the posts of `login` is sent."""
    actor = faces.cast.actor(login)
    lines = lines_drawn(Actor(0, "", "person", actor.organisation_id, actor.posts), query, "zh-hans", [faces.number])
    page: Any = fromstring(lines) if lines is not None else None
    return None if page is None else page.xpath("//tr")


def said(rows: list[Any] | None) -> list[tuple[str, str]]:
    """What lines say, and of which version they are."""
    return [(" ".join(row.text_content().split()), row.get("data-version")) for row in rows or ()]


def test_a_line_that_is_sent_is_the_one_that_would_be_asked_for(faces: Faces) -> None:
    download(faces, faces.number)
    asked = tree(faces.as_("coordinator").get(f"/desk/board/changed?n={faces.number}")).xpath("//*[@id='changed']//tr")

    assert len(asked) == 1 and said(drawn(faces, "coordinator")) == said(asked)


def test_nobody_is_sent_a_line_beyond_his_units_or_his_filters(faces: Faces) -> None:
    assert drawn(faces, "coordinator_gz") == []
    assert drawn(faces, "coordinator", "ended=ended") == []
    assert drawn(faces, "coordinator", "state=work-order.dispatched") != []


def test_what_is_each_persons_own_is_drawn_for_nobody_in_common(faces: Faces) -> None:
    assert drawn(faces, "coordinator", "mine=1") is None
