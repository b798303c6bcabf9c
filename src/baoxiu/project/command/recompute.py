"""`baoxiu recompute`: make every monthly statement again from its events, and say where it is not what was kept."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from baoxiu.project import database, environment
from baoxiu.project.command.frame import command
from baoxiu.project.console import say, warn
from baoxiu.project.environment import words

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    added = command(
        subparsers,
        "recompute",
        run,
        en="Make every statement of what stations are paid again from the events, and name each line, sum or order that differs.",
        zh="由事件重算全部结费单，逐条指出与原结费单不符的明细、合计和漏单。",
        example="baoxiu recompute\nbaoxiu recompute --month 2026-10",
    )
    added.add_argument("--month", help=words("statements of one month only, as 2026-10", "只重算一个月，如 2026-10"))


def run(arguments: argparse.Namespace) -> int:
    """Recompute; status 1 when anything differs."""
    with database.opened(environment.read()):
        return check(arguments.month)


def check(month: str | None = None) -> int:
    """Recompute the statements of the database at hand and say what was found."""
    from baoxiu.quotes import queries

    begun = time.monotonic()
    made, found = queries.recompute(month)
    for one in found:
        warn(one.say("en"), one.say("zh"))
    seconds = time.monotonic() - begun
    say(
        f"{made} statements made again from their events in {seconds:.1f} s: {len(found)} differences.",
        f"由事件重算结费单 {made} 份，用时 {seconds:.1f} 秒：{len(found)} 处不符。",
    )
    return 1 if found else 0
