"""Somebody's program: it calls the API with a personal token, at a time of the house."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Person
from baoxiu.journal import clock
from procedures.house import House

ROOT = "/api/v1"
ALL = ("read", "report", "run", "packs")
NOON = "2026-03-02 12:00"
REPORT: Mapping[str, Any] = {
    "text": "开机无显示",
    "reporter_name": "王女士",
    "reporter_phone": "138 0013 8000",
    "place": "3 栋 2 单元 1201",
}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> str:
        """The problem's code."""
        return str(self.body["code"])


@dataclass
class Program:
    """A program with a token."""

    house: House
    person: Person
    scopes: Sequence[str] = ALL
    language: str | None = None
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    secret: str = ""

    def __post_init__(self) -> None:
        if not self.secret:
            at = self.house.at(self.house.today + " 00:00")
            _, self.secret = directory.issue_token(self.person, "test", self.scopes, by=SYSTEM, at=at)

    def at(self, time: str) -> Program:
        """The same program, the clock moved."""
        clock.move(self.house.at(time))
        return self

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Call. `headers`: Idempotency_Key='…' stands for Idempotency-Key."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        said.setdefault("Authorization", f"Bearer {self.secret}")
        if self.language:
            said.setdefault("Accept-Language", self.language)
        given: dict[str, Any] = {} if body is None else _body(body)
        response = self.client.generic(method, ROOT + path, headers=said, **given)
        content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        is_json = "json" in response.headers.get("Content-Type", "")
        return Answer(response.status_code, response.headers, json.loads(content) if is_json and content else content)

    def get(self, path: str, **headers: str) -> Answer:
        """GET."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """POST."""
        return self.ask("POST", path, body, **headers)

    def run(self, number: str, command: str, form: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        """Run a command."""
        return self.post(f"/tickets/{number}/commands/{command}", {"form": dict(form or {})}, **headers)

    def report(self, **given: Any) -> Answer:
        """File a report that can be taken."""
        key = {"Idempotency_Key": given.pop("key")} if "key" in given else {}
        return self.post("/reports", {**REPORT, **given}, **key)


def _body(body: Any) -> dict[str, Any]:
    if isinstance(body, bytes):
        return {"data": body, "content_type": "application/json"}
    return {"data": json.dumps(body, ensure_ascii=False), "content_type": "application/json"}
