"""Row 15: from a command's answer to the line on other people's boards, with 500 boards open; beside it a bare NOTIFY and a bare page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from time import perf_counter
from typing import Any
from uuid import uuid4

import psycopg
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory import queries
from baoxiu.directory.models import Person, Unit
from baoxiu.intake.actions import file_reports
from baoxiu.journal import clock
from bench.clocks import Row
from bench.ground import first, serving
from bench.screens import Watched, watched
from bench.stage import Stage

BOARDS, CENTRES, EACH = 500, 48, 10  # the rest sits at the top and sees everything
COMMANDS, PAUSE = 60, 0.5
OF_ALL, PAUSE_OF_ALL = 8, 3.0
GOAL = 300.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody with a board open: where each centre is, and who is logged in."""

    centres: list[Unit]
    people: list[Person]
    sessions: list[str]


def measure(stage: Stage, url: str) -> Row:
    """p95 from a command's answer to the line redrawn on every board that may show it."""
    crowd = _crowd(stage)
    tickets = _tickets(stage, crowd, COMMANDS + OF_ALL + 2)
    with serving() as port:
        sender = _Sender(port, stage.token, tickets)
        spread = asyncio.run(watched(port, crowd.sessions, sender.send, many=COMMANDS, pause=PAUSE, reach=EACH + BOARDS - CENTRES * EACH))
        _raise_all(stage, crowd)
        whole = asyncio.run(watched(port, crowd.sessions, sender.send, many=OF_ALL, pause=PAUSE_OF_ALL, reach=BOARDS))
    beside = {**_said(spread, ""), **_said(whole, ", seen by all 500"), "bare NOTIFY p95 ms": first(_notified(url), 0.95)}
    return Row(15, "command answered → its line on other boards, p95, 500 boards open", first(spread.shown, 0.95), "ms", GOAL, beside)


def _said(found: Watched, where: str) -> dict[str, float]:
    return {
        f"shown p50 ms{where}": first(found.shown, 0.5),
        f"shown p95 ms{where}": first(found.shown, 0.95),
        f"event p50 ms{where}": first(found.heard, 0.5),
        f"event p95 ms{where}": first(found.heard, 0.95),
        f"a board's own question p95 ms{where}": first(found.redraws, 0.95),
        f"processor ms a change{where}": found.worked,
        f"missed{where}": found.missed + found.refused,
    }


def _crowd(stage: Stage) -> Crowd:
    """Centres with ten people each, twenty at the top, all logged in."""
    now = clock.now()
    centres = [
        directory.create_unit(stage.root, level="centre", code=f"L{nth}", title=f"Centre {nth}", by=SYSTEM, at=now)
        for nth in range(CENTRES)
    ]
    people = [directory.create_person(stage.root, login=f"live-{n}", name=f"Live {n}", by=SYSTEM, at=now) for n in range(BOARDS)]
    for nth, person in enumerate(people):
        where = centres[nth // EACH] if nth < CENTRES * EACH else stage.root
        directory.give_post(person, where, "service_centre", by=SYSTEM, at=now)
    doer = Person.objects.get(login="bench")
    directory.give_post(doer, stage.root, "service_centre", by=SYSTEM, at=now)
    return Crowd(centres, people, [_logged_in(person) for person in people])


def _centre(stage: Stage, nth: int) -> Unit:
    return directory.create_unit(stage.root, level="centre", code=f"L{nth}", title=f"Centre {nth}", by=SYSTEM, at=clock.now())


def _logged_in(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _tickets(stage: Stage, crowd: Crowd, many: int) -> Iterator[str]:
    """Numbers of tickets, each of another centre than the one before; each is moved once."""
    by = queries.actor_of(stage.by.id or 0)
    reports = ({**stage.report(nth), "unit": crowd.centres[nth % CENTRES]} for nth in range(max(many, 20 * CENTRES)))
    return iter([one.number for one in file_reports(reports, by=by, at=clock.now(), door="bench")])


def _raise_all(stage: Stage, crowd: Crowd) -> None:
    """From now on everybody sees everything."""
    for person in crowd.people:
        directory.give_post(person, stage.root, "service_centre", by=SYSTEM, at=clock.now())


class _Sender:
    """Runs commands one after another on a connection of its own."""

    def __init__(self, port: int, token: str, tickets: Iterator[str]) -> None:
        self.port, self.token, self.tickets = port, token, tickets
        self.once, self.nth = uuid4().hex, count()

    async def send(self) -> str:
        """The next ticket's command; its number, once it is answered."""
        number = next(self.tickets)
        form = {"form": {"appointment_at": (clock.now() + timedelta(days=1)).isoformat()}}
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(self._request(f"/api/v1/tickets/{number}/commands/fix_time", form))
        answer = await reader.readuntil(b"\r\n\r\n")
        writer.close()
        if b" 200 " not in answer.split(b"\r\n", 1)[0]:
            raise RuntimeError(answer.decode())
        return number

    def _request(self, path: str, body: dict[str, Any]) -> bytes:
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\nContent-Type: application/json\r\n"
        return (head + f"Idempotency-Key: {self.once}-{next(self.nth)}\r\nContent-Length: {len(content)}\r\n\r\n").encode() + content


def _notified(url: str) -> list[float]:
    """Milliseconds from a NOTIFY, committed, to whoever listens: what the database alone takes."""
    with psycopg.connect(url, autocommit=True) as told, psycopg.connect(url, autocommit=True) as tells:
        told.execute("LISTEN bench_live")
        took = []
        for _ in range(200):
            begun = perf_counter()
            tells.execute("SELECT pg_notify('bench_live', 'x')")
            next(iter(told.notifies(stop_after=1)))
            took.append((perf_counter() - begun) * 1000)
        return took
