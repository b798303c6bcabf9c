"""Messages as lines of JSON in a folder, one file a day: for development, and for whoever collects them there."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from baoxiu.journal import clock
from baoxiu.journal.channels.outgoing import NotSent, Outgoing


@dataclass(frozen=True, slots=True)
class FileChannel:
    """Appends one line a message."""

    folder: Path
    knows_keys: bool = True

    def send(self, outgoing: Outgoing) -> None:
        """Append the line; a repeated try looks first whether it already stands there."""
        now = clock.now()
        file = self.folder / f"{now:%Y-%m-%d}.jsonl"
        line = json.dumps({"at": now.isoformat(), **asdict(outgoing)}, ensure_ascii=False)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if outgoing.attempt == 1 or not self._stands(outgoing.key):
                _append(file, line)
        except OSError as wrong:
            raise NotSent(str(wrong)) from wrong

    def _stands(self, key: str) -> bool:
        wanted = f'"key": {json.dumps(key, ensure_ascii=False)}'
        newest = sorted(self.folder.glob("*.jsonl"))[-3:]
        return any(wanted in file.read_text(encoding="utf-8") for file in newest)


def _append(file: Path, line: str) -> None:
    """One write, so that lines of several workers never mix."""
    opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(opened, f"{line}\n".encode())
    finally:
        os.close(opened)
