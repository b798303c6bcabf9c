"""Files: by content, of known types, of a bounded size."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pytest_django import Settings

from baoxiu.core.errors import NotFound
from baoxiu.journal import actions, queries
from baoxiu.journal.actions import pictures
from baoxiu.journal.models import StoredFile
from pictures import JPEG, PNG, heic, picture

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

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
    "image/webp": picture("WEBP"),
    "image/gif": picture("GIF"),
    "image/heic": heic(),
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


EMPTY_PICTURES = {
    "jpeg of nothing": JPEG[:24] + b"\0" * 100,
    "png of nothing": PNG[:16] + b"\0" * 100,
    "half a jpeg": picture("JPEG", (640, 480))[:1200],
    "half a png": picture("PNG", (640, 480))[:300],
    "webp of nothing": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 30,
    "gif of nothing": b"GIF89a" + b"\0" * 20,
    "heic without a description": heic(described=False),
    "heic without bytes": heic(bytes_within=0),
    "heic cut off": heic()[:-4],
    "pdf that begins as a jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"%PDF-1.7" * 20,
}


@pytest.mark.parametrize("content", EMPTY_PICTURES.values(), ids=EMPTY_PICTURES)
def test_a_picture_without_one_in_it_is_refused_and_leaves_nothing(content: bytes, folder: Path) -> None:
    with pytest.raises(actions.NoPicture) as refused:
        actions.store_file([content], at=AT)

    assert "没有图像" in refused.value.say("zh")
    assert list(folder.rglob("*")) == []
    assert not StoredFile.objects.exists()


def test_a_photo_is_asked_for_and_a_paper_is_no_photo(folder: Path) -> None:
    with pytest.raises(actions.NoPicture):
        actions.store_file([KNOWN["application/pdf"]], at=AT, picture=True)

    assert list(folder.rglob("*")) == []
    assert actions.store_file([JPEG], at=AT, picture=True).media_type == "image/jpeg"


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge: its head is right, its body is short."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(inner)) + kind + inner + struct.pack(">I", zlib.crc32(kind + inner)) for kind, inner in chunks
    )


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(folder: Path) -> None:
    with pytest.raises(actions.PictureTooLarge, match="2500 million"):
        actions.store_file([bomb(50_000, 50_000)], at=AT)

    assert list(folder.rglob("*")) == []


@given(st.binary(max_size=200))
def test_the_boxes_of_a_heic_are_read_to_an_end_whatever_they_say(content: bytes) -> None:
    found = list(pictures._boxes(io.BytesIO(content), len(content)))

    assert sum(length + 8 for _, length in found) <= len(content) + 8 * len(found)


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
