"""Small pictures as tests send them: each whole, of a type by name."""

from __future__ import annotations

import io
import struct

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 6), colour: str = "orange") -> bytes:
    """A whole picture of one colour."""
    held = io.BytesIO()
    Image.new("RGB", size, colour).save(held, kind)
    return held.getvalue()


def heic(*, described: bool = True, bytes_within: int = 20) -> bytes:
    """A HEIC file as far as its boxes go."""
    boxes = [(b"ftyp", b"heic\0\0\0\0mif1heic"), *([(b"meta", b"\0" * 12)] if described else []), (b"mdat", b"\1" * bytes_within)]
    return b"".join(struct.pack(">I4s", len(inner) + 8, kind) + inner for kind, inner in boxes)


JPEG = picture("JPEG")
PNG = picture("PNG")
