"""The day's plan as its page shows it: hours, lines with blocks, what nobody has, the pool; the address says what is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baoxiu.core.engine.facts import Actor
from baoxiu.core.planning import Laid, Stretch, skill_titles
from baoxiu.directory.scope import visible_units
from baoxiu.dispatch.queries.planning import Asked, DayPlan, Offered, Planned, Row, is_pooled, pool_of
from baoxiu.web.shared import naming
from baoxiu.web.shared.drawing import Option
from baoxiu.web.shared.languages import Words

STEP = timedelta(minutes=5)  # one column of the timeline
HOUR = 12  # columns
USUAL_DAY = (8, 18)
AHEAD = 4  # hours to come that are drawn at least
VIEWS = ("lines", "map")
ICONS = {"running": "tools", "done": "check"}
ASKED = ("on", "unit", "skill", "view")


@dataclass(frozen=True, slots=True)
class Span:
    """Time behind the jobs: off shift, away; from which column, how many."""

    start: int
    span: int
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A job on somebody's line: from which column, how many."""

    start: int
    span: int
    kind: str  # planned, meant, appointment, running, done
    job: Planned
    laid: Laid
    lane: int = 1

    @property
    def number(self) -> str:
        """The ticket's number."""
        return self.job.number

    @property
    def title(self) -> str:
        """What it is about."""
        return str(self.job.row["title"] or self.number)

    @property
    def stays(self) -> bool:
        """Whether nobody moves it any more."""
        return self.kind in ("done", "running")

    @property
    def is_late(self) -> bool:
        """Whether somebody comes after its time."""
        return bool(self.laid.late) and self.kind != "done"

    @property
    def classes(self) -> str:
        """How it is drawn, and where."""
        more = f"{' late' if self.is_late else ''}{' clash' if self.laid.overlaps else ''}"
        return f"block {self.kind}{more} at-{self.start} for-{self.span} lane-{self.lane}"

    @property
    def icon(self) -> str:
        """The sign of what is on its way, over, or in another's way."""
        return "alert-triangle" if self.laid.overlaps else ICONS.get(self.kind, "")

    @property
    def sign(self) -> str:
        """One word for what does not say so by an icon."""
        return {"appointment": _("appt"), "meant": _("plan")}.get(self.kind, "")

    @property
    def begins(self) -> str:
        """When, by the clock on the wall."""
        return timezone.localtime(self.laid.start).strftime("%H:%M")

    @property
    def hint(self) -> str:
        """All of it in a line, for whoever stays on it."""
        until = timezone.localtime(self.laid.end).strftime("%H:%M")
        clash = f"{_('overlaps')} {', '.join(self.laid.overlaps)}" if self.laid.overlaps else ""
        return " · ".join(part for part in (f"{self.begins}–{until} {self.title}", self.job.row["site"], clash) if part)

    @property
    def href(self) -> str:
        """Its ticket."""
        return reverse("desk:ticket", args=[self.number])


@dataclass(frozen=True, slots=True)
class Line:
    """One technician."""

    row: Row
    blocks: Sequence[Block]
    spans: Sequence[Span]  # off shift, away: drawn behind
    unit_title: Words
    skills: Sequence[str]

    @property
    def load(self) -> str:
        """How much he has, of how much."""
        technician = self.row.technician
        return f"{technician.open}/{technician.most}" if technician.most is not None else str(technician.open)

    @property
    def is_full(self) -> bool:
        """Whether he may take no more."""
        technician = self.row.technician
        return technician.most is not None and technician.open >= technician.most


@dataclass(frozen=True, slots=True)
class Card:
    """A job nobody has."""

    job: Planned
    state_title: Words
    category: Words
    offered: Offered | None = None

    @property
    def minutes(self) -> int:
        """How long it is thought to take."""
        return int(self.job.job.lasts.total_seconds()) // 60


class DayPage:
    """Everything the page draws. The day, the unit, the skill and the view stand in the address."""

    def __init__(self, asked: QueryDict, actor: Actor, at: datetime) -> None:
        """Nothing is read yet."""
        self.asked = {name: said for name in ASKED if (said := str(asked.get(name, "")))}
        self.actor, self.at = actor, at
        self.zone = timezone.get_current_timezone_name()
        self.on = _date(self.asked.get("on", "")) or timezone.localdate(at)

    @cached_property
    def plan(self) -> DayPlan:
        """What is read for it."""
        chosen = [unit.path for unit in self.units if unit.code == self.asked.get("unit")]
        return DayPlan(self.actor, Asked(self.on, self.zone, tuple(chosen), self.asked.get("skill", "")), at=self.at)

    @property
    def view(self) -> str:
        """Lines, or the map."""
        return "map" if self.asked.get("view") == "map" else "lines"

    @cached_property
    def units(self) -> list[Any]:
        """What may be looked at."""
        return list(visible_units(self.actor).filter(active=True).order_by("path")[:500])

    # -- the timeline

    @cached_property
    def lines(self) -> list[Line]:
        """The technicians, unit by unit."""
        return [self._line(row, laid) for row, laid in self._laid]

    @cached_property
    def _laid(self) -> list[tuple[Row, tuple[Laid, ...]]]:
        return [(row, self.plan.laid(row)) for row in self.plan.rows]

    @cached_property
    def hours(self) -> list[int]:
        """The hours drawn: the usual day, and as much before and after as anybody works."""
        since, until = USUAL_DAY
        if self.is_today:  # the empty morning of a day that is half over says nothing; there is room for what comes
            hour = timezone.localtime(self.at).hour
            since, until = max(since, hour - 1), min(24, max(until, hour + AHEAD))
        hours = [timezone.localtime(at).hour for at in self._times if self.plan.window.since <= at < self.plan.window.until]
        return list(range(min([since, *hours]), max([until, *(hour + 1 for hour in hours)])))

    @property
    def _times(self) -> Iterator[datetime]:
        """When anybody works, and now."""
        yield from [self.at] if self.is_today else []
        for row, laid in self._laid:
            shown = [one for one in laid if one.start >= self.plan.window.since]
            yield from (at for one in shown for at in (one.start, one.end - STEP))
            duties = [one for one in row.technician.duties or () if not self.is_today or one.until is None or one.until > self.at]
            yield from (at for duty in duties for at in (max(duty.since, self.at) if self.is_today else duty.since, _last(duty)))

    @property
    def columns(self) -> int:
        """How many columns that is."""
        return len(self.hours) * HOUR

    @property
    def first(self) -> datetime:
        """Where the timeline begins."""
        return self.plan.window.since + timedelta(hours=self.hours[0])

    @property
    def is_today(self) -> bool:
        """Whether now lies in it."""
        return self.plan.window.since <= self.at < self.plan.window.until

    @property
    def now_column(self) -> int | None:
        """Where now is."""
        return self._column(self.at) if self.is_today else None

    # -- beside it

    @cached_property
    def waiting(self) -> list[Card]:
        """What nobody has, the most urgent first; what may be grabbed stands in the pool."""
        return [self._card(one) for one in self.plan.waiting if not is_pooled(one)]

    @cached_property
    def pool(self) -> list[Card]:
        """What workers may take themselves; first what nobody took in time."""
        cards = [self._card(one.planned, one) for one in pool_of(self.plan)]
        return sorted(cards, key=lambda card: not (card.offered and card.offered.is_missed))

    @property
    def missed(self) -> int:
        """How many of them nobody took in time."""
        return sum(1 for card in self.pool if card.offered is not None and card.offered.is_missed)

    # -- filters, all of them in the address

    @property
    def days(self) -> tuple[str, str, str]:
        """The day before, today, the day after."""
        beside = [(self.on + timedelta(days=step)).isoformat() for step in (-1, 1)]
        return self.href(on=beside[0]), self.href(on=""), self.href(on=beside[1])

    @property
    def unit_options(self) -> list[Option]:
        """The units somebody sees."""
        return [Option(unit.code, naming.unit(unit), self.asked.get("unit") == unit.code) for unit in self.units]

    @cached_property
    def skill_titles(self) -> Mapping[str, Words]:
        """What skills are called: as the kinds of fault that want them."""
        return {code: title for pack in reversed(self.plan.packs) for code, title in skill_titles(pack).items()}

    @property
    def skill_options(self) -> list[Option]:
        """The skills the packs speak of."""
        return [Option(code, title, self.asked.get("skill") == code) for code, title in self.skill_titles.items()]

    @property
    def is_filtered(self) -> bool:
        """Whether anybody is left out."""
        return bool(self.asked.keys() & {"unit", "skill"})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form passes on without showing it."""
        return [(name, self.asked[name]) for name in ("view",) if name in self.asked]

    @property
    def whole_href(self) -> str:
        """The same day without filters."""
        return self.href(unit="", skill="")

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The two views of the day."""
        return [(name, self.href(view="" if name == "lines" else name), self.view == name) for name in VIEWS]

    def href(self, **changed: str) -> str:
        """The address with something else in it."""
        kept = {name: value for name, value in (self.asked | changed).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    # -- inside

    def _line(self, row: Row, laid: Iterable[Laid]) -> Line:
        jobs = {planned.number: planned for planned in row.jobs}
        blocks = _laned([self._block(one, jobs[one.job.number]) for one in laid if self._is_drawn(one)])
        skills = [naming.in_language(self.skill_titles.get(code, code)) for code in row.skills]
        unit = next((unit for unit in self.units if unit.path == row.unit_path), None)
        return Line(row, blocks, self._spans(row), naming.unit(unit) if unit else "", skills)

    def _is_drawn(self, laid: Laid) -> bool:
        return laid.start < self.plan.window.until and laid.end > self.plan.window.since

    def _block(self, laid: Laid, planned: Planned) -> Block:
        kind = laid.job.hold or ("planned" if planned.is_held else "meant")
        start = self._column(laid.start)
        return Block(start, max(2, self._column(laid.end) - start), kind, planned, laid)

    def _spans(self, row: Row) -> list[Span]:
        technician = row.technician
        off = self._off(technician.duties) if technician.duties is not None else []
        return [one for one in [*off, *(self._span(one) for one in technician.away)] if one.span > 0]

    def _off(self, duties: Sequence[Stretch]) -> list[Span]:
        """The time between shifts."""
        found, at = [], 0
        for duty in sorted(duties, key=lambda duty: duty.since):
            found.append(Span(at, self._column(duty.since) - at, "off"))
            at = max(at, self._column(duty.until or self.plan.window.until))
        return [*found, Span(at, self.columns - at, "off")]

    def _span(self, one: Stretch) -> Span:
        start = self._column(one.since)
        return Span(start, self._column(one.until or self.plan.window.until) - start, "away", one.what)

    def _column(self, at: datetime) -> int:
        return max(0, min(self.columns, int((at - self.first) / STEP)))

    def _card(self, planned: Planned, offered: Offered | None = None) -> Card:
        categories = planned.procedure.pack.pack.categories if planned.procedure.pack else {}
        known = categories.get(planned.row["category"])
        return Card(planned, naming.state(planned.procedure, planned.row["state"]), known.title if known else "", offered)


def _laned(blocks: Sequence[Block]) -> list[Block]:
    """Blocks that overlap stand below each other, so that both are seen."""
    ends: list[int] = []
    found = []
    for block in sorted(blocks, key=lambda block: block.start):
        lane = next((n for n, end in enumerate(ends) if end <= block.start), len(ends))
        ends[lane : lane + 1] = [block.start + block.span]
        found.append(replace(block, lane=lane + 1))
    return found


def _last(duty: Stretch) -> datetime:
    """The last step of a shift."""
    return (duty.until or duty.since) - STEP


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def time_on(text: str) -> datetime | None:
    """A time of the page as the browser says it, by the clock on the wall."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=timezone.get_current_timezone())
