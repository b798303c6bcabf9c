"""The system user that keeps the data when Baoxiu is started by root: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from baoxiu.project.refusals import NoSystemUser

NAME = "baoxiu"


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns the data. `switch` is what a child process needs to become this user (nothing, when we are it)."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether this process runs as this user already."""
        return self.uid == os.geteuid()

    def own(self, *paths: Path) -> None:
        """Hand `paths` to this user."""
        if not self.is_ours:
            for path in paths:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may_run(self, command: Sequence[str | Path]) -> bool:
        """Whether this user can start `command` and it ends well."""
        try:
            done = subprocess.run(
                command,
                user=None if self.is_ours else self.uid,
                group=None if self.is_ours else self.gid,
                extra_groups=None if self.is_ours else [],
                cwd="/",
                capture_output=True,
                check=False,
            )
        except OSError:
            return False
        return done.returncode == 0


def of_uid(uid: int) -> Account:
    """The account with number `uid`; a number without a name (as in containers) is its own name."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(str(uid), uid, os.getegid() if uid == os.geteuid() else uid)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def for_home(home: Path) -> Account:
    """Who keeps the data of `home`: ourselves; for root the folder's own user, else the system user `baoxiu`."""
    if os.geteuid() != 0:
        return of_uid(os.geteuid())
    if home.exists() and (owner := home.stat().st_uid) != 0:
        return of_uid(owner)
    return _system_user()


def _system_user() -> Account:
    try:
        return of_uid(pwd.getpwnam(NAME).pw_uid)
    except KeyError:
        _make_system_user()
    return of_uid(pwd.getpwnam(NAME).pw_uid)


def _make_system_user() -> None:
    """Make the user without a password, a login or a home of its own making."""
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        raise NoSystemUser(name=NAME, why="useradd: not found")
    nologin = shutil.which("nologin", path="/usr/sbin:/sbin") or "/bin/false"
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/var/lib/baoxiu", "--shell", nologin, NAME]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode not in (0, 9):  # 9: somebody else made it meanwhile
        raise NoSystemUser(name=NAME, why=made.stderr.strip())
