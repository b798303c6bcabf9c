"""The customer's pages: one ticket by a signed link, no account, nothing of the house's own notes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from web.faces import Faces, tree

PNG = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAD0lEQVR4nGNgAAIBJZ3/AAIGAV5Q61ZPAAAAAElFTkSuQmCC"
BLANK = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAC0lEQVR4nGNggAIAAAkAAftSuKkAAAAASUVORK5CYII="


@pytest.fixture
def guest() -> Client:
    """Somebody with a link and no account."""
    return Client(headers={"Accept-Language": "zh-CN"})


def token(faces: Faces) -> str:
    """The token of the order's own link."""
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.journal import clock
    from baoxiu.tickets.queries import ticket_on
    from baoxiu.web.shared import links

    return links.ticket_token(ticket_on(faces.number, seen_by=SYSTEM).pk, clock.now())


def to_service(faces: Faces) -> None:
    """Bring the order to the customer's door."""
    path = f"/desk/tickets/{faces.number}/do/"
    engineer = str(faces.cast.people["engineer"].pk)
    for command, form in (
        ("download", {}),
        ("log_attempt", {"outcome": "reached"}),
        ("judge", {"fault_kind": "other"}),
        ("promise_visit", {"promised_at": "2026-03-02T15:00", "promise_type": "within_promise"}),
        ("print", {}),
        ("depart", {"engineer": engineer}),
    ):
        answer = faces.send("coordinator", path + command, form)
        assert answer.status_code == 200, answer.content.decode()


def shown(answer: Any) -> str:
    return str(tree(answer).text_content())


def test_a_customer_follows_his_ticket_in_his_own_words(faces: Faces, guest: Client) -> None:
    answer = guest.get(f"/p/{token(faces)}")

    assert "已派往维修站" in shown(answer)
    assert "待下载" not in shown(answer)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_signature_of_nothing_is_not_taken(faces: Faces, guest: Client) -> None:
    to_service(faces)

    answer = guest.post(f"/p/{token(faces)}/do/sign", {"customer_signature": BLANK, "key": "s0"}, headers={"HX-Request": "true"})

    assert "签字是空白的" in shown(answer)
    assert not tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//img[@class='signature']")


@pytest.mark.clause("LCD-47")
def test_a_customer_signs_on_his_own_phone(faces: Faces, guest: Client) -> None:
    to_service(faces)
    path = f"/p/{token(faces)}"

    answer = guest.post(f"{path}/do/sign", {"customer_signature": PNG, "key": "s1"}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    picture = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//img[@class='signature']/@src")[0]
    seen: Any = faces.as_("coordinator").get(picture)
    assert b"".join(seen.streaming_content)[:8] == b"\x89PNG\r\n\x1a\n"
    assert faces.as_("front_desk").get(picture).status_code == 404


def test_a_customer_does_nothing_that_is_not_his(faces: Faces, guest: Client) -> None:
    answer = guest.post(f"/p/{token(faces)}/do/download", {}, headers={"HX-Request": "true"})

    assert answer.status_code == 404


def test_a_link_that_was_changed_opens_nothing(faces: Faces, guest: Client) -> None:
    good = token(faces)

    assert guest.get(f"/p/{good[:-2]}xx").status_code == 404
    assert guest.get("/p/anything").status_code == 404


def test_a_link_expires_and_says_so(faces: Faces, guest: Client) -> None:
    from baoxiu.journal import clock
    from conftest import MORNING

    old = token(faces)
    clock.move(MORNING + timedelta(days=91))

    answer = guest.get(f"/p/{old}")

    assert answer.status_code == 410
    assert "链接已过期" in shown(answer)
    assert not tree(answer).xpath("//main//a[@href='/']"), "a customer has no login to go to"
    assert tree(answer).xpath(f"//main//a[@href='/o/{faces.cast.lanhai.code}/mine']"), "his reports he finds by his telephone"
    assert faces.number not in answer.content.decode()


def test_a_link_cut_short_says_what_to_do(db: None, guest: Client) -> None:
    answer = guest.get("/p/eyJ0Ij")

    assert answer.status_code == 404
    assert "链接不完整" in shown(answer) and "eyJ0Ij" not in shown(answer)
    assert not tree(answer).xpath("//main//a[@href='/']")


def test_a_picture_that_is_none_is_refused(faces: Faces, guest: Client) -> None:
    file = SimpleUploadedFile("photo.png", b"<script>alert(1)</script>", "image/png")

    answer = guest.post(f"/p/{token(faces)}/files", {"file": file}, headers={"HX-Request": "true"})

    assert answer.status_code == 415


def test_a_report_by_the_link_of_a_room_is_answered_with_the_page_to_follow_it(faces: Faces, guest: Client) -> None:
    from baoxiu.catalogue import actions as catalogue
    from baoxiu.journal import clock
    from baoxiu.web.shared import links

    cast = faces.cast
    reviewer, approver = cast.actor("owner_manager"), cast.actor("front_desk")
    catalogue.adopt_shipped(cast.yuehe, "owner-visit-basic", reviewer=reviewer, approver=approver, at=cast.at)
    path = f"/r/{links.report_token(cast.units['YH-1'].pk, 'YH1-3-2-1201', clock.now())}"

    form = guest.get(path)
    answer = guest.post(
        path, {"text": "水管漏水", "reporter_name": "王女士", "reporter_phone": "13800138000", "key": "r1"}, headers={"HX-Request": "true"}
    )

    assert "3 栋 2 单元 1201" in shown(form)
    assert answer.status_code == 204
    assert "水管漏水" in shown(guest.get(answer.headers["HX-Redirect"]))
