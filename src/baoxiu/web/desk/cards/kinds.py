"""The three kinds of cards, and one card as whoever asks may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baoxiu.core.errors import NotFound
from baoxiu.core.sheets import Column, Register, Values
from baoxiu.directory import queries as directory
from baoxiu.directory.actions import registers
from baoxiu.directory.actions.registers import Kept
from baoxiu.directory.queries import places
from baoxiu.web.desk.views.settings.frame import Keeper
from baoxiu.web.desk.views.settings.registers import kept_of
from baoxiu.web.shared import doors, report_form
from baoxiu.web.shared.requests import Asked


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the tables whose rows have a card."""

    name: str  # of its table and of its list in settings
    what: str  # as a refusal calls it
    route: str
    icon: str
    add: Promise
    register: Callable[[Kept], Register]
    kept: Callable[[int, Iterable[str]], QuerySet[Any]]
    refers: Mapping[str, tuple[str, str]]  # a column that names another card: its kind, and the row's attribute
    asked_elsewhere: frozenset[str] = field(default_factory=frozenset)

    def asks(self, columns: Iterable[Column], *, is_new: bool) -> list[Column]:
        """What the form asks; by what a row is known again stays as it is."""
        fixed = self.asked_elsewhere | (frozenset() if is_new else frozenset({"code"}))
        return [column for column in columns if column.name not in fixed]


KINDS: Mapping[str, Kind] = {
    one.name: one
    for one in (
        Kind("customers", "customer / 客户", "customer_card", "user", _("Add a customer"), registers.Customers, places.kept_customers,
             {"site": ("site", "site_id")}, frozenset({"id", "vip"})),  # who is special is written in its own register, with a reason
        Kind("sites", "place / 地点", "site_card", "map-pin", _("Add a place"), registers.Sites, places.kept_sites,
             {"above": ("site", "parent_id")}),
        Kind("assets", "thing / 设备", "asset_card", "device-desktop", _("Add a thing"), registers.Assets, places.kept_assets,
             {"site": ("site", "site_id"), "owner": ("customer", "owner_id")}),
    )
}  # fmt: skip


class Card:
    """One row; `id_` 0 is one that is to come. Of another unit's there is none."""

    def __init__(self, request: Asked, kind: Kind, id_: int) -> None:
        """Find the row among those whoever asks deals with; whoever is sent out has his jobs instead."""
        self.request, self.kind, self.id = request, kind, id_
        self.keeper = Keeper(request)
        self.row: Any = None
        if id_:
            rows = places.dealt_with(kind.name, request.actor)
            self.row = None if doors.works_outside(request.actor) else rows.filter(pk=id_).first()
            if self.row is None and not self.may_change:
                raise NotFound(what=kind.what, name=id_)
            self.row = self.row or self._ours.get()

    @property
    def _ours(self) -> QuerySet[Any]:
        return self.kind.kept(self.keeper.organisation.pk, self.keeper.paths).filter(pk=self.id)

    @cached_property
    def may_change(self) -> bool:
        """Whether he looks after it: as who may take its row from a file."""
        return bool(self.keeper.paths) and self._ours.exists()

    @cached_property
    def may_ring(self) -> bool:
        """Whether he reads numbers whole: who looks after it, and who takes reports."""
        actor, at = self.request.actor, self.request.now
        return self.may_change or any(report_form.openable(unit, actor, at) for unit in _units(self.request))

    @cached_property
    def register(self) -> Register:
        """The table, narrowed to this row."""
        kept = kept_of(self.keeper) if self.keeper.paths else Kept(self.keeper.organisation, [], is_whole=True)
        if self.id and not self.may_change:
            kept = replace(kept, is_whole=True)
        return self.kind.register(replace(kept, only=self.id))

    @cached_property
    def values(self) -> Values:
        """What is recorded, by column; empty for one that is to come."""
        return next(iter(self.register.held().values()), {})

    @property
    def columns(self) -> list[Column]:
        """What the form asks."""
        return self.kind.asks(self.register.table.columns, is_new=not self.id)


def _units(request: Asked) -> list[Any]:
    return [directory.unit_with(id_) for id_ in dict.fromkeys(post.unit_id for post in request.actor.posts)]
