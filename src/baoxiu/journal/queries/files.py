"""Files by the hash of their content."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from baoxiu.core.errors import NotFound
from baoxiu.journal.models import StoredFile


def file_on(hash_: str) -> StoredFile:
    """The file with this hash."""
    found = StoredFile.objects.filter(pk=hash_).first()
    if found is None:
        raise NotFound(what="file / 文件", name=hash_)
    return found


def file_path(file: StoredFile) -> Path:
    """Where its bytes lie."""
    return place_of(file.hash)


def place_of(hash_: str) -> Path:
    """Where bytes with this hash lie, or will: two letters a folder, so that none grows too large."""
    return Path(settings.FILES) / hash_[:2] / hash_
