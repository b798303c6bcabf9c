"""Lines of parts as they stand on tickets, taken apart into pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baoxiu.core.errors import Malformed
from baoxiu.stock.actions.refusing import NotWhole, SerialOfMany

MOST_PIECES = 500  # of one command: more is a slip of the finger


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a line. `new_serial` is the part's own, `old_serial` that of the one it replaces."""

    part: str
    title: str = ""
    new_serial: str = ""
    old_serial: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells pieces apart."""
        return self.part, self.new_serial, self.old_serial


def pieces(lines: Iterable[Mapping[str, Any]], *, clause: str | None = None) -> list[Piece]:
    """The pieces of lines, one by one; a serial number belongs to one piece."""
    found = [piece for line in lines for piece in _of(line, clause)]
    if len(found) > MOST_PIECES:
        raise Malformed(what="lines / 备件", why=f"{len(found)} > {MOST_PIECES}")
    return found


def summed(lines: Iterable[Mapping[str, Any]], *, clause: str | None = None) -> Counter[str]:
    """How many of each part."""
    total: Counter[str] = Counter()
    for line in lines:
        total[part_of(line)] += _quantity(line, clause)
    return total


def titles(lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the lines call their parts."""
    return {part_of(line): str(line["title"]) for line in lines if line.get("title")}


def part_of(line: Mapping[str, Any]) -> str:
    """The code of a line; one that names none is refused."""
    part = str(line.get("code") or line.get("part") or "").strip()
    if not part or len(part) > 60:
        raise Malformed(what="code / 备件编码", why=part or "empty / 未填写", field="code")
    return part


def difference(before: Sequence[Piece], after: Sequence[Piece]) -> tuple[list[int], list[Piece]]:
    """Which places of `before` are no more in `after`, and which pieces are new. What is the same stays."""
    wanted = Counter(piece.key for piece in after)
    gone = []
    for place, piece in enumerate(before):
        if wanted[piece.key]:
            wanted[piece.key] -= 1
        else:
            gone.append(place)
    new = []
    for piece in after:
        if wanted[piece.key]:
            wanted[piece.key] -= 1
            new.append(piece)
    return gone, new


def _of(line: Mapping[str, Any], clause: str | None) -> Iterator[Piece]:
    part, count = part_of(line), _quantity(line, clause)
    new, old = (str(line.get(name) or "").strip().upper()[:60] for name in ("serial", "old_serial"))
    if count > 1 and (new or old):
        raise SerialOfMany(serial=new or old, quantity=count, clause=clause, field="quantity")
    if count > MOST_PIECES:
        raise Malformed(what=f"{part} / 数量", why=f"{count} > {MOST_PIECES}", field="quantity")
    yield from [Piece(part, str(line.get("title") or "")[:120], new, old)] * count


def _quantity(line: Mapping[str, Any], clause: str | None) -> int:
    given = line.get("quantity", 1)
    if isinstance(given, bool) or not isinstance(given, int | float) or given != int(given) or given <= 0:
        raise NotWhole(part=part_of(line), quantity=given, clause=clause, field="quantity")
    return int(given)
