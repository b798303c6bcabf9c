"""`baoxiu procedure`: list, check, draw, compare and publish packs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from baoxiu.project.command.frame import command
from baoxiu.project.environment import words
from baoxiu.project.refusals import NotInThisVersion

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command and its five verbs."""
    added = command(
        subparsers,
        "procedure",
        run,
        en="List, check, draw, compare and publish packs of procedures.",
        zh="规程包：列出、检查、画图、比较、发布。",
        example="baoxiu procedure list\nbaoxiu procedure check procedures/\nbaoxiu procedure draw vesda_service",
    )
    added.add_argument("verb", choices=("list", "check", "draw", "diff", "publish"))
    added.add_argument("packs", nargs="*", help=words("pack folders or keys", "规程包目录或键名"))


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says."""
    raise NotInThisVersion(what=f"procedure {arguments.verb}")
