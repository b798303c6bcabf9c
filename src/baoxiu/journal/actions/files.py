"""Keeping files: by the hash of what is in them, of a type their content shows, of a size that is allowed."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO

import puremagic
from django.conf import settings

from baoxiu.core.errors import Refusal
from baoxiu.journal.actions.pictures import NoPicture, refuse_no_picture
from baoxiu.journal.models import StoredFile
from baoxiu.journal.queries.files import place_of

HEAD = 64 * 1024
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic")
RECORDINGS = ("video/mp4", "video/quicktime", "video/3gpp", "audio/mpeg", "audio/mp4", "audio/amr", "audio/wav")
ALLOWED = frozenset({*PICTURES, *RECORDINGS, *OFFICE.values(), "application/pdf"})
SAME = {"image/heif": "image/heic", "audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/x-m4a": "audio/mp4"}
BY_ENDING = {".amr": "audio/amr", ".3gp": "video/3gpp"}


class EmptyFile(Refusal):
    """The file is empty. Choose it again."""

    code = "file_empty"
    zh = "文件是空的，请重新选择。"


class FileTooLarge(Refusal):
    """The file is larger than {limit} MB. Make the photo smaller, or send a part of it."""

    code = "file_too_large"
    zh = "文件超过 {limit} MB，请压缩照片或分开上传。"


class FileTypeNotAllowed(Refusal):
    """This kind of file is not taken ({found}). Photos, PDF, Word, Excel, sound and video are."""

    code = "file_type_not_allowed"
    zh = "不支持此类文件（{found}），可上传照片、PDF、Word、Excel、录音和视频。"


def store_file(chunks: Iterable[bytes], *, at: datetime, picture: bool = False) -> StoredFile:
    """Store a file as it streams in. Nobody believes its name: the content says what it is.

    1. Write beside the store while counting and hashing; past the limit, stop.
    2. Refuse what is empty, of a type not taken, or a picture that is none; with `picture` all that is no picture.
    3. Move into place under its hash, safely on disk; the same content twice is one file.
    """
    folder = Path(settings.FILES)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as incoming:
        path = Path(incoming.name)
        try:
            digest, size, head = _take(chunks, incoming)
            media_type = type_of(head, path)
            if picture and media_type not in PICTURES:
                raise NoPicture
            refuse_no_picture(path, media_type)
            _settle(path, place_of(digest))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    stored, _ = StoredFile.objects.get_or_create(hash=digest, defaults={"size": size, "media_type": media_type, "stored_at": at})
    return stored


def type_of(head: bytes, path: Path) -> str:
    """The type the first bytes of a file show; refused when it is none we take."""
    if not head:
        raise EmptyFile
    if head.startswith(b"PK\x03\x04"):
        return _office_type(path)
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        raise FileTypeNotAllowed(found="?") from None
    types = [BY_ENDING.get(guess.extension) or SAME.get(guess.mime_type, guess.mime_type) for guess in found]
    first = next(filter(None, types), "?")
    if first not in ALLOWED:
        raise FileTypeNotAllowed(found=first)
    return first


def _office_type(path: Path) -> str:
    """Word and Excel are archives: told by what lies in them, refused where they carry programs."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise FileTypeNotAllowed(found="application/zip") from None
    found = next((kind for part, kind in OFFICE.items() if part in inside), "application/zip")
    if found not in ALLOWED or any(name.endswith("vbaProject.bin") for name in inside):
        raise FileTypeNotAllowed(found=found)
    return found


def _take(chunks: Iterable[bytes], file: IO[bytes]) -> tuple[str, int, bytes]:
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        size += len(chunk)
        if size > settings.UPLOAD_LIMIT:
            raise FileTooLarge(limit=settings.UPLOAD_LIMIT // (1024 * 1024))
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size, head


def _settle(incoming: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    incoming.chmod(0o600)
    incoming.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
