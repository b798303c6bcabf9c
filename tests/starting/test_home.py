"""The folder of an installation: private, marked, never somebody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from baoxiu.project import home
from baoxiu.project.refusals import AlreadyRunning, HalfRestored, HomeMissing, HomeNewer, HomeNotOurs, HomeNotWritable, HomeOutOfReach
from starting.installation import IS_ROOT, as_ordinary

ONLY_ROOT = pytest.mark.skipif(not IS_ROOT, reason="needs root")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def test_a_new_folder_is_open_to_its_user_alone(place: Path) -> None:
    made = home.make(place)

    assert mode(place) == 0o700
    assert {mode(made.folder(name)) for name in home.FOLDERS} == {0o700}
    assert {made.folder(name).stat().st_uid for name in home.FOLDERS} == {made.account.uid}


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(place: Path) -> None:
    place.mkdir(mode=0o755)
    (place / "thesis.txt").write_text("mine")
    before = place.stat()

    with pytest.raises(HomeNotOurs):
        home.make(place)

    assert [one.name for one in place.iterdir()] == ["thesis.txt"]
    assert (place.stat().st_mode, place.stat().st_uid, place.stat().st_mtime_ns) == (before.st_mode, before.st_uid, before.st_mtime_ns)


def test_a_file_where_the_folder_should_be_is_refused(place: Path) -> None:
    place.mkdir()
    (place / "file").write_text("mine")

    with pytest.raises(HomeNotWritable):
        home.make(place / "file")


def test_the_mode_of_an_empty_folder_that_was_there_is_not_changed(place: Path) -> None:
    place.mkdir()
    place.chmod(0o755)

    made = home.make(place)

    assert mode(place) == 0o755
    assert mode(made.folder("secrets")) == 0o700


def test_a_folder_of_a_newer_version_is_refused_and_left_as_it_was(place: Path) -> None:
    home.make(place)
    (place / "VERSION").write_text("baoxiu 99.1.0\n")
    before = sorted(one.name for one in place.iterdir())

    with pytest.raises(HomeNewer) as refused:
        home.make(place)

    assert "99.1.0" in refused.value.say("en") and "99.1.0" in refused.value.say("zh")
    assert sorted(one.name for one in place.iterdir()) == before


def test_a_folder_of_an_older_version_is_taken_and_marked_only_when_it_is_used(place: Path) -> None:
    home.make(place)
    (place / "VERSION").write_text("baoxiu 0.0.1\n")

    made = home.make(place)
    assert (place / "VERSION").read_text() == "baoxiu 0.0.1\n"
    made.mark()

    assert (place / "VERSION").read_text() == f"baoxiu {version('baoxiu')}\n"


def test_a_folder_a_restore_was_interrupted_in_is_refused(place: Path) -> None:
    home.make(place)
    (place / home.RESTORING).touch()

    with pytest.raises(HalfRestored):
        home.make(place)


def test_a_command_that_needs_an_installation_does_not_make_one(place: Path) -> None:
    with pytest.raises(HomeMissing):
        home.find(place)

    assert not place.exists()


def test_secrets_are_made_once_and_readable_by_the_user_alone(place: Path) -> None:
    made = home.make(place)

    first = made.secret("key")

    assert made.secret("key") == first and len(first) >= 32
    assert made.secret("other") != first
    kept = made.folder("secrets") / "key"
    assert (mode(kept), kept.stat().st_uid) == (0o600, made.account.uid)


def test_two_cannot_hold_one_folder(place: Path) -> None:
    made = home.make(place)

    with made.locked(), pytest.raises(AlreadyRunning) as refused, home.make(place).locked():
        pass

    assert str(os.getpid()) in refused.value.say("en")
    with made.locked():
        assert made.holder() == str(os.getpid())


def test_a_holder_that_was_killed_holds_nothing(place: Path) -> None:
    home.make(place)
    opening = f"import os; from pathlib import Path; from baoxiu.project import home; opened = home.make(Path({str(place)!r}))"
    opening = f"import os; from pathlib import Path; from baoxiu.project import home; made = home.make(Path({str(place)!r}))"
    code = f"{opening}\nwith made.locked(): os.kill(os.getpid(), 9)"

    killed = subprocess.run([sys.executable, "-c", code], check=False)

    assert killed.returncode == -9
    with home.make(place).locked():
        pass


@ONLY_ROOT
def test_a_folder_the_database_user_cannot_enter_is_refused_and_not_made(place: Path) -> None:
    place.mkdir(mode=0o700)

    with pytest.raises(HomeOutOfReach):
        home.make(place / "within")

    assert not (place / "within").exists()


@ONLY_ROOT
def test_what_root_wrote_is_handed_to_the_user_of_the_data(place: Path) -> None:
    made = home.make(place)
    (made.folder("files") / "ab").mkdir()
    (made.folder("files") / "ab" / "photo").write_text("x")

    made.hand_over()

    assert (made.folder("files") / "ab" / "photo").stat().st_uid == made.account.uid


def test_a_folder_that_cannot_be_written_is_refused_in_words(place: Path) -> None:
    place.mkdir(mode=0o755)
    place.chmod(0o555)

    done = subprocess.run(
        [*as_ordinary(), sys.executable, "-P", "-m", "baoxiu.project.command", "run"],
        env={"BAOXIU_HOME": str(place / "data"), "LANG": "C", "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"Cannot write to {place / 'data'}: Permission denied.")


def test_the_packs_lie_where_the_program_says() -> None:
    assert any(home.packs_folder().glob("*/pack.yaml"))
