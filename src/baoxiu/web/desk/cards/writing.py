"""A card's form: what stands in it, and what is sent read, reviewed and written as a row of its table is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from baoxiu.core.sheets import Fault, Given, Sheet, compare, fault
from baoxiu.core.sheets.cells import read_cell
from baoxiu.directory import queries as directory
from baoxiu.directory.actions.registers import one_at_a_time
from baoxiu.directory.models import Customer
from baoxiu.directory.queries import places
from baoxiu.web.desk.cards.kinds import Card

ANOTHER = "another"  # ticked: the number is another's too


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a form: the row's id where it was written or is there as sent; else why not."""

    id: int = 0
    changed: bool = False
    faults: Sequence[Fault] = ()
    alike: Sequence[Customer] = field(default_factory=tuple)  # others with a number that is new here
    there: Any = None  # the row that has the code already
    is_behind: bool = False  # somebody changed it meanwhile

    @property
    def is_good(self) -> bool:
        """Whether it stands."""
        return bool(self.id)


@transaction.atomic
def take(card: Card, sent: Mapping[str, str]) -> Tried:
    """Change the row, or add it; one at a time with whoever takes the table from a file."""
    one_at_a_time(card.keeper.organisation.pk, card.kind.name)
    if card.id and sent.get("was") != standing(card):
        return Tried(is_behind=True)
    given = _given(card, sent)
    if not card.id and (there := _there(card, str(given.values.get("code") or ""))) is not None:
        return Tried(there=there)
    (step,) = compare(Sheet([given], [column.name for column in card.columns]), card.register)
    if step.faults:
        return Tried(faults=step.faults)
    if alike := _alike(card, step.values, sent):
        return Tried(alike=alike)
    if step.what != "same":
        card.register.write([step], by=card.request.actor, at=card.request.now)
    return Tried(card.id or _written(card, step.values), step.what != "same")


def standing(card: Card) -> str:
    """What the row says, in short: a form that was drawn of something else is behind."""
    said = sorted((name, str(value)) for name, value in card.values.items())
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def _given(card: Card, sent: Mapping[str, str]) -> Given:
    values: dict[str, Any] = {name: card.values[name] for name in ("id", "code") if name in card.values}
    faults: list[Fault] = []
    for column in card.columns:
        raw = _code_of(card, column.name, sent.get(column.name, ""))
        values[column.name], wrong = read_cell(column, raw)
        faults += [wrong] if wrong is not None else []
    return Given(1, values, [*faults, *_nowhere(card, values, sent)])


def _code_of(card: Card, column: str, raw: str) -> str:
    """A place is chosen by its number and kept by its code."""
    if card.kind.refers.get(column, ("", ""))[0] != "site" or not raw.isdecimal() or len(raw) > 18:
        return raw
    found = directory.site_with(card.keeper.organisation.pk, int(raw))
    return found.code if found is not None else raw


def _nowhere(card: Card, values: Mapping[str, Any], sent: Mapping[str, str]) -> list[Fault]:
    """Words typed where one is to be chosen from the list, and none was: they would be lost."""
    why, remedy = (
        ("输入的内容没有从列表中选定", "what was typed was not chosen from the list"),
        ("请从列表中选择", "choose one of the list"),
    )
    typed = {name for name in card.kind.refers if sent.get(f"{name}-typed", "").strip() and not values.get(name)}
    return [fault(name, why, remedy) for name in sorted(typed)]


def _there(card: Card, code: str) -> Any:
    """The row one looks after that has the code already; another's is refused by the table."""
    rows = card.kind.kept(card.keeper.organisation.pk, card.keeper.paths)
    return rows.filter(code=code).first() if code and card.kind.name != "customers" else None


def _alike(card: Card, values: Mapping[str, Any], sent: Mapping[str, str]) -> Sequence[Customer]:
    if card.kind.name != "customers" or sent.get(ANOTHER):
        return ()
    new = set(values.get("contacts") or ()) - set(card.values.get("contacts") or ())
    return places.others_with(card.keeper.organisation.pk, new, but=card.id) if new else ()


def _written(card: Card, values: Mapping[str, Any]) -> int:
    rows = card.kind.kept(card.keeper.organisation.pk, card.keeper.paths)
    same = {"name": values["name"]} if card.kind.name == "customers" else {"code": values["code"]}
    return int(rows.filter(**same).order_by("-pk").values_list("pk", flat=True)[0])
