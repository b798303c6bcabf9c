"""Administrative areas: by code, by name or pinyin, and the one an address lies in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from pypinyin import Style, lazy_pinyin

from baoxiu.core.errors import NotFound
from baoxiu.directory.models import Area
from baoxiu.directory.queries.pieces import asked, initials, pieces

LEVELS = {2: "province", 4: "city", 6: "district", 9: "street"}
TITLES = {
    "province": {"zh": "省", "en": "province"},
    "city": {"zh": "市", "en": "city"},
    "district": {"zh": "区县", "en": "district"},
    "street": {"zh": "街道", "en": "street"},
}
SHIPPED = Path(__file__).parents[1] / "areas" / "districts.csv"
SHIPPED_EDITION = "2023-06-30"
# Names that only hold a place in the tree, left out of a whole title.
PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
MARKS = "nip"
TAILS = ("特别行政区", "街道", "自治州", "自治县", "地区", "省", "市", "区", "县", "镇", "乡", "盟", "州", "旗")


def chain_of(code: str) -> tuple[str, ...]:
    """The code and the codes of all it lies in, nearest first; text that is no area's code stands for itself."""
    if not code.isdigit() or len(code) not in LEVELS:
        return (code,) if code else ()
    return tuple(code[:size] for size in sorted(LEVELS, reverse=True) if size <= len(code))


def area_on(code: str) -> Area:
    """The area with this code."""
    found = Area.objects.filter(code=code).first()
    if found is None:
        raise NotFound(what="area / 地区", name=code, field="area")
    return found


def areas_on(codes: Iterable[str]) -> dict[str, Area]:
    """The areas with these codes, by code; unknown ones are left out."""
    return Area.objects.in_bulk(list(codes))


def areas_in(code: str = "") -> QuerySet[Area]:
    """The areas in use right below one, or the provinces."""
    return Area.objects.filter(parent_id=code or None, active=True).order_by("code")


def find_areas(text: str, *, most: int = 20) -> list[Area]:
    """Areas in use by the beginning of their code, or by every word in names, pinyin or its initials; the greater first."""
    words = text.split()
    if not words:
        return []
    rows = Area.objects.filter(active=True).exclude(title__in=PLACEHOLDERS)
    for word in words:
        rows = rows.filter(Q(code__startswith=word) if word.isdigit() else _named(word))
    return list(rows.order_by(Length("code"), "code")[:most])


def area_in(address: str) -> Area | None:
    """The smallest area whose names an address says one after another: '深圳市南山区科技园 1 号' lies in 440305."""
    found: Area | None = None
    below = areas_in()
    rest = address
    while (step := _said_first(rest, below)) is not None:
        found, rest = step
        below = areas_in(found.code)
    return found


def area_pieces(title: str, whole: str, code: str) -> list[str]:
    """What an area is found by: its names, the pinyin of its own, initials, its code."""
    spelt = "".join(lazy_pinyin(title, style=Style.NORMAL))
    return sorted(pieces(whole, "n") | pieces(initials(whole), "i") | pieces(spelt, "p") | pieces(code, "c"))


def _named(word: str) -> Q:
    found = Q(pk__in=[])
    for mark in MARKS:
        if wanted := asked(word, mark):
            found |= Q(search__contains=wanted)
    return found


def _said_first(text: str, below: Iterable[Area]) -> tuple[Area, str] | None:
    """The area named soonest in the text, and the text behind its name; places that only hold the tree together are passed through."""
    best: tuple[int, int, Area, str] | None = None
    for area in below:
        if area.title in PLACEHOLDERS:
            inner = _said_first(text, areas_in(area.code))
            if inner is not None and best is None:
                return inner
            continue
        for name in _names(area.title):
            at = text.find(name)
            if at >= 0 and (best is None or (at, -len(name)) < best[:2]):
                best = (at, -len(name), area, text[at + len(name) :])
    return (best[2], best[3]) if best else None


@lru_cache(maxsize=4096)
def _names(title: str) -> tuple[str, ...]:
    """A name whole, and as people shorten it: 深圳市, 深圳."""
    short = next((title.removesuffix(tail) for tail in TAILS if title.endswith(tail) and len(title) - len(tail) >= 2), title)
    return (title, short) if short != title else (title,)
