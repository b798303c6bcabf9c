"""The words of faults: each is used, each speaks both languages, each says what would be right."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import baoxiu.core.procedure as room
from baoxiu.core.procedure.sayings import SAYINGS

SOURCES = "".join(
    path.read_text("utf-8") for path in Path(str(room.__file__)).parent.rglob("*.py") if path.parent.name != "sayings"
)  # fmt: skip


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_fault_there_are_words_for_can_be_found_and_every_other_is_a_key_error() -> None:
    assert {code for code in SAYINGS if f'"{code}"' not in SOURCES} == set()
    told = set(re.findall(r'(?:fault|unknown|stop)\(\s*"(\w+)"', SOURCES))
    assert told - set(SAYINGS) == set()


@pytest.mark.parametrize("code", sorted(SAYINGS))
def test_a_fault_says_what_is_wrong_and_what_would_be_right_in_both_languages(code: str) -> None:
    saying = SAYINGS[code]

    for side in (saying.what, saying.remedy):
        assert set(side) == {"zh", "en"}
    assert saying.what["zh"] and saying.what["en"]
    assert saying.remedy["en"] or code == "bad_calendar"  # a calendar's own words hold both
    shared = {name.removesuffix("_zh").removesuffix("_en") for name in blanks(saying.what["en"]) | blanks(saying.remedy["en"])}
    assert {name.removesuffix("_zh").removesuffix("_en") for name in blanks(saying.what["zh"]) | blanks(saying.remedy["zh"])} == shared
