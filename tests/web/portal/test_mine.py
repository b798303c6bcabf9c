"""My reports: a number, a code sent to its telephone, and the reports made from it; who does not know the code learns nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from baoxiu.intake.models import PhoneCode
from baoxiu.journal import clock
from baoxiu.journal.models import Message
from conftest import MORNING
from web.faces import Faces, tree
from web.portal.doors import codes_sent, messages_sent, newest, open_house, reported, stranger


@pytest.fixture
def house(faces: Faces, settings: Settings, tmp_path: Path) -> Faces:
    """The estate with one report of Ms Wang's."""
    settings.CHANNEL_FILE = tmp_path / "outbox"
    open_house(faces)
    reported(faces)
    return faces


def asked(client: Client, number: str) -> str:
    """Ask for a code; the page it is typed on."""
    answer = client.post("/o/YH/mine", {"number": number})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_code_that_was_sent_shows_the_reports_of_that_telephone(house: Faces) -> None:
    phone = stranger()
    page = asked(phone, "138 0013 8000")
    (code,) = codes_sent()

    shown = phone.post(page, {"code": code}, follow=True)

    assert newest().number in shown.content.decode()
    assert house.number not in shown.content.decode()  # another organisation's order
    assert shown["Cache-Control"] == "no-store"


def test_the_number_of_a_report_sends_the_code_to_its_telephone(house: Faces) -> None:
    asked(stranger(), newest().number.lower())

    assert [line["address"] for line in messages_sent() if "验证码" in line["text"]] == ["+8613800138000"]


def test_an_unknown_number_and_a_wrong_code_are_answered_alike(house: Faces) -> None:
    known, unknown = asked(stranger(), "13800138000"), asked(stranger(), "13912345678")
    pages = [tree(stranger().get(page)).xpath("string(//main)") for page in (known, unknown)]
    answers = [stranger().post(page, {"code": "000000"}, headers={"HX-Request": "true"}) for page in (known, unknown)]

    assert len(codes_sent()) == 1
    assert pages[0] == pages[1]
    assert [answer.status_code for answer in answers] == [answers[0].status_code] * 2
    assert answers[0].content == answers[1].content


def test_a_code_counts_once(house: Faces) -> None:
    page = asked(stranger(), "13800138000")
    (code,) = codes_sent()

    assert stranger().post(page, {"code": code}).status_code == 302
    assert stranger().post(page, {"code": code}).status_code != 302


def test_a_code_is_over_after_ten_minutes(house: Faces) -> None:
    page = asked(stranger(), "13800138000")
    (code,) = codes_sent()
    clock.move(MORNING + timedelta(minutes=11))

    assert stranger().post(page, {"code": code}).status_code == 410


def test_after_five_wrong_tries_the_right_code_is_wrong_too(house: Faces) -> None:
    page = asked(stranger(), "13800138000")
    (code,) = codes_sent()
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        stranger().post(page, {"code": wrong})

    assert stranger().post(page, {"code": code}).status_code != 302


def test_the_code_itself_is_kept_nowhere(house: Faces) -> None:
    asked(stranger(), "13800138000")
    (code,) = codes_sent()

    rows = [str(list(model.objects.values_list())) for model in (PhoneCode, Message)]
    assert not any(code in row for row in rows)


def test_asking_is_counted_by_address_and_by_number(house: Faces, settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "code": (2, timedelta(minutes=10)), "link": (0, timedelta(minutes=1))}
    clock.move(MORNING + timedelta(minutes=1))
    first = [Client(REMOTE_ADDR=f"10.0.0.{n}").post("/o/YH/mine", {"number": "13800138000"}).status_code for n in range(3)]
    second = [Client(REMOTE_ADDR="10.0.1.1").post("/o/YH/mine", {"number": f"1391234567{n}"}).status_code for n in range(3)]

    assert (first, second) == ([302, 302, 429], [302, 302, 429])


def test_the_page_of_ones_reports_is_over_after_an_hour_and_belongs_to_one_house(house: Faces) -> None:
    page = asked(stranger(), "13800138000")
    (code,) = codes_sent()
    mine = str(stranger().post(page, {"code": code})["Location"])

    assert stranger().get(mine).status_code == 200
    assert stranger().get(mine.replace("/o/YH/", "/o/LH/")).status_code == 404
    clock.move(MORNING + timedelta(minutes=61))
    assert stranger().get(mine).status_code == 410
