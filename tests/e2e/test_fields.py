"""One fine widget for each kind of field: by finger on a phone, by keys at a desk; what it sends is what the ticket keeps."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from accessible import findings
from baoxiu.journal import clock
from baoxiu.tickets.models import Ticket
from browsing import DESK, PHONE, Visitors, opened, sent, until
from cast import Cast
from e2e.lamps import PIXEL, Lamp, made, signed

GALLERY = Path(__file__).parents[2] / ".cache" / "e2e" / "fields"


@pytest.fixture
def lamp(stage: Cast, visitors: Visitors, tmp_path: Path) -> Lamp:
    return made(stage, visitors, tmp_path)


WIDE = """async input => {
  const sheet = new OffscreenCanvas(2400, 1800);
  const pen = sheet.getContext('2d');
  const grain = pen.createImageData(600, 450);
  for (let n = 0; n < grain.data.length; n += 1) grain.data[n] = n % 4 === 3 ? 255 : Math.random() * 255;
  for (let x = 0; x < 2400; x += 600) for (let y = 0; y < 1800; y += 450) pen.putImageData(grain, x, y);
  const made = await sheet.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
  const taken = new DataTransfer();
  taken.items.add(new File([made], 'IMG_0042.jpg', { type: 'image/jpeg' }));
  input.files = taken.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  return made.size;
}"""


def test_photos_are_made_small_shown_taken_away_and_say_what_they_show(lamp: Lamp) -> None:
    form = lamp.form()
    page, box = form.page, form.locator("[data-photos]")
    picks = box.locator('input[name="pictures"]')
    assert picks.evaluate(WIDE) > 300_000  # a picture too wide to travel, as a camera makes it
    expect(box.locator(".taken li")).to_have_count(1)
    picks.set_input_files([FilePayload(name="b.png", mimeType="image/png", buffer=PIXEL)])  # chosen later: comes beside the first
    expect(box.locator(".taken li")).to_have_count(2)
    picks.set_input_files([FilePayload(name="c.png", mimeType="image/png", buffer=PIXEL)])
    expect(box.locator(".taken li")).to_have_count(3)

    assert picks.evaluate("async input => (await createImageBitmap(input.files[0])).width") == 1600
    box.locator(".taken li").nth(1).locator("[data-takes-away]").click()
    expect(box.locator(".taken li")).to_have_count(2)
    box.locator('[name="pictures.0.kind"][value="before"]').check(force=True)
    box.locator('[name="pictures.1.kind"][value="after"]').check(force=True)
    box.locator('[name="pictures.1.caption"]').fill("灯亮了")
    signed(form)
    sent(form)

    first, second = lamp.kept["pictures"]
    assert first["kind"] == "before"
    assert (second["kind"], second["caption"]) == ("after", "灯亮了")
    expect(page.locator("#ticket")).to_contain_text("施工后 · 灯亮了")


def test_a_picture_this_device_cannot_read_is_named_and_not_sent(lamp: Lamp) -> None:
    form = lamp.form()
    box = form.locator("[data-photos]")
    box.locator('input[name="pictures"]').set_input_files(
        [FilePayload(name="IMG_1.HEIC", mimeType="image/heic", buffer=b"ftypheic no picture")]
    )

    expect(box.locator("[data-tells]")).to_contain_text("IMG_1.HEIC")
    expect(box.locator('input[name="pictures"]')).to_have_js_property("value", "")
    expect(box.locator(".taken li")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_empty_signature_is_not_sent_and_a_drawn_one_keeps_its_name(lamp: Lamp, size: tuple[int, int]) -> None:
    form = lamp.form("technician" if size == PHONE else "front_desk", size)
    form.locator("[data-send]").click()
    expect(form.locator(".sign-box [data-tells]")).to_be_visible()
    assert Ticket.objects.get(number=lamp.number).state == "open"

    signed(form)
    expect(form.locator(".sign-box [data-tells]")).to_be_hidden()
    form.locator("[data-clears]").click()
    expect(form.locator('[name="seen_by"]')).to_have_value("")
    signed(form, "王女士")
    sent(form)

    assert lamp.kept["seen_by"]["name"] == "王女士"
    assert len(lamp.kept["seen_by"]["file"]) == 64


INKED = """() => {
  const { width, height } = document.querySelector('canvas.sign');
  return width > 400 && document.querySelector('canvas.sign').getContext('2d').getImageData(0, 0, width, height).data.some(part => part);
}"""


def test_a_signature_stays_when_the_phone_is_turned(lamp: Lamp) -> None:
    form = lamp.form()
    signed(form)
    form.page.set_viewport_size({"width": 844, "height": 390})

    until(form.page, INKED)


def test_a_checklist_says_how_far_it_is(lamp: Lamp) -> None:
    form = lamp.form()
    listed = form.locator('[data-asks="tools"]')
    expect(listed.locator(".progress")).to_have_text("0/4")
    for name in ("ladder", "meter"):
        listed.locator(f'[value="{name}"]').check()
    expect(listed.locator(".progress")).to_have_text("2/4")
    signed(form)
    sent(form)

    assert lamp.kept["tools"] == ["ladder", "meter"]


def test_quantities_are_stepped_and_serial_numbers_stand_beside_their_part(lamp: Lamp) -> None:
    form = lamp.form()
    parts = form.locator('[data-asks="used"]')
    parts.locator('[name="used.0.code"]').fill("LED-9W")
    for _ in range(3):
        parts.locator('[data-step="1"]').first.click()
    parts.locator('[data-step="-1"]').first.click()
    parts.locator('[name="used.0.serial"]').fill("N-77")
    parts.locator('[name="used.0.old_serial"]').fill("A-12")
    signed(form)
    sent(form)

    (line,) = lamp.kept["used"]
    assert (line["code"], line["quantity"], line["serial"], line["old_serial"]) == ("LED-9W", 2, "N-77", "A-12")


def test_time_is_started_and_stopped_and_a_correction_says_why(lamp: Lamp) -> None:
    form = lamp.form()
    hours = form.locator('[data-asks="hours"]')
    hours.locator("[data-starts]").click()
    begun = hours.locator('[name="hours.0.at"]')
    expect(begun).not_to_have_value("")
    expect(hours.locator("[data-starts]")).to_be_hidden()
    expect(hours.locator("[data-ends]")).to_be_visible()
    hours.locator("[data-ends]").click()
    began = clock.now().astimezone() - timedelta(hours=1)
    begun.fill(began.strftime("%Y-%m-%dT%H:%M"))

    expect(hours.locator('[name="hours.0.note"]')).to_have_attribute("required", "")
    hours.locator('[name="hours.0.note"]').fill("先开始后登记")
    expect(hours.locator(".sum")).to_contain_text("1 小时")
    signed(form)
    sent(form)
    (spell,) = lamp.kept["hours"]
    assert spell["note"] == "先开始后登记"
    assert spell["at"] < spell["until"]


def test_a_promise_is_made_by_two_presses_and_says_what_is_allowed(lamp: Lamp) -> None:
    form = lamp.form()
    ahead = form.locator('[data-asks="promised_at"]')
    expect(ahead.locator(".nth")).to_have_text("第 1 次承诺，最多 3 次")
    expect(ahead.locator("[data-tells]")).to_contain_text("TST-01")
    days = ahead.locator(".days button")
    expect(days.nth(1)).to_be_enabled()
    expect(days.nth(6)).to_be_disabled()  # seventy-two hours and no more
    days.nth(1).click()
    ahead.locator(".hours button", has_text="14:00").click()

    expect(ahead.locator('[name="promised_at"]')).to_have_value(re.compile("T14:00$"))
    expect(ahead.locator(".hours button", has_text="14:00")).to_have_attribute("aria-pressed", "true")
    ahead.locator('[name="promised_at"]').fill("2035-01-01T10:00")
    expect(ahead.locator("[data-tells].problem-here")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_one_of_many_people_is_typed_at_and_chosen_by_keys(lamp: Lamp, size: tuple[int, int]) -> None:
    form = lamp.form("technician" if size == PHONE else "front_desk", size)
    page = form.page
    chosen = form.locator('select[name="handed_to"]')
    typed = form.locator('[data-asks="handed_to"] input[type="search"]')
    typed.focus()
    page.keyboard.type("同事7")
    expect(form.locator('[data-asks="handed_to"] .found button')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(form.locator('[data-asks="handed_to"] .found button')).to_have_count(0)
    expect(chosen).not_to_have_value("")
    expect(typed).to_have_value("同事7")

    page.keyboard.press("Tab")
    typed.focus()
    page.keyboard.type("无此人")
    expect(form.locator('[data-asks="handed_to"] .found')).to_contain_text("没有找到")
    expect(chosen).to_have_value("")
    typed.fill("")
    expect(form.locator('[data-asks="handed_to"] .found button').first).to_contain_text("同事7")  # the last one chosen stands first


def test_choosers_offer_the_last_ones_first_and_show_names_not_numbers(lamp: Lamp) -> None:
    form = lamp.form()
    page = form.page
    typed = form.locator('[data-asks="stands_at"] input[type="search"]')
    typed.focus()
    page.keyboard.type("1201")
    form.locator('[data-asks="stands_at"] .found button').first.wait_for()
    page.keyboard.press("Enter")
    expect(form.locator('input[name="stands_at"]')).to_have_value(re.compile(r"^\d+$"))
    named = typed.input_value()
    assert named != "1201"
    assert not named.isdigit()
    typed.fill("")
    page.locator("h1").click()
    typed.focus()

    expect(form.locator('[data-asks="stands_at"] .found button').first).to_contain_text(named)


def test_a_code_has_big_digits_and_the_keys_of_numbers(lamp: Lamp) -> None:
    form = lamp.form()
    code = form.locator('[name="number_said"]')

    expect(code).to_have_attribute("inputmode", "numeric")
    assert code.evaluate("input => parseFloat(getComputedStyle(input).fontSize)") >= 28
    assert code.evaluate("input => input.getBoundingClientRect().height") >= 44


def test_a_code_is_scanned_where_the_browser_can(lamp: Lamp) -> None:
    page = lamp.visitors.login("technician", size=PHONE)
    page.add_init_script("""
      window.BarcodeDetector = class { async detect() { return [{ rawValue: 'https://baoxiu.example/field/at/YH7K2M' }]; } };
      Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => new MediaStream() } });
      HTMLMediaElement.prototype.play = async () => {};
    """)
    page.goto(f"{lamp.visitors.address}/field/jobs/{lamp.number}")
    form = opened(page, "record")
    form.locator('[data-asks="number_said"] [data-scans]').click()

    expect(form.locator('[name="number_said"]')).to_have_value("YH7K2M")
    expect(page.locator("dialog.scanner")).to_have_count(0)


def test_every_press_of_the_form_is_large_enough_for_a_thumb(lamp: Lamp) -> None:
    form = lamp.form()
    small = form.evaluate("""form => [...form.querySelectorAll('button, select, input:not([type=hidden], [type=file]), label.drop')]
      .filter(one => one.offsetParent && !one.closest('.pick, .tick') && !one.matches('.unseen'))
      .map(one => [one.className || one.name, Math.round(one.getBoundingClientRect().height)])
      .filter(([, height]) => height < 44)""")

    assert small == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_form_of_every_field_fits_its_screen_and_keeps_nobody_out(lamp: Lamp, size: tuple[int, int]) -> None:
    form = lamp.form("technician" if size == PHONE else "front_desk", size)
    page = form.page
    form.locator('[data-asks="pictures"] input[name="pictures"]').evaluate(WIDE)
    form.locator('[data-asks="promised_at"] .days button').nth(1).click()
    expect(form.locator(".taken li")).to_have_count(1)

    page.evaluate("scrollTo(0, 0)")
    GALLERY.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=GALLERY / f"{size[0]}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert findings(page) == []
