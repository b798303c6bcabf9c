"""When each unit works: its week, official holidays and make-up workdays, days of its own; a month with the reason of each day."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.calendars import Calendar, china_known_until
from baoxiu.core.errors import Malformed
from baoxiu.directory import actions
from baoxiu.directory.models import Unit
from baoxiu.directory.queries import calendar_of
from baoxiu.directory.queries.hours import own_days, read_windows, titles_of
from baoxiu.web.desk.views.settings import posts
from baoxiu.web.desk.views.settings.frame import Keeper, done, kept, shown
from baoxiu.web.desk.views.settings.parts import Cell, Day, Field, Form, Link, Month, Note, Part, Press, Table, said
from baoxiu.web.shared import naming
from baoxiu.web.shared.requests import Asked

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTRIES = (("", "—"), ("CN", "中国 China"), ("HK", "香港 Hong Kong"), ("MO", "澳门 Macao"), ("TW", "台湾 Taiwan"), ("SG", "Singapore"),
             ("DE", "Deutschland"), ("GB", "United Kingdom"), ("US", "United States"), ("JP", "日本 Japan"))  # fmt: skip
LONGEST_RANGE = timedelta(days=62)
LONGEST_TITLE = 40
TONES = {"week": "", "rest": "rest", "holiday": "holiday", "closed": "own", "makeup": "makeup", "opened": "own"}


@require_GET
@kept
def calendars(request: Asked, keeper: Keeper) -> HttpResponse:
    """Every unit with its hours and where they come from."""
    rows = []
    for unit in keeper.units:
        spec = in_force(unit, request)
        below = _("the pack's") if spec else _("none: round the clock")
        origin = _("its own") if unit.calendar else _("as above") if calendar_of(unit) else below
        rows.append([
            Cell(said(naming.unit(unit)), reverse("desk:set_calendar", args=[unit.code]), more=unit.code),
            Cell(_week_in_words(spec)), Cell(_official_in_words(spec)), Cell(origin, tone="state" if unit.calendar else ""),
        ])  # fmt: skip
    heads = [_("Unit"), _("Its week"), _("Official days"), _("Comes from")]
    known = _("Holidays and make-up workdays of China are in hand until {day}.").format(day=china_known_until())
    tools = [Link(_("Import days"), reverse("desk:set_table", args=["days"]), "table-import")]
    parts: list[Part] = [Table(_("Hours"), heads, rows, "calendar-event", sub=known)]
    return shown(request, "calendars", _("Calendars"), parts, sub=_("Deadlines count working time by these."), tools=tools)


@require_GET
@kept
def calendar(request: Asked, keeper: Keeper, code: str) -> HttpResponse:
    """One unit's calendar: a month, the week, days of its own."""
    unit = keeper.unit(code)
    spec, first = in_force(unit, request), _month_asked(request, unit)
    parts: list[Part] = []
    if not unit.calendar:
        lines = [_("What you change here becomes its own; until then it follows what holds above.")]
        parts.append(Note(_("This unit has no calendar of its own"), lines))
    if spec:
        parts.append(_month(request, unit, spec, first))
        parts.append(_own(unit, spec))
    parts += [_days_form(unit), _hours_form(unit, spec)]
    if unit.calendar and unit.parent_id:
        parts.append(Form(_("Follow what holds above again"), _to(unit, "follow"), [], _("Give its own calendar up"), "arrow-back-up"))
    back = Link(_("Calendars"), reverse("desk:set_calendars"))
    return shown(request, "calendars", said(naming.unit(unit)), parts, sub=_("Hours and days"), back=back)


@require_POST
@kept
def lay(request: Asked, keeper: Keeper, code: str) -> HttpResponse:
    """Lay the week and the official days; days of its own stay."""
    unit = keeper.unit(code)
    week = {}
    for name in WEEKDAYS:
        if windows := read_windows(request.POST.get(name, ""), unit.zone):
            week[name] = windows
    official = {name: request.POST.get(name, "") for name in ("holidays", "makeup")}
    kept_days = {key: value for key, value in in_force(unit, request).items() if key in ("open", "closed", "names", "makeup_hours")}
    actions.lay_hours(unit, {"week": week or {"mon": []}, **official, **kept_days}, by=request.actor, at=request.now)
    return done(request, _("The hours were laid down."), "desk:set_calendar", unit.code)


@require_POST
@kept
def days(request: Asked, keeper: Keeper, code: str) -> HttpResponse:
    """Close or open days, or leave them to the week again."""
    unit = keeper.unit(code)
    first = posts.day_of(request, "first")
    last = posts.day_of(request, "last") or first
    if first is None or last is None or not timedelta() <= last - first <= LONGEST_RANGE:
        raise Malformed(what="days / 日期", why="first <= last, at most 62 days / 开始不晚于结束，最多 62 天", field="first")
    windows = _windows_of(request, unit)
    chosen = {first + timedelta(days=n): windows for n in range((last - first).days + 1)}
    titles = dict.fromkeys(chosen, _title_of(request))
    actions.set_days(unit, chosen, in_force(unit, request), titles=titles, by=request.actor, at=request.now)
    return done(request, _("The days were written down."), "desk:set_calendar", unit.code)


@require_POST
@kept
def follow(request: Asked, keeper: Keeper, code: str) -> HttpResponse:
    """Give the own calendar up."""
    unit = keeper.unit(code)
    actions.lay_hours(unit, {}, by=request.actor, at=request.now)
    return done(request, _("It follows what holds above."), "desk:set_calendar", unit.code)


def in_force(unit: Unit, request: Asked) -> Mapping[str, Any]:
    """The calendar that counts: the unit's or the nearest above, else that of the packs it works by."""
    own = calendar_of(unit)
    packs = catalogue.packs_in_force_at(unit, at=request.now) if not own else []
    return own or next((pack.pack.calendar for pack in packs if pack.pack.calendar), {})


def _windows_of(request: Asked, unit: Unit) -> list[str] | None:
    kind = request.POST.get("kind", "")
    if kind == "closed":
        return []
    if kind == "week":
        return None
    windows = read_windows(request.POST.get("hours", ""), unit.zone)
    if kind != "open" or not windows:
        raise Malformed(what="hours / 工作时间", why="09:00-12:00, 13:00-18:00", field="hours")
    return windows


def _title_of(request: Asked) -> str:
    title = request.POST.get("title", "").strip()
    if len(title) > LONGEST_TITLE or not title.isprintable():
        raise Malformed(what="name / 名称", why=f"> {LONGEST_TITLE}", field="title")
    return title


def _month_asked(request: Asked, unit: Unit) -> date:
    today = request.now.astimezone(ZoneInfo(unit.zone)).date()
    text = request.GET.get("month", "")
    try:
        year, _dash, month = text.partition("-")
        return date(int(year), int(month), 1) if 2000 <= int(year) <= 2100 else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def _month(request: Asked, unit: Unit, spec: Mapping[str, Any], first: date) -> Month:
    rules, today = Calendar.of(spec, unit.zone).rules, request.now.astimezone(ZoneInfo(unit.zone)).date()
    weeks = [
        [_day(rules.day(day), day, today) if day.month == first.month else None for day in week]
        for week in months.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    ]
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    before, after = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
    tools = [
        Link(_("Earlier month"), f"?month={before:%Y-%m}", "arrow-left"),
        Link(_("Later month"), f"?month={after:%Y-%m}", "arrow-right"),
    ]
    worked = sum(bool(rules.day(first + timedelta(days=n)).windows) for n in range((after - first).days))
    sub = _("{count} working days").format(count=worked)
    if rules.known_until is not None and first > rules.known_until:
        sub = _("The official notice for this year is not in hand yet; holidays are reckoned, make-up days are missing.")
    return Month(f"{first:%Y-%m}", weeks, names, tools, sub=sub)


def _day(found: Any, day: date, today: date) -> Day:
    name = said({"zh": found.name.zh, "en": found.name.en}) if found.name else ""
    told = {
        "week": "", "rest": _("rest day"), "holiday": name or _("holiday"), "closed": name or _("own day off"),
        "makeup": f"{name} · {_('make-up workday')}" if name and name != _("make-up workday") else _("make-up workday"),
        "opened": f"{name} · {_('own workday')}" if name else _("own workday"),
    }  # fmt: skip
    hours = [str(window) for window in found.windows]
    return Day(day.day, hours, told[found.reason], TONES[found.reason], day == today)


def _own(unit: Unit, spec: Mapping[str, Any]) -> Table:
    (closed, opened), titles = own_days(spec), titles_of(spec)
    rows = []
    for day in sorted({*closed, *opened}):
        press = Press(_("As the week again"), _to(unit, "days"), "x", {"first": day.isoformat(), "kind": "week"})
        state = Cell(_("open"), tone="done") if day in opened else Cell(_("day off"), tone="")
        rows.append([Cell(day.isoformat()), Cell(titles.get(day, "")), state, Cell("、".join(opened.get(day, ()))), Cell(press=press)])
    heads = [_("Day"), _("Name"), _("State"), _("Hours"), ""]
    return Table(
        _("Days of its own"), heads, rows, "calendar-off", blank=_("None: the week and the official days decide."), count=len(rows)
    )


def _days_form(unit: Unit) -> Form:
    kinds = [("closed", _("day off")), ("open", _("workday with these hours")), ("week", _("as the week says again"))]
    fields = [
        Field("first", _("First day"), "date", must=True), Field("last", _("Last day"), "date", help=_("Empty: one day.")),
        Field("kind", _("It is"), "select", choices=kinds, must=True),
        Field("title", _("What it is called"), longest=LONGEST_TITLE, help=_("Stands in the month and where deadlines are explained.")),
        Field("hours", _("Hours"), help=_("Such as 09:00-12:00, 13:00-18:00; for a workday.")),
    ]  # fmt: skip
    return Form(_("Days off and workdays of its own"), _to(unit, "days"), fields, _("Write them down"), "plus", folded=True)


def _hours_form(unit: Unit, spec: Mapping[str, Any]) -> Form:
    names = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
    rules = Calendar.of(spec, unit.zone).rules if spec else None
    fields = [
        Field(key, name, value=", ".join(str(one) for one in rules.week[place]) if rules else "")
        for place, (key, name) in enumerate(zip(WEEKDAYS, names, strict=True))
    ]
    help_ = _("Holidays are closed; make-up workdays work.")
    fields.append(Field("holidays", _("Official holidays of"), "select", rules.holiday_country if rules else "CN", COUNTRIES, help=help_))
    fields.append(Field("makeup", _("Make-up workdays of"), "select", (rules.makeup_country or "") if rules else "CN", COUNTRIES))
    sub = _("Each day its hours, such as 09:00-12:00, 13:00-18:00; over midnight 22:00-06:00; empty: no work.")
    return Form(_("The week"), _to(unit, "hours"), fields, _("Lay it down"), "clock", sub, folded=bool(spec))


def _week_in_words(spec: Mapping[str, Any]) -> str:
    if not spec:
        return "—"
    rules = Calendar.of(spec, "UTC").rules
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    hours = ["、".join(str(one) for one in windows) for windows in rules.week]
    told, place = [], 0
    while place < 7:
        last = place
        while last < 6 and hours[last + 1] == hours[place]:
            last += 1
        if hours[place]:
            told.append(f"{names[place]}{'–' + names[last] if last > place else ''} {hours[place]}")
        place = last + 1
    return "；".join(told)


def _official_in_words(spec: Mapping[str, Any]) -> str:
    rules = Calendar.of(spec, "UTC").rules if spec else None
    if rules is None or not rules.holiday_country:
        return _("none")
    makeup = f" · {_('make-up workdays')}" if rules.makeup_country else ""
    return f"{dict(COUNTRIES).get(rules.holiday_country, rules.holiday_country)}{makeup}"


def _to(unit: Unit, what: str) -> str:
    return reverse(f"desk:set_calendar_{what}", args=[unit.code])
