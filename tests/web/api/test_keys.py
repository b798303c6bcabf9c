"""An Idempotency-Key on every write: the same request is answered again, never done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from pictures import PNG
from web.api.caller import ROOT, Answer, Program


def upload(api: Program, number: str, content: bytes, name: str = "a.png", **headers: str) -> Answer:
    """Add a file to a ticket."""
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile(name, content), "purpose": "photo"})
    said = {"Authorization": f"Bearer {api.secret}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    response = api.client.generic("POST", f"{ROOT}/tickets/{number}/files", body, content_type=MULTIPART_CONTENT, headers=said)
    return Answer(response.status_code, response.headers, response.json())


def _report(api: Program, other: bool) -> Answer:
    return api.report(text="别的" if other else "开机无显示", key="k-1")


def _run(api: Program, other: bool) -> Answer:
    number = api.get("/tickets").body["items"][0]["number"]
    return api.post(f"/tickets/{number}/commands/download", {"form": {"x": 1} if other else {}}, Idempotency_Key="k-1")


def _late(api: Program, other: bool) -> Answer:
    number = api.get("/tickets").body["items"][0]["number"]
    moment = "2026-03-02T11:30:00+08:00" if other else "2026-03-02T11:40:00+08:00"
    return api.post(f"/tickets/{number}/commands/download", {"happened_at": moment}, Idempotency_Key="k-1")


def _file(api: Program, other: bool) -> Answer:
    number = api.get("/tickets").body["items"][0]["number"]
    return upload(api, number, PNG + (b"other" if other else b""), Idempotency_Key="k-1")


def _token(api: Program, other: bool) -> Answer:
    return api.post("/tokens", {"name": "b" if other else "a", "scopes": ["read"]}, Idempotency_Key="k-1")


def _end(api: Program, other: bool) -> Answer:
    ids = [each["id"] for each in api.get("/tokens").body if each["name"] == "old"]
    return api.ask("DELETE", f"/tokens/{ids[1] if other else ids[0]}", Idempotency_Key="k-1")


WRITES: dict[str, Callable[[Program, bool], Answer]] = {
    "file_report": _report,
    "run_command": _run,
    "run_command, when it happened": _late,
    "add_file": _file,
    "make_token": _token,
    "end_token": _end,
}


@pytest.fixture
def prepared(api: Program) -> Program:
    """A program with a ticket and two old tokens."""
    api.report()
    for _ in range(2):
        api.post("/tokens", {"name": "old", "scopes": ["read"]})
    return api


@pytest.mark.parametrize("write", WRITES)
def test_the_same_key_with_the_same_body_is_answered_as_before_and_nothing_is_done(prepared: Program, write: str) -> None:
    first = WRITES[write](prepared, False)
    before = _everything(prepared)

    again = WRITES[write](prepared, False)

    assert 200 <= first.status < 300, first.body
    assert (again.status, again.body) == (first.status, first.body)
    assert _everything(prepared) == before


@pytest.mark.parametrize("write", WRITES)
def test_the_same_key_with_another_body_is_refused_and_nothing_is_done(prepared: Program, write: str) -> None:
    WRITES[write](prepared, False)
    before = _everything(prepared)

    other = WRITES[write](prepared, True)

    assert (other.status, other.code) == (409, "key_used_differently")
    assert _everything(prepared) == before


def test_every_write_of_the_document_is_among_these(api: Program) -> None:
    paths = api.get("/openapi.json").body["paths"]
    writes = {each["operationId"] for path in paths.values() for method, each in path.items() if method != "get"}

    assert writes == {name.partition(",")[0] for name in WRITES}


def test_a_refusal_is_no_answer_to_keep_so_the_key_may_be_used_again(api: Program) -> None:
    number = api.report().body["number"]
    refused = api.run(number, "download", {"no_such": 1}, Idempotency_Key="k-2")

    done = api.run(number, "download", {}, Idempotency_Key="k-2")

    assert (refused.status, done.status) == (422, 200)


def test_two_people_may_use_the_same_key(api: Program) -> None:
    other = Program(api.house, api.house.people["cc_agent"])

    assert api.report(key="k-3").body["number"] != other.report(key="k-3").body["number"]


def _everything(api: Program) -> Any:
    tickets = [(each["number"], each["version"]) for each in api.get("/tickets?order=recent").body["items"]]
    files = [api.get(f"/tickets/{number}/files").body for number, _ in tickets]
    return tickets, files, api.get("/tokens").body
