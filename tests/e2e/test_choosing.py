"""A customer is chosen in a form by keys alone, at the desk and on the phone."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from baoxiu.web.shared import drawing
from browsing import DESK, PHONE, Visitors
from cast import Cast

LAID = """html => {
  const form = document.createElement('form');
  form.innerHTML = html;
  document.querySelector('main').prepend(form);
  htmx.process(form);
}"""


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_arrow_keys_and_enter_choose_and_typing_on_takes_the_choice_back(stage: Cast, visitors: Visitors, size: tuple[int, int]) -> None:
    ask = {"name": "whose", "type": "customer", "label": {"zh": "客户"}}
    (field,) = drawing.fields([ask], form="f", zone="UTC", people=lambda _role: ())
    page = visitors.login("front_desk", size=size)
    page.evaluate(LAID, render_to_string("shared/_field.html", {"field": field}))
    kept = page.locator("[name=whose]")

    page.focus("#f-whose")
    page.keyboard.type("赵")
    page.wait_for_selector(".found button")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator("#f-whose")).to_have_value("赵先生")
    expect(kept).to_have_value(str(stage.customers["zhao"].pk))
    expect(page.locator(".found button")).to_have_count(0)
    page.keyboard.type("x")
    expect(kept).to_have_value("")
