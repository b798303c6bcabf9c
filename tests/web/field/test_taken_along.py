"""What a phone keeps to work without signal: every file its pages name, and every file those files name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

IMPORTS = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
FILES = re.compile(r"/static/([\w./-]+)")


def named_by(path: str) -> set[str]:
    """The scripts a script imports, at once or when they are wanted."""
    found = finders.find(path)
    assert isinstance(found, str), path
    with open(found, encoding="utf-8") as script:  # noqa: PTH123 - the finder gives text
        said = IMPORTS.findall(script.read())
    return {str(PurePosixPath(*_flat(PurePosixPath(path).parent / one))) for one in said}


def _flat(path: PurePosixPath) -> list[str]:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return parts


@pytest.mark.django_db
def test_every_script_that_is_imported_is_kept_for_the_time_without_signal(client: Client) -> None:
    kept = set(FILES.findall(client.get("/sw.js").content.decode()))
    waiting = {"shared/page.js", "field/outbox.js", "field/near.js", "field/job.js", "field/away.js", "shared/offline.js"}
    seen: set[str] = set()
    while waiting:
        here = waiting.pop()
        seen.add(here)
        waiting |= named_by(here) - seen

    assert len(seen) > 20
    assert seen <= kept, sorted(seen - kept)
    assert all(finders.find(path) for path in kept)
