"""Where the data of one installation live: one folder, private, marked as ours.

VERSION      the marker: which Baoxiu used this folder last
postgres/    the database            files/     attachments and slips
secrets/     keys and passwords      log/       what PostgreSQL had to say
run/         the database's socket   programs/  PostgreSQL's programs, where they had to be copied
outbox/      messages, while no channel is set
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import baoxiu
from baoxiu.project import account
from baoxiu.project.account import Account
from baoxiu.project.environment import Environment
from baoxiu.project.refusals import (
    AlreadyRunning,
    DiskFull,
    HalfRestored,
    HomeMissing,
    HomeNewer,
    HomeNotOurs,
    HomeNotWritable,
    HomeOfAnother,
    HomeOutOfReach,
)

MARKER = "VERSION"
FOLDERS = ("files", "log", "outbox", "postgres", "programs", "run", "secrets")
RESTORING = "RESTORING"  # stands while a backup is being laid in
ROOT_HOME = Path("/var/lib/baoxiu")
NEEDED_FOR_NEW = 200  # MB: an empty cluster, its journal, the first demo
NEEDED_FOR_OLD = 64  # MB: PostgreSQL stops when it cannot write its journal


@dataclass(frozen=True, slots=True)
class Home:
    """An installation's folder and the user who keeps it."""

    path: Path
    account: Account

    def folder(self, name: str) -> Path:
        """One of FOLDERS."""
        return self.path / name

    def secret(self, name: str, *, length: int = 32) -> str:
        """A password or key of this installation, made at its first use and readable by its user alone."""
        place = self.folder("secrets") / name
        try:
            return place.read_text().strip()
        except FileNotFoundError:
            self.write(place, secrets.token_urlsafe(length))
            return place.read_text().strip()

    def write(self, place: Path, text: str) -> None:
        """Write `place` whole or not at all, private to the user who keeps the data."""
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        with in_words(self.path):
            try:
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                    file.write(text + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                self.account.own(draft)
                draft.replace(place)
            finally:
                draft.unlink(missing_ok=True)

    def mark(self) -> None:
        """Note that this version of Baoxiu has used the folder."""
        if _marked_version(self.path) != version("baoxiu"):
            self.write(self.path / MARKER, f"baoxiu {version('baoxiu')}")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other Baoxiu off this folder; the system lets go when the process ends, however it ends."""
        with in_words(self.path):
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            self.account.own(self.path / "lock")
        try:
            self._take(lock)
            yield
        finally:
            os.close(lock)

    def is_locked(self) -> bool:
        """Whether a Baoxiu runs on this folder now."""
        try:
            with self.locked():
                return False
        except AlreadyRunning:
            return True

    def holder(self) -> str:
        """The process number of whoever runs on this folder, or ran last."""
        try:
            return (self.path / "lock").read_text().strip() or "?"
        except OSError:
            return "?"

    def hand_over(self) -> None:
        """Give the files root has written to the user who keeps the data."""
        if self.account.is_ours:
            return
        for name in ("files", "outbox"):
            for folder, _, names in os.walk(self.folder(name)):
                self.account.own(Path(folder), *(Path(folder, one) for one in names))

    def _take(self, lock: int) -> None:
        """Take the lock; one who only looks whether it is taken holds it for an instant, so try a little longer."""
        ends = time.monotonic() + 0.3
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as taken:
                if time.monotonic() > ends:
                    raise AlreadyRunning(home=self.path, pid=self.holder()) from taken
                time.sleep(0.05)
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)

    def move_files(self, elsewhere: Path) -> None:
        """Move the files to where BAOXIU_FILES says they live."""
        with in_words(elsewhere):
            shutil.copytree(self.folder("files"), elsewhere, dirs_exist_ok=True)
            for folder, _, names in os.walk(elsewhere):
                self.account.own(Path(folder), *(Path(folder, one) for one in names))
            shutil.rmtree(self.folder("files"))

    def check_space(self) -> None:
        """Refuse to start where PostgreSQL would stop in the middle of its work."""
        is_new = not (self.folder("postgres") / "PG_VERSION").exists()
        needed = NEEDED_FOR_NEW if is_new else NEEDED_FOR_OLD
        free = shutil.disk_usage(self.path).free // 2**20
        if free < needed:
            raise DiskFull(home=self.path, free=free, needed=needed)


def place(environment: Environment) -> Path:
    """Where the data of this user live: as told, else where such data belong on this system."""
    if environment.home:
        return environment.home
    return ROOT_HOME if os.geteuid() == 0 else environment.data_home / "baoxiu"


def make(path: Path) -> Home:
    """Open the folder at `path`, making it where there is none.

    1. A folder with other people's files, or of a newer Baoxiu, is refused before anything is touched.
    2. A new folder is ours alone (0700); the mode of one that was there stays as it was.
    3. Whoever keeps the data must be able to enter it.
    """
    _check(path)
    home = Home(path, account.for_home(path))
    with in_words(path):
        if is_new := not path.exists():
            path.mkdir(mode=0o700, parents=True)
            home.account.own(path)
        _check_reach(home, is_new=is_new)
        if not (path / MARKER).exists():
            home.mark()
        _make_folders(home)
    return home


def find(path: Path) -> Home:
    """Open the folder at `path`, which must be there."""
    _check(path)
    if not (path / MARKER).exists():
        raise HomeMissing(home=path)
    home = Home(path, account.for_home(path))
    with in_words(path):
        _make_folders(home)
    return home


def packs_folder() -> Path:
    """Where the packs that come with Baoxiu lie: inside the installed package, else beside `src` in the repository."""
    package = Path(baoxiu.__file__).parent
    inside = package / "procedures"
    return inside if inside.is_dir() else package.parents[1] / "procedures"


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what the file system answers into words."""
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(home=path, free=0, needed=NEEDED_FOR_OLD) from problem
        user = account.of_uid(os.geteuid()).name
        raise HomeNotWritable(home=path, why=problem.strerror or str(problem), user=user) from problem


def _check(path: Path) -> None:
    with in_words(path):
        if not path.exists():
            return
        names = {one.name for one in path.iterdir()} - {"lost+found"}
        if names and MARKER not in names:
            raise HomeNotOurs(home=path)
        if RESTORING in names:
            raise HalfRestored(home=path)
        if (theirs := _marked_version(path)) and order(theirs) > order(version("baoxiu")):
            raise HomeNewer(home=path, theirs=theirs, ours=version("baoxiu"))
        _check_owner(path)


def _check_owner(path: Path) -> None:
    owner = path.stat().st_uid
    if owner != os.geteuid() and os.geteuid() != 0 and (path / MARKER).exists():
        names = account.of_uid(owner).name, account.of_uid(os.geteuid()).name
        raise HomeOfAnother(home=path, owner=names[0], user=names[1])


def _check_reach(home: Home, *, is_new: bool) -> None:
    if home.account.is_ours or home.account.may_run(["/bin/sh", "-c", 'cd "$0"', home.path]):
        return
    if is_new:
        home.path.rmdir()
    raise HomeOutOfReach(home=home.path, user=home.account.name)


def _make_folders(home: Home) -> None:
    for name in FOLDERS:
        if not home.folder(name).is_dir():
            home.folder(name).mkdir(mode=0o700)
            home.account.own(home.folder(name))


def _marked_version(path: Path) -> str | None:
    try:
        text = (path / MARKER).read_text()
    except FileNotFoundError:
        return None
    found = re.fullmatch(r"baoxiu (\d+(?:\.\w+)*)\s*", text)
    if not found:
        raise HomeNotOurs(home=path)
    return found[1]


def order(text: str) -> tuple[int, ...]:
    """A version as numbers that can be compared."""
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])
