"""The `baoxiu` command: help with examples, plain words, statuses."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest

from baoxiu.project import command
from starting.installation import Installation

NAMES = ("run", "work", "migrate", "user", "import", "replay", "procedure", "backup", "restore", "verify", "recompute", "doctor")


def ask(*arguments: str, language: str = "C") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "baoxiu.project.command", *arguments],
        env={"LANG": language, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    asked = ask(name, "--help")

    assert asked.returncode == 0
    example = asked.stdout.split("Example:\n")[1].strip()
    assert f"baoxiu {name}" in example


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_in_chinese(name: str) -> None:
    asked = ask(name, "--help", language="zh_CN.UTF-8")

    assert "示例：\n" in asked.stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_a_command_that_is_understood(name: str) -> None:
    example = ask(name, "--help").stdout.split("Example:\n")[1].strip()

    for line in example.splitlines():
        words = shlex.split(line.split("&&")[0])
        assert callable(command.parser().parse_args(words[words.index("baoxiu") + 1 :]).run), line


def test_the_list_of_commands_is_whole() -> None:
    listed = ask("--help").stdout

    assert [name for name in NAMES if f"\n    {name}" not in listed] == []


def test_nothing_said_is_not_understood() -> None:
    assert ask().returncode == 2
    assert ask("dance").returncode == 2


def test_without_an_installation_a_command_says_how_to_make_one(fresh: Installation) -> None:
    done = fresh.command("user", "list")

    assert done.returncode == 1
    assert done.stderr == f"There is no Baoxiu folder at {fresh.home} yet. `baoxiu run` makes one; BAOXIU_HOME names another place.\n"
    assert not fresh.home.exists()


def test_people_are_added_listed_kept_out_and_let_in_again(running: Installation) -> None:
    made = running.command("user", "add", "wang.fang", "--name", "王芳", "--administrator")
    assert made.returncode == 0, made.stderr
    assert len(made.stdout.strip().rpartition(": ")[2]) >= 12

    assert running.command("user", "add", "wang.fang", "--name", "王方").stderr == "The login wang.fang is already used. Choose another.\n"
    assert "wang.fang            王芳" in running.command("user", "list").stdout
    assert "easy" in running.command("user", "password", "wang.fang", given="12345678\n").stderr
    assert running.command("user", "password", "wang.fang", given="a-long-new-one\n").stdout == "wang.fang (王芳) can log in\n"
    assert running.command("user", "disable", "wang.fang").returncode == 0
    assert running.command("user", "enable", "wang.fang").returncode == 0
    unknown = running.command("user", "disable", "nobody.here")
    assert (unknown.returncode, "nobody.here" in unknown.stderr) == (1, True)


def test_an_organisation_is_founded_with_its_first_administrator(running: Installation) -> None:
    given = ("user", "found", "xinhe", "新和物业", "--login", "liang", "--name", "梁总")
    founded = running.command(*given, given="eigenes-wort-3\n")

    assert founded.stdout == "xinhe (新和物业) is founded.\nliang (梁总) can log in\n"
    assert running.command("user", "list", "--organisation", "xinhe").stdout.split() == ["liang", "梁总", "*"]
    assert running.command(*given, given="eigenes-wort-3\n").returncode == 1


def test_a_command_works_on_a_folder_nothing_runs_on_and_leaves_nothing_running(fresh: Installation) -> None:
    fresh.start("--demo", "none")
    fresh.stop()

    done = fresh.command("user", "add", "li.na", "--name", "李娜", "--administrator")

    assert done.returncode == 0, done.stderr
    assert fresh.processes() == []
    assert "li.na" in fresh.command("user", "list").stdout


def test_migrating_twice_changes_nothing(running: Installation) -> None:
    assert running.command("migrate").stdout == "The database is up to date.\n"


def test_the_doctor_finds_a_running_installation_well(running: Installation) -> None:
    found = running.command("doctor")

    assert found.returncode == 0, found.stdout
    assert "Baoxiu runs on it" in found.stdout and "PostgreSQL" in found.stdout and "No job waits too long" in found.stdout


def test_the_doctor_says_what_is_not_well(running: Installation) -> None:
    elsewhere = Installation(running.home, 1)

    found = elsewhere.command("doctor")

    assert found.returncode == 1
    assert "!!  Nothing answers at 127.0.0.1:1" in found.stdout
