"""Papers whose time is over: who proposes, who approves, what goes, and that the record stays provable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from baoxiu.acceptance import actions, queries
from baoxiu.core.errors import Malformed, NotFound
from baoxiu.journal import queries as journal
from baoxiu.journal.actions import ChainBroken
from baoxiu.journal.models import Event, Message, StoredFile
from baoxiu.project.command import verify
from baoxiu.tickets import actions as tickets
from baoxiu.tickets import queries as seen
from baoxiu.tickets.models import Ticket, TicketFile
from procedures.house import House
from rooms.acceptance.papers import PHONE, ended, keeping

LATER = "2028-03-20 09:00"


@pytest.fixture
def house(db: None, settings: Any, tmp_path: Path) -> House:
    """Owner visits, kept for a year where nothing was paid."""
    settings.FILES = tmp_path
    return keeping()


def propose(house: House, *numbers: str, at: str = LATER, by: str = "service_centre") -> Any:
    return actions.propose_disposal(numbers, "满期", by=house.actor(by), at=house.at(at))


def dispose(house: House, *numbers: str) -> Any:
    disposal = propose(house, *numbers)
    return actions.approve_disposal(disposal.pk, by=house.actor("technician"), at=house.at(LATER) + timedelta(hours=1))


@contextmanager
def behind_the_products_back() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE journal_disposed DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE journal_disposed ENABLE TRIGGER USER")


def tampered(ticket: Ticket) -> list[str]:
    return [one.what for one in journal.find_tampering() if one.subject == ticket.pk]


@pytest.mark.clause("LFR-67")
def test_papers_past_their_time_are_listed_and_no_others(house: House) -> None:
    early, late = ended(house, "2026-03-02"), ended(house, "2026-06-02")
    still = house.report(at="2026-03-03 09:00")
    actor = house.actor("service_centre")

    assert [due.ticket.number for due in queries.papers_due(actor, at=house.at("2027-03-02 23:59"))] == []
    (due,) = queries.papers_due(actor, at=house.at("2027-03-04 09:00"))
    assert (due.ticket.number, house.wall(due.since), due.clause) == (early.number, "2027-03-03 00:00", "VST-06")
    found = {one.ticket.number for one in queries.papers_due(actor, at=house.at(LATER))}
    assert found == {early.number, late.number}
    assert still.number not in found


def test_what_was_proposed_is_not_listed_again_until_it_is_declined(house: House) -> None:
    order = ended(house, "2026-03-02")
    actor = house.actor("service_centre")
    disposal = propose(house, order.number)
    assert queries.papers_due(actor, at=house.at(LATER)) == []

    actions.decline_disposal(disposal.pk, "还有纠纷", by=house.actor("technician"), at=house.at(LATER))

    assert [due.ticket.number for due in queries.papers_due(actor, at=house.at(LATER))] == [order.number]
    assert queries.disposal_on(disposal.pk, seen_by=actor).why_declined == "还有纠纷"


def test_a_disposal_before_its_date_is_refused_with_the_date(house: House) -> None:
    order = ended(house, "2026-03-02")

    with pytest.raises(actions.KeptLonger) as refused:
        propose(house, order.number, at="2027-03-02 23:00")
    assert "2027-03-03" in refused.value.say("zh")
    assert refused.value.clause == "VST-06"


def test_an_open_ticket_and_one_with_an_open_call_back_stay(house: House) -> None:
    still = house.report(at="2026-03-02 09:00")
    half = ended(house, "2026-03-02", call_back=False)

    for order in (still, half):
        with pytest.raises(tickets.StillOpen):
            propose(house, order.number)


def test_what_is_kept_for_ever_is_refused(db: None) -> None:
    house = keeping("{for_ever: true, clause: VST-06}")
    order = ended(house, "2026-03-02")

    assert queries.papers_due(house.actor("service_centre"), at=house.at("2099-01-01 00:00")) == []
    with pytest.raises(actions.KeptForEver):
        propose(house, order.number, at="2099-01-01 00:00")


def test_who_proposed_does_not_approve_nor_decline(house: House) -> None:
    disposal = propose(house, ended(house, "2026-03-02").number)

    with pytest.raises(actions.ByAnother):
        actions.approve_disposal(disposal.pk, by=house.actor("service_centre"), at=house.at(LATER))
    with pytest.raises(actions.ByAnother):
        actions.decline_disposal(disposal.pk, "x", by=house.actor("service_centre"), at=house.at(LATER))
    with pytest.raises(IntegrityError, match="disposal_by_two"), transaction.atomic():
        type(disposal).objects.filter(pk=disposal.pk).update(state="done", decided_by=disposal.proposed_by_id)


def test_only_the_roles_the_pack_names_propose_and_approve(db: None, settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path
    house = keeping("{years: 1, proposed_by: technician, approved_by: service_centre, clause: VST-06}")
    order = ended(house, "2026-03-02")
    with pytest.raises(actions.NotYours) as refused:
        propose(house, order.number, by="service_centre")
    assert "维修人员" in refused.value.say("zh")
    disposal = propose(house, order.number, by="technician")
    other = house.hire("technician", "小李", login="other")

    with pytest.raises(actions.NotYours):
        actions.approve_disposal(disposal.pk, by=house.actor(other), at=house.at(LATER))
    assert actions.approve_disposal(disposal.pk, by=house.actor("service_centre"), at=house.at(LATER)).state == "done"


def test_nothing_is_proposed_by_nobody_or_of_nothing_and_decided_twice(house: House) -> None:
    with pytest.raises(Malformed):
        propose(house)
    disposal = dispose(house, ended(house, "2026-03-02").number)
    with pytest.raises(actions.Decided):
        actions.approve_disposal(disposal.pk, by=house.actor("technician"), at=house.at(LATER))
    with pytest.raises(NotFound):
        queries.disposal_on(disposal.pk, seen_by=keeping("{years: 3}").actor("technician"))


@pytest.mark.clause("LFR-67")
def test_what_is_personal_goes_and_the_number_and_the_chain_stay(house: House) -> None:
    order = ended(house, "2026-03-02")
    kept = ended(house, "2026-04-02")
    before = Ticket.objects.get(pk=order.id)
    events = list(Event.objects.filter(ticket_id=order.id).order_by("seq"))
    dispose(house, order.number)

    ticket = Ticket.objects.get(pk=order.id)
    assert (ticket.number, ticket.state, ticket.fields, ticket.customer_id, ticket.site_id) == (before.number, before.state, {}, None, None)
    assert "disposed" in ticket.flags
    after = list(Event.objects.filter(ticket_id=order.id).order_by("seq"))
    assert [(one.seq, one.type, bytes(one.hash)) for one in after[:-1]] == [(one.seq, one.type, bytes(one.hash)) for one in events]
    assert after[-1].type == "TicketDisposed"
    assert all("form" not in one.data and "changes" not in one.data for one in after)
    assert not any(PHONE in str(one.data) or "王女士" in str(one.data) for one in after)
    assert not Message.objects.filter(ticket_id=order.id).exclude(words={}).exists()
    assert Ticket.objects.get(pk=kept.id).fields["customer"] == "王女士"


def test_every_chain_is_whole_afterwards_and_the_record_counts_what_went(house: House) -> None:
    order = ended(house, "2026-03-02")
    count = Event.objects.filter(ticket_id=order.id).count()
    disposal = dispose(house, order.number)

    assert journal.find_tampering() == []
    assert journal.count_disposed() == (1, count)
    proof = Event.objects.get(ticket_id=disposal.pk, type="PapersDisposed")
    assert set(proof.data["subjects"]) == {order.id}
    assert proof.data["numbers"] == [order.number]
    assert proof.data["proposed_by"] == house.people["service_centre"].pk


def test_verify_passes_and_says_how_many_were_disposed_of(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    dispose(house, ended(house, "2026-03-02").number)

    assert verify.check() == 0
    assert "1 chains were disposed of" in "".join(capsys.readouterr())


TAMPERINGS = {
    "UPDATE journal_event SET type = 'Undone' WHERE ticket_id = %s AND seq = 2": "left_changed",
    "UPDATE journal_event SET at = at + interval '1 day' WHERE ticket_id = %s AND seq = 2": "left_changed",
    "UPDATE journal_event SET actor_id = 99 WHERE ticket_id = %s AND seq = 2": "left_changed",
    'UPDATE journal_event SET data = data || \'{"to": "cancelled"}\' WHERE ticket_id = %s AND seq = 2': "left_changed",
    "UPDATE journal_event SET hash = sha256('x') WHERE ticket_id = %s AND seq = 2": "left_changed",
    "DELETE FROM journal_event WHERE ticket_id = %s AND seq = 2": "removed",
    "DELETE FROM journal_disposed WHERE subject = %s": "changed",
    "UPDATE journal_disposed SET digest = sha256('x') WHERE subject = %s": "left_changed",
    "UPDATE journal_disposed SET disposal = gen_random_uuid() WHERE subject = %s": "unproven",
}


@pytest.mark.parametrize(("sql", "what"), TAMPERINGS.items())
def test_whatever_is_changed_after_a_disposal_is_found(house: House, sql: str, what: str) -> None:
    order = ended(house, "2026-03-02")
    dispose(house, order.number)

    with behind_the_products_back() as cursor:
        cursor.execute(sql, [order.id])

    assert what in tampered(Ticket.objects.get(pk=order.id))


def test_emptying_events_without_a_disposal_is_found(house: House) -> None:
    order = ended(house, "2026-03-02")

    with behind_the_products_back() as cursor:
        cursor.execute("UPDATE journal_event SET data = journal_left(data) WHERE ticket_id = %s AND seq = 2", [order.id])

    assert tampered(Ticket.objects.get(pk=order.id)) == ["changed"]


def test_a_disposal_nobody_recorded_is_found(house: House) -> None:
    order = ended(house, "2026-03-02")

    with behind_the_products_back() as cursor:
        cursor.execute(
            "INSERT INTO journal_disposed SELECT ticket_id, max(seq), journal_digest_left(ticket_id, max(seq)), gen_random_uuid(), now()"
            " FROM journal_event WHERE ticket_id = %s GROUP BY ticket_id",
            [order.id],
        )
        cursor.execute("UPDATE journal_event SET data = journal_left(data) WHERE ticket_id = %s", [order.id])

    assert tampered(Ticket.objects.get(pk=order.id)) == ["unproven"]


REFUSED = [
    "UPDATE journal_event SET data = '{}' WHERE ticket_id = %s",
    "UPDATE journal_event SET data = journal_left(data), type = 'x' WHERE ticket_id = %s",
    "UPDATE journal_event SET actor_name = '' WHERE ticket_id = %s",
    "DELETE FROM journal_event WHERE ticket_id = %s",
    "DELETE FROM journal_disposed WHERE subject = %s",
    "UPDATE journal_disposed SET seq = 99 WHERE subject = %s",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_the_database_refuses_everything_else_even_of_what_was_disposed_of(house: House, sql: str) -> None:
    order = ended(house, "2026-03-02")
    dispose(house, order.number)

    with pytest.raises((InternalError, IntegrityError), match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [order.id])


def test_events_of_a_ticket_that_was_not_disposed_of_cannot_be_emptied(house: House) -> None:
    order = ended(house, "2026-03-02")

    with pytest.raises((InternalError, IntegrityError), match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_event SET data = journal_left(data) WHERE ticket_id = %s", [order.id])


def test_a_record_that_is_not_whole_is_not_disposed_of(house: House) -> None:
    order = ended(house, "2026-03-02")
    disposal = propose(house, order.number)
    with behind_the_products_back() as cursor:
        cursor.execute("UPDATE journal_event SET role = 'x' WHERE ticket_id = %s AND seq = 2", [order.id])

    with pytest.raises(ChainBroken):
        actions.approve_disposal(disposal.pk, by=house.actor("technician"), at=house.at(LATER))
    assert Ticket.objects.get(pk=order.id).fields["customer"] == "王女士"


def test_files_go_with_their_papers_but_not_those_somebody_else_holds(house: House, django_capture_on_commit_callbacks: Any) -> None:
    first, second = ended(house, "2026-03-02"), ended(house, "2026-03-05")
    own = tickets.add_file(first.id, [b"%PDF-1.4 own"], "own.pdf", by=house.actor("technician"), at=house.at("2026-03-02 20:00"))
    for order in (first, second):
        shared = tickets.add_file(order.id, [b"%PDF-1.4 both"], "both.pdf", by=house.actor("technician"), at=house.at("2026-03-05 20:00"))
    places = [journal.file_path(StoredFile.objects.get(pk=one.file_id)) for one in (own, shared)]
    with django_capture_on_commit_callbacks(execute=True):
        dispose(house, first.number)

    assert [place.exists() for place in places] == [False, True]
    assert list(TicketFile.objects.values_list("ticket_id", flat=True)) == [Ticket.objects.get(pk=second.id).pk]


def test_the_report_goes_with_the_last_ticket_that_needs_it(db: None, settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path
    house = keeping(call_backs="{years: 2}")
    order = ended(house, "2026-03-02", filed=True)
    (call_back,) = order.opened("call-back")
    request = Ticket.objects.get(pk=order.id).request
    assert request is not None
    dispose(house, order.number)
    request.refresh_from_db()
    assert request.reporter_phone

    dispose(house, call_back.number)
    request.refresh_from_db()
    assert (request.reporter_name, request.reporter_phone, request.text, request.form) == ("", "", "", {})
    assert not any(PHONE in str(one.data) for one in Event.objects.filter(ticket_id=request.pk))
    assert journal.find_tampering() == []


def test_a_disposed_number_is_still_found_and_opens(house: House) -> None:
    order = ended(house, "2026-03-02")
    dispose(house, order.number)

    assert seen.ticket_on(order.number, seen_by=house.actor("technician")).pk == Ticket.objects.get(pk=order.id).pk
    assert isinstance(Ticket.objects.get(pk=order.id).closed_at, datetime)
