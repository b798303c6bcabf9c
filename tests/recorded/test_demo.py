"""The demo: three organisations with work under way, and a city's real requests beside them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from baoxiu.directory.queries import organisation_on, organisations, people_of, unit_tree
from baoxiu.dispatch.queries import on_duty
from baoxiu.journal import clock
from baoxiu.journal.queries import find_tampering
from baoxiu.project import demo
from baoxiu.project.demo.city import network
from baoxiu.quotes.models import Statement
from baoxiu.quotes.queries import find_differences
from baoxiu.tickets.models import Ticket

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("db")


def test_the_demo_is_full_and_whole_and_made_once() -> None:
    logins = demo.ensure_demo("ein-langes-kennwort-7")

    assert len(logins) == len(demo.SHOWN)
    assert sum(people_of(one.pk).count() for one in organisations()) >= 60
    procedures = {"visit", "repair", "work-order", "call-back"}
    assert procedures <= set(Ticket.objects.values_list("procedure_key", flat=True))
    assert Ticket.objects.filter(final="").count() > 10
    assert {"part-order", "withdrawal"} <= set(Ticket.objects.filter(final="").values_list("procedure_key", flat=True))
    assert Ticket.objects.filter(procedure_key="repair", state="waiting", final="").count() >= 4
    assert not Ticket.objects.filter(procedure_key="repair", final="", opened_at__lt=clock.now() - 3 * DAY).exists()
    assert Statement.objects.exists()
    assert {duty.person.posts.get().role for duty in on_duty(organisation_on("FENGLIN"), clock.now())} >= {"hotline"}
    assert demo.ensure_demo("ein-langes-kennwort-7") == []

    told: list[int] = []
    assert demo.fill_demo(told.append, count=100) == 1100
    assert told == [100]
    assert organisations().count() == 4
    assert not Ticket.objects.filter(procedure_key="call-back", final="", opened_at__lt=clock.now() - 3 * DAY).exists()
    assert Ticket.objects.filter(procedure_key="service-request", final="done").count() > 900
    assert demo.fill_demo(count=100) == 0
    assert find_tampering() == []


def test_the_network_has_its_regions_and_stations_and_plays_its_orders_once() -> None:
    logins = demo.ensure_network("ein-langes-kennwort-7")

    (maker,) = organisations()
    levels = Counter(unit.level for unit in unit_tree(maker.pk))
    assert (levels["region"], levels["station"]) == (6, 40)
    assert {one.name.partition("-")[0] for one in logins} == {"cc", "coordinator", "engineer", "parts", "region", "headquarters"}
    assert network().orders == 3000
    assert demo.fill_network(count=60) == 60
    assert demo.fill_network(count=60) == 0
    stations = Ticket.objects.filter(procedure_key="work-order").values_list("unit__code", flat=True)
    assert len(set(stations)) > 12
    drawn = Statement.objects.values_list("unit__code", "month").distinct()
    assert len(drawn) > 8 and {month for _, month in drawn} == {f"{clock.now().replace(day=1) - DAY:%Y-%m}"}
    assert find_differences() == []
    assert demo.ensure_network("ein-langes-kennwort-7") == []


def test_the_network_reaches_back_to_the_first_of_last_month() -> None:
    first = datetime(2026, 11, 1, 3, tzinfo=UTC)
    assert demo.days_of_network(datetime(2026, 12, 15, 12, tzinfo=UTC)) == (datetime(2026, 12, 15, 12, tzinfo=UTC) - first).days + 1
