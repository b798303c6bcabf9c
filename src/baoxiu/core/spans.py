"""Durations as packs write them: `30m`, `3h30m`, `2d`, `4 working_hours`, `3 working_days`, `half_working_day`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from baoxiu.core.calendars import Calendar
from baoxiu.core.errors import Refusal

_PARTS = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_WORKING = re.compile(r"(\d+) working_(days|hours)")


class NotASpan(Refusal):
    """ "{found}" is not a duration. Write 30m, 3h30m, 2d, 4 working_hours, 3 working_days or half_working_day."""

    code = "not_a_span"
    zh = "“{found}”不是时长，请写成 30m、3h30m、2d、4 working_hours、3 working_days 或 half_working_day。"


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: a length of counted time, or whole working days, or half of one."""

    length: timedelta = timedelta()
    working_days: int = 0
    half_day: bool = False

    def target(self, start: datetime, calendar: Calendar) -> timedelta | None:
        """The working time it asks for from `start`; None for whole working days, which have a due time instead."""
        if self.half_day:
            return calendar.half_working_day(start)
        return None if self.working_days else self.length

    def end(self, start: datetime, calendar: Calendar) -> datetime:
        """When it is over, counted from `start` in `calendar`."""
        target = self.target(start, calendar)
        if target is None:
            return calendar.add_working_days(start, self.working_days)
        return calendar.add(start, target)


def read_span(text: str) -> Span:
    """The duration a pack writes; anything else is refused."""
    if text == "half_working_day":
        return Span(half_day=True)
    working = _WORKING.fullmatch(text)
    if working:
        count = int(working[1])
        return Span(working_days=count) if working[2] == "days" else Span(timedelta(hours=count))
    parts = _PARTS.fullmatch(text) if text else None
    if parts is None:
        raise NotASpan(found=text)
    days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return Span(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))


def in_words(length: timedelta) -> dict[str, str]:
    """A duration as people say it, to the minute (to the second below one): `3小时30分`, `3 h 30 min`."""
    seconds = abs(round(length.total_seconds()))
    sign = "-" if length < timedelta() and seconds else ""
    hours, minutes = divmod(seconds // 60, 60)
    if not hours and not minutes:
        return {"zh": f"{sign}{seconds}秒", "en": f"{sign}{seconds} s"}
    zh = (f"{hours}小时" if hours else "") + (f"{minutes}分" if minutes else "")
    en = " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)
    return {"zh": sign + zh, "en": sign + en}
