"""The figures page: what is asked in the address, the six numbers, the tables below them; every number opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from baoxiu.core.engine.facts import Actor
from baoxiu.directory import queries as directory
from baoxiu.directory.scope import visible_units
from baoxiu.insight import queries as insight
from baoxiu.insight.queries import Line, Tally
from baoxiu.web.shared import naming, packs
from baoxiu.web.shared.drawing import Option
from baoxiu.web.shared.languages import in_language
from baoxiu.web.shared.rows import Row, rows

FILTERS = ("span", "since", "until", "unit", "category", "procedure")
SPANS = ("today", "week", "month", "last_month", "quarter")
TABLES = ("unit", "category", "procedure", "person")
SHOWN = 50
LONGEST = timedelta(days=1100)


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the six numbers: a share or a count, what it was the span before, and where it opens."""

    title: str
    value: float | None
    before: float | None
    is_share: bool
    more_is_better: bool
    href: str
    of: str  # what it is a share of, in words

    @property
    def shown(self) -> str:
        """The number as it is read."""
        return _shown(self.value, is_share=self.is_share)

    @property
    def change(self) -> str:
        """The difference to the span before, with its sign; empty where there is none to tell."""
        if self.value is None or self.before is None or self.value == self.before:
            return ""
        size = abs(self.value - self.before)
        sign = "+" if self.value > self.before else "−"
        return sign + (f"{size * 100:.1f}" if self.is_share else f"{size:.0f}")

    @property
    def tone(self) -> str:
        """Good or bad news."""
        if not self.change or self.value is None or self.before is None:
            return ""
        return "good" if (self.value > self.before) == self.more_is_better else "bad"


@dataclass(frozen=True, slots=True)
class Cells:
    """One line of a table: a name, and each number with the address behind it."""

    title: str
    href: str  # the same page, narrowed to this line; empty where it cannot be
    tally: Tally
    behind: Mapping[str, str]

    @property
    def shares(self) -> list[tuple[str, float | None]]:
        """On time, completion, satisfaction, repeated: as text and as 0..100 for a bar."""
        said = (self.tally.on_time, self.tally.completion, self.tally.satisfaction, self.tally.again)
        return [(_shown(share, is_share=True), None if share is None else round(share * 100, 1)) for share in said]


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of one dimension."""

    name: str
    title: str
    lines: Sequence[Cells]
    left_out: int = 0


class FiguresPage:
    """What somebody wants to see counted of the jobs he may see; the address says it all."""

    def __init__(self, asked: QueryDict, actor: Actor, at: datetime, *, zone: str = "Asia/Shanghai") -> None:
        """Read the address; nonsense in it counts as not said."""
        self.said: dict[str, str] = {name: text for name in FILTERS if (text := str(asked.get(name, "")).strip())}
        self.actor, self.at, self.zone = actor, at, ZoneInfo(zone)

    # -- what is asked

    @cached_property
    def days(self) -> tuple[date, date]:
        """The first and the last day that count."""
        since, until = _day(self.said.get("since")), _day(self.said.get("until"))
        first, last = self._span()
        first, last = since or first, until or last
        first, last = min(first, last), max(first, last)
        return max(first, last - LONGEST), last

    @cached_property
    def asked(self) -> insight.Asked:
        """The address as the query takes it."""
        first, last = self.days
        return insight.Asked(
            since=self._opens(first),
            until=self._opens(last + timedelta(days=1)),
            unit=self.said.get("unit", ""),
            category=self.said.get("category", ""),
            procedure=self.said.get("procedure", ""),
            zone=self.zone.key,
        )

    @property
    def spans(self) -> list[tuple[str, str, bool]]:
        """The spans of one click: title, address, whether it is the one shown."""
        titles = (_("Today"), _("This week"), _("This month"), _("Last month"), _("Last 90 days"))
        shown = "" if {"since", "until"} & self.said.keys() else self.said.get("span", "month")
        return [(title, self._href(span=span, since="", until=""), span == shown) for span, title in zip(SPANS, titles, strict=True)]

    @property
    def choices(self) -> list[tuple[str, str, list[Option]]]:
        """Unit, category, procedure."""
        return [
            ("unit", _("All units"), self._options("unit", self._units())),
            ("category", _("All kinds"), self._options("category", self._categories)),
            ("procedure", _("All procedures"), self._options("procedure", self._procedures)),
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form passes on without showing it."""
        return [("span", self.said["span"])] if "span" in self.said else []

    # -- what is counted

    @cached_property
    def lines(self) -> Mapping[str, Sequence[Line]]:
        """Every count by every dimension, asked once."""
        return insight.tallies(self.asked, by=self.actor, at=self.at)

    @cached_property
    def whole(self) -> Tally:
        """The counts of everything asked for."""
        return self.lines[""][0].tally

    @property
    def headlines(self) -> list[Headline]:
        """The six numbers, each beside what it was in the span before."""
        now, before = self.whole, self._before()

        def share(title: str, name: str, number: str, of: str, *, good: bool = True) -> Headline:
            return Headline(title, getattr(now, name), getattr(before, name), True, good, self.behind_href(number), of)

        return [
            share(_("On time"), "on_time", "late", _("{n} with a time limit").format(n=now.timed)),
            share(_("Completed"), "completion", "done", _("{n} reported").format(n=now.reported)),
            share(_("Satisfied"), "satisfaction", "unsatisfied", _("{n} rated").format(n=now.rated)),
            share(_("Done again"), "again", "rework", _("{n} of them").format(n=now.rework), good=False),
            share(_("Asked afterwards"), "rung", "done", _("{n} done").format(n=now.done)),
            Headline(_("Open"), now.open, before.open, False, False, self.behind_href("open"), _("{n} overdue").format(n=now.overdue)),
        ]

    @property
    def chart(self) -> dict[str, Any]:
        """The lines of the chart, day by day without gaps."""
        found = {line.key: line.tally for line in self.lines.get("day", ())}
        first, last = self.days
        days = [first + timedelta(days=nth) for nth in range((last - first).days + 1)]
        each = [found.get(day, Tally()) for day in days]
        return {
            "days": [day.isoformat() for day in days],
            "reported": [one.reported for one in each],
            "done": [one.done for one in each],
            "on_time": [None if one.on_time is None else round(one.on_time * 100, 1) for one in each],
            "words": {"reported": _("Reports"), "done": _("Done"), "on_time": _("On time, %")},
        }

    @property
    def tables(self) -> list[Table]:
        """By unit, kind, procedure and person, as far as there is more than one to tell apart."""
        titles = {"unit": _("By unit"), "category": _("By kind"), "procedure": _("By procedure"), "person": _("By person")}
        made = [Table(name, titles[name], *self._cells(name)) for name in TABLES]
        return [table for table in made if table.lines]

    @property
    def soon(self) -> list[Row]:
        """What breaks before the day is over."""
        ends = self._opens(self._today() + timedelta(days=1))
        return rows(insight.due_soon(self.asked, by=self.actor, at=self.at, until=ends), self.at)

    # -- addresses

    def behind_href(self, number: str, **more: str) -> str:
        """Where the tickets behind a number stand."""
        return f"{reverse('desk:behind', args=[number])}{self._href(**more)}"

    @property
    def query(self) -> str:
        """The address as it stands, for other views of the same."""
        return self._href()

    def title_of(self, number: str) -> str:
        """A number in words."""
        return {
            "reported": _("Reports"),
            "done": _("Done"),
            "open": _("Open"),
            "overdue": _("Overdue"),
            "late": _("Not on time"),
            "unsatisfied": _("Not satisfied"),
            "rework": _("Done again"),
        }.get(number, number)

    # -- inside

    def _span(self) -> tuple[date, date]:
        today = self._today()
        month = today.replace(day=1)
        ended = month - timedelta(days=1)
        return {
            "today": (today, today),
            "week": (today - timedelta(days=today.weekday()), today),
            "last_month": (ended.replace(day=1), ended),
            "quarter": (today - timedelta(days=89), today),
        }.get(self.said.get("span", ""), (month, today))

    def _before(self) -> Tally:
        """The same over the span before: as many days, ending where this one begins."""
        length = self.asked.until - self.asked.since
        asked = replace(self.asked, since=self.asked.since - length, until=self.asked.since)
        return insight.tallies(asked, by=self.actor, at=self.at)[""][0].tally

    def _today(self) -> date:
        return self.at.astimezone(self.zone).date()

    def _opens(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)

    def _cells(self, name: str) -> tuple[list[Cells], int]:
        lines = [line for line in self.lines.get(name, ()) if line.key not in {None, ""}]
        titles = self._titles(name, [line.key for line in lines[:SHOWN]])
        shown = [self._cell(name, line, titles) for line in lines[:SHOWN]]
        return shown, max(0, len(lines) - SHOWN)

    def _cell(self, name: str, line: Line, titles: Mapping[Any, tuple[str, str]]) -> Cells:
        title, code = titles.get(line.key, (str(line.key), ""))
        narrowed = {name: code} if code else {}
        behind = {number: self.behind_href(number, **narrowed) for number in insight.NUMBERS} if code else {}
        return Cells(title, self._href(**narrowed) if code else "", line.tally, behind)

    def _titles(self, name: str, keys: Sequence[Any]) -> Mapping[Any, tuple[str, str]]:
        """What each key is called, and how the address names it."""
        if name == "unit":
            found = visible_units(self.actor).filter(pk__in=keys)
            return {unit.pk: (in_language(naming.unit(unit)), unit.code) for unit in found}
        if name == "person":
            return {one.pk: (one.name, "") for one in directory.people_named(keys)}
        known = self._categories if name == "category" else self._procedures
        return {key: (in_language(known.get(key, key)), key) for key in keys}

    def _units(self) -> dict[str, Any]:
        return {unit.code: naming.unit(unit) for unit in visible_units(self.actor).filter(active=True).order_by("path")[:200]}

    @cached_property
    def _categories(self) -> dict[str, Any]:
        return {key: one.title for pack in packs.packs_of(self.actor.organisation_id) for key, one in pack.pack.categories.items()}

    @cached_property
    def _procedures(self) -> dict[str, Any]:
        return {key: one.definition.title for key, one in packs.procedures_of(self.actor.organisation_id).items()}

    def _options(self, name: str, titles: Mapping[str, Any]) -> list[Option]:
        return [Option(key, words, self.said.get(name) == key) for key, words in titles.items()]

    def _href(self, **changed: str) -> str:
        kept = {name: value for name, value in (self.said | changed).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


def _shown(value: float | None, *, is_share: bool) -> str:
    if value is None:
        return "–"
    return f"{value * 100:.1f}%" if is_share else f"{value:.0f}"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
