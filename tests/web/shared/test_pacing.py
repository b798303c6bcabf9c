"""Who tries too often waits, and reads how long: logging in, reporting by a link, customers' pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from baoxiu.journal import actions as journal
from baoxiu.journal import clock
from baoxiu.tickets.queries import ticket_on
from baoxiu.web.shared import links
from web.faces import Faces

FEW = {"login": (3, timedelta(minutes=10)), "report": (2, timedelta(hours=1)), "link": (3, timedelta(minutes=1))}


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.LIMITS = FEW


def stranger(language: str = "zh-CN") -> Client:
    return Client(headers={"Accept-Language": language})


def test_a_window_opens_with_the_first_try_and_closes_by_itself(db: None) -> None:
    at, within = clock.now(), timedelta(minutes=10)
    assert [journal.count_try("a", 2, within, at=at + timedelta(minutes=k)) for k in range(3)] == [
        timedelta(),
        timedelta(),
        timedelta(minutes=8),
    ]
    assert journal.wait_of("a", 2, within, at=at + timedelta(minutes=4)) == timedelta(minutes=6)
    assert journal.count_try("b", 2, within, at=at) == timedelta()
    assert journal.count_try("a", 2, within, at=at + timedelta(minutes=10)) == timedelta()


def test_wrong_passwords_make_one_wait_even_with_the_right_one(faces: Faces, strict: None) -> None:
    person = faces.cast.people["coordinator"]
    person.set_password("richtig-und-lang-7")
    person.save()
    browser = stranger()
    for _ in range(3):
        assert browser.post("/login", {"username": person.login, "password": "wrong"}).status_code == 200

    refused = browser.post("/login", {"username": person.login, "password": "richtig-und-lang-7"})

    assert refused.status_code == 429
    assert "操作过于频繁，请 10 分钟后再试。" in refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= 601
    assert browser.post("/login", {"username": "somebody-else", "password": "wrong"}).status_code == 200


def test_a_right_password_is_no_try(faces: Faces, strict: None) -> None:
    person = faces.cast.people["coordinator"]
    person.set_password("richtig-und-lang-7")
    person.save()

    for _ in range(5):
        assert stranger().post("/login", {"username": person.login, "password": "richtig-und-lang-7"}).status_code == 302


def test_a_customers_page_asked_without_end_says_when_to_come_back(faces: Faces, strict: None) -> None:
    from baoxiu.core.engine.facts import SYSTEM

    address = links.ticket_address(ticket_on(faces.number, seen_by=SYSTEM).pk, clock.now())
    path = "/p/" + address.split("/p/")[1]
    browser = stranger("en")

    assert [browser.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert "Try again in 1 min." in browser.get(path).content.decode()


def test_reports_by_a_public_link_are_counted_and_reading_it_is_not(faces: Faces, strict: None) -> None:
    assert [stranger().get("/r/x").status_code for _ in range(4)] == [stranger().get("/r/x").status_code] * 4
    assert [stranger().post("/r/x").status_code == 429 for _ in range(3)] == [False, False, True]
