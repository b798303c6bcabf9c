"""`baoxiu run`: everything under one supervisor."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from baoxiu.project import environment
from baoxiu.project.command.frame import command
from baoxiu.project.environment import words
from baoxiu.project.prepare import DEMOS

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    added = command(
        subparsers,
        "run",
        run,
        en="Start the database, the web pages and the workers; print the address; Ctrl-C stops all.",
        zh="启动数据库、网页和后台进程，并显示访问地址；按 Ctrl-C 全部停止。",
        example="baoxiu run --port 8080\nDATABASE_URL=postgresql://baoxiu:secret@db.example/baoxiu baoxiu run --demo none",
    )
    added.add_argument(
        "--port", type=int, help=words("the port of the web pages (BAOXIU_PORT, 8000)", "网页端口（BAOXIU_PORT，默认 8000）")
    )
    added.add_argument("--host", help=words("the address to listen on (BAOXIU_HOST, 127.0.0.1)", "监听地址（BAOXIU_HOST，默认 127.0.0.1）"))
    added.add_argument(
        "--demo",
        choices=DEMOS,
        default="organisation",
        help=words("what an empty database gets", "空数据库的演示内容：不要、示例组织、完整演示城市、厂商服务网络"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Start and keep running."""
    from baoxiu.project import starting

    given = environment.read()
    port, host = arguments.port or given.port, arguments.host or given.host
    return starting.run(replace(given, port=port, host=host), demo=arguments.demo)
