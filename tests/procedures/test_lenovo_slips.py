"""Lenovo's repair order on paper: its characters, and the fonts that draw them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from baoxiu.acceptance import queries as acceptance
from procedures.stage import Order, Stage

PRINTED = "2026-03-03 10:00"


@pytest.fixture
def paper(lenovo: Stage) -> PdfReader:
    order = lenovo.report(at="2026-03-02 09:00", customer="𠮷㛃 女士", address="埗头路 3 栋 1201", fault="屏幕碎裂，无法开机")
    first, _ = lenovo.printed("work-order", Order(lenovo, order.id), by="coordinator", at=PRINTED)
    return PdfReader(io.BytesIO(first.pdf))


def test_it_prints_characters_that_few_fonts_have(paper: PdfReader) -> None:
    said = paper.pages[0].extract_text()

    assert "𠮷㛃 女士" in said
    assert "屏幕碎裂，无法开机" in said


def test_all_of_it_is_set_in_the_font_that_comes_along_and_embedded(paper: PdfReader) -> None:
    resources: Any = paper.pages[0]["/Resources"]
    drawn = [font.get_object() for font in resources["/Font"].values()]

    names = {font["/BaseFont"].split("+")[1].removesuffix("-Identity-H") for font in drawn}
    assert names == {"NotoSansCJKsc-Regular", "NotoSansCJKsc-Bold"}
    for font in drawn:
        assert "/FontFile3" in font["/DescendantFonts"][0]["/FontDescriptor"]


def test_no_font_of_the_machine_is_looked_at() -> None:
    found = [Path(font.path) for font in acceptance.fonts().fonts() if font.path]

    assert sorted(path.name for path in found) == ["NotoSansCJKsc-Bold.otf", "NotoSansCJKsc-Regular.otf"]
    assert {path.parent for path in found} == {acceptance.FONTS}


def test_the_fonts_licence_lies_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE" in (acceptance.FONTS / "LICENSE").read_text(encoding="utf-8")
    listed = (acceptance.FONTS / "MANIFEST").read_text(encoding="utf-8")
    assert all(font.name in listed for font in acceptance.FONTS.glob("*.otf"))
