"""The board of somebody at one instant: what he wants to see of the tickets he may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django.utils.translation import gettext as _

from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.dispatch import queries as dispatch
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.queries import Filters
from baoxiu.tickets.queries.boards import Clock
from baoxiu.web.desk.boards import stages
from baoxiu.web.desk.boards.asked import EVERYTHING, Wanted
from baoxiu.web.desk.boards.grouping import StateGroup, groups_of, standing_of
from baoxiu.web.desk.boards.layout import LaidColumn, laid
from baoxiu.web.shared import packs
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.rows import Row, rows

TILED = ("clock", "state", "mine", "stage")
NOBODY = "0"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that opens."""

    title: Words
    count: int
    href: str
    tone: str = ""
    is_on: bool = False
    name: str = ""


class Board:
    """One look at the board; each part is read when the page comes to it."""

    def __init__(self, wanted: Wanted, actor: Actor, at: datetime, *, cursor: str = "", upto: str = "") -> None:
        """Nothing is read yet."""
        self.wanted, self.actor, self.at = wanted, actor, at
        self.cursor, self.upto = cursor, upto

    # -- what is wanted

    @cached_property
    def filters(self) -> Filters:
        """The address as the query takes it."""
        return self._filters(self.wanted)

    def _filters(self, wanted: Wanted) -> Filters:
        text = wanted.one("q")
        return Filters(
            standing=self._standing(wanted),
            fresh=stages.reported(self.packs) if wanted.has("stage", "new") else None,
            units=wanted.many("unit"),
            procedures=wanted.many("procedure"),
            categories=wanted.many("category"),
            people=self._people(wanted),
            nobodys=wanted.has("person", NOBODY),
            person=self.actor.id if wanted.one("mine") else None,
            clock=cast(Clock, wanted.one("clock")),
            ended=cast(Any, wanted.one("ended") or ("all" if text else "open")),
            text=text,
            order="recent" if wanted.one("order") else "urgent",
        )

    def _standing(self, wanted: Wanted) -> Mapping[str, Collection[str]] | None:
        of_stage = {"untaken": stages.untaken, "parts": stages.for_parts}.get(wanted.one("stage"))
        staged = of_stage(self.packs) if of_stage else None
        if not wanted.many("state"):
            return staged
        named = standing_of(wanted.many("state"), self.procedures)
        return named if staged is None else stages.in_both(named, staged)

    def _people(self, wanted: Wanted) -> Collection[int] | None:
        """Whom the filters name, and whoever is on duty."""
        named = {int(one) for one in wanted.many("person") if one.isdecimal() and one != NOBODY and len(one) < 18}
        if not wanted.one("duty"):
            return named if wanted.many("person") and (named or not wanted.has("person", NOBODY)) else None
        on_duty = {duty.person_id for duty in self.duties if wanted.one("duty") in ("now", duty.shift)}
        return on_duty & named if named else on_duty

    @cached_property
    def duties(self) -> Sequence[Any]:
        """Who is on duty now at the units one sees."""
        return list(dispatch.on_duty_around(self.actor, self.at))

    @cached_property
    def packs(self) -> list[LoadedPack]:
        """The packs in force here."""
        return packs.packs_of(self.actor.organisation_id)

    @cached_property
    def procedures(self) -> Mapping[str, Any]:
        """The procedures in use here, by key."""
        return packs.procedures_of(self.actor.organisation_id)

    # -- what stands there

    @property
    def is_columns(self) -> bool:
        """Columns, not a list."""
        return self.wanted.one("as") == "columns"

    @cached_property
    def page(self) -> tickets.Page:
        """The tickets of this page."""
        return tickets.board(self.actor, self.filters, at=self.at, cursor=self.cursor, upto=self.upto, size=200 if self.upto else 50)

    @cached_property
    def rows(self) -> list[Row]:
        """Its lines."""
        return rows(self.page.tickets, self.at)

    @cached_property
    def columns(self) -> list[LaidColumn]:
        """Its columns."""
        return laid(self)

    @property
    def nearest(self) -> list[Row]:
        """Where a number was searched for and nothing found: the numbers that differ by one wrong or two swapped signs."""
        text = self.wanted.one("q")
        return rows(tickets.nearest_numbers(text, self.actor), self.at) if text and not self.rows else []

    @property
    def next_href(self) -> str:
        """Where the next page is, if there is one."""
        return f"?{self.wanted.query}&cursor={self.page.cursor}" if self.page.cursor else ""

    # -- the numbers over it

    @cached_property
    def counts(self) -> tickets.Counts:
        """The numbers, whatever of them is chosen."""
        return tickets.counts(self.actor, self._filters(self.wanted.without(*TILED)), at=self.at)

    @property
    def heads(self) -> list[Tile]:
        """The numbers over the board; each leads to the tickets behind it, a second time back."""
        of, tallies = self.counts, self.counts.tallies
        fresh = stages.reported(self.packs)
        found = [
            Tile(_("Open"), of.whole, self._everything, "", not (self.wanted.said.keys() & set(TILED)), "whole"),
            self._tile("stage", "new", _("New"), sum(one.fresh for one in tallies if one.procedure in fresh)),
            self._staged("untaken", _("Not taken on"), stages.untaken(self.packs), "warn"),
            self._tile("clock", "soon", _("Soon due"), of.soon, "warn"),
            self._tile("clock", "overdue", _("Overdue"), of.overdue, "bad"),
            self._staged("parts", _("Waiting for parts"), stages.for_parts(self.packs), "held"),
            self._tile("mine", "1", _("Mine"), of.mine),
        ]
        return [tile for tile in found if tile is not None]

    @property
    def _everything(self) -> str:
        return self.wanted.without(*TILED).href

    @cached_property
    def state_groups(self) -> list[tuple[StateGroup, int]]:
        """The states anything stands in, with how much."""
        many = {(one.procedure, one.state): one.whole for one in self.counts.tallies if one.whole}
        return [(group, sum(many[pair] for pair in group.pairs)) for group in groups_of(self.packs, many)]

    @property
    def states(self) -> list[Tile]:
        """The states anything stands in; each leads to its tickets."""
        chosen = set(self.wanted.many("state"))
        return [self._state(group, many, is_on=bool(chosen & set(group.values))) for group, many in self.state_groups]

    def _state(self, group: StateGroup, many: int, *, is_on: bool) -> Tile:
        kept = [value for value in self.wanted.many("state") if value not in group.values]
        return Tile(group.title, many, self.wanted.having(state=kept if is_on else (*kept, *group.values)).href, "", is_on)

    def _staged(self, name: str, title: str, states: stages.States, tone: str) -> Tile | None:
        """A number that some pack gives a meaning to; None where none does."""
        many = sum(one.whole for one in self.counts.tallies if one.state in states.get(one.procedure, ()))
        return self._tile("stage", name, title, many, tone) if states or self.wanted.has("stage", name) else None

    def _tile(self, name: str, value: str, title: str, many: int, tone: str = "") -> Tile:
        is_on = self.wanted.has(name, value)
        return Tile(title, many, self.wanted.toggled(name, value).href, tone if many else "", is_on, value if name != "mine" else "mine")

    # -- how it is laid out

    @property
    def list_href(self) -> str:
        """The same as a list."""
        return self.wanted.without("as", "by").href

    @property
    def layouts(self) -> list[tuple[str, str, bool]]:
        """The ways to lay it out: title, link, whether it is this one."""
        by = self.wanted.one("by")
        ways = (("", _("By state")), ("unit", _("By unit")), ("person", _("By person")), ("clock", _("By urgency")))
        plain = (_("List"), self.list_href, not self.is_columns)
        laid_out = [(title, self.wanted.having(as_="columns", by=way, order="").href, self.is_columns and by == way) for way, title in ways]
        return [plain, *laid_out]

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """The orders of the list."""
        recent = bool(self.wanted.one("order"))
        return [
            (_("Most urgent first"), self.wanted.without("order").href, not recent),
            (_("Newest first"), self.wanted.having(order="recent").href, recent),
        ]

    @property
    def everything_href(self) -> str:
        """No filter at all, laid out as now."""
        return Wanted({name: values for name, values in self.wanted.said.items() if name in ("as", "by")}).href or f"?{EVERYTHING}"
