"""Photos and papers that come with a report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from baoxiu.intake.models import Request, RequestFile
from baoxiu.journal.actions import store_file


def add_request_file(request: Request, chunks: Iterable[bytes], name: str, *, at: datetime) -> RequestFile:
    """Keep a file with a report; size and type are judged by its content. The same file twice is one."""
    stored = store_file(chunks, at=at)
    kept, _ = RequestFile.objects.get_or_create(request=request, file=stored, defaults={"name": name[:200]})
    return kept
