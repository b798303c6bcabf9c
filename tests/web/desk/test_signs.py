"""Signs to report by: chosen for a unit one sees, printed as sheets, made anew where one was lost."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from baoxiu.directory import actions as directory
from baoxiu.intake.models import ReportSign
from web.faces import Faces, tree


def words_of(pdf: bytes) -> list[str]:
    """What stands on each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def printed(faces: Faces, *things: str, layout: str = "labels", unit: str = "YH-1") -> Any:
    return faces.as_("front_desk").post("/desk/signs/print", {"unit": unit, "layout": layout, "thing": things})


def key(faces: Faces, code: str) -> str:
    return f"site-{faces.cast.sites[code].pk}"


@pytest.fixture
def estate(faces: Faces) -> Faces:
    """The front desk answers for the whole estate; the company has a hotline."""
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.journal import clock

    directory.give_post(faces.cast.people["front_desk"], faces.cast.units["YH-1"], "service_centre", by=SYSTEM, at=clock.now())
    directory.change_unit(faces.cast.units["YH-1"], phone="0755-86001234", by=SYSTEM, at=clock.now())
    return faces


def test_the_list_shows_rooms_and_machines_of_a_unit_and_who_has_a_sign(estate: Faces) -> None:
    directory.add_asset(estate.cast.yuehe, code="LIFT-2", title="2 号电梯", site=estate.cast.sites["YH1-3"])
    printed(estate, key(estate, "YH1-3-2-1201"))

    page = tree(estate.as_("front_desk").get("/desk/signs"))

    said = page.text_content()
    assert "3 栋 2 单元 1201" in said and "2 号电梯" in said
    assert ReportSign.objects.get().mark in said


def test_a_search_narrows_the_list(estate: Faces) -> None:
    page = tree(estate.as_("front_desk").get("/desk/signs", {"q": "1101"}))

    assert [box.get("value") for box in page.xpath("//input[@name='thing']")] == [key(estate, "YH1-3-2-1101")]


def test_labels_stand_on_a_sheet_of_their_own_and_keep_their_marks(estate: Faces) -> None:
    rooms = [key(estate, code) for code in ("YH1-3-2-1201", "YH1-3-2-1101")]
    first, second = printed(estate, *rooms), printed(estate, *rooms)

    (words,) = words_of(first.content)
    assert first["Content-Type"] == "application/pdf"
    assert "3 栋 2 单元 1201" in words and "0755-86001234" in words and "扫码报修" in words
    assert words_of(second.content) == [words]
    assert ReportSign.objects.count() == 2


def test_large_signs_have_a_page_each(estate: Faces) -> None:
    pages = words_of(printed(estate, "unit", key(estate, "YH1-3-2-1201"), layout="single").content)

    assert len(pages) == 2
    assert "悦和花园" in pages[0] and "3 栋 2 单元 1201" in pages[1]


def test_a_lost_sign_is_made_anew(estate: Faces) -> None:
    printed(estate, key(estate, "YH1-3-2-1201"))
    old = ReportSign.objects.get()

    answer = estate.as_("front_desk").post(f"/desk/signs/{old.mark}/anew")

    old.refresh_from_db()
    assert answer.status_code == 302
    assert old.retired_at is not None
    assert ReportSign.objects.get(retired_at=None).mark != old.mark
    assert estate.as_("front_desk").post(f"/desk/signs/{old.mark}/anew").status_code == 404


def test_another_units_signs_are_not_there(estate: Faces) -> None:
    printed(estate, key(estate, "YH1-3-2-1201"))
    sign = ReportSign.objects.get()
    stranger = estate.as_("coordinator")  # of the maker's network

    assert stranger.get("/desk/signs", {"unit": "YH-1"}).status_code == 404
    assert stranger.post("/desk/signs/print", {"unit": "YH-1", "layout": "labels", "thing": ["unit"]}).status_code == 404
    assert stranger.post(f"/desk/signs/{sign.mark}/anew").status_code == 404
    assert printed(estate, f"site-{estate.cast.sites['NS'].pk}").status_code == 404


@pytest.mark.parametrize("form", [{"layout": "poster"}, {"thing": []}, {"thing": ["unit"] * 481}])
def test_a_sheet_of_nothing_or_too_much_is_refused(estate: Faces, form: dict[str, Any]) -> None:
    said = {"unit": "YH-1", "layout": "labels", "thing": ["unit"], **form}

    assert estate.as_("front_desk").post("/desk/signs/print", said).status_code == 422
