"""Rows 1 and 2: commands and reports over HTTP, beside pgbench with the same statements and, for commands, the ORM twin."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.db import connection

from baoxiu.directory.queries import people
from baoxiu.intake.actions import file_report
from baoxiu.journal import clock
from baoxiu.tickets.actions import calls, run_command
from bench.clocks import Row
from bench.ground import CONNECTIONS, pgbench, serving
from bench.load import Measured, post
from bench.stage import PROCEDURE, SAID, Stage

TICKETS = 3200
COMMAND = "fix_time"  # a list entry, a clock stopped or laid anew, an SMS, an event, a key

SETUP = """
CREATE TABLE bench_ticket (n int PRIMARY KEY, id uuid, number text);
CREATE TABLE bench_payload (what text PRIMARY KEY, body jsonb);
CREATE FUNCTION bench_move(which int, key text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT replace(p.body::text, '00000000-0000-7000-8000-000000000000', t.id::text)::jsonb
    || jsonb_build_object('key', key) FROM bench_payload p, bench_ticket t WHERE p.what = 'move' AND t.n = which $$;
"""
MOVE = r"""
{who}
\set n random(1, {each})
\set t :n + :client_id * {each}
\set k random(1, 2000000000)
SELECT (r -> 'ticket' ->> 'version')::int AS base, (r -> 'ticket' ->> 'seq')::int AS seq
  FROM tickets_read((SELECT id FROM bench_ticket WHERE n = :t::int), NULL, NULL, 'person:1', 'k' || :k::text) AS r \gset
SELECT tickets_write(jsonb_set(jsonb_set(bench_move(:t::int, 'k' || :k::text || '-' || :client_id::text),
  '{{steps,0,moved,0,base}}', to_jsonb(:base::int)), '{{steps,0,moved,0,seq}}', to_jsonb(:seq::int + 1)));
"""
FILE = r"""
{who}
\set k random(1, 2000000000)
SELECT intake_look({organisation}, '+8613800138000', NULL, NULL, 'person:1', 'k' || :k::text);
SELECT tickets_write(
    replace(replace(replace(body::text, '{request}', u), '{ticket}', v), '{key}', 'k' || :k::text || '-' || :client_id::text)::jsonb)
  FROM bench_payload, bench_id(:client_id::int, :k::int) AS u, bench_id(:client_id::int + 100, :k::int) AS v WHERE what = 'report';
"""
ID = """
CREATE FUNCTION bench_id(client int, k int) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT md5(client || '/' || k || clock_timestamp()::date)::uuid::text $$;
"""


def measure(stage: Stage, url: str) -> Row:
    """Row 1: the ratio to pgbench is the figure; beside it the rates, the twin, and the tail."""
    tickets = stage.tickets(TICKETS)
    _keep(tickets, _payload_of_move(stage, tickets[0][0]))
    ours, twins = _over_http(stage, tickets, "baoxiu.project.asgi:application"), _over_http(stage, tickets, "bench.twin:application")
    limit = pgbench(url, MOVE.format(who=_who(stage), each=TICKETS // CONNECTIONS))
    beside = {
        "commands/s": ours.rate,
        "pgbench/s": limit,
        "ORM twin/s": twins.rate,
        "times the twin": ours.rate / twins.rate,
        "p50 ms": ours.p50,
        "p99 ms": ours.p99,
        "p99 / p50": ours.p99 / ours.p50,
        "refused": ours.refused + twins.refused,
    }
    return Row(
        1,
        "commands over HTTP, whole and durable, of pgbench with the same statements",
        ours.rate / limit,
        "×",
        0.4,
        beside,
        more_is_better=True,
    )


def measure_reports(stage: Stage, url: str) -> Row:
    """Row 2: reports filed over HTTP, beside pgbench with the same statements."""
    script = _file_script(stage)
    with serving() as port:
        ours = post(port, stage.token, lambda place: ("/api/v1/reports", _report(stage, place)))
    limit = pgbench(url, script)
    beside = {"reports/s": ours.rate, "pgbench/s": limit, "p50 ms": ours.p50, "p99 ms": ours.p99, "refused": float(ours.refused)}
    return Row(2, "reports filed over HTTP, of pgbench with the same statements", ours.rate / limit, "×", 0.35, beside, more_is_better=True)


def _over_http(stage: Stage, tickets: list[tuple[str, str]], application: str) -> Measured:
    ahead = (clock.now() + timedelta(days=1)).isoformat()
    each = TICKETS // CONNECTIONS

    def ask(place: int) -> tuple[str, dict[str, Any]]:
        which = (place % CONNECTIONS) * each + (place // CONNECTIONS) % each  # each connection has tickets of its own
        return f"/api/v1/tickets/{tickets[which][1]}/commands/{COMMAND}", {"form": {"appointment_at": ahead}}

    with serving(application) as port:
        return post(port, stage.token, ask)


def _report(stage: Stage, place: int) -> dict[str, Any]:
    answers = {**SAID, "address": f"{place % 40 + 1} 栋 {place}"}
    return {
        "unit": stage.centre.code,
        "procedure": PROCEDURE,
        "text": "厨房水龙头漏水",
        "reporter_phone": "13800138000",
        "answers": answers,
    }


def _who(stage: Stage) -> str:
    """The statement that says who acts, as both sides ask it."""
    given = {"hash": f"'{people.token_hash(stage.token)}'", "at": "now()", "day": "current_date"}
    return " ".join((people.BY_TOKEN % given).split()) + ";"


def _captured(where: Any, name: str, does: Callable[[], object]) -> Any:
    """What `does` hands to a writer, in a transaction that is rolled back."""
    from django.db import transaction

    kept: list[Any] = []
    real = getattr(where, name)

    def keep(given: Any) -> Any:
        kept.append(json.loads(calls.packed(given)))
        return real(given)

    with transaction.atomic(), patch.object(where, name, keep):
        does()
        transaction.set_rollback(True)
    return kept[0]


def _payload_of_move(stage: Stage, ticket: str) -> Any:
    form = {"appointment_at": (clock.now() + timedelta(days=1)).isoformat()}
    for place in (1, 2):  # the second time is the steady one: from 'appointed', the clock laid anew
        run_command(ticket, COMMAND, form, by=stage.by, at=clock.now(), key=f"first-{place}")
    payload = _captured(calls, "write", lambda: run_command(ticket, COMMAND, form, by=stage.by, at=clock.now(), key="second"))
    return json.loads(json.dumps(payload).replace(ticket, "00000000-0000-7000-8000-000000000000"))


def _keep(tickets: list[tuple[str, str]], payload: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SETUP)
        cursor.executemany(
            "INSERT INTO bench_ticket VALUES (%s, %s, %s)", [(n + 1, id_, number) for n, (id_, number) in enumerate(tickets)]
        )
        cursor.execute("INSERT INTO bench_payload VALUES ('move', %s)", [json.dumps(payload)])


def _file_script(stage: Stage) -> str:
    given = {**_report(stage, 1), "unit": stage.centre}
    file_report(given, by=stage.by, at=clock.now(), key="warm", door="api")  # the customer is known from now on
    payload = _captured(calls, "write", lambda: file_report(given, by=stage.by, at=clock.now(), key="bench-key", door="api"))
    opened = payload["steps"][0]["opened"][0]
    body = json.dumps(payload).replace(opened["request_id"], "REQUEST").replace(opened["id"], "TICKET")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_payload (what text PRIMARY KEY, body jsonb)")
        cursor.execute(ID)
        cursor.execute("INSERT INTO bench_payload VALUES ('report', %s)", [body])
    return FILE.format(who=_who(stage), organisation=stage.root.pk, request="REQUEST", ticket="TICKET", key="bench-key")
