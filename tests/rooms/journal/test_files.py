"""Files: by content, of known types, of a bounded size."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from pytest_django import Settings

from baoxiu.core.errors import NotFound
from baoxiu.journal import actions, queries
from baoxiu.journal.models import StoredFile

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043") + b"\0" * 100
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 100

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    settings.UPLOAD_LIMIT = 2 * 1024 * 1024
    return tmp_path / "files"


def archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return held.getvalue()


def workbook() -> bytes:
    held = io.BytesIO()
    Workbook().save(held)
    return held.getvalue()


KNOWN = {
    "image/jpeg": JPEG,
    "image/png": PNG,
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 30,
    "image/gif": b"GIF89a" + b"\0" * 20,
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 20,
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3" + b"\0" * 20,
    "video/mp4": b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0" * 20,
    "video/quicktime": b"\0\0\0\x14ftypqt  \0\0\2\0qt  " + b"\0" * 20,
    "audio/mpeg": b"ID3\x03\0\0\0\0\0\x21" + b"\0" * 20,
    "audio/amr": b"#!AMR\n" + b"\0" * 20,
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 30,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": workbook(),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": archive("[Content_Types].xml", "word/document.xml"),
}


@pytest.mark.parametrize(("media_type", "content"), KNOWN.items(), ids=KNOWN)
def test_the_content_says_what_a_file_is(media_type: str, content: bytes) -> None:
    stored = actions.store_file([content], at=AT)

    assert stored.media_type == media_type
    assert stored.hash == hashlib.sha256(content).hexdigest()
    assert queries.file_path(stored).read_bytes() == content


REFUSED = {
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "program": b"MZ" + b"\0" * 60,
    "elf": b"\x7fELF" + b"\0" * 60,
    "text": b"hello world",
    "zip": archive("a.txt"),
    "word with macros": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "broken zip": b"PK\x03\x04" + b"\0" * 40,
    "one byte": b"\0",
    "script": b"#!/bin/sh\nrm -rf /\n",
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_not_taken_is_refused_and_leaves_nothing(content: bytes, folder: Path) -> None:
    with pytest.raises(actions.FileTypeNotAllowed):
        actions.store_file([content], at=AT)

    assert list(folder.rglob("*")) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("chunks", [[], [b""], [b"", b""]])
def test_an_empty_file_is_refused(chunks: list[bytes], folder: Path) -> None:
    with pytest.raises(actions.EmptyFile):
        actions.store_file(chunks, at=AT)

    assert list(folder.rglob("*")) == []


def test_a_file_past_the_limit_is_refused_before_it_has_arrived_whole(folder: Path) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield JPEG
        while True:
            taken += 1
            yield b"\0" * 65536

    with pytest.raises(actions.FileTooLarge, match="2 MB"):
        actions.store_file(endless(), at=AT)

    assert taken <= 33
    assert list(folder.rglob("*")) == []


def test_a_file_just_at_the_limit_is_taken(settings: Settings) -> None:
    content = JPEG + b"\0" * (settings.UPLOAD_LIMIT - len(JPEG))

    assert actions.store_file([content], at=AT).size == settings.UPLOAD_LIMIT


def test_the_same_content_twice_is_one_file(folder: Path) -> None:
    first = actions.store_file([JPEG], at=AT)
    again = actions.store_file([JPEG[:5], JPEG[5:]], at=AT)

    assert first == again
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_a_stream_that_breaks_off_leaves_nothing(folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield JPEG
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        actions.store_file(broken(), at=AT)

    assert list(folder.rglob("*")) == []


def test_a_stored_file_is_read_by_its_owner_alone() -> None:
    path = queries.file_path(actions.store_file([PNG], at=AT))

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_nobody_stored_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.file_on("0" * 64)
