"""What all sub-commands share: how one is announced, with its example."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from baoxiu.project.environment import words

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace], int]


def command(subparsers: Subparsers, name: str, run: Run, *, en: str, zh: str, example: str) -> argparse.ArgumentParser:
    """Announce a sub-command: what it does, and an example that works as it stands."""
    what = words(en, zh)
    added = subparsers.add_parser(
        name,
        help=what.split("\n")[0],
        description=what,
        epilog=words("Example:", "示例：") + "\n" + "\n".join(f"  {line}" for line in example.splitlines()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    added.set_defaults(run=run)
    return added
