"""Whether a file that says it is a picture holds one: it is decoded, within bounds, before it is kept."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from baoxiu.core.errors import Refusal
from baoxiu.journal.queries.small import BROKEN, FORMATS

HEIC = "image/heic"
MOST_PIXELS = 50_000_000  # what is decoded wholly
MOST_JPEG_PIXELS = 110_000_000  # a telephone's largest photo; it is decoded at an eighth of its size
EIGHTH = 8
_BOX = struct.Struct(">I4s")
_LONG = struct.Struct(">Q")


class NoPicture(Refusal):
    """There is no picture in this file. Take the photo again, or choose another one."""

    code = "no_picture"
    zh = "这个文件里没有图像，请重新拍照，或另选一张。"


class PictureTooLarge(Refusal):
    """The picture has {found} million pixels, and {most} are taken. Make it smaller."""

    code = "picture_too_large"
    zh = "图片有 {found} 百万像素，超过 {most} 百万像素的上限，请缩小后再传。"


def refuse_no_picture(path: Path, media_type: str) -> None:
    """Refuse a file of a picture's type that holds none, or one too large to look at; other types are let pass."""
    if media_type == HEIC:
        with path.open("rb") as file:
            if not _holds_item(file, path.stat().st_size):
                raise NoPicture
    elif media_type in FORMATS:
        _decode(path, FORMATS[media_type])


def _decode(path: Path, kind: str) -> None:
    try:
        with Image.open(path, formats=[kind]) as picture:
            width, height = picture.size
            _refuse_too_large(width * height, MOST_JPEG_PIXELS if kind == "JPEG" else MOST_PIXELS)
            picture.draft("RGB", (max(1, width // EIGHTH), max(1, height // EIGHTH)))
            picture.load()
    except BROKEN as broken:
        raise NoPicture from broken


def _refuse_too_large(pixels: int, most: int) -> None:
    if pixels > most:
        raise PictureTooLarge(found=-(-pixels // 1_000_000), most=most // 1_000_000)


def _holds_item(file: BinaryIO, size: int) -> bool:
    """Whether a HEIC file has both what describes pictures and their bytes: it is not decoded here."""
    boxes = dict(_boxes(file, size))
    return boxes.get(b"meta", 0) > 0 and boxes.get(b"mdat", 0) > 0


def _boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """The boxes a file is made of, each with the length of what is in it; none that reaches beyond the end."""
    at = 0
    while at + _BOX.size <= size:
        file.seek(at)
        length, kind = _BOX.unpack(file.read(_BOX.size))
        head = _BOX.size
        if length == 1 and at + head + _LONG.size <= size:
            (length,) = _LONG.unpack(file.read(_LONG.size))
            head += _LONG.size
        length = length or size - at  # nought: to the end
        if length < head or at + length > size:
            return
        yield kind, length - head
        at += length
