"""`baoxiu import`: reports others recorded, from CSV, NDJSON, Excel or XES."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from baoxiu.project import areas, database, environment, rejects
from baoxiu.project.command.frame import command
from baoxiu.project.console import say, warn
from baoxiu.project.environment import words

if TYPE_CHECKING:
    from baoxiu.core.recorded import Mapping
    from baoxiu.directory.models import Unit
    from baoxiu.intake.actions.importing import Import, Imported
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    added = command(
        subparsers,
        "import",
        run,
        en="Take in reports from a file, by a mapping that names its columns; or administrative areas. Running it again adds nothing.",
        zh="按映射文件导入报修记录（CSV、NDJSON、Excel、XES），或导入行政区划。重复执行不会重复导入。",
        example="baoxiu import reports requests.csv --mapping mapping.yaml --dry-run\n"
        'baoxiu import reports requests.csv --mapping mapping.yaml --found "City of Los Angeles"\n'
        "baoxiu import areas streets.csv --edition 2023-06-30",
    )
    added.add_argument("what", choices=("reports", "areas"))
    added.add_argument("file", type=Path, help=words("the file to take in", "要导入的文件"))
    added.add_argument("--mapping", type=Path, help=words("reports: which column means what", "报修记录：列映射文件"))
    added.add_argument("--edition", help=words("areas: the date of the list", "行政区划：版本日期，如 2023-06-30"))
    added.add_argument(
        "--complete", action="store_true", help=words("areas: what the list no longer has goes out of use", "行政区划：清单中没有的停用")
    )
    added.add_argument("--organisation", help=words("its code; default: the mapping's pack in capitals", "组织代码，默认为规程包名大写"))
    added.add_argument("--found", metavar="TITLE", help=words("found the organisation where it is missing", "组织不存在时以此名称新建"))
    added.add_argument("--dry-run", action="store_true", help=words("only say what would happen", "只预演，不写入"))
    added.add_argument(
        "--rejects",
        type=Path,
        help=words("where rows that cannot be taken go (FILE.rejects.csv)", "无法导入的行写到哪里（默认 文件名.rejects.csv）"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Import; status 1 when rows were rejected, 2 when the file or mapping cannot be read."""
    from baoxiu.core.recorded import MappingFault, load_mapping
    from baoxiu.core.recorded.tables import UnreadableFile

    if arguments.what == "areas":
        return areas.take(arguments)
    if arguments.mapping is None:
        warn("Reports need --mapping.", "导入报修记录须指定 --mapping。")
        return 2
    try:
        mapping = load_mapping(arguments.mapping)
        with database.opened(environment.read()):
            done = _import(arguments, mapping)
    except (MappingFault, UnreadableFile) as fault:
        warn(f"Nothing was taken in. {fault}", f"未导入任何内容。{fault}")
        return 2
    _tell(done, arguments)
    return 1 if done.rejected else 0


def _import(arguments: argparse.Namespace, mapping: Mapping) -> Imported:
    from baoxiu.core.engine.facts import Actor
    from baoxiu.intake.actions.importing import Import
    from baoxiu.journal import clock
    from baoxiu.tickets.actions.replaying import hand_of

    organisation = _organisation(arguments, mapping)
    by: Actor = hand_of(organisation, mapping.procedure)
    return _with_progress(Import(organisation, mapping, by, clock.now(), dry_run=arguments.dry_run), arguments.file)


def _organisation(arguments: argparse.Namespace, mapping: Mapping) -> Unit:
    from baoxiu.core.errors import NotFound
    from baoxiu.directory import queries
    from baoxiu.journal import clock
    from baoxiu.project import founding

    code = arguments.organisation or mapping.pack.upper()
    try:
        return queries.organisation_on(code)
    except NotFound:
        if not arguments.found:
            raise
        return founding.found(code, arguments.found, mapping.pack, zone=mapping.zone, at=clock.now())


def _with_progress(wanted: Import, file: Path) -> Imported:
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.fields[file]}"), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("", total=None, file=file.name)
        for done in wanted.run(file):
            progress.update(task, completed=done.read)
    return wanted.done


def _tell(done: Imported, arguments: argparse.Namespace) -> None:
    if arguments.dry_run:
        fit = done.read - len(done.rejected)
        say(f"{done.read} rows read, {fit} would be taken, nothing was written.", f"共读 {done.read} 行，可导入 {fit} 行，未写入。")
    else:
        say(
            f"{done.read} rows read, {done.taken} taken, {done.known} known already, {len(done.rejected)} rejected.",
            f"共读 {done.read} 行，导入 {done.taken} 行，此前已导入 {done.known} 行，拒收 {len(done.rejected)} 行。",
        )
    for flag, count in sorted(done.flags.items()):
        say(f"  {count} marked {flag}", f"  {count} 行标记 {flag}")
    if done.rejected:
        rejects.write(done.rejected, arguments)
