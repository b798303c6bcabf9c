"""`baoxiu work`: a worker process, and with it the scheduler."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from baoxiu.project import database, environment
from baoxiu.project.command.frame import command
from baoxiu.project.environment import words

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    added = command(
        subparsers,
        "work",
        run,
        en="Work off jobs: clocks that ring, messages to send, what is due at a time.\n"
        "`baoxiu run` starts one; more may run, on any number of hosts.",
        zh="处理后台任务：到时提醒、消息发送、定时作业。\n`baoxiu run` 会自动启动一个；可在任意多台主机上增开。",
        example="DATABASE_URL=postgresql://baoxiu:secret@db.example/baoxiu baoxiu work --at-once 8",
    )
    added.add_argument("--at-once", type=int, default=4, help=words("jobs at one time (4)", "同时处理的任务数（默认 4）"))


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop."""
    with database.opened(environment.read()):
        from baoxiu.project import jobs

        return jobs.work(arguments.at_once)
