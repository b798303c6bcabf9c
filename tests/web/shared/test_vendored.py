"""What others made is named with version and licence, and nothing on our pages is inline or from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import baoxiu

WEB = Path(baoxiu.__file__).parent / "web"
VENDOR = WEB / "shared" / "static" / "vendor"
TEMPLATES = sorted(path for face in ("shared", "desk", "field", "portal") for path in (WEB / face / "templates").rglob("*.html"))


def test_every_vendored_file_is_in_the_manifest() -> None:
    rows = [
        line.split(" | ") for line in (VENDOR / "MANIFEST").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    listed = {row[4] for row in rows}
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} - {"MANIFEST"}

    assert {path for path in present if not path.endswith("LICENSE")} == listed
    assert all(len(row) == 5 and all(part.strip() for part in row) for row in rows)
    assert {Path(path).parent.name for path in present if path.endswith("LICENSE")} == {Path(path).parent.name for path in listed}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_carries_no_script_style_or_address_of_others(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    sent = re.sub(r"{%.*?%}", "", text)  # what a tag of the template calls its values is no handler

    assert re.findall(r"\sstyle=|\son\w+=|<style|hx-on|javascript:", sent) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag] == []
    assert [found for found in re.findall(r"(?:src|href)=\"(https?://[^\"/]+)", text) if found != "https://uri.amap.com"] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_icon_used_is_drawn(template: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "tabler-icons" / "icons.svg").read_text(encoding="utf-8")))

    assert set(re.findall(r'{% icon "([\w-]+)"', template.read_text(encoding="utf-8"))) <= drawn
