"""`baoxiu restore`: a backup into a new place, proved whole."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from baoxiu.project import database, environment, home
from baoxiu.project.command import verify
from baoxiu.project.command.frame import command
from baoxiu.project.console import say
from baoxiu.project.environment import Environment, words
from baoxiu.project.home import Home
from baoxiu.project.refusals import NoSuchFile, NotEmpty

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    added = command(
        subparsers,
        "restore",
        run,
        en="Restore a backup into a new folder, and verify every ticket's chain of events.",
        zh="将备份恢复到新目录，并校验每张单的事件链。",
        example="BAOXIU_HOME=/srv/baoxiu-new baoxiu restore /backups/baoxiu-monday.tar",
    )
    added.add_argument("file", type=Path, help=words("the backup", "备份文件"))


def run(arguments: argparse.Namespace) -> int:
    """Restore; what is not whole leaves nothing behind."""
    from baoxiu.project import backup, prepare

    source: Path = arguments.file.absolute()
    _check_readable(source)
    given = environment.read()
    _check_empty(given)
    with _new_home(given) as place:
        dump = backup.unpack(source, place)
        with database.addressed(place, given) as address:
            backup.load(place, address, dump)
            dump.unlink()
            if given.files:
                place.move_files(given.files)
            database.set_up(place, given, address)
            prepare.migrate()
            status = verify.check()
    if status == 0:
        say(f"Restored into {place.path}. Start it with `baoxiu run`.", f"已恢复到 {place.path}，可用 `baoxiu run` 启动。")
    return status


@contextmanager
def _new_home(given: Environment) -> Iterator[Home]:
    """A new folder for as long as the restore goes well; otherwise it is empty, or gone, afterwards."""
    path = home.place(given)
    was_there = path.exists()
    if was_there and any(path.iterdir()):
        raise NotEmpty(where=path)
    with ExitStack() as undo:
        place = home.make(path)
        undo.callback(_clear, path, keep_folder=was_there)
        place.write(path / home.RESTORING, "")
        yield place
        undo.pop_all()
        place.hand_over()
        (path / home.RESTORING).unlink()


def _clear(path: Path, *, keep_folder: bool) -> None:
    for one in path.iterdir():
        if one.is_dir():
            shutil.rmtree(one)
        else:
            one.unlink()
    if not keep_folder:
        path.rmdir()


def _check_readable(source: Path) -> None:
    try:
        source.open("rb").close()
    except OSError as problem:
        raise NoSuchFile(file=source, why=problem.strerror or str(problem)) from problem


def _check_empty(given: Environment) -> None:
    if given.database_url:
        database.check(given.database_url)
        if database.tables(given.database_url):
            raise NotEmpty(where="DATABASE_URL")
    if given.files and given.files.is_dir() and any(given.files.iterdir()):
        raise NotEmpty(where=given.files)
