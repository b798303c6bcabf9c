"""The rows of a file that could not be taken, written beside it with line and reason."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from baoxiu.project.console import warn


class Rejected(Protocol):
    """A row that cannot be taken."""

    @property
    def line(self) -> int:
        """Where it stands in the file."""

    @property
    def reason(self) -> str:
        """Why it cannot be taken."""

    @property
    def cells(self) -> Mapping[str, str]:
        """What it says."""


def write(rejected: Sequence[Rejected], arguments: argparse.Namespace) -> None:
    """Write them where `--rejects` says, else beside the file, and say so."""
    place = arguments.rejects or Path(f"{arguments.file}.rejects.csv")
    columns = list(dict.fromkeys(column for row in rejected for column in row.cells))
    with place.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "reason", *columns])
        writer.writerows([row.line, row.reason, *(row.cells.get(column, "") for column in columns)] for row in rejected)
    warn(f"What was rejected, with line and reason: {place}", f"拒收的行及原因见：{place}")
