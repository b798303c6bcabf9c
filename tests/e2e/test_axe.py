"""Nobody is kept out: axe finds nothing on any page, in light and in dark, at the desk, on the phone, on the customer's link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from accessible import findings
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Person
from baoxiu.intake import actions as intake
from baoxiu.journal import clock, live
from baoxiu.journal.queries import one_time
from baoxiu.project import demo
from baoxiu.tickets.models import Ticket
from baoxiu.web.shared import links
from browsing import DESK, PHONE, Serving, Visitors
from crawling import route_of, walk

WORD = "ein-langes-kennwort-7"


@pytest.fixture
def city(transactional_db: None, browser: Browser, settings: Any, tmp_path: Path) -> Iterator[tuple[Visitors, list[str]]]:
    """The demo's organisations at work, and who logs in there."""
    settings.FILES = tmp_path
    names = [one.name for one in demo.ensure_demo(WORD)]
    with Serving() as serving:
        come = Visitors(browser, serving.address)
        yield come, names
        come.leave()
    live.close()


def pages_of(name: str) -> dict[str, str]:
    """One address of every page the person comes upon, by route; the API's handbook is drawn by Swagger."""
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(Person.objects.get(login=name))
    return {route_of(path): path for path in reversed(walk(client).pages()) if not path.startswith("/api/")}


def told(found: dict[str, list[str]]) -> list[str]:
    """What was found, a line each."""
    return [f"{where}: {what}" for where, them in found.items() for what in them]


def test_axe_finds_nothing_on_any_page_of_the_staff(city: tuple[Visitors, list[str]]) -> None:
    come, names = city
    found: dict[str, list[str]] = {}
    for name in names:
        fresh = {route: path for route, path in pages_of(name).items() if route not in found}
        page = come.stranger(size=PHONE if "field/" in fresh else DESK)
        come.enter(page, name, WORD)
        for route, path in fresh.items():
            page.goto(come.address + path)
            found[route] = findings(page)

    assert len(found) >= 34
    assert told(found) == []


def doors_of_customers() -> list[str]:
    """The public page, a sign and one that was retired, one's own reports, a form of the ticket's page."""
    at, unit = clock.now(), directory.unit_on(directory.organisation_on("HEAN").pk, "HA-E")
    (sign,) = intake.hang_signs(unit, [None], by=SYSTEM, at=at)
    new = intake.replace_sign(sign, by=SYSTEM, at=at)
    ticket = Ticket.objects.filter(procedure_key="visit", final="", request__reporter_phone__startswith="+861").first()
    assert ticket and ticket.request
    code = intake.send_code(directory.organisation_on("HEAN"), ticket.request.reporter_phone, at=at)
    intake.use_code(code.pk, one_time.code_of(code.seed), at=at)
    page = f"/p/{links.ticket_token(ticket.pk, at)}"
    mine = f"/o/HEAN/mine/{links.shown_token(code.pk, at)}"
    proving = f"/o/HEAN/mine/code/{links.code_token(code.pk, at)}"
    doors = ["/o/HEAN", "/o/LIANXUN", "/o/HEAN/report/HA-E", f"/s/{new.mark}", f"/s/{sign.mark}", "/o/HEAN/mine", proving, mine]
    return [*doors, f"{page}/do/complain", f"{page}?new", "/p/nothing"]


def test_axe_finds_nothing_on_the_customers_pages(city: tuple[Visitors, list[str]]) -> None:
    come, _ = city
    customer, found = come.stranger(size=PHONE), {}
    for key in ("work-order", "repair", "visit"):
        for final in ("", "done"):
            ticket = Ticket.objects.filter(procedure_key=key, final=final).first()
            assert ticket
            customer.goto(links.ticket_address(ticket.pk, clock.now()))
            found[f"{key}/{final}"] = findings(customer)
    unit = Ticket.objects.filter(procedure_key="repair").values_list("unit_id", flat=True)[0]
    customer.goto(links.report_address(unit, "", clock.now()))
    found["report"] = findings(customer)
    for path in doors_of_customers():
        customer.goto(come.address + path)
        found[path] = findings(customer)
    customer.goto(f"{come.address}/login")
    found["login"] = findings(customer)

    assert told(found) == []
