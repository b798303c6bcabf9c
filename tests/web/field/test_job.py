"""A job on the phone: the next step big, another time, ways out and the rest folded; the way there; kept on the home screen."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from baoxiu.web.field import steps
from web.faces import Faces, tree


@pytest.fixture
def served(faces: Faces) -> Faces:
    from web.portal.test_portal import to_service

    to_service(faces)
    return faces


def test_the_next_step_stands_alone_and_ways_out_are_folded(served: Faces) -> None:
    page = tree(served.as_("engineer").get(f"/field/jobs/{served.number}"))

    (big,) = page.xpath("//div[contains(@class, 'next')]//*[@data-command]")
    assert "primary" in big.get("class")
    folded = page.xpath("//details[contains(@class, 'acts-fold')]//*[@data-command]/@data-command")
    later = page.xpath("//div[@class='reach']//*[@data-command]/@data-command")
    assert set(folded).isdisjoint({big.get("data-command"), *later})
    assert len(page.xpath("//*[@data-command]")) == 1 + len(folded) + len(later)  # every open command stands somewhere, once


def test_the_first_job_of_the_day_says_its_next_step(served: Faces) -> None:
    page = tree(served.as_("engineer").get("/field/"))

    first = page.xpath("//article[contains(@class, 'first')]")[0]
    assert f"/field/jobs/{served.number}/do/" in first.xpath(".//a[contains(@class, 'big')]/@href")[0]


def test_the_way_is_by_coordinates_where_they_are_known_else_by_words() -> None:
    site = SimpleNamespace(latitude=22.5, longitude=113.9, title="南山")
    known = steps.route_to(SimpleNamespace(site=site), "南山一号")
    by_words = steps.route_to(SimpleNamespace(site=None), "3 栋 1201")

    assert known is not None
    assert known.app.startswith("geo:22.5,113.9?q=22.5,113.9(")
    assert "position=113.9%2C22.5" in known.page
    assert "coordinate=wgs84" in known.page
    assert by_words is not None
    assert by_words.app == "geo:0,0?q=3%20%E6%A0%8B%201201"
    assert steps.route_to(SimpleNamespace(site=None), "") is None


def test_what_one_is_told_leads_to_ones_own_page_of_the_job(served: Faces, monkeypatch: pytest.MonkeyPatch) -> None:
    from baoxiu.journal import clock, queries

    told = SimpleNamespace(pk=1, number=served.number, words="已派给您", task=False, read_at=None, done_at=None, created_at=clock.now())
    monkeypatch.setattr(queries, "notices_of", lambda _person: [told])

    link = "//ul[contains(@class, 'notices')]//a/@href"
    found = [tree(served.as_(login).get("/notices")).xpath(link)[0] for login in ("engineer", "coordinator")]
    assert found == [f"/field/jobs/{served.number}", f"/desk/tickets/{served.number}"]


def test_whoever_cannot_come_finds_it_under_that_in_a_pack_that_never_says_so(served: Faces) -> None:
    page = tree(served.as_("engineer").get(f"/field/jobs/{served.number}"))

    ways = page.xpath("//details[contains(@class, 'cannot')]//*[@data-command]/@data-command")
    assert "hand_over" in ways
    assert not {"arrive", "depart", "write_back"} & set(ways)


def test_a_kit_says_where_each_step_stands_and_what_choosers_find(served: Faces) -> None:
    said = served.as_("engineer").get("/field/kits").json()

    (kit,) = said["kits"]
    assert {step["place"] for step in kit["steps"]} <= {"later", "cannot", "other"}
    assert kit["route"]["page"].startswith("https://uri.amap.com/")
    assert served.cast.sites["NS"].pk in {one["id"] for one in said["near"]["site"]}
    assert said["near"]["customer"][0]["title"] == "林海贸易"


def test_a_phone_can_keep_us_among_its_apps(client: Client) -> None:
    from PIL import Image

    said = client.get("/manifest.webmanifest", headers={"Accept-Language": "zh-CN"}).json()
    icons = {(icon["sizes"], icon.get("purpose", "")): icon["src"] for icon in said["icons"]}

    assert said["display"] == "standalone"
    assert {("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable")} <= icons.keys()
    for (sizes, _use), src in icons.items():
        path = finders.find(src.removeprefix("/static/"))
        assert isinstance(path, str)
        if src.endswith(".png"):
            with Image.open(path) as drawn:
                assert "{}x{}".format(*drawn.size) == sizes
    assert {shortcut["url"] for shortcut in said["shortcuts"]} >= {"/field/", "/field/day"}
