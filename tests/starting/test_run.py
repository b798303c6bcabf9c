"""`baoxiu run` for real: started, refused, killed, stopped."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from baoxiu.project import home
from baoxiu.project.postgres.cluster import url
from starting.installation import IS_ROOT, Installation, as_ordinary, free_port, installation, wait_until

ONLY_ROOT = pytest.mark.skipif(not IS_ROOT, reason="needs root")


def test_ctrl_c_stops_everything_and_the_second_start_finds_nothing_to_prepare(fresh: Installation) -> None:
    fresh.start("--demo", "none")
    wait_until(lambda: "Ctrl-C" in fresh.said.read_text(), "the address")
    assert f"http://127.0.0.1:{fresh.port}" in fresh.said.read_text()

    assert fresh.stop(signal.SIGINT) == 0
    assert fresh.processes() == []
    assert not (fresh.home / "postgres" / "postmaster.pid").exists()

    fresh.start("--demo", "none")
    assert fresh.stop(signal.SIGTERM) == 0
    assert fresh.said.read_text().count("Preparing the database") == 1
    assert fresh.said.read_text().count("Stopped.") == 2


def test_a_second_start_on_the_same_folder_is_refused_and_the_first_goes_on(running: Installation) -> None:
    second = Installation(running.home, free_port())

    done = second.command("run")

    assert done.returncode == 1
    assert running.process is not None
    assert f"already runs on the folder {running.home} (process {running.process.pid})" in done.stderr
    assert running.page() == 200


def test_a_port_in_use_is_named_with_another_and_nothing_is_left_running(running: Installation) -> None:
    with installation() as other:
        other.port = running.port

        done = other.command("run")

        assert done.returncode == 1
        assert f"Port {running.port} on 127.0.0.1 is taken" in done.stderr and f"BAOXIU_PORT={running.port + 1}" in done.stderr
        assert other.processes() == []


def test_what_cannot_be_done_is_said_in_chinese_to_who_reads_chinese(running: Installation) -> None:
    second = Installation(running.home, free_port(), {"LANG": "zh_CN.UTF-8"})

    done = second.command("run")

    assert done.returncode == 1
    assert "已有一个报修在运行" in done.stderr


def test_a_killed_postgresql_is_started_again_and_the_work_goes_on(running: Installation) -> None:
    before = running.postgres()
    with psycopg.connect(url(home.find(running.home)), autocommit=True) as connection:
        connection.execute("create table kept_through_a_kill as select 7 as answer")

    os.kill(before, signal.SIGKILL)

    assert running.page("/login") in (200, 503)  # asks the database nothing, or says that it is away
    assert running.page() in (200, 503)
    wait_until(lambda: running.page() == 200 and running.postgres() != before, "PostgreSQL to come back")
    with psycopg.connect(url(home.find(running.home))) as connection:
        assert connection.execute("select answer from kept_through_a_kill").fetchone() == (7,)
    assert "PostgreSQL stopped (SIGKILL)" in running.said.read_text()


@pytest.mark.parametrize("what", ["(baoxiu web", "(baoxiu worker"])
def test_a_killed_child_is_started_again(running: Installation, what: str) -> None:
    def numbers() -> set[int]:
        return {int(line.split()[0]) for line in running.processes() if what in line}

    wait_until(lambda: len(numbers()) >= 1, what)
    before = numbers()

    for number in before:
        os.kill(number, signal.SIGKILL)

    wait_until(lambda: len(numbers() - before) == len(before), f"{what} to come back")
    wait_until(lambda: running.page() == 200, "the page")


def test_when_the_supervisor_is_killed_all_end_and_the_next_start_goes_well(fresh: Installation) -> None:
    fresh.start("--demo", "none")
    with psycopg.connect(url(home.find(fresh.home)), autocommit=True) as connection:
        connection.execute("create table kept as select 42 as answer")

    assert fresh.stop(signal.SIGKILL) == -signal.SIGKILL
    fresh.start("--demo", "none")

    with psycopg.connect(url(home.find(fresh.home))) as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)


def test_a_folder_of_a_newer_version_is_refused(fresh: Installation) -> None:
    home.make(fresh.home)
    (fresh.home / "VERSION").write_text("baoxiu 99.0\n")

    done = fresh.command("run")

    assert done.returncode == 1
    assert "last used by Baoxiu 99.0" in done.stderr
    assert not (fresh.home / "postgres" / "PG_VERSION").exists()


def test_a_database_of_a_newer_version_is_refused(fresh: Installation) -> None:
    fresh.start("--demo", "none")
    with psycopg.connect(url(home.find(fresh.home)), autocommit=True) as connection:
        connection.execute("update baoxiu_start set version = '99.0'")
    fresh.stop()

    done = fresh.command("run")

    assert done.returncode == 1
    assert "database was last used by Baoxiu 99.0" in done.stderr
    assert "database was last used by Baoxiu 99.0" in fresh.command("user", "list").stderr


@ONLY_ROOT
def test_an_ordinary_user_runs_all_as_himself() -> None:
    with installation(as_ordinary()) as one:
        one.home.mkdir(mode=0o700)
        os.chown(one.home, *_nobody())

        one.start("--demo", "none")

        assert {_owner(line) for line in one.processes()} == {_nobody()[0]}


@ONLY_ROOT
def test_started_by_root_postgresql_runs_as_a_system_user_of_its_own(running: Installation) -> None:
    owners = {_owner(line) for line in running.processes() if "bin/postgres" in line}

    assert owners == {home.find(running.home).account.uid}
    assert 0 not in owners


COMMON_PYTHON = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")


@ONLY_ROOT
@pytest.mark.skipif(not COMMON_PYTHON.exists(), reason="needs a Python of this version that every user may run")
def test_where_python_is_in_everybodys_reach_nothing_but_the_supervisor_runs_as_root() -> None:
    with installation(PYTHONPATH=os.pathsep.join(one for one in sys.path if one.endswith(("site-packages", "src")))) as one:
        one.program = (str(COMMON_PYTHON), *one.program[1:])

        one.start("--demo", "none")

        assert one.process is not None
        owners = {_owner(line) for line in one.processes() if not line.startswith(f"{one.process.pid} ")}
        assert owners == {home.find(one.home).account.uid}
        assert "run as root" not in one.said.read_text()


@ONLY_ROOT
def test_without_a_network_it_runs_all_the_same() -> None:
    with installation(("unshare", "--net", sys.executable, str(Path(__file__).with_name("loopback.py")))) as one:
        one.begin("--demo", "none")
        wait_until(lambda: "Ctrl-C" in one.said.read_text() or not one.is_alive(), "the address")
        assert one.is_alive(), one.said.read_text()
        assert one.process is not None

        inside = ["nsenter", f"--target={one.process.pid}", "--net", "--", sys.executable, "-c"]
        look = f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:{one.port}/health').status)"
        assert subprocess.run([*inside, look], capture_output=True, text=True, check=True).stdout == "200\n"
        reach = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
        assert "Network is unreachable" in subprocess.run([*inside, reach], capture_output=True, text=True, check=False).stderr


def test_an_external_database_is_used_where_it_is_named(running: Installation) -> None:
    with installation(DATABASE_URL=url(home.find(running.home))) as other:
        other.start("--demo", "none")

        assert other.page() == 200
        assert not (other.home / "postgres" / "PG_VERSION").exists()


def test_an_external_database_that_does_not_answer_is_named_without_its_password() -> None:
    with installation(DATABASE_URL="postgresql://somebody:geheim@127.0.0.1:1/nothing") as other:
        done = other.command("run")

    assert done.returncode == 1
    assert "(127.0.0.1/nothing) cannot be reached" in done.stderr
    assert "geheim" not in done.stderr + done.stdout


def test_a_setting_that_makes_no_sense_is_named(fresh: Installation) -> None:
    fresh.variables["BAOXIU_PORT"] = "eighty"

    done = fresh.command("run")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "BAOXIU_PORT is 'eighty'; it must be a whole number from 1 to 65535.\n"


def test_secrets_never_stand_on_a_command_line(running: Installation) -> None:
    place = home.find(running.home)
    hidden = {place.secret(name) for name in ("database-baoxiu", "database-postgres", "key")}

    assert not [line for line in running.processes() if any(one in line for one in hidden)]


def test_signals_while_starting_stop_it_as_well(fresh: Installation) -> None:
    fresh.begin("--demo", "none")
    wait_until(lambda: "Preparing" in fresh.said.read_text(), "the preparation")
    time.sleep(0.3)

    assert fresh.stop(signal.SIGINT) == 0

    assert fresh.processes() == []
    assert not re.search("Traceback", fresh.said.read_text())


def _owner(line: str) -> int:
    return Path(f"/proc/{line.split()[0]}").stat().st_uid


def _nobody() -> tuple[int, int]:
    import grp
    import pwd

    return pwd.getpwnam("nobody").pw_uid, grp.getgrnam("nogroup").gr_gid
