"""Small pictures for lists and timelines: made of a stored one when first asked for, kept beside it, gone with it."""

from __future__ import annotations

import struct
import threading
import zlib
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps

from baoxiu.journal.models import StoredFile
from baoxiu.journal.queries.files import place_of

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}  # what is decoded here
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)
SIDE = 288  # pixels: four times what lists show, for dense screens and wide columns
SMALL_TYPE = "image/webp"
SMALL_ALREADY = 16 * 1024  # bytes; such a picture stands for itself
ENDING = ".small"

Image.MAX_IMAGE_PIXELS = None  # the bound is ours, judged before a picture is kept (actions/pictures.py)
_one_at_a_time = threading.Lock()  # a picture decoded may be a hundred megabytes


def small_place(hash_: str) -> Path:
    """Where the small one of these bytes lies, or will."""
    return place_of(hash_).with_suffix(ENDING)


def small_picture(file: StoredFile) -> tuple[Path, str]:
    """A small one and its type; the picture itself where it is small already, or cannot be made smaller."""
    whole, small = place_of(file.hash), small_place(file.hash)
    if file.media_type not in FORMATS or file.size <= SMALL_ALREADY:
        return whole, file.media_type
    if not small.exists():
        with _one_at_a_time:
            if not small.exists() and not _made(whole, FORMATS[file.media_type], small):
                return whole, file.media_type
    return small, SMALL_TYPE


def _made(whole: Path, kind: str, small: Path) -> bool:
    """Make it, whole or not at all, the right way up; where the picture went meanwhile, it goes too."""
    draft = small.with_name(f"incoming-{uuid4().hex}")
    try:
        _draw(whole, kind, draft)
        draft.replace(small)
    except BROKEN:
        draft.unlink(missing_ok=True)
        return False
    if not whole.exists():
        small.unlink(missing_ok=True)
    return small.exists()


def _draw(whole: Path, kind: str, draft: Path) -> None:
    with Image.open(whole, formats=[kind]) as picture:
        picture.draft("RGB", (SIDE, SIDE))
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((SIDE, SIDE))
        turned.convert("RGBA" if turned.has_transparency_data else "RGB").save(draft, "WEBP", quality=75)
    draft.chmod(0o600)
