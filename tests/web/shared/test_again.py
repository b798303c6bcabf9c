"""A login that ran out in the middle of something: the page that stands goes on, and nobody is led where a form cannot be."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from browsing import PASSWORD
from web.faces import Faces, tree


def ran_out(faces: Faces, login: str = "cc_agent") -> Client:
    """Somebody whose session is gone; his browser and its token are still there."""
    client = faces.as_(login)
    client.get("/desk/board")
    client.logout()
    return client


def asked_again(answer: Any) -> bool:
    card = tree(answer).xpath("//form[@data-login-again]")
    return answer.status_code == 401 and len(card) == 1 and answer.headers.get("HX-Retarget", "#refusal") == "#refusal"


def test_a_page_that_stands_is_asked_to_log_in_where_it_stands(faces: Faces) -> None:
    client = ran_out(faces)

    for path in (f"/desk/tickets/{faces.number}", "/desk/report/hint", "/notices/unread"):
        answer = client.get(path, headers={"HX-Request": "true"})
        assert asked_again(answer)
        assert "HX-Refresh" not in answer.headers
    posted = client.post("/desk/report/file", {"text": "打印机卡纸"}, headers={"HX-Request": "true"})
    assert asked_again(posted)


def test_whoever_logs_in_again_on_the_page_is_told_who_he_is_and_stays(faces: Faces) -> None:
    client = ran_out(faces)
    faces.cast.people["cc_agent"].set_password(PASSWORD)
    faces.cast.people["cc_agent"].save()

    wrong = client.post("/login", {"username": "cc_agent", "password": "nothing"}, headers={"HX-Request": "true"})
    right = client.post("/login", {"username": "cc_agent", "password": PASSWORD}, headers={"HX-Request": "true"})

    assert asked_again(wrong)
    assert "HX-Retarget" not in wrong.headers
    assert tree(wrong).xpath("//input[@name='username']/@value") == ["cc_agent"]
    assert right.status_code == 204
    assert json.loads(right.headers["HX-Trigger"]) == {"logged-in": {"person": faces.cast.people["cc_agent"].pk}}
    assert client.get("/desk/board").status_code == 200


def test_a_form_sent_too_late_leads_back_to_the_page_it_stood_on(faces: Faces) -> None:
    client = ran_out(faces)
    stood = f"http://testserver/desk/tickets/{faces.number}?do=cancel"

    back = client.post("/desk/report/file", {"text": "x"}, headers={"Referer": stood}).headers["Location"]
    away = client.post("/desk/report/file", {"text": "x"}, headers={"Referer": "https://elsewhere.example/desk"}).headers["Location"]

    assert back == f"/login?next=/desk/tickets/{faces.number}%3Fdo%3Dcancel"
    assert away == "/login?next=/"


def test_a_phone_that_sends_what_it_kept_hears_in_values_that_it_must_log_in(faces: Faces) -> None:
    answer = ran_out(faces).get("/field/kits", headers={"X-Kept": "1"})

    assert (answer.status_code, answer.content) == (401, b"")


def test_what_breaks_while_a_page_stands_is_a_card_on_it_and_not_a_page_in_it(faces: Faces) -> None:
    client = Client(headers={"Accept-Language": "zh-CN"}, enforce_csrf_checks=True)
    client.force_login(faces.cast.people["cc_agent"])
    gone = client.get("/desk/nothing-here", headers={"HX-Request": "true"})
    stale = client.post("/desk/report/file", {"text": "x"}, headers={"HX-Request": "true"})

    for answer, status in ((gone, 404), (stale, 403)):
        assert answer.status_code == status
        assert answer.headers["HX-Retarget"] == "#refusal"
        assert "<html" not in answer.content.decode()
