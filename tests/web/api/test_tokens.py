"""Tokens and sessions: who calls, what for, how long."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from baoxiu.directory import actions as directory
from baoxiu.journal.models import Answered
from procedures.house import House
from web.api.caller import NOON, REPORT, ROOT, Program


def made(api: Program, *, key: str = "", **given: object) -> Program:
    """A program with a token that `api` made."""
    headers = {"Idempotency_Key": key} if key else {}
    answer = api.post("/tokens", {"name": "door", "scopes": ["read"], **given}, **headers)
    assert answer.status == 201, answer.body
    return Program(api.house, api.person, secret=answer.body["secret"])


def test_a_token_made_by_a_token_works_and_its_secret_is_never_shown_again(api: Program) -> None:
    other = made(api, key="k-1")

    assert other.get("/tickets").status == 200
    assert other.secret not in json.dumps(api.get("/tokens").body)
    assert other.secret not in json.dumps(list(Answered.objects.values_list("answer", flat=True)))


def test_a_token_hands_on_no_scope_it_does_not_have(api: Program) -> None:
    reader = made(api, scopes=["read"])

    refused = reader.post("/tokens", {"name": "more", "scopes": ["read", "run"]})

    assert (refused.status, refused.code) == (403, "scope_missing")


def test_a_token_hands_on_no_longer_life_than_its_own(api: Program, house: House) -> None:
    short = made(api, expires_at=house.at("2026-03-03 12:00").isoformat())

    longer = short.post("/tokens", {"name": "long", "scopes": ["read"], "expires_at": house.at("2026-03-04 12:00").isoformat()})
    unsaid = short.post("/tokens", {"name": "same", "scopes": ["read"]})

    assert (longer.status, longer.code, longer.body["field"]) == (403, "token_outlived", "expires_at")
    assert unsaid.body["expires_at"] == "2026-03-03T04:00:00Z"


def test_an_expired_token_an_ended_one_and_one_of_somebody_who_left_are_strangers(api: Program, house: House) -> None:
    short = made(api, expires_at=(house.at(NOON) + timedelta(hours=1)).isoformat())
    ended = made(api)
    api.ask("DELETE", f"/tokens/{api.get('/tokens').body[0]['id']}")
    api.at("2026-03-02 13:00")

    for program in (short, ended):
        answer = program.get("/tickets")
        assert (answer.status, answer.code, answer.headers["WWW-Authenticate"]) == (401, "login_needed", "Bearer")
    directory.set_active(api.person, False, by=house.actor("system"), at=house.at(NOON))
    assert api.get("/tickets").status == 401


def test_nobody_ends_the_token_of_somebody_else(api: Program, house: House) -> None:
    other = Program(house, house.people["engineer"])
    theirs = other.get("/tokens").body[0]["id"]

    assert api.ask("DELETE", f"/tokens/{theirs}").status == 404
    assert other.get("/tokens").status == 200


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "bx_abc", "Bearer \x00", "Bearer é"])
def test_no_token_or_a_wrong_one_is_401_and_says_how_to_log_in(api: Program, said: str) -> None:
    answer = api.get("/tickets", Authorization=said)

    assert (answer.status, answer.code, answer.headers["WWW-Authenticate"]) == (401, "login_needed", "Bearer")


def test_a_session_reads_and_writes_with_its_csrf_token_and_not_without(api: Program) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(api.person)
    browser.get(f"{ROOT}/docs")
    csrf = browser.cookies["csrftoken"].value
    body = json.dumps(REPORT)

    read = browser.get(f"{ROOT}/tickets")
    bare = browser.post(f"{ROOT}/reports", body, content_type="application/json")
    with_it = browser.post(f"{ROOT}/reports", body, content_type="application/json", headers={"X-CSRFToken": csrf})

    assert (read.status_code, bare.status_code, bare.json()["code"], with_it.status_code) == (200, 403, "csrf_missing", 201)


def test_a_token_needs_no_csrf_token_even_beside_a_session(api: Program) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(api.person)
    said = {"Authorization": f"Bearer {api.secret}"}

    assert browser.post(f"{ROOT}/reports", json.dumps(REPORT), content_type="application/json", headers=said).status_code == 201


def test_a_form_sent_by_a_session_where_json_is_read_is_refused_by_its_kind(api: Program) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(api.person)
    browser.get(f"{ROOT}/docs")

    answer = browser.post(f"{ROOT}/reports", {"text": "x", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value})

    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_media_type")
