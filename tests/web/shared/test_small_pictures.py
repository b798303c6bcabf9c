"""Photos in lists and timelines: small ones, under the rule of who may see the ticket; the whole one behind a click."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.journal import clock
from baoxiu.journal.queries.files import place_of
from baoxiu.tickets import actions
from baoxiu.tickets.queries import ticket_on
from baoxiu.web.shared import links
from web.faces import Faces, tree


@pytest.fixture
def photo(faces: Faces) -> str:
    """A photo on the ticket that weighs something; its hash."""
    held = io.BytesIO()
    Image.frombytes("RGB", (600, 400), os.urandom(600 * 400 * 3)).save(held, "JPEG")
    return actions.add_file(faces.number, [held.getvalue()], "a.jpg", by=SYSTEM, at=clock.now()).file_id


def body(answer: Any) -> bytes:
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # the file alone; the connection of the test stays open
        close()
    return content


def test_the_desk_shows_small_ones_and_leads_to_the_whole(faces: Faces, photo: str) -> None:
    desk = faces.as_("coordinator")
    shown = tree(desk.get(f"/desk/tickets/{faces.number}")).xpath("//*[@class='photos']/a")
    whole_one = f"/desk/tickets/{faces.number}/files/{photo}"

    assert {(link.get("href"), *link.xpath("img/@src")) for link in shown} == {(whole_one, f"{whole_one}?small")}
    small, whole = desk.get(f"{whole_one}?small"), desk.get(whole_one)
    assert (small.headers["Content-Type"], whole.headers["Content-Type"]) == ("image/webp", "image/jpeg")
    assert len(body(small)) < len(body(whole)) / 2
    assert "private" in small.headers["Cache-Control"] and "immutable" in small.headers["Cache-Control"]


def test_who_may_not_see_the_ticket_sees_no_small_picture_of_it(faces: Faces, photo: str) -> None:
    assert faces.as_("coordinator_gz").get(f"/desk/tickets/{faces.number}/files/{photo}?small").status_code == 404
    assert Client().get(f"/desk/tickets/{faces.number}/files/{photo}?small").status_code == 302


def test_a_customer_sees_it_by_his_link(faces: Faces, photo: str) -> None:
    token = links.ticket_token(ticket_on(faces.number, seen_by=SYSTEM).pk, clock.now())
    answer = Client().get(f"/p/{token}/files/{photo}?small")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp") and body(answer)


def test_a_picture_whose_bytes_are_lost_breaks_neither_its_address_nor_the_page(faces: Faces, photo: str) -> None:
    place_of(photo).unlink()

    assert faces.as_("coordinator").get(f"/desk/tickets/{faces.number}").status_code == 200
    for ending in ("", "?small"):
        assert faces.as_("coordinator").get(f"/desk/tickets/{faces.number}/files/{photo}{ending}").status_code == 404
