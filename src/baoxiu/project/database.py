"""The database a command works on: the one DATABASE_URL names, the running installation's, or ours started for as long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from urllib.parse import urlsplit

import psycopg

from baoxiu.project import environment, home
from baoxiu.project.environment import Environment
from baoxiu.project.home import Home, order
from baoxiu.project.memory import keep_what_is_loaded
from baoxiu.project.postgres.binaries import LEAST
from baoxiu.project.postgres.cluster import url
from baoxiu.project.postgres.server import is_up, running
from baoxiu.project.refusals import AlreadyRunning, DatabaseNewer, DatabaseNotUnicode, DatabaseOutOfReach, DatabaseTooOld

PATIENCE = 60.0  # seconds: an installation that is just starting


@contextmanager
def opened(given: Environment) -> Iterator[tuple[Home, str]]:
    """A folder and a database's address for this process, with Django set up on them.

    1. DATABASE_URL, where it is given.
    2. The database of the Baoxiu that runs on this folder.
    3. Else the folder's own, started now and stopped afterwards; nobody else may start on it meanwhile.
    """
    place = home.find(home.place(given)) if given.database_url is None else home.make(home.place(given))
    with addressed(place, given) as address:
        used_version(address)
        set_up(place, given, address)
        try:
            yield place, address
        finally:
            place.hand_over()


@contextmanager
def addressed(place: Home, given: Environment) -> Iterator[str]:
    """The address of the database, which answers for as long as the block lasts."""
    if given.database_url:
        check(given.database_url)
        yield given.database_url
    elif is_up(place) or (place.is_locked() and _comes_up(place)):
        yield url(place)
    else:
        with place.locked(), running(place) as address:
            yield address


def set_up(place: Home, given: Environment, address: str) -> None:
    """Set Django up in this process."""
    import django  # here, so that `baoxiu --help` answers at once

    environment.give(variables(place, given, address))
    django.setup()
    keep_what_is_loaded()


def variables(place: Home, given: Environment, address: str) -> dict[str, str]:
    """What settings need to know and a person need not say."""
    return {
        "DJANGO_SETTINGS_MODULE": "baoxiu.project.settings",
        "DATABASE_URL": address,
        "BAOXIU_HOME": str(place.path),
        "BAOXIU_SECRET": given.secret or place.secret("key"),
        "BAOXIU_PUBLIC_URL": given.public_url or f"http://{given.host}:{given.port}",
    }


def check(address: str) -> None:
    """Refuse a database that does not answer, is too old, or cannot hold Chinese."""
    where = _without_password(address)
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            major = connection.info.server_version // 10000
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.Error as problem:
        raise DatabaseOutOfReach(where=where, why=" ".join(str(problem).split())) from problem
    if major < LEAST:
        raise DatabaseTooOld(where=where, theirs=major, least=LEAST)
    if encoding != "UTF8":
        raise DatabaseNotUnicode(where=where, encoding=encoding)


def used_version(address: str) -> tuple[str, str] | None:
    """Which Baoxiu prepared this database last, and the mark of its migrations; None for one never prepared.

    A database a newer Baoxiu has used is refused: what this one does not know it might spoil.
    """
    with psycopg.connect(address) as connection:
        if not connection.execute("select to_regclass('baoxiu_start') is not null").fetchall()[0][0]:
            return None
        row = connection.execute("select version, mark from baoxiu_start").fetchone()
    if row and order(row[0]) > order(our_version()):
        raise DatabaseNewer(theirs=row[0], ours=our_version())
    return (row[0], row[1]) if row else None


def tables(address: str) -> int:
    """How many tables the database has."""
    with psycopg.connect(address) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname = current_schema()").fetchone()
    return int(row[0]) if row else 0


def our_version() -> str:
    """The version of this Baoxiu."""
    return version("baoxiu")


def _comes_up(place: Home) -> bool:
    ends = time.monotonic() + PATIENCE
    while not is_up(place):
        if time.monotonic() > ends:
            raise AlreadyRunning(home=place.path, pid=place.holder())
        if not place.is_locked():
            return False
        time.sleep(0.1)
    return True


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.hostname or dict(q.split('=', 1) for q in parts.query.split('&') if '=' in q).get('host', '')}{parts.path}"
