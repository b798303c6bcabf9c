"""Who and what a form names, looked up before anything is written: persons in the role asked for, customers, places and things.

One query for each kind a form names, none where it names nobody and nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from baoxiu.core.engine import FormRefused
from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, UnitFacts, Words
from baoxiu.core.engine.refusing import refused
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.tickets.actions.births import Wish
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.queries.sheets import Sheet

THINGS = ("customer", "site", "asset")
CHOSEN = frozenset({*THINGS, "person"})
MOST_DIGITS = 18  # what an id has at most
NOBODY = ("没有这个人，请从名单中选择", "names nobody who works here: choose somebody from the list")
NOTHING = ("在本组织中没有登记，请从搜索结果中选择", "is not known here: find it and choose it from the list")
Ids = Mapping[str, int]  # ask -> the id it was answered with


@dataclass(frozen=True, slots=True)
class Around:
    """Where a form is filled in: at which unit, about what, by whom."""

    organisation_id: int
    unit: UnitFacts
    belongs: Mapping[str, Any]
    origin: Origin
    procedure: LoadedProcedure
    opening: bool = False  # here a customer or place nobody knows yet may be given in words


@dataclass(frozen=True, slots=True)
class Looked:
    """A form with the things it names filled in, as reports keep them; `faults`: what cannot be chosen."""

    form: Mapping[str, Any]
    faults: tuple[Refused, ...] = ()

    def refuse(self) -> None:
        """Refuse the form, every fault at once; after the procedure has said whether the command may run at all."""
        if self.faults:
            raise FormRefused(self.faults)


def looked_up(sheet: Sheet, command: str, form: Mapping[str, Any], origin: Origin) -> Looked:
    """The form of a command."""
    act = plan_of(sheet.procedure).acts.get(command)
    if act is None:
        return Looked(form)
    return _looked(act.asks, form, Around(sheet.organisation_id, sheet.facts.unit, sheet.belongs, origin, sheet.procedure))


def looked_up_at_opening(wish: Wish, given: Mapping[str, Any], origin: Origin) -> tuple[Wish, Looked]:
    """The wish with what `given`, a part of its form, names; the ticket then belongs to it."""
    around = Around(wish.organisation_id, wish.unit, wish.belongs, origin, wish.procedure, opening=True)
    looked = _looked(plan_of(wish.procedure).opening.asks, given, around)
    if looked.form is given:
        return wish, looked
    things = {name: thing["id"] for name in THINGS if isinstance(thing := looked.form.get(name), Mapping) and "id" in thing}
    return replace(wish, form={**wish.form, **looked.form}, belongs={**things, **_said(wish.belongs)}), looked


def _said(belongs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in belongs.items() if value is not None}


def _looked(asks: Mapping[str, AskPlan], form: Mapping[str, Any], around: Around) -> Looked:
    wanted = [asks[name] for name, given in form.items() if name in asks and asks[name].type in CHOSEN and given not in (None, "", {}, [])]
    if not wanted:
        return Looked(form)
    ids = {ask.name: found for ask in wanted if (found := id_in(form[ask.name])) is not None}
    things, faults = _things([ask for ask in wanted if ask.type in THINGS], form, ids, around)
    faults += _people_faults([ask for ask in wanted if ask.type == "person" and ask.name in ids], ids, around)
    return Looked({**form, **things}, tuple(faults))


def id_in(given: Any) -> int | None:
    """The id in an answer: a number, its digits, or a thing that has one. Words have none."""
    said = str(given.get("id") if isinstance(given, Mapping) else given).strip()
    return int(said) if said.isdecimal() and len(said) <= MOST_DIGITS else None


def _things(asks: Iterable[AskPlan], form: Mapping[str, Any], ids: Ids, around: Around) -> tuple[dict[str, dict[str, Any]], list[Refused]]:
    filled: dict[str, dict[str, Any]] = {}
    faults: list[Refused] = []
    for ask in asks:
        found = _thing(ask, ids, around)
        if found is not None:
            filled[ask.name] = found
        elif ask.name in ids or not (around.opening and isinstance(form[ask.name], str)):
            faults.append(_unfit(ask, *NOTHING))
    return filled, faults


def _thing(ask: AskPlan, ids: Ids, around: Around) -> dict[str, Any] | None:
    """The one that is named; a customer by his link names only what is his or where his ticket is."""
    if ask.name not in ids:
        return None
    by_link = around.origin.by.kind == "customer"
    own = (around.belongs.get("customer"), around.belongs.get("site")) if by_link else None
    return directory.things_with(ask.type, [ids[ask.name]], around.organisation_id, of=own).get(ids[ask.name])


def _people_faults(asks: list[AskPlan], ids: Ids, around: Around) -> Iterator[Refused]:
    if not asks:
        return
    people = directory.actors_of({ids[ask.name] for ask in asks}, on=timezone.localdate(around.origin.at))
    for ask in asks:
        person = people.get(ids[ask.name])
        if person is None or person.organisation_id != around.organisation_id:
            yield _unfit(ask, *NOBODY)
        elif ask.role is not None and not _holds(person, ask.role, around.unit.path):
            (role,) = plan_of(around.procedure).titles_of([ask.role])
            yield _unfit(ask, *_without_role(person.name, role, ask.role))


def _without_role(name: str, role: Words, key: str) -> tuple[str, str]:
    zh, en = role.get("zh", key), role.get("en", key)
    return f"不能选{name}：其在本单位及上下级均无“{zh}”岗位", f"cannot be {name}, who does not hold the role {en} here, above or below"


def _holds(person: Actor, role: str, path: str) -> bool:
    """Whether somebody holds a role at the unit, above it or below it."""
    return any(post.role == role and (post.path.startswith(path) or path.startswith(post.path)) for post in person.posts)


def _unfit(ask: AskPlan, zh: str, en: str) -> Refused:
    return refused("bad_value", field=ask.name, clause=ask.clause, label=ask.label, why_zh=zh, why_en=en)
