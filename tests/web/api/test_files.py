"""Files on a ticket: kept by content, judged by content, given back as they came."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from pictures import PNG
from web.api.caller import Program
from web.api.test_keys import upload


@pytest.fixture
def number(api: Program) -> str:
    """A ticket."""
    found: str = api.report().body["number"]
    return found


def test_a_photo_is_kept_listed_told_in_the_events_and_given_back_as_it_came(api: Program, number: str) -> None:
    added = upload(api, number, PNG, "漏水 前.png")
    (listed,) = api.get(f"/tickets/{number}/files").body

    assert (added.status, added.body) == (201, listed)
    assert (listed["name"], listed["media_type"], listed["size"]) == ("漏水 前.png", "image/png", len(PNG))
    content = api.get(f"/tickets/{number}/files/{listed['id']}")
    assert (content.body, content.headers["Content-Type"]) == (PNG, "image/png")
    assert content.headers["Content-Disposition"].startswith("attachment") and content.headers["X-Content-Type-Options"] == "nosniff"
    assert api.get(f"/tickets/{number}/events").body["items"][-1]["type"] == "FileAdded"


def test_the_same_content_twice_is_one_file(api: Program, number: str) -> None:
    first, again = upload(api, number, PNG), upload(api, number, PNG, "other name.png")

    assert first.body["id"] == again.body["id"] and len(api.get(f"/tickets/{number}/files").body) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "a\x00b.png", "C:\\evil.png", "长" * 300 + ".png", '"><script>.png'])
def test_a_name_is_only_a_name(api: Program, number: str, name: str) -> None:
    added = upload(api, number, PNG, name)

    assert added.status == 201 and "/" not in added.body["name"] and "\\" not in added.body["name"] and len(added.body["name"]) <= 200
    assert api.get(f"/tickets/{number}/files/{added.body['id']}").body == PNG


@pytest.mark.parametrize(
    "content,status,code",
    [
        (b"", 422, "file_empty"),
        (b"MZ\x90\x00" + b"\x00" * 100, 415, "file_type_not_allowed"),
        (b"<html><script>alert(1)</script></html>", 415, "file_type_not_allowed"),
        (b"PK\x03\x04 not an archive", 415, "file_type_not_allowed"),
    ],
)
def test_what_is_empty_or_of_a_kind_not_taken_is_refused(api: Program, number: str, content: bytes, status: int, code: str) -> None:
    refused = upload(api, number, content, "photo.png")

    assert (refused.status, refused.code) == (status, code)
    assert api.get(f"/tickets/{number}/files").body == []


def test_a_file_over_the_limit_is_refused_and_not_kept(api: Program, number: str, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 1000

    refused = upload(api, number, PNG + b"\x00" * 1000)

    assert (refused.status, refused.code) == (413, "file_too_large")
    assert not [each for each in settings.FILES.rglob("*") if each.is_file()]


def test_a_file_is_found_under_its_own_ticket_only(api: Program, number: str) -> None:
    kept = upload(api, number, PNG).body["id"]
    other = api.report(text="别的").body["number"]

    assert api.get(f"/tickets/{other}/files/{kept}").status == 404


def test_a_form_without_a_file_is_malformed(api: Program, number: str) -> None:
    answer = api.post(f"/tickets/{number}/files", {"purpose": "x"})

    assert (answer.status, answer.code, answer.body["errors"][0]["where"]) == (422, "malformed", ["file", "file"])
