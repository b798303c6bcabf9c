"""Prepares the database for this version: migrations, the demo organisation, and the mark that says both are done.

The mark lies in the database, so that a second start learns by one question that there is nothing to do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import baoxiu
from baoxiu.project import environment, home
from baoxiu.project.console import say

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

DEMO_FILE = "demo.json"
DEMOS = ("none", "organisation", "whole", "network")
FILLED = ("whole", "network")  # those that are played for minutes
LOCK = 0x62616F786975  # 'baoxiu': two hosts that start on one database prepare it one after the other
MARK_TABLE = """
create table if not exists baoxiu_start (
    one boolean primary key default true check (one), version text not null, mark text not null
)"""
MARK_ROW = """
insert into baoxiu_start (version, mark) values (%s, %s)
on conflict (one) do update set version = excluded.version, mark = excluded.mark"""


def prepare(demo: str) -> int:
    """Prepare the database the settings name; `demo` says how much of one an empty database gets."""
    with _alone() as cursor:
        migrate()
        make_demo(demo)
        cursor.execute(MARK_TABLE)
        cursor.execute(MARK_ROW, [version("baoxiu"), mark_of_migrations()])
    return 0


def migrate() -> None:
    """Bring the tables to this version, and the list of areas to the one that comes along."""
    from django.core.management import call_command

    from baoxiu.directory.actions.areas import ensure_areas

    call_command("migrate", verbosity=0, interactive=False)
    ensure_areas()


def make_demo(how_much: str) -> None:
    """Give an empty installation something to look at, whole or not at all; who can log in is noted for the supervisor to print."""
    from django.db import transaction

    from baoxiu.project import demo

    if how_much == "none":
        return
    place = home.find(home.place(environment.read()))
    with transaction.atomic():
        ensure = demo.ensure_network if how_much == "network" else demo.ensure_demo
        logins = ensure(place.secret("demo-password", length=9))
        if logins:
            place.write(place.path / DEMO_FILE, json.dumps([asdict(login) for login in logins], ensure_ascii=False))
    if how_much in FILLED:
        fill = demo.fill_network if how_much == "network" else demo.fill_demo
        fill(lambda done: say(f"  {done} orders played", f"  已演示 {done} 单"))


def mark_of_migrations() -> str:
    """A mark that changes with every change of a migration, ours or of a package whose tables we use, and of the shipped areas."""
    folder = Path(baoxiu.__file__).parent
    digest = sha256(f"{version('django')} {version('procrastinate')}".encode())
    for file in sorted([*folder.glob("*/migrations/*.*"), *folder.glob("directory/areas/*.csv")]):
        if file.suffix in (".py", ".sql", ".csv"):
            digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.hexdigest()


@contextmanager
def _alone() -> Iterator[CursorWrapper]:
    """Of two hosts that prepare one database at once, the second waits and then finds nothing left to do."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LOCK])
        yield cursor
        cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
