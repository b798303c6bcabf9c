"""A disk that is full: said in words, and nothing lost."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from baoxiu.project import home
from baoxiu.project.postgres.cluster import url
from starting.installation import Installation, free_port, somewhere, wait_until


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own; only root may mount one."""
    place = somewhere()
    place.mkdir(mode=0o755)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", place], capture_output=True, check=False)
    if mounted.returncode:
        place.rmdir()
        pytest.skip("may not mount a disk here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
        place.rmdir()


def test_too_small_a_disk_is_refused_before_anything_is_made_and_a_larger_one_is_taken() -> None:
    with small_disk(60) as disk:
        one = Installation(disk / "data", free_port())

        done = one.command("run", "--demo", "none")

        assert done.returncode == 1
        assert "is full" in done.stderr and "MB needed" in done.stderr
        assert not (one.home / "postgres" / "PG_VERSION").exists()
        subprocess.run(["mount", "-o", "remount,size=600m", disk], check=True)
        one.start("--demo", "none")
        one.clear()


def test_a_disk_without_room_for_one_file_is_said_in_words() -> None:
    with small_disk(4) as disk:
        fill(disk)

        done = Installation(disk / "data", free_port()).command("run")

        assert done.returncode == 1
        assert "is full" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_disk_that_fills_while_running_loses_nothing_and_work_goes_on_once_there_is_room() -> None:
    with small_disk(400) as disk:
        one = Installation(disk / "data", free_port())
        one.start("--demo", "none")
        address = url(home.find(one.home))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("create table kept (number int primary key, text text)")
        filler = fill(disk)

        kept = write_until_refused(address)
        filler.unlink()

        wait_until(lambda: one.page() == 200, "the page, once there is room")
        with psycopg.connect(address, autocommit=True) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (kept,)
            connection.execute("insert into kept values (-1, 'again')")
        assert one.stop() == 0
        one.clear()


def fill(disk: Path) -> Path:
    """Leave no room on the disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 65536) == 65536:
                pass
        except OSError:
            pass
    return filler


def write_until_refused(address: str) -> int:
    """Write rows, one commit each, until the database refuses; how many were acknowledged."""
    number = 0
    with pytest.raises(psycopg.OperationalError), psycopg.connect(address, autocommit=True) as connection:
        while number < 100_000:
            connection.execute("insert into kept select %s, string_agg(md5(i::text), '') from generate_series(1, 100) i", [number])
            number += 1
    assert number < 100_000
    return number
