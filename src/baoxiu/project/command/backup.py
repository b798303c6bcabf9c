"""`baoxiu backup`: everything into one file, while work goes on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from baoxiu.project import database, environment
from baoxiu.project.command.frame import command
from baoxiu.project.console import say
from baoxiu.project.environment import words
from baoxiu.project.refusals import FileInTheWay

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    added = command(
        subparsers,
        "backup",
        run,
        en="Write database and files into one file, with checksums. Work goes on meanwhile.",
        zh="将数据库和文件备份为一个带校验的文件，备份期间不影响使用。",
        example="baoxiu backup /backups/baoxiu-monday.tar",
    )
    added.add_argument("file", type=Path, help=words("the file to write; it must not be there yet", "要写入的文件，须尚不存在"))


def run(arguments: argparse.Namespace) -> int:
    """Back up."""
    from baoxiu.project import backup

    target: Path = arguments.file.absolute()
    if target.exists():
        raise FileInTheWay(file=target)
    given = environment.read()
    with database.opened(given) as (place, address):
        from baoxiu.journal import clock

        manifest = backup.write(place, address, given.files or place.folder("files"), target, at=clock.now())
    size = target.stat().st_size / 2**20
    count = len(manifest.members)
    say(
        f"{target}: {count} members, {size:.1f} MB. It holds customers' data and the key of their links: keep it private.",
        f"{target}：共 {count} 项，{size:.1f} MB。其中含客户资料和链接密钥，请妥善保管。",
    )
    return 0
