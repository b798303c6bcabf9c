"""The filters of the board as menus of links, read when they are opened, and what is chosen as chips that take themselves away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.scope import visible_units
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk.boards.board import NOBODY, Board
from baoxiu.web.desk.boards.grouping import groups_of, standing_of
from baoxiu.web.desk.boards.layout import bands
from baoxiu.web.shared import naming
from baoxiu.web.shared.languages import Words, in_language

MOST = 300
FEW = 3  # states shown one by one; more are read in the menu
LONG = 18  # digits: longer is no id


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu: a link that adds or takes away one value."""

    title: Words
    href: str
    is_on: bool
    count: int | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on."""

    title: Words
    value: Words
    href: str


def menus() -> dict[str, str]:
    """The filters, by name."""
    return {
        "state": _("State"),
        "unit": _("Unit"),
        "person": _("Person"),
        "procedure": _("Procedure"),
        "category": _("Category"),
        "clock": _("Urgency"),
        "duty": _("On duty"),
        "ended": _("Open or ended"),
    }


def facet_on(name: str, board: Board) -> list[Choice]:
    """What a menu offers."""
    if name not in _OFFERS:
        raise NotFound(what="filter / 筛选", name=name)
    return _OFFERS[name](board)[:MOST]


def chips_of(board: Board) -> list[Chip]:
    """What is on, each with a link to the board without it; numbers over the board that are on stand there already."""
    wanted, titles = board.wanted, menus()
    found = [Chip(_("Search"), wanted.one("q"), wanted.without("q").href)] if wanted.one("q") else []
    for name in (name for name in titles if wanted.many(name) and name != "state"):
        for value, words in _words_of(name, board).items():
            found.append(Chip(titles[name], words, wanted.toggled(name, value).href))
    return [*found, *_chips_of_states(board)]


def _chips_of_states(board: Board) -> list[Chip]:
    standing = standing_of(board.wanted.many("state"), board.procedures)
    groups = groups_of(board.packs, [(key, state) for key, states in standing.items() for state in states])
    title, href = menus()["state"], board.wanted.without("state").href
    if len(groups) > FEW:
        return [Chip(title, str(len(groups)), href)]
    kept = board.wanted.many("state")
    chips = []
    for group in groups:
        gone = {*group.values, *(state for _key, state in group.pairs)}
        chips.append(Chip(title, group.title, board.wanted.having(state=[one for one in kept if one not in gone]).href))
    return chips


def _words_of(name: str, board: Board) -> dict[str, Words]:
    """The chosen values of a filter in words; one that nothing here is called by stays as it is written."""
    values = board.wanted.many(name)
    known = _NAMES[name](board, values)
    return {value: known.get(value, value) for value in values}


# -- names of what is chosen


def _unit_names(board: Board, codes: Sequence[str]) -> Mapping[str, Words]:
    return {unit.code: naming.unit(unit) for unit in visible_units(board.actor).filter(code__in=codes)}


def _person_names(board: Board, ids: Sequence[str]) -> Mapping[str, Words]:
    wanted = [int(one) for one in ids if one.isdecimal() and len(one) < LONG]
    found = directory.people_named(wanted).filter(organisation_id=board.actor.organisation_id)
    return {NOBODY: _("Nobody yet"), **{str(person.pk): person.name for person in found}}


def _procedure_names(board: Board, _keys: Sequence[str]) -> Mapping[str, Words]:
    return {key: one.definition.title for key, one in board.procedures.items()}


def _category_names(board: Board, _keys: Sequence[str] = ()) -> Mapping[str, Words]:
    return {key: one.title for pack in reversed(board.packs) for key, one in pack.pack.categories.items()}


def _duty_names(_board: Board, _names: Sequence[str] = ()) -> Mapping[str, Words]:
    return {"now": _("Whoever is on duty now")}


def _ended_names(_board: Board, _names: Sequence[str] = ()) -> Mapping[str, Words]:
    return {"ended": _("Ended ones"), "all": _("Open and ended")}


def _clock_names(_board: Board, _names: Sequence[str] = ()) -> Mapping[str, Words]:
    return {**bands(), "breached": _("Was overdue once")}


_NAMES: Mapping[str, Callable[[Board, Sequence[str]], Mapping[str, Words]]] = {
    "unit": _unit_names,
    "person": _person_names,
    "procedure": _procedure_names,
    "category": _category_names,
    "duty": _duty_names,
    "ended": _ended_names,
    "clock": _clock_names,
}


# -- what a menu offers


def _choice(board: Board, name: str, value: str, title: Words, count: int | None = None, indent: int = 0) -> Choice:
    return Choice(title, board.wanted.toggled(name, value).href, board.wanted.has(name, value), count, indent)


def _counted(board: Board, name: Any, of: str) -> Mapping[Any, int]:
    """How many each would have, whatever of this filter is chosen."""
    wide = Board(board.wanted.without(of), board.actor, board.at)
    return tickets.counted_by(name, board.actor, wide.filters, at=board.at)


def _units(board: Board) -> list[Choice]:
    """The tree of units one sees; each counts what stands at it and below."""
    many = _counted(board, "unit", "unit")
    units = list(visible_units(board.actor).filter(active=True).order_by("path")[:MOST])
    least = min((unit.path.count("/") for unit in units), default=0)
    return [_choice(board, "unit", unit.code, naming.unit(unit), _below(unit, units, many), unit.path.count("/") - least) for unit in units]


def _below(unit: Any, units: Iterable[Any], many: Mapping[int, int]) -> int:
    return sum(many.get(one.pk, 0) for one in units if one.path.startswith(unit.path))


def _people(board: Board) -> list[Choice]:
    """Whoever holds anything, whoever has the most first; and nobody."""
    many = _counted(board, "holder", "person")
    names = _person_names(board, [str(id_) for id_ in many if id_])
    held = sorted((key for key in names if key != NOBODY), key=lambda key: -many.get(int(key), 0))
    return [_choice(board, "person", key, names[key], many.get(int(key) or None, 0)) for key in (NOBODY, *held)]


def _procedures(board: Board) -> list[Choice]:
    wide = Board(board.wanted.without("procedure", "state"), board.actor, board.at)
    many: dict[str, int] = {}
    for one in tickets.counts(board.actor, wide.filters, at=board.at).tallies:
        many[one.procedure] = many.get(one.procedure, 0) + one.whole
    known = _procedure_names(board, ())
    return [_choice(board, "procedure", key, title, many.get(key, 0)) for key, title in known.items()]


def _categories(board: Board) -> list[Choice]:
    many, known = _counted(board, "category", "category"), _category_names(board)
    order = sorted((key for key in {*many, *known} if key), key=lambda key: (-many.get(key, 0), in_language(known.get(key, key))))
    return [_choice(board, "category", key, known.get(key, key), many.get(key, 0)) for key in order]


def _states(board: Board) -> list[Choice]:
    return [Choice(tile.title, tile.href, tile.is_on, tile.count) for tile in board.states]


def _duties(board: Board) -> list[Choice]:
    shifts = dict.fromkeys(duty.shift for duty in board.duties)
    people = {"now": {duty.person_id for duty in board.duties}}
    people |= {shift: {duty.person_id for duty in board.duties if duty.shift == shift} for shift in shifts}
    words = {**{shift: shift for shift in shifts}, **_duty_names(board)}
    told = {name: _("{what} · {n} people").format(what=in_language(words[name]), n=len(found)) for name, found in people.items()}
    return [_choice(board, "duty", name, title) for name, title in told.items()]


def _plain(name: str) -> Callable[[Board], list[Choice]]:
    """A menu whose lines are always the same."""
    return lambda board: [_choice(board, name, value, words) for value, words in _NAMES[name](board, ()).items()]


_OFFERS: Mapping[str, Callable[[Board], list[Choice]]] = {
    "state": _states,
    "unit": _units,
    "person": _people,
    "procedure": _procedures,
    "category": _categories,
    "clock": _plain("clock"),
    "duty": _duties,
    "ended": _plain("ended"),
}
