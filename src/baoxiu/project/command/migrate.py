"""`baoxiu migrate`: bring the database to this version."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from baoxiu.project import database, environment
from baoxiu.project.command.frame import command
from baoxiu.project.console import say

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    command(
        subparsers,
        "migrate",
        run,
        en="Bring the database to this version.\n`baoxiu run` does so by itself; several hosts on one database want it done once, before.",
        zh="将数据库升级到当前版本。\n`baoxiu run` 会自动完成；多台主机共用一个数据库时，可先单独执行一次。",
        example="DATABASE_URL=postgresql://baoxiu:secret@db.example/baoxiu baoxiu migrate",
    )


def run(arguments: argparse.Namespace) -> int:
    """Migrate."""
    from baoxiu.project.prepare import migrate

    with database.opened(environment.read()):
        migrate()
    say("The database is up to date.", "数据库已是最新版本。")
    return 0
