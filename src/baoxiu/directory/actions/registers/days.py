"""Days off and workdays of units' own as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from baoxiu.core.calendars import CalendarMisstated
from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Column, Fault, Given, Key, Step, Table, Values, fault
from baoxiu.directory.actions.hours import set_days
from baoxiu.directory.actions.registers.keeping import Kept, bad_unit, more, say_taken
from baoxiu.directory.queries.hours import own_days, read_windows, titles_of
from baoxiu.directory.queries.units import calendar_of

KINDS = {
    "closed": {"zh": "放假", "en": "Day off"}, "open": {"zh": "上班", "en": "Workday"}, "week": {"zh": "按每周安排", "en": "As the week"},
}  # fmt: skip


class Days:
    """The days units name themselves, beside the week and the official days."""

    def __init__(self, kept: Kept, otherwise: Mapping[str, Mapping[str, Any]]) -> None:
        """For whom; `otherwise`: by unit, the packs' calendar where no unit lays one down."""
        self.kept, self.otherwise = kept, otherwise

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        unit = self.kept.units[0].code if self.kept.units else "SZ01"
        columns = (
            Column("unit", {"zh": "单位编码", "en": "Unit"}, "code", must=True, longest=40, example=unit),
            Column("day", {"zh": "日期", "en": "Day"}, "date", must=True, example=date(2026, 1, 1)),
            Column("kind", {"zh": "安排", "en": "It is"}, "choice", must=True, choices=KINDS, example="closed"),
            Column("title", {"zh": "名称", "en": "Name"}, longest=40, example={"zh": "公司年会", "en": "Company day"},
                   note={"zh": "时限说明和月历中显示", "en": "stands in the month and where deadlines are explained"}),
            Column("hours", {"zh": "工作时间", "en": "Hours"}, longest=120,
                   note={"zh": "上班时填写，如 09:00-12:00, 13:00-18:00", "en": "for a workday, such as 09:00-12:00, 13:00-18:00"}),
        )  # fmt: skip
        return Table("days", {"zh": "日历日期", "en": "Calendar days"}, columns, ("unit", "day"))

    def held(self) -> Mapping[Key, Values]:
        """The days that are named now."""
        found: dict[Key, Values] = {}
        for unit in self.kept.units:
            closed, opened = own_days(unit.calendar)
            titles = titles_of(unit.calendar)
            for day in sorted({*closed, *opened}):
                kind = "open" if day in opened else "closed"
                hours = ", ".join(opened.get(day, ()))
                found[unit.code, day] = {"unit": unit.code, "day": day, "kind": kind, "title": titles.get(day, ""), "hours": hours}
        return found

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """A unit and a day."""
        return (values.get("unit") or "", values.get("day"))

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """Units of one's own; hours that can be read where the day is worked."""
        return [self._reviewed(row, held) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """Unit by unit, all its days at once."""
        for unit in self.kept.units:
            some = [step.values for step in steps if step.values["unit"] == unit.code]
            known = titles_of(unit.calendar)
            titles = {values["day"]: values.get("title", known.get(values["day"], "")) for values in some}
            if said := {values["day"]: _windows(values) for values in some}:
                set_days(unit, said, calendar_of(unit) or self.otherwise.get(unit.code, {}), titles=titles, by=by, at=at)
        say_taken(self.table, steps, self.kept.organisation.pk, by=by, at=at)

    def _reviewed(self, row: Given, held: Mapping[Key, Values]) -> Given:
        values, faults = dict(row.values), list[Fault | None]()
        code, kind = values.get("unit") or "", values.get("kind")
        faults.append(bad_unit(self.kept, "unit", code, must=False))
        unit = self.kept.unit(code)
        if unit is not None and not (calendar_of(unit) or self.otherwise.get(code)):
            why = ("该单位及上级还没有每周工作时间", "neither this unit nor one above it has a week")
            faults.append(fault("unit", why, ("请先设置工作时间", "lay down its hours first")))
        if kind == "open":
            values["hours"], wrong = _hours(values.get("hours") or "")
            faults.append(wrong)
        else:
            values["hours"] = ""
        if kind == "week" and self.key_of(values, held) not in held:
            values["kind"], values["hours"] = None, ""
            why = ("这一天本来就按每周安排", "the day is as the week says already")
            faults.append(fault("kind", why, ("请删去此行", "remove the row")))
        return more(row, values, faults)


def _hours(text: str) -> tuple[str, Fault | None]:
    remedy = ("请写成 09:00-12:00, 13:00-18:00", "write 09:00-12:00, 13:00-18:00")
    try:
        windows = read_windows(text, "UTC")
    except CalendarMisstated:
        return text, fault("hours", (f"“{text}”不是时段", f"'{text}' are no hours"), remedy)
    return (", ".join(windows), None) if windows else ("", fault("hours", ("没有填写工作时间", "no hours are written"), remedy))


def _windows(values: Values) -> list[str] | None:
    if values["kind"] == "week":
        return None
    return [one.strip() for one in values["hours"].split(",") if one.strip()]
