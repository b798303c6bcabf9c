"""Bodies and addresses as strangers send them: clear words, right status, nothing changed."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from web.api.caller import ROOT, Program

BODIES = {
    "not JSON": b"{text: 1}",
    "cut short": b'{"text": "a',
    "GBK": '{"text": "厨房漏水"}'.encode("gbk"),
    "NUL": b'{"text": "a\\u0000b"}',
    "half a character": b'{"text": "\\ud83d"}',
    "NaN": b'{"latitude": NaN}',
    "infinite": b'{"latitude": 1e999}',
    "endless number": b'{"answers": {"n": ' + b"9" * 5000 + b"}}",
    "deep": b'{"answers": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    "deep objects": b'{"answers": ' + b'{"a":' * 40 + b"1" + b"}" * 41,
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_cannot_be_read_or_kept_is_refused(api: Program, kind: str) -> None:
    answer = api.post("/reports", BODIES[kind])

    assert (answer.status, answer.code) == (400, "not_json")
    assert api.get("/tickets").body["items"] == []


@pytest.mark.parametrize("text", ["𠮷野家的龘龘 🚰", "\u202eطلب\u202c", "a\"b\\c'; DROP TABLE x; --", "é" * 2000, "\\u0000"])
def test_rare_characters_are_kept_as_they_came_and_found_again(api: Program, text: str) -> None:
    number = api.report(text=text).body["number"]

    assert api.get(f"/tickets/{number}").body["fields"]["fault"] == text


@pytest.mark.parametrize("words", ["'", "\\", ":*", "a & | !", "<->", "%", "\u202e", "🚰", "((((", "\x00"])
def test_searching_for_anything_at_all_ends_well(api: Program, words: str) -> None:
    assert api.get(f"/tickets?q={quote(words)}").status == (422 if words == "\x00" else 200)


@pytest.mark.parametrize(
    "cursor", ["x", "WyJpbmZpbml0eSIsICJ4Il0", "WzEsMl0", "W1tbW1tbW1tbW1tbW1tb", "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjAwIiwgIngiXQ"]
)
def test_a_cursor_nobody_gave_is_refused(api: Program, cursor: str) -> None:
    answer = api.get(f"/tickets?cursor={cursor}")

    assert (answer.status, answer.code) == (422, "malformed")


@pytest.mark.parametrize(
    "query",
    ["holder=9223372036854775808", "holder=0", "holder=10.0", "size=+5", "size=1_0", "size=0", "size=201", "clock=never", "order=1"],
)
def test_a_filter_out_of_its_range_is_malformed(api: Program, query: str) -> None:
    answer = api.get(f"/tickets?{query}")

    assert (answer.status, answer.code) == (422, "malformed")
    assert answer.body["errors"][0]["where"][0] == "query"


def test_a_filter_the_api_does_not_know_is_named_not_ignored(api: Program) -> None:
    answer = api.get("/tickets?colour=red")

    assert (answer.status, answer.code) == (422, "malformed")
    assert "colour" in answer.body["detail"]


@pytest.mark.parametrize(
    "body", [[], 1, "x", None, {"unknown": 1}, {"text": 5}, {"latitude": 91}, {"text": "x" * 20_001}, {"channel": "fax"}]
)
def test_a_report_of_another_shape_is_malformed_and_told_where(api: Program, body: object) -> None:
    answer = api.post("/reports", body)

    assert (answer.status, answer.code) == (422, "malformed")
    assert answer.body["errors"][0]["where"][0] == "body"


def test_a_time_far_out_is_malformed(api: Program) -> None:
    number = api.report().body["number"]

    for moment in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-03-02T12:00:00"):
        assert api.post(f"/tickets/{number}/commands/download", {"happened_at": moment}).status == 422


def test_another_media_type_is_refused_by_name(api: Program) -> None:
    said = {"Authorization": f"Bearer {api.secret}"}
    kind = "application/x-www-form-urlencoded"

    response = api.client.generic("POST", f"{ROOT}/reports", "text=x", content_type=kind, headers=said)

    assert (response.status_code, response.json()["code"]) == (415, "wrong_media_type")
    assert kind in response.json()["detail"]


def test_a_body_larger_than_any_report_is_refused_unread(api: Program) -> None:
    answer = api.post("/reports", b'{"text": "' + b"x" * 1_100_000 + b'"}')

    assert (answer.status, answer.code) == (413, "too_large")


def test_another_method_is_refused_with_those_that_are_allowed(api: Program) -> None:
    answer = api.ask("PUT", "/tokens")

    assert (answer.status, answer.code, answer.headers["Allow"]) == (405, "wrong_method", "GET, POST")


@pytest.mark.parametrize("path", ["/nothing", "/tickets/a/b/c/d", "/../v2/reports"])
def test_an_address_the_api_does_not_have_is_a_problem_too(api: Program, path: str) -> None:
    answer = api.get(path)

    assert (answer.status, answer.code, answer.headers["Content-Type"]) == (404, "not_found", "application/problem+json")
