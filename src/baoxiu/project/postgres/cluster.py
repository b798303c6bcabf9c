"""The database files of one installation: made once, UTF-8, with passwords nobody has to know."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import psycopg
from psycopg import sql

from baoxiu.project.home import NEEDED_FOR_NEW, Home, in_words
from baoxiu.project.postgres.binaries import Binaries, made_with
from baoxiu.project.refusals import DiskFull, HomeNotWritable, PostgresWillNotStart

SUPERUSER = "postgres"
ROLE = "baoxiu"
DATABASE = "baoxiu"
PORT = 5432  # names the socket only; nothing listens on the network
LONGEST_SOCKET = 107 - len(f"/.s.PGSQL.{PORT}.lock")
CLEAN = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
SETTINGS = """
# Baoxiu: lines below may be changed; what is not said here is PostgreSQL's default.
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
logging_collector = on
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_directory = '../log'
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The files of a database server and the programs that work on them."""

    home: Home
    binaries: Binaries
    is_lasting: bool = True  # False for tests: nothing waits for the disk

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self.home.folder("postgres")

    @property
    def log(self) -> Path:
        """Where PostgreSQL writes until its own log is open: why it did not start stands here."""
        return self.home.folder("log") / "postgres-start.log"

    def make(self) -> None:
        """Make the files where there are none yet: whole or not at all, however a making is interrupted."""
        if made_with(self.home) is not None:
            return
        draft = self.home.path / ".postgres"
        problem = self._initdb(draft, "C.UTF-8") and self._initdb(draft, "C")
        if problem:
            shutil.rmtree(draft, ignore_errors=True)
            refuse(problem, self.home, self.log)
        with in_words(self.home.path):
            with (draft / "postgresql.conf").open("a") as settings:
                settings.write(SETTINGS)
            draft.replace(self.folder)

    def make_roles(self, *, may_create: bool = False) -> None:
        """Make the role and the database the product works with: no superuser, so the database's own rules bind it."""
        with psycopg.connect(url(self.home, SUPERUSER, "postgres"), autocommit=True) as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                return
            rights = sql.SQL("login createdb" if may_create else "login")
            password = sql.Literal(self.home.secret(f"database-{ROLE}"))
            role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
            if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("create role {} {} password {}").format(role, rights, password))
            connection.execute(sql.SQL("create database {} owner {}").format(database, role))

    def _initdb(self, folder: Path, locale: str) -> str | None:
        """Run initdb; answer what went wrong, or None. From PostgreSQL 17 on the sorting is its own and survives upgrades."""
        with in_words(self.home.path):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            self.home.account.own(folder)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.binaries.major >= 17 else []
        lasting = [] if self.is_lasting else ["--no-sync"]
        with tempfile.NamedTemporaryFile("w", prefix=".baoxiu", dir=self.home.folder("secrets")) as password:
            password.write(self.home.secret(f"database-{SUPERUSER}"))
            password.flush()
            self.home.account.own(Path(password.name))
            options = [f"--pgdata={folder}", f"--username={SUPERUSER}", f"--pwfile={password.name}"]
            auth = ["--auth=scram-sha-256", "--encoding=UTF8", f"--locale={locale}"]
            done = self.run([self.binaries.program("initdb"), *options, *auth, *builtin, *lasting])
        return None if done.returncode == 0 else done.stderr

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the user of the data."""
        who = self.home.account
        if who.is_ours:
            return subprocess.run(command, env=CLEAN, cwd=self.home.path, capture_output=True, text=True, check=False)
        return subprocess.run(
            command,
            user=who.uid,
            group=who.gid,
            extra_groups=[],
            umask=0o077,
            env=CLEAN,
            cwd=self.home.path,
            capture_output=True,
            text=True,
            check=False,
        )


def url(home: Home, role: str = ROLE, database: str = DATABASE) -> str:
    """How to connect, password included: for children's environments, never for a log."""
    password, folder = home.secret(f"database-{role}"), quote(str(socket_folder(home)), safe="")
    return f"postgresql://{role}:{password}@/{database}?host={folder}&port={PORT}"


def socket_folder(home: Home) -> Path:
    """Where the socket lies: in the home; where its path would be too long for a socket, in a short private folder."""
    usual = home.folder("run")
    if len(os.fsencode(usual)) <= LONGEST_SOCKET:
        return usual
    mark = sha256(os.fsencode(home.path)).hexdigest()[:16]
    return Path("/tmp") / f"baoxiu-{home.account.uid}-{mark}"


def make_socket_folder(home: Home) -> Path:
    """Make the socket's folder. In /tmp anybody could have made it first: then it is refused."""
    folder = socket_folder(home)
    with in_words(folder):
        if not folder.exists():
            folder.mkdir(mode=0o700)
            home.account.own(folder)
        found = folder.lstat()
    if folder.is_symlink() or found.st_uid != home.account.uid or found.st_mode & 0o077:
        raise HomeNotWritable(home=folder, why="made by somebody else", user=home.account.name)
    return folder


def refuse(problem: str, home: Home, log: Path) -> NoReturn:
    """Say in words why PostgreSQL did not work, from what it said itself."""
    if "No space left on device" in problem or "Disk quota exceeded" in problem:
        raise DiskFull(home=home.path, free=shutil.disk_usage(home.path).free // 2**20, needed=NEEDED_FOR_NEW)
    lines = [line for line in problem.splitlines() if line.strip()]
    reasons = [line.split("FATAL:")[1].strip() for line in lines if "FATAL:" in line] or lines[-1:] or ["?"]
    raise PostgresWillNotStart(why=reasons[0], log=log)
