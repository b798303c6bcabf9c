"""A place in somebody's day in words: what bars it, what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.core.errors import Refused
from baoxiu.core.planning.fitting import Broken, Fit, Late
from baoxiu.core.planning.travel import Travel

Words = Mapping[str, str]

RULED: Mapping[str, Words] = {
    "visit": {"zh": "已在途或已到场，不能再改派", "en": "Somebody is on the way or has been there; it does not move any more"},
    "appointment": {
        "zh": "已与客户约定 {at}，时间不能挪动；如需改时间，请先与客户改约",
        "en": "It is agreed with the customer for {at} and keeps that time. Agree another time first",
    },
    "past": {"zh": "该时段已过，请选择以后的时间", "en": "That time is over. Choose a later one"},
    "unit": {"zh": "在该工单的单位没有岗位", "en": "does not work at the unit that has the job"},
    "skill": {"zh": "没有此项技能：{skill}", "en": "lacks the skill: {skill}"},
    "area": {"zh": "不负责该地点所在区域", "en": "does not serve the area it lies in"},
    "load": {"zh": "在手 {open} 单，已达上限 {most} 单", "en": "has {open} open jobs, and {most} is the limit"},
    "leave": {"zh": "{since}–{until} 不在岗：{what}", "en": "is away {since} to {until}: {what}"},
    "shift": {"zh": "不在班次内（{duties}）", "en": "is not on shift then ({duties})"},
    "overlap": {"zh": "与不能挪动的工单重叠：{numbers}", "en": "overlaps what does not move: {numbers}"},
}
COSTS: Mapping[str, Words] = {
    "unknown": {"zh": "路程未知（地点没有坐标）", "en": "The way is not known: no coordinates"},
    "way": {"zh": "从上一单过来 {metres}，约 {takes}", "en": "{metres} from the job before, about {takes}"},
    "on": {"zh": "到下一单 {metres}，约 {takes}", "en": "{metres} on to the next job, about {takes}"},
    "late": {"zh": "到场将超时 {late}", "en": "It would come {late} late"},
    "pushed": {"zh": "{number} 推迟 {moved}", "en": "{number} comes {moved} later"},
    "pushed_late": {"zh": "{number} 推迟 {moved}，将迟到 {late}", "en": "{number} comes {moved} later and is {late} late"},
    "load": {"zh": "在手 {open} 单 · 当天 {works}", "en": "{open} open jobs · {works} of work that day"},
    "load_most": {"zh": "在手 {open}/{most} 单 · 当天 {works}", "en": "{open} of {most} open jobs · {works} of work that day"},
}
AWAY: Mapping[str, Words] = {
    "leave": {"zh": "休假", "en": "leave"},
    "sick": {"zh": "病假", "en": "sick"},
    "training": {"zh": "培训", "en": "training"},
    "other": {"zh": "其他", "en": "another reason"},
    "off": {"zh": "标记为不当班", "en": "marked as off shift"},
}
REMEDIES: Mapping[str, Words] = {  # what to do instead
    "unit": {"zh": "请选择本单位的人员", "en": "Choose somebody of the unit"},
    "skill": {
        "zh": "请选择具备此技能的人员，或先登记其技能",
        "en": "Choose somebody who has it, or record his skill first",
    },
    "area": {"zh": "请选择负责该区域的人员", "en": "Choose somebody who serves it"},
    "load": {"zh": "请选择其他人员，或等其办结后再派", "en": "Choose somebody else, or wait until one of them is done"},
    "leave": {"zh": "请选择在岗人员，或改约其返岗后的时间", "en": "Choose somebody who is there, or a time when he is back"},
    "shift": {"zh": "请选择当班人员，或先排班", "en": "Choose somebody on shift, or lay the shift first"},
}
NO_DUTY: Words = {"zh": "当天没有排班", "en": "none that day"}
OPEN_END: Words = {"zh": "另行通知", "en": "until further notice"}


def rule_said(broken: Broken, language: str, *, zone: str) -> str:
    """One rule that bars a place."""
    return RULED[broken.rule][_short(language)].format_map(_blanks(broken.facts, _short(language), zone))


def refusal_said(name: str, broken: Broken, clauses: Sequence[str], *, zone: str, field: str | None = None) -> Refused:
    """A broken rule as a refusal: whom it is about, what is wrong, by which clause, and what to do instead."""
    words = {language: rule_said(broken, language, zone=zone) for language in ("zh", "en")}
    if broken.rule in REMEDIES:
        more = REMEDIES[broken.rule]
        words = {"zh": f"{name}{words['zh']}。{more['zh']}。", "en": f"{name} {words['en']}. {more['en']}."}
    return Refused(words, clause=next(iter(clauses), None), code=f"plan_{broken.rule}", field=field)


def costs_said(fit: Fit, language: str, titles: Mapping[str, str] | None = None) -> list[tuple[str, bool]]:
    """What a place costs, line by line, and whether the line is bad news; `titles` calls jobs by more than their number."""
    found = _costs(fit, _short(language), titles or {})
    return [(COSTS[name][_short(language)].format_map(blanks), bad) for name, blanks, bad in found]


def span_said(span: timedelta, language: str) -> str:
    """A length of time: 1 小时 20 分; 1 h 20 min."""
    minutes = -(-int(span.total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    words = {"zh": ("{} 小时", "{} 分钟"), "en": ("{} h", "{} min")}[_short(language)]
    said = [words[0].format(hours)] if hours else []
    return " ".join(said + ([words[1].format(rest)] if rest or not hours else []))


def _costs(fit: Fit, language: str, titles: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    yield (*_way(fit.way, language), False)
    if fit.on is not None and fit.on.metres:
        yield "on", _way(fit.on, language)[1], False
    if fit.late:
        yield "late", {"late": span_said(fit.late, language)}, True
    for other in fit.others:
        yield (*_pushed(other, language, titles), bool(other.late))
    load = {"open": fit.load.open, "most": fit.load.most, "works": span_said(fit.load.works, language)}
    yield "load_most" if fit.load.most is not None else "load", load, False


def _way(way: Travel | None, language: str) -> tuple[str, dict[str, Any]]:
    if way is None:
        return "unknown", {}
    far = f"{way.metres} m" if way.metres < 1000 else f"{way.metres / 1000:.1f} km"
    return "way", {"metres": far, "takes": span_said(way.takes, language)}


def _pushed(other: Late, language: str, titles: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    said = {
        "number": titles.get(other.number, other.number),
        "moved": span_said(other.moved, language),
        "late": span_said(other.late, language),
    }
    return ("pushed_late" if other.late else "pushed"), said


def _blanks(facts: Mapping[str, Any], language: str, zone: str) -> dict[str, Any]:
    return {name: _said(name, value, language, zone) for name, value in facts.items()}


def _said(name: str, value: Any, language: str, zone: str) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M")
    if name == "what":
        return AWAY.get(value, {}).get(language, value)
    if name == "duties":
        return _listed([f"{_hour(one.since, zone)}–{_hour(one.until, zone)}" for one in value], language) or NO_DUTY[language]
    if name == "until" and value is None:
        return OPEN_END[language]
    if isinstance(value, tuple):
        return _listed(value, language)
    return value.get(language, "") if isinstance(value, Mapping) else value


def _hour(at: datetime | None, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M") if at else ""


def _listed(words: Any, language: str) -> str:
    return ("、" if language == "zh" else ", ").join(words)


def _short(language: str) -> str:
    return "zh" if language.startswith("zh") else "en"
