"""Small pictures: made of stored ones when first asked for, kept beside them, gone with them; a broken one harms nobody."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from baoxiu.journal import actions
from baoxiu.journal.models import StoredFile
from baoxiu.journal.queries.files import place_of
from baoxiu.journal.queries.small import SIDE, SMALL_TYPE, small_picture, small_place
from pictures import PNG, heic

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TURNED = 6  # EXIF: to be shown a quarter turned to the right
ORIENTATION = 0x0112

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def noisy(kind: str = "JPEG", size: tuple[int, int] = (1200, 800), mode: str = "RGB", **how: object) -> bytes:
    """A picture no format makes small."""
    held = io.BytesIO()
    Image.frombytes(mode, size, os.urandom(size[0] * size[1] * len(mode))).save(held, kind, **how)
    return held.getvalue()


def stored(content: bytes) -> StoredFile:
    return actions.store_file([content], at=AT)


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "L"), ("WEBP", "RGB"), ("GIF", "P"), ("JPEG", "CMYK")]
)
def test_a_small_one_keeps_the_shape_and_weighs_little(kind: str, mode: str) -> None:
    held = io.BytesIO()
    Image.effect_noise((1200, 800), 90).convert("RGB").convert(mode).save(held, kind)
    file = stored(held.getvalue())

    path, media_type = small_picture(file)

    with Image.open(path) as small:
        assert (media_type, small.format, small.size) == (SMALL_TYPE, "WEBP", (SIDE, SIDE * 2 // 3))
    assert path == small_place(file.hash) and path.stat().st_size < file.size


def test_a_photo_taken_on_its_side_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED
    path, _ = small_picture(stored(noisy(exif=exif)))

    with Image.open(path) as small:
        assert small.width < small.height and ORIENTATION not in small.getexif()


def test_it_is_made_once() -> None:
    file = stored(noisy())
    first = small_picture(file)[0].stat().st_mtime_ns

    assert small_picture(file)[0].stat().st_mtime_ns == first


def test_what_is_small_already_or_not_decoded_here_stands_for_itself() -> None:
    for content in (PNG, heic(bytes_within=40_000), b"%PDF-1.7\n" + b"\0" * 40_000):
        file = stored(content)
        assert small_picture(file) == (place_of(file.hash), file.media_type)


def test_a_picture_that_broke_on_the_disk_stands_for_itself_and_leaves_nothing_behind(folder: Path) -> None:
    file = stored(noisy())
    place_of(file.hash).write_bytes(b"no picture any more" * 2000)

    assert small_picture(file) == (place_of(file.hash), file.media_type)
    assert [path for path in folder.rglob("*") if path.is_file()] == [place_of(file.hash)]


def test_with_the_picture_its_small_one_goes(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, folder: Path) -> None:
    file = stored(noisy())
    small_picture(file)

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.remove_files([file.hash]) == 1

    assert [path for path in folder.rglob("*") if path.is_file()] == []
