"""The board as its page shows it: filters that are links, counts that open, rows in their procedures' words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, cast
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.scope import visible_units
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.queries import Filters
from baoxiu.web.shared import naming, packs
from baoxiu.web.shared.drawing import Option
from baoxiu.web.shared.rows import Row, rows

TILED = frozenset({"clock", "state", "mine"})
Clock = Literal["", "overdue", "soon", "none", "breached"]
Ended = Literal["open", "ended", "all"]
CLOCKS = frozenset({"overdue", "soon", "none", "breached"})
ENDED = frozenset({"ended", "all"})
ASKED = ("q", "procedure", "unit", "state", "clock", "ended", "mine", "order")


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that opens."""

    title: Any
    count: int
    href: str
    tone: str = ""
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A filter with several values."""

    name: str
    title: str
    options: Sequence[Option]


class Board:
    """What somebody wants to see of the tickets he may see; the address says it all."""

    def __init__(self, asked: QueryDict, actor: Actor, at: datetime, *, title: str, kinds: Sequence[str] = ()) -> None:
        """`kinds` narrows a board to its purpose: call-backs, approvals."""
        self.asked: dict[str, str] = {name: said for name in ASKED if (said := str(asked.get(name, "")))}
        self.cursor = str(asked.get("cursor", ""))
        self.actor, self.at, self.title, self.kinds = actor, at, title, kinds
        self.is_main = not kinds

    @cached_property
    def filters(self) -> Filters:
        """The address as the query takes it."""
        said = self.asked
        return Filters(
            states=_list(said.get("state")),
            units=_list(said.get("unit")),
            procedures=_list(said.get("procedure")),
            kinds=self.kinds,
            person=self.actor.id if said.get("mine") else None,
            clock=cast(Clock, said["clock"] if said.get("clock") in CLOCKS else ""),
            ended=cast(Ended, said["ended"] if said.get("ended") in ENDED else "all" if said.get("q") else "open"),
            text=said.get("q", ""),
            order="recent" if said.get("order") == "recent" else "urgent",
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.asked)

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.asked.get("q", "")

    @cached_property
    def page(self) -> tickets.Page:
        """The tickets of this page."""
        return tickets.board(self.actor, self.filters, at=self.at, cursor=self.cursor)

    @cached_property
    def rows(self) -> list[Row]:
        """Its lines."""
        return rows(self.page.tickets, self.at)

    @property
    def nearest(self) -> list[Row]:
        """Where a number was searched for and nothing found: the numbers that differ by one wrong or two swapped signs."""
        return rows(tickets.nearest_numbers(self.text, self.actor), self.at) if self.text and not self.rows else []

    @property
    def next_href(self) -> str:
        """Where the next page is, if there is one."""
        return self._href(cursor=self.page.cursor) if self.page.cursor else ""

    @property
    def tiles(self) -> list[Tile]:
        """The numbers over the board; each leads to the tickets behind it, a second time back."""
        counts = tickets.counts(self.actor, self._widely(), at=self.at)
        plain = [
            Tile(
                _("Open"), counts.whole, self._href(clock="", state="", mine=""), "", not (self.asked.keys() & {"clock", "state", "mine"})
            ),
            self._tile(_("Soon due"), counts.soon, "clock", "soon", "warn"),
            self._tile(_("Overdue"), counts.overdue, "clock", "overdue", "bad"),
            Tile(_("Mine"), self._mine(), self._href(mine="" if self.asked.get("mine") else "1"), "", bool(self.asked.get("mine"))),
        ]
        return plain + [self._tile(self._words(state), many, "state", state) for state, many in self._by_state(counts.states)]

    @property
    def choices(self) -> list[Select]:
        """Procedure, unit, ended or not, order."""
        return [
            Select("procedure", _("All procedures"), self._options("procedure", self._procedures())),
            Select("unit", _("All units"), self._options("unit", self._units())),
            Select("ended", _("Open ones"), self._options("ended", {"ended": _("Ended ones"), "all": _("Open and ended")})),
            Select("order", _("Most urgent first"), self._options("order", {"recent": _("Newest first")})),
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form passes on without showing it."""
        return [(name, self.asked[name]) for name in ("state", "clock", "mine") if name in self.asked]

    # -- inside

    def _widely(self) -> Filters:
        """The filters without those the tiles set."""
        wide = Board(QueryDict(), self.actor, self.at, title="", kinds=self.kinds)
        wide.asked = {name: value for name, value in self.asked.items() if name not in TILED}
        return wide.filters

    def _mine(self) -> int:
        return tickets.held_by(self.actor.id).count() if self.actor.id else 0

    def _tile(self, title: Any, many: int, name: str, value: str, tone: str = "") -> Tile:
        is_on = self.asked.get(name) == value
        return Tile(title, many, self._href(**{name: "" if is_on else value}), tone if many else "", is_on)

    def _href(self, **changed: str) -> str:
        kept = {name: value for name, value in (self.asked | changed).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @cached_property
    def _known(self) -> Mapping[str, Any]:
        """The procedures in use here, by key."""
        return packs.procedures_of(self.actor.organisation_id)

    def _procedures(self) -> dict[str, Any]:
        wanted = set(self.kinds)
        return {key: one.definition.title for key, one in self._known.items() if not wanted or one.definition.kind in wanted}

    def _by_state(self, states: Mapping[str, int]) -> list[tuple[str, int]]:
        """States in the order of their procedures, as far as anything stands in them."""
        order = {state: n for n, state in enumerate(state for one in self._known.values() for state in one.definition.states)}
        standing = [(name, many) for name, many in states.items() if many]
        return sorted(standing, key=lambda pair: order.get(pair[0], len(order)))

    def _words(self, state: str) -> Any:
        chosen = [self._known[key] for key in self.filters.procedures if key in self._known] or list(self._known.values())
        return next((one.definition.states[state].title for one in chosen if state in one.definition.states), state)

    def _units(self) -> dict[str, Any]:
        return {unit.code: naming.unit(unit) for unit in visible_units(self.actor).filter(active=True).order_by("path")[:200]}

    def _options(self, name: str, titles: Mapping[str, Any]) -> list[Option]:
        return [Option(key, words, self.asked.get(name) == key) for key, words in titles.items()]


def _list(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
