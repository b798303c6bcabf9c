"""A signature of nothing is found, whatever the way its picture was written."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.drawn import SIGNATURE, is_drawn

WIDTH, HEIGHT, PIXEL = 40, 12, 4
EMPTY = [bytes(WIDTH * PIXEL)] * HEIGHT


def png(rows: list[bytes], ways: list[int], *, width: int = WIDTH) -> bytes:
    """A PNG of 8-bit RGBA rows, each written by its filter."""
    written, above = b"", bytes(len(rows[0]))
    for way, row in zip(ways, rows, strict=True):
        written += bytes([way]) + bytes((value - guess(way, row, above, place)) & 255 for place, value in enumerate(row))
        above = row
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 6, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(written)) + chunk(b"IEND", b"")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def guess(way: int, row: bytes, above: bytes, place: int) -> int:
    left = row[place - PIXEL] if place >= PIXEL else 0
    up, corner = above[place], above[place - PIXEL] if place >= PIXEL else 0
    if way < 4:
        return (0, left, up, (left + up) // 2)[way]
    base = left + up - corner
    return min((left, up, corner), key=lambda value: (abs(base - value), (left, up, corner).index(value)))


ways = st.lists(st.integers(0, 4), min_size=HEIGHT, max_size=HEIGHT)


@given(ways)
def test_an_empty_sheet_is_empty_however_it_is_written(how: list[int]) -> None:
    assert not is_drawn(png(EMPTY, how))
    assert not is_drawn(png([b"\xff\xff\xff\xff" * WIDTH] * HEIGHT, how))


@given(ways, st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1))
def test_one_dot_is_seen_however_it_is_written(how: list[int], row: int, column: int) -> None:
    dotted = list(EMPTY)
    dotted[row] = bytes(column * PIXEL) + b"\x10\x22\x2c\xff" + bytes((WIDTH - column - 1) * PIXEL)

    assert is_drawn(png(dotted, how))


@pytest.mark.parametrize("broken", [b"", b"hello", SIGNATURE, png(EMPTY, [0] * HEIGHT)[:40], SIGNATURE + chunk(b"IDAT", b"x")])
def test_what_is_no_picture_shows_nothing(broken: bytes) -> None:
    assert not is_drawn(broken)


def test_a_row_too_few_shows_nothing() -> None:
    header = struct.pack(">IIBBBBB", 1, 9, 8, 6, 0, 0, 0)

    assert not is_drawn(SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)))
