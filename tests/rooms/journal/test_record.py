"""The record: append-only, chained, and proven whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.journal import Happened, actions, queries
from baoxiu.journal.events import reacts, subject_of
from baoxiu.journal.models import Event
from baoxiu.project import database
from baoxiu.project.command import main

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CLERK = Actor(id=7, name="周小姐", kind="person", organisation_id=1)

pytestmark = pytest.mark.django_db


def happened(subject: UUID, type_: str = "Noted", at: datetime = AT, **data: Any) -> Happened:
    return Happened(type_, subject, 1, at, CLERK, data, door="desk", role="cc_agent")


def chain(*types: str) -> UUID:
    subject = uuid4()
    actions.record(*(happened(subject, type_, AT + timedelta(minutes=k), place=k) for k, type_ in enumerate(types)))
    return subject


@contextmanager
def behind_the_products_back() -> Iterator[Any]:
    """What the owner of the database can do: put the guards to sleep."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER USER")


def found(subject: UUID) -> list[tuple[int, str]]:
    return [(one.seq, one.what) for one in queries.find_tampering() if one.subject == subject]


def test_events_stand_in_order_with_who_when_and_through_which_door() -> None:
    subject = chain("Reported", "Dispatched", "Done")

    events = list(queries.timeline(subject))

    assert [(e.seq, e.type) for e in events] == [(1, "Reported"), (2, "Dispatched"), (3, "Done")]
    assert {(e.actor_name, e.role, e.door) for e in events} == {("周小姐", "cc_agent", "desk")}
    assert events[2].data == {"place": 2}


@pytest.mark.parametrize("sql", ["UPDATE journal_event SET type = 'x'", "DELETE FROM journal_event", "TRUNCATE journal_event"])
def test_the_database_itself_refuses_to_change_an_event(sql: str) -> None:
    subject = chain("Reported")

    with pytest.raises((InternalError, IntegrityError), match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert queries.timeline(subject).get().type == "Reported"


@pytest.mark.parametrize("sql", ["UPDATE {} SET type = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_a_part_of_the_journal_refuses_as_well(sql: str) -> None:
    actions.ensure_partitions(AT.date(), AT.date())
    chain("Reported")

    with pytest.raises((InternalError, IntegrityError), match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("journal_event_2026_03"))


def test_a_whole_chain_is_found_whole() -> None:
    subject = chain("Reported", "Dispatched", "Done")

    assert found(subject) == []


COLUMNS = {
    "type": "'Undone'",
    "at": "at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 second'",
    "organisation_id": "2",
    "actor_id": "8",
    "actor_name": "'林小姐'",
    "role": "'region'",
    "door": "'api'",
    "data": "'{\"place\": 9}'",
    "hash": "sha256('x')",
}


@pytest.mark.parametrize(("column", "value"), COLUMNS.items())
def test_any_column_changed_by_hand_is_found_and_the_event_named(column: str, value: str) -> None:
    subject = chain("Reported", "Dispatched", "Done")

    with behind_the_products_back() as cursor:
        cursor.execute(f"UPDATE journal_event SET {column} = {value} WHERE ticket_id = %s AND seq = 2", [subject])

    assert found(subject) == [(2, "changed")]


def test_an_event_removed_from_the_middle_is_missed() -> None:
    subject = chain("Reported", "Dispatched", "Done")

    with behind_the_products_back() as cursor:
        cursor.execute("DELETE FROM journal_event WHERE ticket_id = %s AND seq = 2", [subject])

    assert found(subject) == [(3, "removed")]


@pytest.mark.parametrize(("kept", "expected"), [(1, [(1, "cut_off")]), (0, [(0, "cut_off")])])
def test_an_end_that_was_cut_off_is_missed(kept: int, expected: list[tuple[int, str]]) -> None:
    subject = chain("Reported", "Dispatched", "Done")

    with behind_the_products_back() as cursor:
        cursor.execute("DELETE FROM journal_event WHERE ticket_id = %s AND seq > %s", [subject, kept])

    assert found(subject) == expected


def test_an_event_slipped_in_is_found_even_with_a_right_hash() -> None:
    subject = chain("Reported", "Done")

    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO journal_event SELECT ticket_id, seq + 1, at, recorded_at, organisation_id, type, actor_id, actor_name, role,
               door, data, journal_hash(hash, ticket_id, seq + 1, type, at, recorded_at, organisation_id, actor_id, actor_name, role,
               door, data) FROM journal_event WHERE ticket_id = %s AND seq = 2""",
            [subject],
        )

    assert found(subject) == [(3, "slipped_in")]


def test_a_chain_nobody_knows_is_found() -> None:
    subject = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_event VALUES (%s, 1, now(), now(), 1, 'X', null, 'x', '', 'x', '{}',"
            " journal_hash(null, %s, 1, 'X', now(), now(), 1, null, 'x', '', 'x', '{}'))",
            [subject, subject],
        )

    assert found(subject) == [(1, "slipped_in")]


def test_an_event_moved_to_another_time_twice_in_a_row_is_found() -> None:
    subject = chain("Reported", "Done")

    with behind_the_products_back() as cursor:
        cursor.execute(
            "INSERT INTO journal_event SELECT ticket_id, seq, at + interval '1 day', recorded_at, organisation_id, type, actor_id,"
            " actor_name, role, door, data, hash FROM journal_event WHERE ticket_id = %s AND seq = 1",
            [subject],
        )

    assert found(subject) == [(1, "doubled")]


def test_a_later_event_rewritten_with_a_right_hash_breaks_the_end() -> None:
    subject = chain("Reported", "Done")

    with behind_the_products_back() as cursor:
        cursor.execute(
            """UPDATE journal_event e SET type = 'Undone', hash = journal_hash(p.hash, e.ticket_id, e.seq, 'Undone', e.at, e.recorded_at,
               e.organisation_id, e.actor_id, e.actor_name, e.role, e.door, e.data)
               FROM journal_event p WHERE p.ticket_id = e.ticket_id AND p.seq = 1 AND e.ticket_id = %s AND e.seq = 2""",
            [subject],
        )

    assert found(subject) == [(2, "other_end")]


def test_what_was_found_is_said_in_words() -> None:
    subject = chain("Reported")
    with behind_the_products_back() as cursor:
        cursor.execute("UPDATE journal_event SET actor_name = 'x' WHERE ticket_id = %s", [subject])

    (one,) = queries.find_tampering()

    assert f"{subject}: event 1 (Reported, 2026-03-02T" in one.say("en")
    assert "已被改动" in one.say("zh")


def test_the_command_says_so_and_ends_above_zero(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    subject = chain("Reported", "Done")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr(database, "opened", lambda _given: nullcontext())
    assert main(["verify"]) == 0

    with behind_the_products_back() as cursor:
        cursor.execute("UPDATE journal_event SET data = '{}' WHERE ticket_id = %s AND seq = 1", [subject])

    assert main(["verify"]) == 1
    assert f"{subject}: event 1 (Reported" in capsys.readouterr().err


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/St_Johns"])
def test_the_zone_of_the_session_does_not_matter(zone: str) -> None:
    subject = chain("Reported", "Done")

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true), set_config('DateStyle', 'German', true)", [zone])

    assert found(subject) == []


def test_an_old_report_finds_its_place_before_its_month_exists() -> None:
    old = datetime(2017, 1, 31, 23, 59, 59, 999999, tzinfo=UTC)
    subject = uuid4()
    actions.record(happened(subject, at=old))

    made = actions.ensure_partitions(datetime(2016, 12, 1, tzinfo=UTC).date(), datetime(2017, 2, 28, tzinfo=UTC).date())

    assert made == 2  # January stays where it lies
    assert found(subject) == []
    assert queries.timeline(subject).get().at == old


def test_parts_are_made_once_and_take_their_month() -> None:
    first, last = datetime(2031, 1, 15, tzinfo=UTC).date(), datetime(2031, 3, 1, tzinfo=UTC).date()
    assert actions.ensure_partitions(first, last) == 3
    assert actions.ensure_partitions(first, last) == 0

    subject = uuid4()
    actions.record(happened(subject, at=datetime(2031, 2, 28, 23, 0, tzinfo=UTC)))

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM journal_event WHERE ticket_id = %s", [subject])
        assert cursor.fetchone() == ("journal_event_2031_02",)


def test_reactions_run_in_the_transaction_that_records() -> None:
    seen: list[Happened] = []
    subject = uuid4()

    @reacts(to="StormBroke")
    def on_storm_broke(event: Happened) -> str:
        seen.append(event)
        if event.data.get("fails"):
            raise RuntimeError("the reaction fails")
        return "answered"

    assert actions.record(happened(subject, "StormBroke")) == ("answered",)
    with pytest.raises(RuntimeError):
        actions.record(happened(subject, "StormBroke", fails=True))

    assert len(seen) == 2
    assert queries.timeline(subject).count() == 1
    assert found(subject) == []


def test_a_subject_has_the_same_chain_for_ever() -> None:
    assert subject_of("directory", 4) == subject_of("directory", 4) != subject_of("directory", 5)


def test_times_money_and_words_are_kept_as_they_are() -> None:
    subject = uuid4()
    data = {"zh": "水管“爆裂”\n", "amount": "35.10", "deep": [{"x": None}], "emoji": "🔧"}
    actions.record(Happened("Noted", subject, 1, AT, SYSTEM, data))

    kept = Event.objects.get(ticket_id=subject)
    assert json.loads(json.dumps(kept.data)) == data
    assert found(subject) == []
