"""Row 17: the statements of forty stations for a month of 3,000 orders, drawn up in one go; beside it the proof from the events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from django.db import connection

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.settlement import Month
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as people
from baoxiu.directory.models import Unit
from baoxiu.project import founding
from baoxiu.quotes import actions, queries
from baoxiu.tickets import actions as tickets
from baoxiu.tickets import queries as standing
from bench.clocks import Row
from bench.stage import Stage

STATIONS, EACH = 40, 75
BEGAN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Shanghai
SAID = {"customer": "王女士", "phone": "+8613800138000", "fault": "不开机", "service_mode": "onsite"}
SIGNED = {"customer_signature": "M10 80C40 10 65 10 95 80"}
CLONE = """
CREATE TEMP TABLE copies ON COMMIT DROP AS
    SELECT o.id AS old, gen_random_uuid() AS id, s.id AS station, o.number || '-' || s.id || '-' || n AS number, s.id * 1000 + n AS batch
      FROM tickets_ticket o, directory_unit s, generate_series(1, %(each)s) AS n
     WHERE o.organisation_id = %(root)s AND s.organisation_id = %(root)s AND s.code LIKE 'C%%';
INSERT INTO tickets_ticket SELECT (jsonb_populate_record(t, jsonb_build_object('id', c.id, 'number', c.number, 'unit_id',
    CASE WHEN t.procedure_key = 'work-order' THEN c.station ELSE t.unit_id END))).* FROM tickets_ticket t JOIN copies c ON c.old = t.id;
INSERT INTO tickets_ticketlink (parent_id, child_id, relation)
    SELECT p.id, k.id, l.relation FROM tickets_ticketlink l JOIN copies p ON p.old = l.parent_id
      JOIN copies k ON k.old = l.child_id AND k.batch = p.batch;
INSERT INTO journal_event SELECT (jsonb_populate_record(e, jsonb_build_object('ticket_id', c.id))).*
    FROM journal_event e JOIN copies c ON c.old = e.ticket_id;
"""


def measure(_stage: Stage, _url: str) -> Row:
    """Seconds to draw up every statement of the month; beside it orders a second, and how long it takes to make them all again."""
    root = founding.found("SETTLED", "Settled", "lenovo-unified-repair", zone="Asia/Shanghai", at=BEGAN - timedelta(days=1))
    head = directory.create_unit(root, level="headquarters", code="H", title="Headquarters", by=SYSTEM, at=BEGAN)
    region = directory.create_unit(head, level="region", code="R", title="Region", by=SYSTEM, at=BEGAN)
    stations = [_station(region, f"C{nth:02d}") for nth in range(STATIONS)]
    _play(root, head, region)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(CLONE, {"root": root.pk, "each": EACH})
        cursor.execute("COMMIT; ANALYZE")
    at = datetime(2026, 4, 3, 2, 0, tzinfo=UTC)
    begun, worked = perf_counter(), process_time()
    done = actions.draw_all(Month(2026, 3), by=SYSTEM, at=at, units=stations)
    seconds, worked = perf_counter() - begun, process_time() - worked
    begun = perf_counter()
    made, differences = queries.recompute("2026-03")
    beside = {
        "statements": len(done.drawn),
        "orders": sum(len(queries.lines_of(one)) for one in done.drawn),
        "orders/s": STATIONS * EACH / seconds,
        "processor s here": worked,
        "made again in s": perf_counter() - begun,
        "made again": made,
        "differences": len(differences),
    }
    return Row(17, "statements of 40 stations, 3,000 orders, in one go", seconds, "s", 10.0, beside)


def _station(region: Unit, code: str) -> Unit:
    return directory.create_unit(region, level="station", code=code, title=f"Station {code}", by=SYSTEM, at=BEGAN)


def _hire(root: Unit, unit: Unit, role: str) -> Actor:
    person = directory.create_person(root, login=f"settled-{role}", name=role, by=SYSTEM, at=BEGAN)
    directory.give_post(person, unit, role, by=SYSTEM, at=BEGAN)
    return people.actor_of(person)


def _play(root: Unit, head: Unit, region: Unit) -> None:
    """One order of the pack, from the report to the call-back, at a station that is settled with no further."""
    own = _station(region, "OWN")
    agent, coordinator, engineer = (_hire(root, *one) for one in ((head, "cc_agent"), (own, "coordinator"), (own, "engineer")))
    id_ = tickets.open_ticket("work-order", own, SAID, by=agent, at=BEGAN).id

    def run(name: str, form: dict[str, Any], by: Actor, hours: float, ticket: object = id_) -> None:
        tickets.run_command(ticket, name, form, by=by, at=BEGAN + timedelta(hours=hours))

    run("download", {}, coordinator, 0.2)
    run("log_attempt", {"outcome": "reached"}, coordinator, 0.3)
    run("judge", {"fault_kind": "other"}, coordinator, 0.4)
    run("promise_visit", {"promised_at": (BEGAN + timedelta(hours=29)).isoformat()}, coordinator, 0.5)
    run("print", {}, coordinator, 27)
    run("depart", {"engineer": engineer.id}, coordinator, 28)
    run("write_back", {"repair_note": "完成"}, engineer, 28.2)
    run("sign", SIGNED, engineer, 28.3)
    run("solve", {}, engineer, 28.4)
    call_back = standing.seen_by(agent).get(procedure_key="call-back")
    run("record", {"repaired": "yes", "satisfied": 5}, agent, 50, call_back.number)
