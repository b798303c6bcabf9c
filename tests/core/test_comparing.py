"""Two versions told apart: what was added, taken away and changed, in words, by clause."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baoxiu.core.procedure.comparing import Change, by_clause, changes, names_of, tell, unsaid
from baoxiu.core.procedure.loading import LoadedPack
from core.smallpack import SmallPack, write_small_pack

Compare = Callable[[], list[Change]]


@pytest.fixture
def later(tmp_path: Path) -> SmallPack:
    """The next version, to be changed."""
    return write_small_pack(tmp_path / "later")


@pytest.fixture
def compare(small: SmallPack, later: SmallPack) -> Compare:
    return lambda: changes(small.load(), later.load())


def told(found: list[Change], language: str = "zh") -> list[str]:
    return [tell(change, language) for change in found]


def test_the_same_contents_differ_in_nothing(compare: Compare) -> None:
    assert compare() == []


def test_a_longer_limit_is_told_with_both_and_stands_under_its_clause(later: SmallPack, compare: Compare) -> None:
    later.edit("job.yaml", "    within: 4h\n", "    within: 2 working_days\n")

    found = compare()

    assert told(found) == ["时限“首次联系”的时间由 4 小时 改为 2 个工作日。"]
    assert told(found, "en") == ['Clock "First call", time allowed: was 4 h, is now 2 working days.']
    assert list(by_clause(found)) == ["SML-01"]


def test_a_new_state_and_a_command_taken_away_are_told(later: SmallPack, compare: Compare) -> None:
    later.edit("job.yaml", "states:\n", "states:\n  parked: {title: {zh: 搁置, en: Parked}}\n")
    later.edit("job.yaml", "  reopen:\n    title: {zh: 重新联系, en: Back}\n    from: going\n    by: worker\n    to: new\n",
               "  park: {title: {zh: 搁置, en: Park}, from: new, by: desk, to: parked}\n"
               "  unpark: {title: {zh: 恢复, en: Unpark}, from: parked, by: desk, to: new}\n")  # fmt: skip

    assert told(compare()) == ["新增状态“搁置”。", "取消操作“重新联系”。", "新增操作“搁置”。", "新增操作“恢复”。"]
    assert 'Removed: command "Back".' in told(compare(), "en")


def test_a_guard_that_says_something_else_is_told_by_its_clause(later: SmallPack, compare: Compare) -> None:
    later.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises) < 2'")

    found = compare()

    assert told(found) == ["操作“承诺”的条件由 size(promises) < 3 改为 size(promises) < 2。"]
    assert found[0].clauses == ("SML-02",)


def test_a_guard_added_before_another_does_not_make_that_one_new(later: SmallPack, compare: Compare) -> None:
    later.edit(
        "job.yaml",
        "      - {that: 'size(promises) < 3'",
        "      - {that: 'fault != null', else: {zh: 无故障, en: No fault}}\n      - {that: 'size(promises) < 3'",
    )

    found = compare()

    assert [change.kind for change in found] == ["added"]
    assert "fault != null" in tell(found[0], "en")


def test_who_may_do_it_is_told(later: SmallPack, compare: Compare) -> None:
    later.edit("job.yaml", "    from: new\n    by: [desk]\n", "    from: new\n    by: [desk, worker]\n")

    assert told(compare()) == ["操作“联系”的操作人由 desk 改为 desk、worker。"]


def test_roles_states_and_commands_are_said_by_their_titles(small: SmallPack, later: SmallPack, compare: Compare) -> None:
    later.edit("job.yaml", "    from: new\n    by: [desk]\n", "    from: new\n    by: [desk, worker]\n")
    later.edit("job.yaml", "    breach: {tell: [desk]}\n", "    breach: {tell: [worker]}\n")
    names = names_of(small.load(), later.load())

    assert [tell(change, "zh", names) for change in compare()] == [
        "操作“联系”的操作人由 前台 改为 前台、维修工。",
        "时限“首次联系”的超时·通知由 前台 改为 维修工。",
    ]


def test_words_are_told_in_the_language_in_which_they_differ(later: SmallPack, compare: Compare) -> None:
    later.edit("clauses.yaml", "en: Ring within four hours.", "en: Ring soon.")

    assert told(compare()) == ["条款 SML-01由 Ring within four hours. 改为 Ring soon.。"]


def test_a_new_procedure_and_a_price_that_rose_are_told(later: SmallPack, compare: Compare) -> None:
    later.edit("prices.csv", "30.00", "35.00")
    later.write(
        "urge.yaml",
        (later.path / "call-back.yaml")
        .read_text("utf-8")
        .replace("procedure: call-back", "procedure: urge")
        .replace("opens:\n", "opens:\n  by: desk\n"),
    )

    found = told(compare())

    assert "价目“上门费”的价格由 30.00 改为 35.00。" in found
    assert "新增规程“回访”。" in found


def test_versions_of_pack_and_parts_are_told(later: SmallPack, compare: Compare) -> None:
    later.edit("pack.yaml", 'version: "1.0"', 'version: "2.0"')
    later.edit("call-back.yaml", "kind: call_back\n", 'kind: call_back\nversion: "2.0"\n')

    found = told(compare())

    assert found == ["规程包版本由 1.0 改为 2.0。", "规程版本：新增 2.0。"]


def declared(pack: SmallPack, text: str) -> LoadedPack:
    pack.write("pack.yaml", (pack.path / "pack.yaml").read_text("utf-8") + text)
    return pack.load()


def test_what_a_version_says_of_itself_is_held_against_what_is_so(small: SmallPack, later: SmallPack) -> None:
    later.edit("job.yaml", "    within: 4h\n", "    within: 5h\n")
    new = declared(later, "changed: [call-back]\n")

    assert [one.say("zh") for one in unsaid(small.load(), new)] == [
        "call-back：声明为有改动，实际没有改动。",
        "job：声明为没有改动，实际有改动。",
    ]
    assert next(one.say("en") for one in unsaid(small.load(), new)) == "call-back: said to be changed, is unchanged."


def test_a_version_that_says_what_is_so_is_not_told_off(small: SmallPack, later: SmallPack) -> None:
    later.edit("job.yaml", "    within: 4h\n", "    within: 5h\n")

    assert unsaid(small.load(), declared(later, "changed: [job]\n")) == []
