"""`baoxiu replay`: take what was imported through its recorded life, and compare."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from baoxiu.project.command.frame import command
from baoxiu.project.environment import words
from baoxiu.project.refusals import NotInThisVersion

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    added = command(
        subparsers,
        "replay",
        run,
        en="Take each imported report through its recorded life by real commands at the recorded times, and compare the ends.",
        zh="按记录的时间，用真实操作重演每条导入的报修，并与原记录的结果对比。",
        example="baoxiu replay requests.csv --mapping mapping.yaml",
    )
    added.add_argument("file", type=Path, help=words("the file that was imported", "已导入的文件"))
    added.add_argument("--mapping", type=Path, required=True, help=words("which column means what", "列映射文件"))


def run(arguments: argparse.Namespace) -> int:
    """Replay; status 1 when any end differs from the record."""
    raise NotInThisVersion(what="replay")
