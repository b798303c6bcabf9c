"""Backup and restore: all or nothing, proved whole."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from baoxiu.project import home
from baoxiu.project.postgres.cluster import url
from starting.installation import Installation, installation


@pytest.fixture(scope="module")
def backup(running: Installation) -> Iterator[Path]:
    """A backup of an installation with a row, a file and a key."""
    place = home.find(running.home)
    (place.folder("files") / "ab").mkdir()
    (place.folder("files") / "ab" / "photo.jpg").write_bytes(bytes(range(256)) * 5000)
    with psycopg.connect(url(place), autocommit=True) as connection:
        connection.execute("create table kept as select '报修' as word")
    file = running.home.with_name(f"{running.home.name}.tar")

    done = running.command("backup", str(file))

    assert done.returncode == 0, done.stderr
    yield file
    file.unlink()


@pytest.mark.clause("LFR-122")
def test_a_restore_brings_back_rows_files_and_the_key_and_then_runs(running: Installation, backup: Path) -> None:
    with installation() as other:
        done = other.command("restore", str(backup))
        assert done.returncode == 0, done.stderr + done.stdout

        other.start("--demo", "none")
        with psycopg.connect(url(home.find(other.home))) as connection:
            assert connection.execute("select word from kept").fetchone() == ("报修",)
        theirs, ours = home.find(running.home), home.find(other.home)
        name = "ab/photo.jpg"
        assert (ours.folder("files") / name).read_bytes() == (theirs.folder("files") / name).read_bytes()
        assert (ours.folder("files") / name).stat().st_uid == ours.account.uid
        assert ours.secret("key") == theirs.secret("key")
        assert ours.secret("database-baoxiu") != theirs.secret("database-baoxiu")


def test_a_backup_is_private_and_never_overwrites_another(running: Installation, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600

    again = running.command("backup", str(backup))

    assert again.returncode == 1
    assert again.stderr.startswith(f"The file {backup} is there already.")


def test_a_backup_that_cannot_be_written_is_refused_in_words(running: Installation) -> None:
    done = running.command("backup", "/proc/nowhere/backup.tar")

    assert done.returncode == 1
    assert "Cannot write to /proc/nowhere" in done.stderr


def test_a_folder_with_data_is_never_restored_over(running: Installation, backup: Path) -> None:
    done = Installation(running.home, 1).command("restore", str(backup))

    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert running.page() == 200


def flip_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[content.find(bytes(range(256))) + 10] ^= 1
    file.write_bytes(content)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-400_000])


def not_a_backup(file: Path) -> None:
    file.write_bytes(b"Dear diary, " * 1000)


def with_a_member_that_leaves_the_folder(file: Path) -> None:
    with tarfile.open(file, "a") as tar:
        member = tarfile.TarInfo("files/../../escaped")
        member.size = 3
        tar.addfile(member, io.BytesIO(b"out"))


def of_a_newer_version(file: Path) -> None:
    with tarfile.open(file) as old:
        members = [(one.name, (old.extractfile(one) or io.BytesIO()).read()) for one in old]
    with tarfile.open(file, "w") as new:
        for name, content in members:
            text = json.dumps({**json.loads(content), "baoxiu": "99.0"}).encode() if name == "manifest.json" else content
            member = tarfile.TarInfo(name)
            member.size = len(text)
            new.addfile(member, io.BytesIO(text))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (flip_a_byte, "files/ab/photo.jpg differs from the manifest"),
        (cut_short, "is not whole"),
        (not_a_backup, "is not whole"),
        (with_a_member_that_leaves_the_folder, "files/../../escaped"),
        (of_a_newer_version, "made by Baoxiu 99.0"),
    ],
)
def test_a_spoiled_backup_is_refused_and_leaves_nothing_behind(
    backup: Path, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoiled = tmp_path / "spoiled.tar"
    shutil.copy(backup, spoiled)
    spoil(spoiled)

    with installation() as other:
        done = other.command("restore", str(spoiled))

        assert done.returncode == 1
        assert words in done.stderr and "Nothing was restored" in done.stderr
        assert not other.home.exists()
        assert not other.home.with_name("escaped").exists()


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    with installation() as other:
        done = other.command("restore", str(tmp_path / "nothing.tar"))

    assert done.returncode == 1
    assert f"The file {tmp_path / 'nothing.tar'} cannot be read" in done.stderr
