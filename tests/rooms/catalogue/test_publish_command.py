"""`baoxiu procedure publish` and `list --installed`: step by step, under names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from baoxiu.catalogue import queries
from baoxiu.project import database
from baoxiu.project.command import main
from cast import Cast
from small_pack import LAMP, write_pack

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def baoxiu(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, on the test's database."""

    @contextmanager
    def here(_given: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(database, "opened", here)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(verb: str, *more: str) -> tuple[int, str]:
        status = main(["procedure", verb, *more])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(write_pack(tmp_path / "lamps"))


def test_all_steps_in_one_call_put_it_into_force(cast: Cast, baoxiu: Command, folder: str) -> None:
    hands = ("--drafter", "front_desk", "--reviewer", "crew_leader", "--approver", "owner_manager")
    status, told = baoxiu("publish", folder, "--organisation", "YH", *hands, "--unit", "YH-1-C")

    assert (status, "lamps 1.0: published." in told, "nobody is called NOWHERE" in told) == (0, True, True)
    assert queries.procedure_for(cast.units["YH-1-C"], "lamp")[1].key == "lamp"
    with pytest.raises(queries.NotInForce):
        queries.procedure_for(cast.units["YH-1-D"], "lamp")


def test_steps_are_taken_one_by_one_and_the_next_is_named(cast: Cast, baoxiu: Command, folder: str) -> None:
    said = [
        baoxiu("publish", folder, "--organisation", "YH", f"--{step}", login)[1]
        for step, login in (("drafter", "front_desk"), ("reviewer", "crew_leader"), ("approver", "owner_manager"))
    ]

    assert "drafted" in said[0]
    assert "--reviewer" in said[0]
    assert "--approver" in said[1]
    assert "published" in said[2]
    assert queries.procedure_for(cast.units["YH"], "lamp")[1].key == "lamp"


def test_one_person_cannot_do_it_alone(cast: Cast, baoxiu: Command, folder: str) -> None:
    status, told = baoxiu("publish", folder, "--organisation", "YH", "--drafter", "front_desk", "--reviewer", "front_desk")

    assert status == 1
    assert "three different people" in told


def test_a_folder_that_changed_since_it_was_drafted_is_not_reviewed(cast: Cast, baoxiu: Command, folder: str) -> None:
    baoxiu("publish", folder, "--organisation", "YH", "--drafter", "front_desk")
    write_pack(Path(folder), procedures=({**LAMP, "title": {"zh": "x", "en": "x"}},))

    status, told = baoxiu("publish", folder, "--organisation", "YH", "--reviewer", "crew_leader")

    assert status == 1
    assert "--drafter" in told


@pytest.mark.parametrize("more", [(), ("--organisation", "GHOST"), ("--organisation", "YH", "--drafter", "ghost")])
def test_what_cannot_be_done_is_said(cast: Cast, baoxiu: Command, folder: str, more: tuple[str, ...]) -> None:
    status, told = baoxiu("publish", folder, *more)

    assert status in (1, 2)
    assert told


def test_faults_of_the_pack_are_listed_and_nothing_is_kept(cast: Cast, baoxiu: Command, tmp_path: Path) -> None:
    lamp = {**LAMP, "commands": {"finish": {**LAMP["commands"]["finish"], "to": "nowhere"}}}
    broken = str(write_pack(tmp_path / "broken", procedures=(lamp,)))

    status, told = baoxiu("publish", broken, "--organisation", "YH", "--drafter", "front_desk")

    assert status == 1
    assert "lamp.yaml" in told
    assert list(queries.packs_of(cast.yuehe.pk)) == []


def test_what_is_installed_is_listed_with_its_people(cast: Cast, baoxiu: Command, folder: str) -> None:
    hands = ("--drafter", "front_desk", "--reviewer", "crew_leader", "--approver", "owner_manager")
    baoxiu("publish", folder, "--organisation", "YH", *hands)

    status, told = baoxiu("list", "--installed")

    assert status == 0
    assert "YH  lamps" in told
    assert all(name in told for name in ("published", "小何", "孙班长", "梁总"))
    assert "lamps" not in baoxiu("list", "--installed", "--organisation", "LH")[1]
