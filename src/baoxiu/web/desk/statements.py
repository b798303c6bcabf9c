"""Statements on a page: the months, every unit's statement of one, and one statement with its lines, disputes and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.settlement import Month
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.quotes import queries
from baoxiu.quotes.queries import LineTold
from baoxiu.web.shared import naming, showing
from baoxiu.web.shared.languages import Words

STATES = ("running", "draft", "open", "closed", "none")
SHOWS = ("all", "disputed", "deducted", "unpaid", "corrected")
_DAY, _MOMENT = timedelta(days=1), timedelta(microseconds=1)


def state_words(state: str) -> str:
    """How the state of a statement is called."""
    return {
        "running": _("month is running"),
        "draft": _("not drawn up"),
        "open": _("open to dispute"),
        "closed": _("closed"),
        "none": _("nothing to settle"),
    }[state]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the month, as a line."""

    title: Words
    code: str
    above: Words
    state: str
    words: str
    lines: int
    total: Decimal | None
    disputed: int
    waiting: int
    disputers: Sequence[str]


class MonthPage:
    """Every unit's statement of one month, as far as the reader may see them."""

    def __init__(self, given: QueryDict, actor: Actor, at: datetime) -> None:
        """`month` where one is asked for, else the latest that is over; `state` narrows."""
        self.actor, self.at = actor, at
        zone = directory.unit_with(actor.organisation_id or 0).zone
        self.latest = queries.last_over(at, zone)
        self.month = Month.of(str(given["month"])) if given.get("month") else self.latest
        self.state = str(given.get("state", ""))
        self.rule = queries.rule_of(actor.organisation_id or 0, at=at)

    @cached_property
    def every(self) -> list[UnitRow]:
        """All of them."""
        above = _units_above([row.unit for row in self._rows])
        return [self._row(row, above[row.unit.pk]) for row in self._rows]

    def _row(self, row: queries.Row, above: Words) -> UnitRow:
        title, words = naming.unit(row.unit), state_words(row.state)
        counts = row.lines, row.total, row.disputed, row.waiting, row.disputers
        return UnitRow(title, row.unit.code, above, row.state, words, *counts)

    @cached_property
    def _rows(self) -> list[queries.Row]:
        return queries.statements_of(self.month, by=self.actor, at=self.at)

    @property
    def rows(self) -> list[UnitRow]:
        """Those of the state asked for; those with a dispute that waits come first."""
        chosen = [row for row in self.every if self.state in ("", row.state) or (self.state == "waiting" and row.waiting)]
        return sorted(chosen, key=lambda row: not row.waiting)

    @property
    def tiles(self) -> list[tuple[str, int, str, bool]]:
        """How many stand in each state; each opens them."""
        counted = [(state, sum(row.state == state for row in self.every)) for state in STATES]
        tiles = [(state_words(state), count, self._href(state), self.state == state) for state, count in counted if count]
        waiting = sum(row.waiting for row in self.every)
        own = [(_("disputes to answer"), waiting, self._href("waiting"), self.state == "waiting")] if waiting else []
        return [(_("all"), len(self.every), self._href(""), not self.state), *tiles, *own]

    def _href(self, state: str) -> str:
        return "?" + urlencode({"month": str(self.month), **({"state": state} if state else {})})

    @property
    def total(self) -> Decimal:
        """What the statements of the month come to."""
        return sum((row.total for row in self.every if row.total is not None), Decimal())

    @property
    def before(self) -> Month:
        """The month before."""
        return self.month.plus(-1)

    @property
    def after(self) -> Month | None:
        """The month after, up to the one that is running."""
        return self.month.next if self.month <= self.latest else None

    @property
    def may_draw(self) -> bool:
        """Whether there is anything to draw up for this reader."""
        if self.rule is None or self.month > self.latest:
            return False
        return any(row.state == "draft" and queries.holds(self.actor, self.rule.terms.drawn_by, row.unit) for row in self._rows)


def _units_above(units: Sequence[Unit]) -> dict[int, Words]:
    titles = {one.pk: naming.unit(one) for one in directory.unit_tree(units[0].organisation_id or 0)} if units else {}
    return {unit.pk: titles.get(unit.parent_id or 0, "") for unit in units}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing an answer may name: a tier, or a deduction to let go."""

    name: str
    title: Words


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line with what is laid beside it, and what this reader may do to it."""

    line: LineTold
    entry: Words
    facts: Sequence[showing.Shown]
    may_dispute: bool
    may_answer: bool
    tiers: Sequence[Choice] = ()
    deductions: Sequence[Choice] = ()


class StatementPage:
    """One unit's statement of a month: drawn up, or what it would say today."""

    def __init__(self, code: str, month: Month, given: QueryDict, actor: Actor, at: datetime) -> None:
        """Only what the actor may see; to others there is no such statement."""
        self.unit, self.statement = queries.statement_on(code, month, by=actor, at=at)
        self.month, self.actor, self.at = month, actor, at
        self.show = given.get("show", "all") if given.get("show", "all") in SHOWS else "all"
        self.rule = queries.rule_of(actor.organisation_id or 0, at=at)
        self.title = naming.unit(self.unit)

    @cached_property
    def draft(self) -> queries.Draft | None:
        """What it would say, where it is not drawn up."""
        return None if self.statement else queries.draft_of(self.unit, self.month, by=self.actor, at=self.at)

    @cached_property
    def told(self) -> list[LineTold]:
        """Every line in words."""
        if self.statement is not None:
            return queries.told(queries.lines_of(self.statement))
        return queries.told_draft(self.draft) if self.draft else []

    @property
    def lines(self) -> list[LineShown]:
        """The lines asked for."""
        return [self._shown(line) for line in self.told if _fits(line, self.show)]

    @property
    def shows(self) -> list[tuple[str, str, int, bool]]:
        """The lines by what can be asked for, with how many there are."""
        titles = (_("all lines"), _("disputed"), _("with deductions"), _("nothing paid"), _("corrections"))
        counted = [(name, title, sum(_fits(line, name) for line in self.told)) for name, title in zip(SHOWS, titles, strict=True)]
        return [(name, title, count, name == self.show) for name, title, count in counted if count or name == "all"]

    @cached_property
    def sums(self) -> list[queries.Sum]:
        """What each reason comes to."""
        return queries.sums(self.told)

    @property
    def total(self) -> Decimal:
        """What all lines come to."""
        return sum((line.amount for line in self.told), Decimal("0.00"))

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.statement is not None:
            return str(self.statement.state)
        return "running" if self.month > queries.last_over(self.at, self.unit.zone) else "draft"

    @property
    def state_words(self) -> str:
        """The same in words."""
        return state_words(self.state)

    @property
    def as_of(self) -> datetime | None:
        """What was recorded before then is counted."""
        return self.statement.as_of if self.statement is not None else self.draft.as_of if self.draft else None

    @property
    def last_day(self) -> Any:
        """The last day on which a line may be disputed, by the unit's calendar."""
        if self.statement is None:
            return None
        return (self.statement.disputes_until.astimezone(ZoneInfo(self.unit.zone)) - _MOMENT).date()

    @property
    def is_disputable(self) -> bool:
        """Whether lines may be disputed now."""
        return self.statement is not None and self.statement.state == "open" and self.at < self.statement.disputes_until

    @property
    def waiting(self) -> int:
        """How many disputes wait for an answer."""
        return sum(line.dispute is not None and not line.dispute.answer for line in self.told)

    @property
    def unpriced(self) -> list[LineTold]:
        """Orders the tariff gives no amount for."""
        return [line for line in self.told if line.refusal]

    @property
    def may_draw(self) -> bool:
        """Whether the reader may draw it up now."""
        return self.state == "draft" and self._holds("drawn_by") and not self.unpriced

    @property
    def may_close(self) -> bool:
        """Whether the reader may close it now."""
        over = self.statement is not None and self.statement.state == "open" and self.at >= self.statement.disputes_until
        return over and self._holds("drawn_by") and not self.waiting

    @property
    def file_name(self) -> str:
        """What a file of it is called."""
        return f"statement-{self.unit.code}-{self.month}"

    @property
    def span(self) -> str:
        """The month's days, as the page of figures asks for them."""
        last = self.month.next.first - _DAY
        return urlencode({"unit": self.unit.code, "since": self.month.first.isoformat(), "until": last.isoformat()})

    def _holds(self, key: str) -> bool:
        return self.rule is not None and queries.holds(self.actor, getattr(self.rule.terms, key), self.unit)

    def _shown(self, line: LineTold) -> LineShown:
        disputable = self.is_disputable and line.dispute is None and line.entry != "ruling" and self._holds("disputed_by")
        waits = line.dispute is not None and not line.dispute.answer and self.state == "open"
        may_answer = waits and self._holds("answered_by")
        rule = catalogue.procedure(line.tariff_id).definition.settlement if may_answer else None
        return LineShown(
            line,
            queries.entry_words(line),
            facts_of(line),
            disputable,
            may_answer,
            tuple(Choice(name, tier.title) for name, tier in rule.tiers.items()) if rule else (),
            tuple(Choice(one.name, one.title) for one in line.deductions) if rule else (),
        )


def facts_of(line: LineTold) -> list[showing.Shown]:
    """What is laid beside a line, each by its label."""
    procedure = catalogue.procedure(line.tariff_id)
    labels: Mapping[str, Words] = procedure.pack.pack.labels if procedure.pack else {}
    names = naming.Names()
    found: list[showing.Shown] = []
    for name, value in line.laid_beside:
        if name == "t1":
            found.append(showing.Shown(name, labels.get("t1", "T1"), "time", value))
        elif name == "mode":
            title = procedure.definition.modes[value].title if value in procedure.definition.modes else value
            found.append(showing.Shown(name, {"zh": "方式", "en": "Mode"}, "text", title))
        elif name in procedure.definition.fields:
            found.append(showing.shown(name, procedure.definition.fields[name], value, names))
    return found


def _fits(line: LineTold, show: str) -> bool:
    if show == "disputed":
        return line.dispute is not None
    if show == "deducted":
        return bool(line.deductions)
    if show == "unpaid":
        return line.entry == "order" and line.amount <= 0
    return show == "all" or line.entry != "order" or bool(line.about)
