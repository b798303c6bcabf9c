"""The OpenAPI document, the page to try it, and the page that tells of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from lxml import html

from baoxiu.web.api.v1 import api
from web.api.caller import ROOT
from web.api.test_schemathesis import SCHEMA

DOCS = Path(__file__).parents[3] / "docs" / "api.md"
LINE = re.compile(r"^\| `(\w+)` \| `([A-Z]+) (\S+)` \| `(\w+)` \|$", re.MULTILINE)


@pytest.fixture
def document() -> dict[str, Any]:
    """The document as callers get it."""
    found: dict[str, Any] = Client().get(f"{ROOT}/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each operation, by its id."""
    return {
        described["operationId"]: (method.upper(), path, described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    }


def test_the_document_is_valid_openapi_3_1_with_an_id_of_its_own_for_every_operation(document: dict[str, Any]) -> None:
    SCHEMA.validate()

    assert document["openapi"].startswith("3.1")
    assert len(operations(document)) == sum(len(methods) for methods in document["paths"].values()) > 10


def test_every_operation_says_who_may_call_it_and_every_refusal_is_a_problem(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert (schemes["Token"]["scheme"], schemes["Session"]["in"]) == ("bearer", "cookie")
    for _, _, described in operations(document).values():
        assert [list(each) for each in described["security"]] == [["Token"], ["Session"]]
        assert described["summary"] and described["description"]
        refused = {int(status): answer for status, answer in described["responses"].items() if int(status) >= 400}
        assert {401, 403, 422, 503} <= set(refused)
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in refused.values())


def test_every_write_tells_of_its_idempotency_key(document: dict[str, Any]) -> None:
    for method, _, described in operations(document).values():
        headers = {each["name"] for each in described["parameters"] if each["in"] == "header"}
        assert ("Idempotency-Key" in headers) is (method != "GET")


def test_what_goes_in_and_the_problem_have_an_example(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]

    assert all("example" in shapes[name] for name in ("ReportIn", "RunIn", "TokenIn", "Problem"))


def test_the_page_that_tells_of_the_api_lists_its_operations_and_no_others(document: dict[str, Any]) -> None:
    written = {name: (method, path, scope) for name, method, path, scope in LINE.findall(DOCS.read_text(encoding="utf-8"))}

    assert written == {
        name: (method, path, described["security"][0]["Token"][0]) for name, (method, path, described) in operations(document).items()
    }


def test_every_refusal_the_page_names_is_one_of_ours() -> None:
    from baoxiu.web.shared.problems import STATUS

    rows = re.findall(r"^\| (\d{3}) \|.*?\|([^|]*)\|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    named = {code: int(status) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}

    assert len(named) > 15
    assert {code: int(STATUS.get(code, 409)) for code in named} == named


def test_the_page_to_try_it_takes_everything_from_here_and_may_set_styles_and_nothing_more(db: None) -> None:
    page = Client().get(f"{ROOT}/docs")
    tree = html.fromstring(page.content)
    taken = [str(each.get("src") or each.get("href")) for each in tree.iter("script", "link") if each.get("type") != "application/json"]

    assert page.status_code == 200 and len(taken) >= 3
    assert all(each.startswith("/static/") and finders.find(each.removeprefix("/static/")) for each in taken)
    policy = page["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy and "script-src" not in policy and "default-src 'self'" in policy
    assert "unsafe-inline" not in Client().get("/login")["Content-Security-Policy"]


def test_the_document_can_be_built_again_and_again() -> None:
    assert api.get_openapi_schema(path_prefix=f"{ROOT}/") == api.get_openapi_schema(path_prefix=f"{ROOT}/")
