"""Which characters the shipped font can print. One it cannot is named by its number, in sight: paper never leaves a hole or a box."""

from __future__ import annotations

import json
import re
import struct
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FONT = Path(__file__).parent.parent / "fonts" / "NotoSansCJKsc-Regular.otf"
SILENT = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0020-\U000e007f]"
)  # join, turn or vary signs beside them
KEPT = frozenset("\n\t")
_TABLE = struct.Struct(">4sIII")
_RECORD = struct.Struct(">HHI")
_GROUP = struct.Struct(">III")
_WHOLE_UNICODE = 12  # the format of a character map that reaches beyond the first 65,536


@cache
def _ranges() -> tuple[tuple[int, int], ...]:
    """What the font has, as ranges of character numbers, read from its character map."""
    data = FONT.read_bytes()
    count = int.from_bytes(data[4:6], "big")
    tables = {tag: offset for tag, _, offset, _ in (_TABLE.unpack_from(data, 12 + 16 * nth) for nth in range(count))}
    start = tables[b"cmap"]
    records = [_RECORD.unpack_from(data, start + 4 + 8 * nth) for nth in range(int.from_bytes(data[start + 2 : start + 4], "big"))]
    maps = (start + offset for _, _, offset in records)
    whole = next(at for at in maps if int.from_bytes(data[at : at + 2], "big") == _WHOLE_UNICODE)
    many = int.from_bytes(data[whole + 12 : whole + 16], "big")
    return tuple(_GROUP.unpack_from(data, whole + 16 + _GROUP.size * nth)[:2] for nth in range(many))


def has(sign: str) -> bool:
    """Whether the font has this character."""
    ranges = _ranges()
    at = bisect_right(ranges, (ord(sign), 0x110000)) - 1
    return at >= 0 and ranges[at][0] <= ord(sign) <= ranges[at][1]


def printable(text: str) -> str:
    """The text as it can be printed: a character the font lacks as 〔U+1F600〕, signs that only join or turn others left out."""
    if text.isascii():
        return text
    return "".join(sign if sign in KEPT or has(sign) else f"〔U+{ord(sign):04X}〕" for sign in SILENT.sub("", text))


def all_printable(said: Mapping[str, Any]) -> str:
    """Everything a form shows, as the JSON it reads."""
    return json.dumps(_printed(said), ensure_ascii=False)


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printed(one) for key, one in value.items()}
    return [_printed(one) for one in value] if isinstance(value, list | tuple) else value
