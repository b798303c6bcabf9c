"""Words with blanks, hours in words, lists and consents that count from a time."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from baoxiu.core.calendars import Calendar, always
from baoxiu.core.engine.showing import hours_in_words
from baoxiu.core.procedure.faults import PackFaults
from baoxiu.core.procedure.loading import load_pack

PACKS = Path(__file__).resolve().parents[2] / "procedures"
SPLIT = {"mon-fri": ["08:00-12:00", "13:30-17:30"], "sat": ["09:00-12:00"]}
WEEKS = [
    ({"mon-sun": ["08:00-17:00"]}, "周一至周日 08:00-17:00", "Mon–Sun 08:00-17:00"),
    (SPLIT, "周一至周五 08:00-12:00、13:30-17:30；周六 09:00-12:00", "Mon–Fri 08:00-12:00, 13:30-17:30; Sat 09:00-12:00"),
    ({"mon": ["09:00-10:00"], "wed": ["09:00-10:00"]}, "周一 09:00-10:00；周三 09:00-10:00", "Mon 09:00-10:00; Wed 09:00-10:00"),
]


@pytest.mark.parametrize(("week", "chinese", "english"), WEEKS)
def test_hours_are_said_day_by_day_equal_days_together(week: dict[str, list[str]], chinese: str, english: str) -> None:
    assert hours_in_words(Calendar.of({"week": week}, "Asia/Shanghai")) == {"zh": chinese, "en": english}


def test_round_the_clock_is_said_so() -> None:
    assert hours_in_words(always("Asia/Shanghai"))["zh"] == "全天 24 小时"


def spoilt(tmp_path: Path, pack: str, file: str, old: str, new: str) -> tuple[str, str]:
    """The file and words of the one fault of a pack with one text changed."""
    folder = Path(copytree(PACKS / pack, tmp_path / pack))
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PackFaults) as faults:
        load_pack(folder)
    (fault,) = faults.value.faults
    return fault.file, fault.what["en"]


def test_a_guide_with_a_blank_nothing_fills_is_refused_where_it_is_shown(tmp_path: Path) -> None:
    file, said = spoilt(tmp_path, "tianli-property", "guides/moving-furniture.md", "{moving_note}", "{moving_nott}")

    assert (file, "moving_nott" in said) == ("repair.yaml", True)


def test_a_list_counts_from_a_time_the_ticket_keeps(tmp_path: Path) -> None:
    file, said = spoilt(tmp_path, "tianli-property", "repair.yaml", "since: accepted_at", "since: worker")

    assert (file, "worker" in said) == ("repair.yaml", True)


def test_an_emergency_gathers_procedures_of_its_pack(tmp_path: Path) -> None:
    file, said = spoilt(tmp_path, "yuehao-property", "storm.yaml", "gathers: [visit,", "gathers: [visits,")

    assert (file, "visits" in said) == ("storm.yaml", True)
