"""`baoxiu import areas`: streets, or a newer edition of the administrative areas."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from baoxiu.project import database, environment, rejects
from baoxiu.project.console import say, warn

if TYPE_CHECKING:
    from baoxiu.directory.actions.areas import AreasTaken

KINDS = {".xlsx": "xlsx", ".ndjson": "ndjson", ".jsonl": "ndjson"}


def take(arguments: argparse.Namespace) -> int:
    """Take the list in; status 1 when rows were rejected, 2 when the file cannot be read."""
    from baoxiu.core.recorded.tables import UnreadableFile

    if not arguments.edition:
        warn("Areas need --edition, the date of the list.", "导入行政区划须用 --edition 指定版本日期。")
        return 2
    try:
        with database.opened(environment.read()):
            done = _take(arguments)
    except UnreadableFile as fault:
        warn(f"Nothing was taken in. {fault}", f"未导入任何内容。{fault}")
        return 2
    _tell(done, arguments)
    return 1 if done.rejected else 0


def _take(arguments: argparse.Namespace) -> AreasTaken:
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.core.recorded.tables import rows
    from baoxiu.directory.actions.areas import take_areas
    from baoxiu.journal import clock

    file: Path = arguments.file
    kind = KINDS.get(Path(file.name.removesuffix(".gz")).suffix, "csv")
    facts = {"complete": arguments.complete, "dry_run": arguments.dry_run}
    return take_areas(rows(file, kind), arguments.edition, by=SYSTEM, at=clock.now(), **facts)


def _tell(done: AreasTaken, arguments: argparse.Namespace) -> None:
    would, nothing = ("would be ", "（预演，未写入）") if arguments.dry_run else ("", "")
    lost = len(done.rejected)
    say(
        f"{done.read} rows read: {done.added} areas {would}added, {done.changed} changed, {done.ended} out of use, {lost} rejected.",
        f"共读 {done.read} 行：新增 {done.added}，更新 {done.changed}，停用 {done.ended}，拒收 {lost}{nothing}。",
    )
    if done.rejected:
        rejects.write(done.rejected, arguments)
