"""Taking in lists of administrative areas: the shipped districts, streets, or a newer edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.recorded.tables import Row, UnreadableFile, rows
from baoxiu.directory.models import Area
from baoxiu.directory.queries.areas import LEVELS, PLACEHOLDERS, SHIPPED, SHIPPED_EDITION, area_pieces
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record

CODE_COLUMNS = ("code", "代码", "区划代码", "统计用区划代码")
TITLE_COLUMNS = ("title", "name", "名称", "单位名称")
KEPT = ["parent", "title", "whole", "edition", "active", "search"]
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken, and why."""

    line: int
    reason: str
    cells: Mapping[str, str]


@dataclass(slots=True)
class AreasTaken:
    """What became of a list."""

    read: int = 0
    added: int = 0
    changed: int = 0
    ended: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def ensure_areas() -> int:
    """Take in the shipped districts where no list as new is there; how many areas were written."""
    if Area.objects.filter(edition__gte=SHIPPED_EDITION).exists():
        return 0
    found = _Reading(rows(SHIPPED, "csv"))
    done = AreasTaken()
    with transaction.atomic():
        _write(found.named, SHIPPED_EDITION, done)
    return done.added + done.changed


@transaction.atomic
def take_areas(found: Iterable[Row], edition: str, *, by: Actor, at: datetime, complete: bool = False, dry_run: bool = False) -> AreasTaken:
    """Take in a list of areas by code; `complete`: areas of its levels that it no longer has go out of use.

    Codes of 2, 4, 6 or 9 digits; six or twelve digits filled up with zeros are read as well.
    """
    read = _Reading(found)
    done = AreasTaken(read=read.read, rejected=sorted(read.rejected, key=lambda one: one.line))
    _write(read.named, edition, done)
    if complete:
        done.ended = _end_others(read.named)
    if dry_run:
        transaction.set_rollback(True)
    elif done.added or done.changed or done.ended:
        said = {"edition": edition, "added": done.added, "changed": done.changed, "ended": done.ended}
        record(Happened("AreasTaken", subject_of("areas", 0), by.organisation_id or 0, at, by, said))
    return done


class _Reading:
    """A list read: names by code, and the rows that cannot be taken."""

    def __init__(self, found: Iterable[Row]) -> None:
        self.named: dict[str, str] = {}
        self.rejected: list[Rejected] = []
        listed = list(found)
        self.read = len(listed)
        said = [self._row(row) for row in listed]
        padded = not any(len(code) == 2 for _, code, _ in said)
        known = {*Area.objects.values_list("code", flat=True), *(short(code, padded=padded) for _, code, _ in said)}
        for row, code, title in said:
            self._take(row, short(code, padded=padded), title, known)

    def _row(self, row: Row) -> tuple[Row, str, str]:
        return row, _cell(row.cells, CODE_COLUMNS), _cell(row.cells, TITLE_COLUMNS)

    def _take(self, row: Row, code: str, title: str, known: set[str]) -> None:
        above = parent_of(code)
        if row.fault:
            self._reject(row, row.fault)
        elif not code.isdigit() or len(code) not in LEVELS:
            self._reject(row, f"{code or '—'} 不是 2、4、6 或 9 位地区代码 / is no area code")
        elif not title or len(title) > 80:
            self._reject(row, "名称缺失或过长 / the name is missing or too long")
        elif above and above not in known:
            self._reject(row, f"上级地区 {above} 不存在 / the area it lies in is not known")
        elif code in self.named and self.named[code] != title:
            self._reject(row, f"{code} 在文件中重复 / stands in the file twice")
        else:
            self.named[code] = title

    def _reject(self, row: Row, reason: str) -> None:
        self.rejected.append(Rejected(row.line, reason, row.cells))


def short(code: str, *, padded: bool) -> str:
    """A code without the zeros it is filled up with: 440305000000 -> 440305, and in a list of such codes 440300 -> 4403."""
    bare = code.strip()
    if len(bare) == 12 and bare.endswith("000"):
        bare = bare[:9]
    if len(bare) == 9 and bare.endswith("000"):
        bare = bare[:6]
        padded = True
    if padded and len(bare) == 6:
        bare = bare[:4] if bare.endswith("00") else bare
        bare = bare[:2] if len(bare) == 4 and bare.endswith("00") else bare
    return bare


def parent_of(code: str) -> str | None:
    """The code of the area right above."""
    return next((code[:size] for size in sorted(LEVELS, reverse=True) if size < len(code)), None)


def _cell(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next((cells[name].strip() for name in names if name in cells), "")


def _write(named: Mapping[str, str], edition: str, done: AreasTaken) -> None:
    """Write what is new or different; a whole title needs the names above, so the greater areas come first."""
    held = {area.code: area for area in Area.objects.all()}
    wholes = {code: area.whole for code, area in held.items()}
    fresh = []
    for code in sorted(named, key=lambda one: (len(one), one)):
        title, above = named[code], parent_of(code)
        wholes[code] = whole = _whole(wholes.get(above or "", ""), title)
        before = held.get(code)
        if before is not None and (before.title, before.whole, before.edition, before.active) == (title, whole, edition, True):
            continue
        done.changed, done.added = done.changed + (before is not None), done.added + (before is None)
        search = before.search if before is not None and before.whole == whole else area_pieces(title, whole, code)
        fresh.append(Area(code=code, parent_id=above, title=title, whole=whole, edition=edition, search=search))
    Area.objects.bulk_create(fresh, batch_size=BATCH, update_conflicts=True, unique_fields=["code"], update_fields=KEPT)


def _whole(above: str, title: str) -> str:
    if title in PLACEHOLDERS or above.endswith(title):
        return above or title
    return f"{above}{title}"


def _end_others(named: Mapping[str, str]) -> int:
    """Areas of the list's own levels that it does not have are out of use."""
    levels = {len(code) for code in named}
    gone = [code for code in Area.objects.filter(active=True).values_list("code", flat=True) if len(code) in levels and code not in named]
    return Area.objects.filter(code__in=gone).update(active=False)


__all__ = ["AreasTaken", "Rejected", "UnreadableFile", "ensure_areas", "take_areas"]
