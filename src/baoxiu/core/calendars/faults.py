"""What can be wrong with a calendar. Every refusal names the place in the calendar (`week.mon[0]`) and what would be right."""

from __future__ import annotations

from baoxiu.core.errors import Refusal


class CalendarMisstated(Refusal):
    """The calendar cannot be read at {path}: {found}."""

    code = "calendar_misstated"
    zh = "日历 {path} 处无法识别：{found}。"

    def __init__(self, path: str, found: object = "", **facts: object) -> None:
        """`path` leads to the place inside the calendar, `found` is what stands there."""
        self.path = path
        super().__init__(path=path, found=found, **facts)


class EmptyCalendar(CalendarMisstated):
    """The calendar has no working hour in its week ({path}). Give at least one day a window such as "09:00-17:30"."""

    code = "calendar_empty"
    zh = "日历的每周安排（{path}）没有任何工作时间，请至少给一天写上时段，例如“09:00-17:30”。"


class UnknownCalendarKey(CalendarMisstated):
    """A calendar has no "{found}" (at {path}). It has: {known}."""

    code = "calendar_unknown_key"
    zh = "日历中没有“{found}”这一项（{path}），可用的有：{known}。"


class NotAWindow(CalendarMisstated):
    """{path}: {found} is not a window of a day. Write it as "09:00-12:00"; past midnight as "22:00-06:00"; at most 24 hours."""

    code = "calendar_not_a_window"
    zh = "{path}：“{found}”不是时段，请写成“09:00-12:00”；跨零点写成“22:00-06:00”；最长 24 小时。"


class NotADate(CalendarMisstated):
    """{path}: {found} is not a date or a range. Write 2026-05-01, or [2026-10-01, 2026-10-07] (at most three years)."""

    code = "calendar_not_a_date"
    zh = "{path}：“{found}”不是日期或日期范围，请写成 2026-05-01 或 [2026-10-01, 2026-10-07]（最长三年）。"


class UnknownHolidays(CalendarMisstated):
    """{path}: no official holidays are known for "{found}". Give a country as two capital letters (CN, DE, US-CA), or dates."""

    code = "calendar_unknown_holidays"
    zh = "{path}：没有“{found}”的法定节假日，请写国家代码（CN、DE、US-CA）或列出日期。"


class UnknownZone(CalendarMisstated):
    """{path}: there is no time zone "{found}". Write it as Asia/Shanghai."""

    code = "calendar_unknown_zone"
    zh = "{path}：没有时区“{found}”，请写成 Asia/Shanghai 这样的名称。"


class BeyondCalendar(Refusal):
    """Calendars are kept for the years {first} to {last}; this reaches beyond. Choose a nearer time."""

    code = "calendar_beyond"
    zh = "日历只覆盖 {first} 年至 {last} 年，请选择更近的时间。"
