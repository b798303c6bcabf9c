"""The day's plan in a browser: a job by the mouse, one by keys, one refused with its rule; live; on the map; open to everybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from accessible import findings
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Site
from baoxiu.journal import clock
from baoxiu.tickets import actions
from baoxiu.tickets.models import Ticket
from browsing import Visitors, open_doors
from cast import Cast, make_cast
from conftest import MORNING

LEAKING = {"premises": "in_home", "category": "plumbing", "fault": "厨房水龙头漏水", "customer": "王女士", "phone": "+8613800138000"}


@pytest.fixture
def stage(transactional_db: None, settings: Any, tmp_path: Path) -> Cast:
    """The property company on a Monday at nine, with a supervisor; the clock stands where the test puts it."""
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    clock.move(MORNING)
    cast = make_cast(MORNING)
    open_doors(cast)
    directory.give_post(cast.people["crew_leader"], cast.units["YH-1"], "engineering_supervisor", by=SYSTEM, at=cast.at)
    return cast


def missed(stage: Cast, **more: Any) -> str:
    """A job nobody grabbed in five minutes: the supervisor assigns it."""
    site = stage.sites["YH1-3-2-1201"].pk
    form = {**LEAKING, "site": site, **more}
    number = actions.open_ticket("repair", stage.units["YH-1"], form, by=stage.actor("front_desk"), at=MORNING).number
    actions.sweep(MORNING + timedelta(minutes=6))
    clock.move(MORNING + timedelta(minutes=10))
    return number


def holder(number: str) -> str:
    found = Ticket.objects.get(number=number).holder
    return found.name if found else ""


def middle(page: Page, what: str) -> tuple[float, float]:
    box = page.locator(what).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def carry(page: Page, number: str, name: str) -> None:
    """Drag a job of the list to the middle of somebody's line, and hold it there."""
    page.mouse.move(*middle(page, f'.job[data-job="{number}"] .title'))
    page.mouse.down()
    x, y = middle(page, f'.track[data-name="{name}"]')
    page.mouse.move(x - 90, y - 5, steps=4)
    page.mouse.move(x, y, steps=4)


def test_a_job_is_dragged_to_a_technician_who_then_has_it(visitors: Visitors, stage: Cast) -> None:
    number = missed(stage)
    desk, other = visitors.login("crew_leader"), visitors.login("crew_leader")
    for page in (desk, other):
        page.goto(f"{visitors.address}/desk/day")
        expect(page.locator("#live")).to_have_class("on")
    expect(desk.locator(".jobs .missed")).to_contain_text("无人接单，请主管派工")

    carry(desk, number, "张师傅")

    expect(desk.locator("#placing")).to_contain_text("张师傅")
    expect(desk.locator("#placing")).to_contain_text("在手 1/5 单")
    expect(desk.locator(".ghost.stands")).to_be_visible()
    assert holder(number) == ""

    desk.mouse.up()

    expect(desk.locator(f'.track[data-name="张师傅"] .block[data-job="{number}"]')).to_be_visible()
    expect(desk.locator("#placing .done-note")).to_contain_text("派工")
    expect(other.locator(f'.track[data-name="张师傅"] .block[data-job="{number}"]')).to_be_visible()
    expect(other.locator(f'.job[data-job="{number}"]')).to_have_count(0)
    assert holder(number) == "张师傅"


def test_a_job_is_assigned_and_moved_by_keys_alone(visitors: Visitors, stage: Cast) -> None:
    number = missed(stage)
    desk = visitors.login("crew_leader")
    desk.goto(f"{visitors.address}/desk/day")

    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(desk.locator(".ghost")).to_be_visible()
    names = desk.locator(".track[data-person]").evaluate_all("tracks => tracks.map(track => track.dataset.name)")
    for _ in range(names.index("张师傅")):
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("#placing .placing-where")).to_contain_text("张师傅")
    desk.keyboard.press("Enter")

    block = desk.locator(f'.track[data-name="张师傅"] .block[data-job="{number}"]')
    expect(block.locator(".time")).to_have_text("09:45")
    assert holder(number) == "张师傅"

    expect(block).to_have_attribute("aria-current", "true")  # what was chosen stays chosen where it is now
    desk.keyboard.press("a")
    expect(desk.locator(".ghost")).to_be_visible()
    for _ in range(4):
        desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")

    expect(block.locator(".time")).to_have_text("10:45")
    assert Ticket.objects.get(number=number).state == "assigned"


def test_a_drop_that_breaks_a_rule_is_refused_by_its_clause_and_changes_nothing(visitors: Visitors, stage: Cast) -> None:
    number = missed(stage)
    desk = visitors.login("crew_leader")
    desk.goto(f"{visitors.address}/desk/day")

    carry(desk, number, "刘师傅")

    expect(desk.locator(".ghost.bars")).to_be_visible()
    expect(desk.locator(".crew-line.cannot .note").first).to_contain_text("没有此项技能")
    expect(desk.locator("#placing .broken")).to_contain_text("刘师傅没有此项技能")
    expect(desk.locator("#placing .broken .clause")).to_have_text("ALF-07")

    desk.mouse.up()

    expect(desk.locator("#placing [data-leaves]")).to_be_visible()
    expect(desk.locator("#placing form")).to_have_count(0)
    expect(desk.locator(f'.job[data-job="{number}"]')).to_be_visible()
    assert holder(number) == ""


def test_what_the_server_refuses_after_all_is_said_where_the_drop_was(visitors: Visitors, stage: Cast) -> None:
    number = missed(stage)
    desk = visitors.login("crew_leader")
    desk.goto(f"{visitors.address}/desk/day")
    desk.route("**/desk/day/check*", lambda route: _then(route, lambda: _given_away(stage, number)))

    carry(desk, number, "张师傅")
    desk.mouse.up()

    expect(desk.locator("#placing-refusal .refusal")).to_be_visible()
    assert holder(number) == "刘师傅"


def _then(route: Any, do: Any) -> None:
    """Answer as the server does; then, before the drop arrives, somebody else is faster."""
    answer = route.fetch()
    if "drop=1" in route.request.url:
        do()
    route.fulfill(response=answer)


def _given_away(stage: Cast, number: str) -> None:
    worker = stage.people["technician_two"]
    directory.give_skill(worker, "plumbing", by=SYSTEM, at=clock.now())
    actions.run_command(number, "assign", {"worker": worker.pk}, by=stage.actor("crew_leader"), at=clock.now())
    connection.close()  # the driver calls from a context of its own, with a connection of its own


def test_an_agreed_time_moves_with_the_owners_consent_in_the_same_place(visitors: Visitors, stage: Cast) -> None:
    number = missed(stage, appointment_at=(MORNING + timedelta(hours=3)).isoformat())
    worker = stage.people["technician"].pk
    actions.run_command(number, "assign", {"worker": worker}, by=stage.actor("crew_leader"), at=clock.now())
    desk = visitors.login("crew_leader")
    desk.goto(f"{visitors.address}/desk/day")
    block = desk.locator(f'.block.appointment[data-job="{number}"]')
    expect(block.locator(".tag")).to_have_text("约")

    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(desk.locator(".ghost")).to_be_visible()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")

    form = desk.locator("#placing form.way")
    expect(form).to_contain_text("与业主重新预约")
    form.locator('[name="agreed_with_customer"]').check(force=True)
    form.locator('[name="why"]').fill("业主改期")
    form.locator("[data-send]").click()

    expect(block.locator(".time")).to_have_text("12:15")


def test_the_map_shows_jobs_on_a_plain_ground_where_no_tiles_are_set_up(visitors: Visitors, stage: Cast) -> None:
    Site.objects.filter(code="YH1").update(latitude=30.27, longitude=120.15)
    number = missed(stage)
    desk = visitors.login("crew_leader")
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{visitors.address}/desk/day?view=map")

    expect(desk.locator(".pin.waiting")).to_have_count(1)
    desk.locator(".pin.waiting").click()

    expect(desk.locator(".leaflet-popup")).to_contain_text(number)
    expect(desk.locator(".map-foot")).to_contain_text("未配置地图底图")
    assert all(url.startswith((visitors.address, "data:", "blob:")) for url in asked)


def test_axe_finds_nothing_on_the_plan_nor_on_the_map(visitors: Visitors, stage: Cast) -> None:
    Site.objects.filter(code="YH1").update(latitude=30.27, longitude=120.15)
    number, _ = missed(stage), missed(stage, category="electrical")
    directory.set_absence(
        stage.people["technician_two"],
        "leave",
        since=MORNING,
        until=MORNING + timedelta(hours=3),
        by=SYSTEM,
        at=MORNING - timedelta(days=1),
    )
    worker = stage.people["technician"].pk
    actions.run_command(number, "assign", {"worker": worker}, by=stage.actor("crew_leader"), at=clock.now())
    desk = visitors.login("crew_leader")
    desk.goto(f"{visitors.address}/desk/day")
    expect(desk.locator(".span.away")).to_contain_text("休假")

    plain = findings(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(desk.locator("#placing .placed-at")).to_be_visible()
    carried = findings(desk)
    desk.goto(f"{visitors.address}/desk/day?view=map")
    expect(desk.locator(".pin")).to_have_count(2)

    assert [*plain, *carried, *findings(desk)] == []
