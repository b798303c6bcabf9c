"""How tickets are born: numbers, titles, coverage, codes, children."""

from __future__ import annotations

import re

import pytest

from baoxiu.catalogue.queries import NotInForce
from baoxiu.core.engine import FormRefused
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import KeyUsedDifferently, Refused
from baoxiu.directory import actions as directory
from baoxiu.dispatch import actions as dispatch
from baoxiu.journal import queries as journal
from baoxiu.tickets import actions
from baoxiu.tickets.actions.numbers import numbering
from baoxiu.tickets.models import Counter, Ticket
from procedures.house import House

MORNING = "2026-03-02 09:00"


def test_a_newborn_ticket_has_number_title_state_clock_and_first_event(lenovo: House) -> None:
    order = lenovo.report(at=MORNING, fault="开机黑屏")

    row = order.row
    assert re.fullmatch(rf"{lenovo.station.code}2603020001", row.number)
    assert (row.title, row.state, row.version, row.seq) == ("开机黑屏", "dispatched", 1, 1)
    assert (row.due_at, row.due_clock) == (lenovo.at("2026-03-02 13:00"), "first_contact")
    assert [event.type for event in order.events] == ["TicketOpened"]
    assert any(row.number in words for words in order.told("coordinator"))
    assert journal.find_tampering() == []


def test_numbers_run_on_and_begin_anew_with_the_units_own_day(lenovo: House) -> None:
    numbers = [lenovo.report(at=at).number[-10:] for at in ("2026-03-02 09:00", "2026-03-02 23:59", "2026-03-03 00:01")]

    assert numbers == ["2603020001", "2603020002", "2603030001"]


def test_a_number_longer_than_its_width_keeps_all_its_digits(lenovo: House) -> None:
    first = lenovo.report(at=MORNING)
    Counter.objects.update(last=9999)

    assert lenovo.report(at=MORNING).number == first.number[:-4] + "10000"


def test_a_refused_opening_uses_up_no_number(lenovo: House) -> None:
    with pytest.raises(FormRefused):
        lenovo.report(at=MORNING, fault=None, form={"fault": ""})

    assert lenovo.report(at=MORNING).number.endswith("0001")


def test_two_procedures_that_write_the_same_number_share_a_counter(lenovo: House) -> None:
    from baoxiu.directory import queries as directories

    unit = directories.unit_facts(lenovo.station.pk)
    one = numbering("{unit}{date:%y%m%d}{seq:4}", 1, unit, lenovo.at(MORNING), {})
    other = numbering("{unit}{date:%y%m%d}{seq:3}", 1, unit, lenovo.at(MORNING), {})
    apart = numbering("W{unit}-{seq:4}-{date:%y}", 1, unit, lenovo.at(MORNING), {})

    assert one["scope"] == other["scope"] != apart["scope"]
    assert (apart["before"], apart["after"]) == (f"W{unit.code}-", "-26")


def test_the_same_key_opens_one_ticket(lenovo: House) -> None:
    by, at = lenovo.actor("cc_agent"), lenovo.at(MORNING)
    form = lenovo.form("work-order", by, MORNING)
    first = actions.open_ticket("work-order", lenovo.station, form, by=by, at=at, key="r1")

    assert actions.open_ticket("work-order", lenovo.station, form, by=by, at=at, key="r1") == first
    with pytest.raises(KeyUsedDifferently):
        actions.open_ticket("work-order", lenovo.station, {**form, "fault": "别的"}, by=by, at=at, key="r1")
    assert Ticket.objects.count() == 1


def test_an_unknown_procedure_is_refused_by_name(lenovo: House) -> None:
    with pytest.raises(NotInForce) as refused:
        actions.open_ticket("flying-carpet", lenovo.station, {}, by=lenovo.actor("cc_agent"), at=lenovo.at(MORNING))

    assert "flying-carpet" in refused.value.say("en")


def test_who_may_not_open_is_refused(lenovo: House) -> None:
    with pytest.raises(Refused) as refused:
        lenovo.report(at=MORNING, by="engineer")

    assert refused.value.reason == "not_your_role"


def test_a_new_ticket_goes_to_the_head_station_whose_point_covers_the_place(lenovo: House) -> None:
    at = lenovo.began_at
    city = directory.add_site(lenovo.root, level="place", code="NS", title="南山区")
    tower = directory.add_site(lenovo.root, level="building", code="NS-1", title="科技大厦", parent=city)
    head = directory.create_unit(lenovo.units["region"], level="station", code="SZ9", title="深圳站", by=SYSTEM, at=at)
    point = directory.create_unit(head, level="point", code="SZ9-NS", title="南山点", by=SYSTEM, at=at)
    dispatch.cover(point, site=city, by=SYSTEM, at=at)

    outcome = actions.open_ticket(
        "work-order", lenovo.station, lenovo.form("work-order", lenovo.actor("cc_agent"), MORNING),
        by=lenovo.actor("cc_agent"), at=lenovo.at(MORNING), belongs={"site": tower.pk},
    )  # fmt: skip

    row = Ticket.objects.get(pk=outcome.id)
    assert row.unit == head
    assert row.number.startswith("SZ9")


def test_where_nobody_covers_the_place_the_ticket_stays_with_who_took_it(lenovo: House) -> None:
    assert lenovo.report(at=MORNING).row.unit == lenovo.station


def test_the_customers_code_is_made_sent_and_kept_out_of_the_timeline(hotline: House) -> None:
    order = hotline.report({"premises": "in_home", "category": "plumbing"}, at=MORNING)

    code = order.fields["visit_code"]
    assert re.fullmatch(r"\d{6}", code)
    assert any(code in words for words in order.told("customer", by="sms"))
    assert code not in str([event.data for event in order.events])
    assert hotline.report({"premises": "in_home", "category": "plumbing"}, at=MORNING).fields["visit_code"] != code
