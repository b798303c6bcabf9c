"""A verdict in words, from what the ticket's event keeps: why this station, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = Any
Words = Mapping[str, str]

CHOSEN: Mapping[str, Words] = {
    "only": {"zh": "{cover}，只有它能接", "en": "{cover}; the only one that can take it"},
    "not_farther": {"zh": "{cover}，覆盖范围最近", "en": "{cover}; the nearest coverage"},
    "not_general": {"zh": "{cover}，专管此类故障", "en": "{cover}; covers this kind of fault by itself"},
    "not_later": {"zh": "{cover}，排序在前", "en": "{cover}; first in the order laid down"},
    "not_busier": {
        "zh": "{cover}，当日已派占产能比例最低（{taken}/{capacity}）",
        "en": "{cover}; the least loaded that day ({taken} of {capacity})",
    },
    "not_number": {"zh": "{cover}，条件相同，编号在前", "en": "{cover}; equal in all, first by number"},
}
OTHERS: Mapping[str, Words] = {
    "not_yet": {"zh": "覆盖 {place} 自 {since} 起才生效", "en": "covers {place} only from {since}"},
    "ended": {"zh": "覆盖 {place} 已于 {until} 终止", "en": "its coverage of {place} ended on {until}"},
    "other_category": {"zh": "在 {place} 只接 {category}", "en": "takes only {category} in {place}"},
    "no_contract": {"zh": "没有生效的签约条款", "en": "has no contract in force"},
    "other_product": {"zh": "不做该产品线（只做 {products}）", "en": "does not do this product line (only {products})"},
    "other_mode": {"zh": "不做该服务方式（只做 {modes}）", "en": "does not serve in this mode (only {modes})"},
    "away": {"zh": "暂停接单：{away}{back}", "en": "takes no orders now: {away}{back}"},
    "takes_none": {"zh": "当日产能为 0", "en": "its daily capacity is zero"},
    "full": {"zh": "当日产能已满（{taken}/{capacity}）", "en": "its day is full ({taken} of {capacity})"},
    "farther": {"zh": "{cover}，不如所选维修站近", "en": "{cover}; farther than the one chosen"},
    "general": {"zh": "{cover}，所选维修站专管此类故障", "en": "{cover}; the one chosen covers this kind of fault by itself"},
    "later": {"zh": "{cover}，排序在后", "en": "{cover}; later in the order laid down"},
    "busier": {
        "zh": "{cover}，当日已派占产能比例较高（{taken}/{capacity}）",
        "en": "{cover}; more loaded that day ({taken} of {capacity})",
    },
    "number": {"zh": "{cover}，条件相同，编号在后", "en": "{cover}; equal in all, later by number"},
}
# Which rule of a procedure's `dispatch.rules` a reason belongs to; every other reason is told by the coverage itself.
RULES: Mapping[str, str] = {
    "not_yet": "effect", "ended": "effect", "no_contract": "contract", "other_product": "product", "other_mode": "mode", "away": "absence",
    "takes_none": "capacity", "full": "capacity", "busier": "capacity", "not_busier": "capacity", "no_capacity": "capacity",
}  # fmt: skip
COVERS: Words = {"zh": "覆盖 {place}{via}", "en": "covers {place}{via}"}
SERVES: Words = {"zh": "负责该地点", "en": "serves the place"}
VIA: Words = {"zh": "（经 {via}）", "en": " (through {via})"}
BACK: Words = {"zh": "，{back_at} 恢复", "en": ", back at {back_at}"}
SERVED = 2000  # from here on `far` means: no coverage, but who serves the site
LOADED: Words = {"zh": "（{taken}/{capacity}）", "en": " ({taken} of {capacity})"}
NONE: Mapping[str, Words] = {
    "uncovered": {
        "zh": "没有维修站覆盖该地点，留在受理处待人工派单",
        "en": "No station covers the place; it waits where it was taken to be dispatched by hand",
    },
    "no_capacity": {
        "zh": "覆盖该地点的维修站当日均不能接单，留在受理处待人工派单",
        "en": "No station there can take it that day; it waits to be dispatched by hand",
    },
}
AWAY: Mapping[str, Words] = {
    "holiday": {"zh": "放假", "en": "holiday"},
    "power": {"zh": "停电", "en": "power cut"},
    "network": {"zh": "断网", "en": "no network"},
    "moving": {"zh": "搬迁", "en": "moving"},
    "event": {"zh": "站内活动", "en": "an event at the station"},
    "other": {"zh": "其他", "en": "other"},
}


def said(station: Mapping[str, Json], language: str, *, zone: str = "Asia/Shanghai", titles: Mapping[str, str] | None = None) -> str:
    """One verdict in words; `titles` names categories, products and modes as the reader knows them."""
    table = CHOSEN if station.get("chosen") else OTHERS
    blanks = _blanks(station, language, zone, titles or {})
    found = [table[reason][language].format_map(blanks) for reason in station["reasons"] if reason in table]
    return ("；" if language == "zh" else "; ").join(found)


def lines(record: Mapping[str, Json], language: str, **more: Any) -> list[tuple[str, bool, str]]:
    """An explanation as lines: the station, whether it was chosen, why or why not; first the outcome where nobody was."""
    found = [(str(one["title"]), bool(one["chosen"]), said(one, language, **more)) for one in record.get("stations", ())]
    none = NONE.get(record.get("reason") or "")
    return [("", False, none[language]), *found] if none else found


def clauses_of(record: Mapping[str, Json], rules: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The clauses each of `lines` cites, by the rules of the procedure's dispatch."""
    found = [_cited(one["reasons"], rules) for one in record.get("stations", ())]
    reason = str(record.get("reason", ""))
    return [_cited([reason], rules), *found] if reason in NONE else found


def _cited(reasons: Sequence[str], rules: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for reason in reasons for clause in rules.get(RULES.get(reason, "coverage"), ())))


def _blanks(station: Mapping[str, Json], language: str, zone: str, titles: Mapping[str, str]) -> dict[str, str]:
    def named(values: Sequence[str]) -> str:
        return ("、" if language == "zh" else ", ").join(titles.get(value, value) for value in values)

    via = VIA[language].format(via=station["via"]) if station.get("via") else ""
    back = BACK[language].format(back_at=_day(station["back_at"], zone, hour=True)) if station.get("back_at") else ""
    away = str(station.get("away", ""))
    capacity, taken = station.get("capacity"), station.get("taken", 0)
    loaded = LOADED[language].format(taken=taken, capacity=capacity) if capacity else ""
    place = str(station.get("place") or "—")
    cover = SERVES if station.get("far", 0) >= SERVED else COVERS
    return {
        "cover": cover[language].format(place=place, via=via),
        "place": place,
        "since": _day(station.get("since"), zone),
        "until": _day(station.get("until"), zone),
        "category": named([station["category"]] if station.get("category") else []),
        "products": named(station.get("products", ())),
        "modes": named(station.get("modes", ())),
        "capacity": str(capacity),
        "taken": str(taken),
        "loaded": loaded,
        "away": AWAY.get(away, {}).get(language, away),
        "back": back,
    }


def _day(text: str | None, zone: str, *, hour: bool = False) -> str:
    if not text:
        return "—"
    return datetime.fromisoformat(text).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M" if hour else "%Y-%m-%d")
