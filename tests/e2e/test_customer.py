"""A customer with an old phone and a bad network: little to load, nothing that jumps, one report however often it is sent."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from browsing import PHONE, kept_on

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from browsing import Visitors
    from procedures.stage import Stage

LARGEST = 150_000  # octets of a first load, as they travel
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.shifts.push([one.value, ...one.sources.map(({ node }) => node?.outerHTML?.slice(0, 120))]);
}).observe({ type: "layout-shift", buffered: true });
"""


WHOLE = "drafts => drafts.some(({ said, files }) => said.text === '水漏到楼下了' && files.length === 1)"


@pytest.fixture
def centre(transactional_db: None, settings: Any, tmp_path: Path) -> Stage:
    """A property company that visits owners, with a sign in a home; the clock is the test's."""
    from e2e.conftest import let_in
    from procedures.stage import Stage

    settings.CLOCK_FILE, settings.FILES = str(tmp_path / "clock.json"), tmp_path / "files"
    house = Stage("owner-visit-basic")
    let_in(house)
    return house


@pytest.fixture
def guests(centre: Stage, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """Whoever comes with a phone, while the server runs."""
    from e2e.conftest import come

    with come(browser, request) as visitors:
        yield visitors


@pytest.fixture
def sign(centre: Stage) -> str:
    """The way to the sign in the home of Ms Wang."""
    from baoxiu.intake import actions
    from baoxiu.journal import clock

    (made,) = actions.hang_signs(centre.station, [centre.site], by=centre.actor("service_centre"), at=clock.now())
    return f"/s/{made.mark}"


def filed() -> list[Any]:
    """The reports that came in."""
    from baoxiu.tickets.models import Ticket

    return list(Ticket.objects.order_by("opened_at"))


def form_of(guests: Visitors, sign: str, page: Page | None = None) -> Page:
    """Somebody before the form of a sign, as it stands once it was refilled."""
    page = page or guests.stranger(size=PHONE)
    page.goto(guests.address + sign)
    page.locator("#report[data-ready]").wait_for()
    return page


def type_report(page: Page, text: str = "厨房水管漏水", *, known: bool = False) -> None:
    page.fill("#text", text)
    if not known:
        page.fill("#reporter_name", "王女士")
        page.fill("#reporter_phone", "13800138000")
    if page.locator("input[name=category]").count():
        page.locator("label.pick").first.click()


def large_photo() -> bytes:
    """What a phone's camera makes: twelve million points, several megabytes."""
    noise = Image.effect_noise((4000, 3000), 90).convert("RGB")
    kept = io.BytesIO()
    noise.save(kept, "JPEG", quality=92)
    return kept.getvalue()


def travelled(page: Page, address: str) -> dict[str, int]:
    """The octets of everything a first load fetches, by address, packed as the server packs it."""
    wire, asked, sizes = page.context.new_cdp_session(page), {}, {}
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.on("Network.requestWillBeSent", lambda said: asked.update({said["requestId"]: said["request"]["url"]}))
    wire.on(
        "Network.loadingFinished",
        lambda said: sizes.update({asked.get(said["requestId"], said["requestId"]): int(said["encodedDataLength"])}),
    )
    page.goto(address, wait_until="networkidle")
    wire.detach()
    return sizes


def taken_along(page: Page, base: str) -> dict[str, int]:
    """The octets of what a worker's phone fetches to have it without signal."""
    listed = re.findall(r'"(/static/[^"]+)"', page.request.get(f"{base}/sw.js").text())
    answers = {path: page.request.get(base + path, headers={"Accept-Encoding": "gzip"}) for path in listed}
    return {base + path: int(answer.headers["content-length"]) for path, answer in answers.items()}


def test_the_customers_first_loads_stay_small(guests: Visitors, centre: Stage, sign: str) -> None:
    from baoxiu.web.shared import links

    order = centre.report(at=f"{centre.today} 09:00")
    ticket = f"/p/{links.ticket_token(order.id, centre.at(f'{centre.today} 09:00'))}"
    for path in (sign, ticket, f"/o/{centre.root.code}"):
        sizes = travelled(guests.stranger(size=PHONE), guests.address + path)
        assert any("parts.css" in one for one in sizes) and any("htmx" in one for one in sizes)
        assert sum(sizes.values()) <= LARGEST, json.dumps(sizes, indent=1)


def test_the_workers_first_load_stays_small_with_all_he_takes_along(guests: Visitors, centre: Stage) -> None:
    page = guests.login("owner-visit-basic:technician", size=PHONE)
    sizes = travelled(guests.login("owner-visit-basic:technician", size=PHONE), f"{guests.address}/field/")

    whole = sizes | {path: size for path, size in taken_along(page, guests.address).items() if path not in sizes}
    assert sum(whole.values()) <= LARGEST, json.dumps(whole, indent=1)


def test_nothing_jumps_on_the_customers_pages(guests: Visitors, centre: Stage, sign: str) -> None:
    from baoxiu.web.shared import links

    order = centre.report(at=f"{centre.today} 09:00")
    ticket = f"/p/{links.ticket_token(order.id, centre.at(f'{centre.today} 09:00'))}"
    for path in (sign, ticket, f"/o/{centre.root.code}", f"/o/{centre.root.code}/mine"):
        page = guests.stranger(size=PHONE)
        page.add_init_script(SHIFTS)
        page.goto(guests.address + path, wait_until="networkidle")
        page.mouse.wheel(0, 600)
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shifts") == [], path


def test_a_report_by_a_sign_takes_few_presses(guests: Visitors, sign: str) -> None:
    page = form_of(guests, sign)
    type_report(page)
    page.click("[data-send]")
    page.wait_for_url("**/p/**")
    expect(page.locator(".done-note")).to_contain_text(filed()[0].number)

    page = form_of(guests, sign, page)  # the next time the phone knows who it is: say what it is and send it
    expect(page.locator("#reporter_phone")).to_have_value("13800138000")
    type_report(page, "灯不亮", known=True)
    page.click("[data-send]")
    page.wait_for_url("**/p/**")
    assert len(filed()) == 2


def test_ones_own_reports_are_asked_for_and_the_language_changed_from_a_page_nobody_hears_of(
    guests: Visitors, centre: Stage, sign: str
) -> None:
    page = form_of(guests, sign)
    type_report(page)
    page.click("[data-send]")
    page.wait_for_url("**/p/**")

    page.locator("header button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Report something else").click()
    page.get_by_role("link", name="My reports").click()
    page.fill("#number", "13800138000")
    page.click("[data-send]")
    expect(page.locator("#code")).to_be_visible()


def test_a_report_without_signal_is_sent_once_there_is_one(guests: Visitors, sign: str) -> None:
    page = form_of(guests, sign)
    type_report(page)
    page.context.set_offline(True)
    page.click("[data-send]")
    expect(page.locator(".sending")).to_contain_text("没有网络")
    assert filed() == []

    page.context.set_offline(False)
    page.wait_for_url("**/p/**")
    assert len(filed()) == 1


def test_an_answer_that_was_lost_makes_no_second_report(guests: Visitors, sign: str) -> None:
    page, tries = form_of(guests, sign), list[int]()
    type_report(page)

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        tries.append(1)
        answer = route.fetch(max_redirects=0)
        return route.abort() if len(tries) == 1 else route.fulfill(response=answer)

    page.route("**/s/**", lose_the_first)
    page.click("[data-send]")
    page.wait_for_url("**/p/**")

    assert len(tries) == 2
    assert len(filed()) == 1


def test_what_was_typed_and_the_photos_survive_a_closed_page(guests: Visitors, sign: str) -> None:
    page = form_of(guests, sign)
    type_report(page, "水漏到楼下了")
    page.set_input_files("input[type=file][name=file]", {"name": "leak.jpg", "mimeType": "image/jpeg", "buffer": large_photo()})
    expect(page.locator(".taken img")).to_have_count(1)
    kept_on(page, "baoxiu-reports", "drafts", WHOLE)
    page.close(run_before_unload=False)

    again = page.context.new_page()
    again.goto(guests.address + sign)
    expect(again.locator("#text")).to_have_value("水漏到楼下了")
    expect(again.locator(".taken img")).to_have_count(1)
    again.click("[data-send]")
    again.wait_for_url("**/p/**")

    (ticket,) = filed()
    (photo,) = ticket.request.files.select_related("file")
    assert photo.file.size < 1_200_000  # of several megabytes

    again.goto(guests.address + sign)
    expect(again.locator("#report[data-ready]")).to_be_visible()
    expect(again.locator("#text")).to_have_value("")


def test_a_refusal_leaves_everything_as_typed(guests: Visitors, sign: str) -> None:
    page = form_of(guests, sign)
    type_report(page)
    page.fill("#reporter_phone", "12")
    page.click("[data-send]")

    expect(page.locator("#refusal .refusal")).to_be_visible()
    expect(page.locator(".sending")).to_be_hidden()
    expect(page.locator("#text")).to_have_value("厨房水管漏水")
    page.fill("#reporter_phone", "13800138000")
    page.click("[data-send]")
    page.wait_for_url("**/p/**")
    assert len(filed()) == 1
