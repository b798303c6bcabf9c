"""Why a clock is due when it is: every stretch from its start to its due time, counted or not, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from baoxiu.core.calendars import Calendar, Day
from baoxiu.core.clocks.marks import Mark, runs
from baoxiu.core.clocks.reading import Clock, due
from baoxiu.core.spans import in_words

What = Literal["ran", "ahead", "closed", "paused", "target", "due"]
Stretch = tuple[datetime, datetime]

_WHAT = {
    "ran": ("计时", "counted"),
    "ahead": ("将计时", "will count"),
    "closed": ("不计时", "not counted"),
    "paused": ("暂停", "paused"),
    "target": ("时限改为", "target changed to"),
    "due": ("到期", "due"),
}
_RULES = {
    "night": ("下班时间", "after hours"),
    "lunch": ("午休", "lunch break"),
    "break": ("班次间隔", "break between shifts"),
    "weekend": ("周末", "weekend"),
    "rest": ("休息日", "day off"),
    "holiday": ("节假日", "holiday"),
    "closed": ("本单位停工日", "closed by the unit"),
    "makeup": ("调休上班", "make-up workday"),
    "opened": ("本单位加班日", "opened by the unit"),
}
_MIDDAY = (time(10, 30), time(14, 30))
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation. `lasted` is working time where it ran or was paused, elapsed time where closed."""

    start: datetime
    end: datetime
    what: What
    rules: tuple[str, ...]
    lasted: timedelta
    words: dict[str, str]


def explain(clock: Clock, marks: Sequence[Mark], calendar: Calendar, *, at: datetime) -> list[Line]:
    """The lines from the start to the due time (to the last pause or stop, or to `at` where that is later).

    What is `ran` adds up to the time spent; `ran` and `ahead` of a clock still in time add up to its target.
    """
    seen = [each for each in marks if each.at <= at]
    ran, due_at = runs(seen), due(clock, seen, calendar)
    if due_at is None:
        return []
    lines: list[Line] = []
    for run in ran:
        if run.end is not None:
            lines += _counted(calendar, run.start, run.end, "ran")
        else:
            lines += _counted(calendar, run.start, at, "ran")
            lines += _counted(calendar, at, due_at, "ahead")
    lines += [_pause(calendar, seen, left.end, back.start) for left, back in pairwise(ran) if left.end]
    lines += [_target(each) for each in seen if each.target is not None]
    stopped = seen[-1].kind == "stop"
    stood, until = ran[-1].end, seen[-1].at if stopped else at
    if stood is not None and stood < until:
        lines.append(_pause(calendar, seen, stood, until))
    if stood is None or stopped:
        lines.append(_line(due_at, due_at, "due"))
    return sorted(lines, key=lambda line: (line.start, line.end))


def _counted(calendar: Calendar, start: datetime, end: datetime, what: What) -> Iterator[Line]:
    """The working stretches between two instants, and the closed ones between them."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if start >= end:
        return
    since = start
    for opens, closes in calendar.stretches(start, end):
        if since < opens:
            yield _closed(calendar, since, opens)
        yield _open(calendar, opens, closes, what)
        since = closes
    if since < end:
        yield _closed(calendar, since, end)


def _open(calendar: Calendar, start: datetime, end: datetime, what: What) -> Line:
    day = calendar.day(calendar.day_of(start))
    rules = (day.reason,) if day.reason in ("makeup", "opened") else ()
    return _line(start, end, what, rules, _names(rules, [day]))


def _closed(calendar: Calendar, start: datetime, end: datetime) -> Line:
    """A gap: the closed days in it; where there are none, a break within one day, or the night."""
    days = [(day, calendar.day(day)) for day in _dates(calendar, start, end)]
    closed = [(date_, day) for date_, day in days if not day.windows]
    if not closed:
        rule = _pause_of_day(calendar, start, end)
        return _line(start, end, "closed", (rule,), _names((rule,), []))
    rules = tuple(dict.fromkeys(_closing_rule(date_, day) for date_, day in closed))
    return _line(start, end, "closed", rules, _names(rules, [day for _, day in closed]))


def _closing_rule(date_: date, day: Day) -> str:
    return "weekend" if day.reason == "rest" and date_.weekday() >= _SATURDAY else day.reason


def _dates(calendar: Calendar, start: datetime, end: datetime) -> list[date]:
    first = start.astimezone(calendar.zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(calendar.zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _pause_of_day(calendar: Calendar, start: datetime, end: datetime) -> str:
    """`lunch` or `break` where one day's windows lie on both sides, else `night`."""
    day = calendar.day_of(start - timedelta(microseconds=1))
    windows = calendar.day(day).windows
    before = any(calendar.at_wall(day, window.close) <= start for window in windows)
    after = any(calendar.at_wall(day, window.open) >= end for window in windows)
    if not (before and after):
        return "night"
    first, last = (edge.astimezone(calendar.zone).time() for edge in (start, end))
    return "lunch" if _MIDDAY[0] <= first and last <= _MIDDAY[1] else "break"


def _pause(calendar: Calendar, marks: Sequence[Mark], start: datetime, end: datetime) -> Line:
    reason = next((each.reason for each in marks if each.kind == "pause" and each.at == start), "")
    lasted = calendar.worked(start, end)
    return _line(start, end, "paused", (), (reason, reason) if reason else ("", ""), lasted)


def _target(changed: Mark) -> Line:
    target = changed.target or timedelta()
    words = in_words(target)
    zh, en = _WHAT["target"]
    return Line(changed.at, changed.at, "target", (), target, {"zh": f"{zh}{words['zh']}", "en": f"{en} {words['en']}"})


def _names(rules: Sequence[str], days: Sequence[Day]) -> tuple[str, str]:
    """The rules in words; holidays, make-up days and a unit's own days by their names."""
    zh, en = [], []
    for rule in rules:
        names = dict.fromkeys(day.name for day in days if day.name and day.name.en and day.reason == rule)
        general = _RULES[rule]
        zh.append("、".join(name.zh for name in names) if rule == "holiday" and names else general[0])
        en.append(", ".join(name.en for name in names) if rule == "holiday" and names else general[1])
        if rule in ("makeup", "closed", "opened") and names:
            zh[-1] += f"（{'、'.join(name.zh for name in names)}）"
            en[-1] += f" ({', '.join(name.en for name in names)})"
    return "、".join(zh), ", ".join(en)


def _line(
    start: datetime,
    end: datetime,
    what: What,
    rules: tuple[str, ...] = (),
    names: tuple[str, str] = ("", ""),
    lasted: timedelta | None = None,
) -> Line:
    zh, en = _WHAT[what]
    words = {"zh": f"{zh}：{names[0]}" if names[0] else zh, "en": f"{en}: {names[1]}" if names[1] else en}
    return Line(start, end, what, rules, end - start if lasted is None else lasted, words)
