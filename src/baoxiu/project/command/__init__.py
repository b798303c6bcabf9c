"""The `baoxiu` command: one module a sub-command, each with `add(subparsers)` and `run(arguments) -> status`.

A module loads nothing heavy before its `run`, so that `--help` answers at once. What cannot be done is said in words on
standard error, with a status above 0.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from baoxiu.core.errors import Refusal
from baoxiu.project import console
from baoxiu.project.database import our_version
from baoxiu.project.environment import words

COMMANDS = ("run", "work", "migrate", "user", "import_", "replay", "procedure", "backup", "restore", "verify", "recompute", "doctor")
INTERRUPTED = 130


def main(given: Sequence[str] | None = None) -> int:
    """Run the command the arguments name; the status to end with."""
    arguments = parser().parse_args(given)
    try:
        return int(arguments.run(arguments))
    except Refusal as refusal:
        return console.refuse(refusal)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone: `baoxiu ... | head`
        sys.stderr.close()
        return 0


def parser() -> argparse.ArgumentParser:
    """All sub-commands, with their words in the reader's language."""
    whole = argparse.ArgumentParser(
        prog="baoxiu",
        description=words("Baoxiu 报修: your service manual, running.", "报修：让服务规程自己运转。"),
        epilog=words("`baoxiu COMMAND --help` explains a command and gives an example.", "`baoxiu 命令 --help` 查看说明和示例。"),
    )
    whole.add_argument("--version", action="version", version=f"baoxiu {our_version()}")
    commands = whole.add_subparsers(metavar=words("COMMAND", "命令"), required=True)
    for name in COMMANDS:
        importlib.import_module(f"{__name__}.{name}").add(commands)
    return whole
