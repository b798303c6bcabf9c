"""Every operation of the document, generated: strangers, tokens without the scope, and other organisations are refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.web.api.v1 import api as described
from baoxiu.web.api.who import EVERY
from pictures import PNG
from procedures.house import House
from web.api.caller import ALL, REPORT, ROOT, Program
from web.api.test_keys import upload

BODIES: dict[str, Any] = {
    "file_report": REPORT,
    "run_command": {"form": {}},
    "make_token": {"name": "x", "scopes": ["read"]},
}


def operations() -> Iterator[Any]:
    """Each operation: its id, method, path and the scope it needs."""
    for path, methods in described.get_openapi_schema(path_prefix=f"{ROOT}/")["paths"].items():
        for method, operation in methods.items():
            scope = next(each["Token"][0] for each in operation["security"] if "Token" in each)
            yield pytest.param(operation["operationId"], method.upper(), path.removeprefix(ROOT), scope, id=operation["operationId"])


every_operation = pytest.mark.parametrize("name,method,path,scope", list(operations()))


@every_operation
def test_a_stranger_is_refused_before_anything_is_read(db: None, name: str, method: str, path: str, scope: str) -> None:
    address = ROOT + path.format(number="x", name="y", key="z", file_id="1", token_id="1")
    answer = Client().generic(method, address, json.dumps(BODIES.get(name, {})), content_type="application/json")

    assert (answer.status_code, answer.json()["code"], answer["WWW-Authenticate"]) == (401, "login_needed", "Bearer")


@every_operation
def test_a_token_without_the_scope_is_refused(house: House, name: str, method: str, path: str, scope: str) -> None:
    others = sorted(EVERY - {scope})
    program = Program(house, house.people["coordinator"], others)

    answer = program.ask(method, path.format(number="x", name="y", key="z", file_id="1", token_id="1"), BODIES.get(name, {}))

    assert (answer.status, answer.code) == (403, "scope_missing")
    assert scope in answer.body["detail"]


@pytest.fixture
def outsider(house: House) -> Program:
    """The program of somebody who may do everything, in another organisation."""
    root = directory.create_unit(None, level="headquarters", code="OTHER", title="别家", by=SYSTEM, at=house.began_at)
    person = directory.create_person(root, login="outsider", name="外人", by=SYSTEM, at=house.began_at)
    for role in house.pack.pack.roles:
        directory.give_post(person, root, role, by=SYSTEM, at=house.began_at)
    return Program(house, person, ALL)


@every_operation
def test_what_belongs_to_another_organisation_is_not_there(
    api: Program, outsider: Program, name: str, method: str, path: str, scope: str
) -> None:
    number = api.report().body["number"]
    given = {"number": number, "name": "download", "key": api.house.pack.pack.pack}
    file_id = upload(api, number, PNG).body["id"]
    token_id = api.get("/tokens").body[0]["id"]
    body = {**BODIES, "file_report": {**REPORT, "unit": api.house.station.code}}.get(name)
    clock = api.get(f"/tickets/{number}").body["clocks"][0]["name"]
    if name == "explain_clock":
        given["name"] = clock
    query = f"?procedure={api.house.main}&unit={api.house.station.code}" if name == "report_form" else ""

    if name == "add_file":
        answer = upload(outsider, number, PNG)
    else:
        answer = outsider.ask(method, path.format(**given, file_id=file_id, token_id=token_id) + query, body)

    if "{" in path or name in ("file_report", "report_form"):
        assert (answer.status, answer.code) == (404, "not_found")
    elif method == "GET":
        assert answer.status == 200 and number not in json.dumps(answer.body) and api.house.folder not in json.dumps(answer.body)
