"""`baoxiu procedure` on folders: list, check, draw, diff, schema; no database is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from baoxiu.project.command import main
from core.smallpack import SmallPack, write_small_pack

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def small(tmp_path: Path) -> SmallPack:
    return write_small_pack(tmp_path / "small")


@pytest.fixture
def baoxiu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(*words: str | Path) -> tuple[int, str]:
        status = main(["procedure", *map(str, words)])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


def test_the_shipped_packs_are_listed_with_their_procedures(baoxiu: Command) -> None:
    status, told = baoxiu("list")

    assert status == 0
    assert "owner-visit-basic 1.0  Owner visits" in told
    assert "  visit 1.0  Repair visit" in told


def test_a_pack_is_called_by_its_folder_or_by_its_name(baoxiu: Command, small: SmallPack) -> None:
    assert "job 1.0  Job" in baoxiu("list", small.path)[1]
    assert "visit 1.0" in baoxiu("list", "owner-visit-basic")[1]


def test_a_right_pack_is_told_to_be_right(baoxiu: Command, small: SmallPack) -> None:
    status, told = baoxiu("check", small.path)

    assert (status, told) == (0, "small 1.0: nothing wrong (2 procedures, 2 clauses, 1 files of examples).\n")


def test_faults_are_told_with_file_and_line_in_the_readers_language(baoxiu: Command, small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "    within: soon\n")

    status, told = baoxiu("check", small.path, "--language", "zh")

    line = (small.path / "job.yaml").read_text("utf-8").splitlines().index("    within: soon") + 1
    assert status == 1
    assert told.startswith(f"{small.path / 'job.yaml'}:{line}: soon 不是时长。 请写成")


def test_an_example_that_comes_out_otherwise_fails_the_check(baoxiu: Command, small: SmallPack) -> None:
    small.edit("examples/rung.yaml", "state: going, clocks", "state: done, clocks")

    status, told = baoxiu("check", small.path)

    assert status == 1
    assert "turn 1: state: expected done, found going" in told


def test_the_diagram_is_written_to_a_file(baoxiu: Command, small: SmallPack, tmp_path: Path) -> None:
    out = tmp_path / "job.svg"

    status, _ = baoxiu("draw", small.path, "job", "--out", out)

    assert status == 0
    assert ElementTree.fromstring(out.read_text("utf-8")).get("aria-label") == "Job"


def test_a_procedure_that_is_not_there_is_told_with_those_that_are(baoxiu: Command, small: SmallPack) -> None:
    status, told = baoxiu("draw", small.path, "jobs")

    assert status == 2
    assert "call-back, job" in told


def test_a_pack_with_faults_is_not_drawn_but_told_what_is_wrong(baoxiu: Command, small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "    within: soon\n")

    status, told = baoxiu("draw", small.path, "job")

    assert status == 1
    assert "is not a length of time" in told


def test_two_versions_are_told_apart_by_clause(baoxiu: Command, small: SmallPack, tmp_path: Path) -> None:
    later = write_small_pack(tmp_path / "later")
    later.edit("job.yaml", "    within: 4h\n", "    within: 5h\n")

    status, told = baoxiu("diff", small.path, later.path)

    assert status == 0
    assert told.splitlines() == [
        "SML-01",
        '  job: Clock "First call", time allowed: was 4 h, is now 5 h.',
        "job: said to be unchanged, is changed.",
    ]


def test_no_difference_is_said_to_be_none(baoxiu: Command, small: SmallPack) -> None:
    assert baoxiu("diff", small.path, small.path) == (0, "No difference.\n")


@pytest.mark.parametrize("file", ["procedure", "pack", "clauses", "example"])
def test_the_schema_of_each_file_is_written(baoxiu: Command, file: str) -> None:
    status, told = baoxiu("schema", file)

    assert status == 0
    assert json.loads(told)["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("words", [("draw",), ("diff", "one"), ("schema", "poem")])
def test_a_command_that_is_not_whole_is_told_how_to_write_it(baoxiu: Command, words: tuple[str, ...]) -> None:
    status, told = baoxiu(*words)

    assert status == 2
    assert told.startswith("Write: baoxiu procedure ")
