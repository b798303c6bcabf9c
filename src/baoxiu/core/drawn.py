"""Whether anything is drawn on a picture: a signature of nothing is a sheet of one colour."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from baoxiu.core.errors import Refusal

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 32 * 1024 * 1024  # a screen's canvas many times over
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # colour type -> samples a pixel
_HEADER = struct.Struct(">IIBBBBB")


class NothingDrawn(Refusal):
    """The signature is empty. Sign with your name."""

    code = "nothing_drawn"
    zh = "签字是空白的，请签上姓名。"


def is_drawn(png: bytes) -> bool:
    """Whether a PNG shows more than one colour; False for what is no whole PNG."""
    try:
        width, height, depth, colour, data = _read(png)
        bits = _SAMPLES[colour] * depth
        pixel = max(1, bits // 8)
        rows = _rows(data, (width * bits + 7) // 8, height, pixel)
        first = next(rows)
        ground = first[:pixel] * (len(first) // pixel)
        return first != ground or any(row != ground for row in rows)
    except (ValueError, KeyError, struct.error, zlib.error):
        return False


def _read(png: bytes) -> tuple[int, int, int, int, bytes]:
    if not png.startswith(SIGNATURE):
        raise ValueError("png")
    parts = list(_chunks(png))
    width, height, depth, colour, _, _, interlaced = _HEADER.unpack(dict(parts)[b"IHDR"])
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(b"".join(body for kind, body in parts if kind == b"IDAT"), MOST_BYTES)
    if interlaced or not width or not height:
        raise ValueError("size")
    return width, height, depth, colour, data


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place + 8 <= len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += 12 + length


def _rows(data: bytes, width: int, height: int, pixel: int) -> Iterator[bytes]:
    """The rows of a picture, each restored from what it was written against (PNG's filters 0 to 4)."""
    if len(data) < (width + 1) * height:
        raise ValueError("short")
    above = bytes(width)
    for start in range(0, (width + 1) * height, width + 1):
        above = _restored(data[start], data[start + 1 : start + 1 + width], above, pixel)
        yield above


def _restored(way: int, row: bytes, above: bytes, pixel: int) -> bytes:
    if way == 0 or not (any(row) or any(above)):
        return row
    found = bytearray(len(row))
    for place, value in enumerate(row):
        left = found[place - pixel] if place >= pixel else 0
        corner = above[place - pixel] if place >= pixel else 0
        found[place] = (value + _guess(way, left, above[place], corner)) & 255
    return bytes(found)


def _guess(way: int, left: int, up: int, corner: int) -> int:
    if way in (1, 2, 3):
        return (left, up, (left + up) // 2)[way - 1]
    if way != 4:
        raise ValueError("filter")
    near = min((abs(up - corner), 0, left), (abs(left - corner), 1, up), (abs(left + up - 2 * corner), 2, corner))
    return near[2]
