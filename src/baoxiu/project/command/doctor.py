"""`baoxiu doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from baoxiu.project import environment
from baoxiu.project.command.frame import command
from baoxiu.project.console import say

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    command(
        subparsers,
        "doctor",
        run,
        en="Look at the folder, the disk, PostgreSQL, the tables, the jobs and the web pages; change nothing.",
        zh="检查数据目录、磁盘、PostgreSQL、数据表、后台任务和网页；不作任何改动。",
        example="baoxiu doctor",
    )


def run(arguments: argparse.Namespace) -> int:
    """Look; status 1 when anything is not well."""
    from baoxiu.project import checks

    is_well = True
    for finding in checks.look(environment.read()):
        line = f"{'ok ' if finding.is_well else '!! '} {finding.words}"
        say(line, line)
        is_well = is_well and finding.is_well
    return 0 if is_well else 1
