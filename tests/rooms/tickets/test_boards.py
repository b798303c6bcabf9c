"""Boards, search, scope and what is masked."""

from __future__ import annotations

from typing import Literal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.errors import Malformed, NotFound
from baoxiu.core.text import wanted
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Post
from baoxiu.tickets import queries
from baoxiu.tickets.queries import Filters, boards
from procedures.house import House, Order

NOW = "2026-03-02 12:45"


@pytest.fixture
def orders(lenovo: House) -> dict[str, Order]:
    """Three open orders, and one withdrawn from the board: solved on the phone."""
    found = {
        "late": lenovo.report(
            at="2026-03-02 08:00", fault="厨房水管爆裂", customer="王女士", phone="13800138000", address="科技园 3-2-1201"
        ),
        "soon": lenovo.report(at="2026-03-02 09:00", fault="电梯困人", customer="欧阳锋", phone="13700137000"),
        "calm": lenovo.report(at="2026-03-02 12:00", fault="打印机卡纸", customer="O'Neil", phone="13600136000"),
        "done": lenovo.report(at="2026-03-02 09:30", fault="无法联网", customer="王先生", phone="13500135000"),
    }
    done = found["done"]
    done.run("download", by="coordinator", at="2026-03-02 09:31")
    done.run("log_attempt", {"outcome": "reached"}, by="coordinator", at="2026-03-02 09:32")
    done.run(
        "solve_by_phone",
        {"fault_kind": "software", "promise_type": "within_promise", "promise_reason": "software"},
        by="coordinator",
        at="2026-03-02 09:40",
    )
    lenovo.wait(NOW)
    return found


def board(orders: dict[str, Order], who: str = "coordinator", **filters: object) -> list[str]:
    house = orders["late"].house
    names = {order.number: name for name, order in orders.items()}
    page = queries.board(house.actor(who), Filters(procedures=("work-order",), **filters), at=house.at(NOW))  # type: ignore[arg-type]
    return [names[ticket.number] for ticket in page.tickets]


def test_the_most_urgent_stand_first_and_what_has_ended_is_gone(orders: dict[str, Order]) -> None:
    assert board(orders) == ["late", "soon", "calm"]
    assert board(orders, order="recent", ended="all") == ["calm", "done", "soon", "late"]
    assert board(orders, ended="ended") == ["done"]


def test_filters_narrow_the_board(orders: dict[str, Order]) -> None:
    assert board(orders, clock="overdue") == ["late"]
    assert board(orders, clock="breached") == ["late"]
    assert board(orders, clock="soon") == ["soon"]
    assert board(orders, states=("contacting",)) == []
    assert board(orders, units=(orders["late"].house.station.code,)) == ["late", "soon", "calm"]
    assert board(orders, units=("NOWHERE",)) == []
    assert board(orders, text="水管") == ["late"]
    assert board(orders, person=orders["late"].house.people["engineer"].pk) == []


def test_pages_follow_each_other_without_gap_or_double(lenovo: House) -> None:
    numbers = {lenovo.report(at="2026-03-02 09:00").number for _ in range(7)}
    who, at = lenovo.actor("coordinator"), lenovo.at(NOW)
    orders: tuple[Literal["urgent", "recent"], ...] = ("urgent", "recent")
    for order in orders:
        seen: list[str] = []
        cursor = ""
        while True:
            page = queries.board(who, Filters(order=order), at=at, size=3, cursor=cursor)
            seen += [ticket.number for ticket in page.tickets]
            cursor = page.cursor
            if not cursor:
                break
        assert len(seen) == 7
        assert set(seen) == numbers


def test_the_best_of_each_unit_is_the_same_board_as_all_units_at_once(orders: dict[str, Order], monkeypatch: pytest.MonkeyPatch) -> None:
    house = orders["late"].house
    directory.create_unit(house.station, level="point", code="P1", title="一点", by=SYSTEM, at=house.began_at)
    by_units = board(orders, who="coordinator"), board(orders, clock="overdue"), board(orders, text="电梯")

    monkeypatch.setattr(boards, "FEW_UNITS", 0)

    assert (board(orders, who="coordinator"), board(orders, clock="overdue"), board(orders, text="电梯")) == by_units


@pytest.mark.parametrize("cursor", ["x", "e30", "WyJub3ciLCJ4Il0", "日"])
def test_a_cursor_we_never_gave_is_refused(lenovo: House, cursor: str) -> None:
    with pytest.raises(Malformed):
        queries.board(lenovo.actor("coordinator"), at=lenovo.at(NOW), cursor=cursor)


def test_counts_say_what_the_heads_of_the_board_need(orders: dict[str, Order]) -> None:
    house = orders["late"].house

    counts = queries.counts(house.actor("coordinator"), Filters(procedures=("work-order",)), at=house.at(NOW))

    assert counts.states == {"dispatched": 3}
    assert (counts.whole, counts.overdue, counts.soon, counts.breached, counts.nobodys) == (3, 1, 1, 1, 3)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("水管", ["late"]),
        ("管爆", ["late"]),
        ("王女士", ["late"]),
        ("王", ["done", "late"]),
        ("wns", ["late"]),
        ("oyf", ["soon"]),
        ("8000", ["late"]),
        ("13800138000", ["late"]),
        ("1380013", ["late"]),
        ("o'neil", ["calm"]),
        ("科技园 1201", ["late"]),
        ("水管 困人", []),
        ("'; DROP TABLE", []),
    ],
)
def test_the_search_box_finds(orders: dict[str, Order], typed: str, found: list[str]) -> None:
    house = orders["late"].house
    names = {order.number: name for name, order in orders.items()}

    tickets = queries.search(typed, house.actor("coordinator"))

    assert sorted(names[ticket.number] for ticket in tickets if ticket.number in names) == sorted(found)


def test_a_number_is_found_whole_by_its_beginning_and_by_its_end(orders: dict[str, Order]) -> None:
    house, number = orders["soon"].house, orders["soon"].number
    for typed in (number, number.lower(), number[-4:], number[-6:]):
        assert number in [ticket.number for ticket in queries.search(typed, house.actor("coordinator"))]
    assert len(queries.search(number[:6], house.actor("coordinator"))) == 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=20) | st.sampled_from(["水\0管", "水\ud800管"]))
def test_the_database_reads_every_question(db: None, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery", [wanted(text)])


def test_nobody_sees_another_units_or_another_organisations_tickets(orders: dict[str, Order]) -> None:
    house = orders["late"].house
    other = directory.create_unit(house.units["region"], level="station", code="GZ1", title="广州站", by=SYSTEM, at=house.began_at)
    elsewhere = house.hire("coordinator", "何协调", unit=other)
    stranger = House("ailifengshe-hotline").actor("hotline")

    for who in (house.actor(elsewhere), stranger):
        assert not queries.seen_by(who).exists()
        assert queries.search("水管", who) == []
        with pytest.raises(NotFound):
            queries.ticket_on(orders["late"].number, seen_by=who)
    assert queries.seen_by(house.actor("region")).filter(procedure_key="work-order").count() == 4
    assert queries.seen_by(house.actor("headquarters")).filter(procedure_key="work-order").count() == 4


def test_a_customers_link_shows_one_ticket(orders: dict[str, Order]) -> None:
    late, soon = orders["late"], orders["soon"]
    link = Actor(id=None, name="王女士", kind="customer", organisation_id=late.house.root.pk, ticket_id=late.id)

    assert queries.ticket_on(late.number, seen_by=link).number == late.number
    with pytest.raises(NotFound):
        queries.ticket_on(soon.number, seen_by=link)


def test_whoever_holds_a_ticket_sees_it_wherever_he_works_now(hotline: House) -> None:
    elsewhere = directory.create_unit(hotline.root, level="project", code="YH2", title="别处", by=SYSTEM, at=hotline.began_at)
    worker, other = (hotline.hire("worker", name, skills=("plumbing",)) for name in ("小周", "小吴"))
    order = hotline.report({"premises": "in_home", "category": "plumbing"}, at="2026-03-02 09:00")
    hotline.wait("2026-03-02 09:06")
    order.run("assign", {"worker": worker.pk}, by="engineering_supervisor", at="2026-03-02 09:06")

    Post.objects.filter(person__in=[worker, other]).update(unit=elsewhere)

    assert queries.ticket_on(order.number, seen_by=hotline.actor(worker)).number == order.number
    assert [ticket.number for ticket in queries.held_by(worker.pk)] == [order.number]
    assert not queries.seen_by(hotline.actor(other)).exists()


def test_a_telephone_is_whole_for_whoever_must_ring_and_masked_for_others(orders: dict[str, Order]) -> None:
    late = orders["late"]
    house, definition = late.house, late.house.procedure("work-order")

    def shown(who: str) -> str:
        return str(queries.shown_fields(late.row, house.actor(who), definition)["phone"])

    assert "138****8000" in shown("parts_desk")
    assert shown("coordinator").endswith("13800138000")


def test_the_customers_code_is_shown_to_the_customer_alone(hotline: House) -> None:
    order = hotline.report({"premises": "in_home", "category": "plumbing"}, at="2026-03-02 09:00")
    definition = hotline.procedure("repair")
    customer = Actor(id=None, name="王女士", kind="customer", organisation_id=hotline.root.pk, ticket_id=order.id)

    for who in ("worker", "hotline", "engineering_supervisor"):
        assert queries.shown_fields(order.row, hotline.actor(who), definition)["visit_code"] == "••••"
    assert queries.shown_fields(order.row, customer, definition)["visit_code"] == order.fields["visit_code"]
