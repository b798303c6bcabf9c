"""Columns as the page shows them: called by their procedures' words, units and people by name, each leading to its list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _

from baoxiu.directory import queries as directory
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.queries.columns import BANDS, By
from baoxiu.web.desk.boards.asked import Wanted
from baoxiu.web.desk.boards.grouping import groups_of
from baoxiu.web.shared import naming
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.rows import Row, rows

if TYPE_CHECKING:
    from baoxiu.web.desk.boards.board import Board

EACH = 15  # cards a column shows; the list has the rest
MOST = 24  # columns a page shows
TONES = {"overdue": "bad", "soon": "warn"}


@dataclass(frozen=True, slots=True)
class LaidColumn:
    """One column: its title, how many, its first cards, where all of them are."""

    title: Words
    many: int
    rows: Sequence[Row]
    href: str
    tone: str = ""

    @property
    def more(self) -> int:
        """How many it does not show."""
        return self.many - len(self.rows)


def laid(board: Board) -> list[LaidColumn]:
    """The columns that have any ticket, in their order."""
    by = cast(By, board.wanted.one("by") or "state")
    found = tickets.columns(board.actor, board.filters, by=by, at=board.at, each=EACH)
    made = {"state": _by_state, "unit": _by_unit, "person": _by_person, "clock": _by_clock}[by]
    return made(board, found)[:MOST]


def _by_state(board: Board, found: Sequence[tickets.Column]) -> list[LaidColumn]:
    at_hand = {column.key: column for column in found}
    groups = groups_of(board.packs, cast(Any, at_hand.keys()))
    return [_column(board, group.title, [at_hand[pair] for pair in group.pairs], "state", group.values) for group in groups]


def _by_unit(board: Board, found: Sequence[tickets.Column]) -> list[LaidColumn]:
    units = {column.key[0]: column.tickets[0].unit for column in found if column.tickets}
    order = sorted(found, key=lambda column: units[column.key[0]].path if column.key[0] in units else "")
    return [
        _column(board, naming.unit(units[one.key[0]]), [one], "unit", (units[one.key[0]].code,)) for one in order if one.key[0] in units
    ]


def _by_person(board: Board, found: Sequence[tickets.Column]) -> list[LaidColumn]:
    """Nobody's first, then whoever has the most."""
    order = sorted(found, key=lambda column: (column.key[0] is not None, -column.many))[:MOST]
    names = {person.pk: person.name for person in directory.people_named(one.key[0] for one in order if one.key[0])}
    return [_column(board, names.get(one.key[0]) or _("Nobody yet"), [one], "person", (str(one.key[0] or 0),)) for one in order]


def _by_clock(board: Board, found: Sequence[tickets.Column]) -> list[LaidColumn]:
    titles = bands()
    order = sorted(found, key=lambda column: BANDS.index(column.key[0]))
    return [_column(board, titles[one.key[0]], [one], "clock", (one.key[0],), TONES.get(one.key[0], "")) for one in order]


def bands() -> dict[str, str]:
    """How soon something is due, in words."""
    return {
        "overdue": _("Overdue"),
        "soon": _("Within 30 minutes"),
        "today": _("Within 24 hours"),
        "later": _("Later"),
        "none": _("No clock runs"),
    }


def _column(board: Board, title: Words, parts: Iterable[tickets.Column], name: str, values: Sequence[str], tone: str = "") -> LaidColumn:
    """One column out of the groups that share its title, the most urgent of all of them first."""
    parts = list(parts)
    found = sorted((one for part in parts for one in part.tickets), key=lambda one: (one.due_at is None, one.due_at, one.pk))
    href = _narrowed(board.wanted, name, values).href
    return LaidColumn(title, sum(part.many for part in parts), rows(found[:EACH], board.at), href, tone)


def _narrowed(wanted: Wanted, name: str, values: Sequence[str]) -> Wanted:
    """The same as a list of one column."""
    return wanted.without("as", "by").having(**{name: tuple(values) if name != "clock" else values[0]})
