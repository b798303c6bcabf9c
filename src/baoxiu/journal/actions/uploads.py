"""A file that was sent to be looked at before it is taken: kept for a day beside the store, then gone."""

from __future__ import annotations

import hashlib
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from baoxiu.core.errors import NotFound

KEPT = timedelta(days=1)
HASH = re.compile(r"[0-9a-f]{64}")


def keep_upload(raw: bytes, *, at: datetime) -> str:
    """Keep the file; the hash of what is in it. Older ones are swept on the way."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    forget_uploads(at=at)
    digest = hashlib.sha256(raw).hexdigest()
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as incoming:
        incoming.write(raw)
    Path(incoming.name).chmod(0o600)
    Path(incoming.name).replace(folder / digest)
    return digest


def kept_upload(hash_: str) -> bytes:
    """What is in it."""
    try:
        if not HASH.fullmatch(hash_):
            raise FileNotFoundError
        return (_folder() / hash_).read_bytes()
    except FileNotFoundError:
        raise NotFound(what="upload / 上传文件", name=hash_[:12]) from None


def forget_uploads(*, at: datetime) -> int:
    """Remove what was looked at long enough; how many files."""
    old = [path for path in _folder().glob("*") if path.is_file() and _age(path, at) > KEPT]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _age(path: Path, at: datetime) -> timedelta:
    try:
        return timedelta(seconds=at.timestamp() - path.stat().st_mtime)
    except FileNotFoundError:
        return timedelta()


def _folder() -> Path:
    return Path(settings.FILES) / "uploads"
