"""`baoxiu import`: reports others recorded, from CSV, NDJSON, Excel or XES."""

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
        "import",
        run,
        en="Take in reports from a file, by a mapping that names its columns. Running it again adds nothing.",
        zh="按映射文件导入报修记录（CSV、NDJSON、Excel、XES）。重复执行不会重复导入。",
        example="baoxiu import reports requests.csv --mapping mapping.yaml --dry-run",
    )
    added.add_argument("what", choices=("reports",))
    added.add_argument("file", type=Path, help=words("the file to take in", "要导入的文件"))
    added.add_argument("--mapping", type=Path, required=True, help=words("which column means what", "列映射文件"))
    added.add_argument("--dry-run", action="store_true", help=words("only say what would happen", "只预演，不写入"))
    added.add_argument(
        "--rejects",
        type=Path,
        help=words("where rows that cannot be taken go (FILE.rejects.csv)", "无法导入的行写到哪里（默认 文件名.rejects.csv）"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Import; status 1 when rows were rejected."""
    raise NotInThisVersion(what="import")
