"""The views of the board somebody may choose, and what the page needs to keep one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit
from baoxiu.directory.scope import visible_units
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk.boards.asked import EVERYTHING, Wanted


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view in the menu."""

    id: int
    name: str
    href: str
    is_here: bool
    is_first: bool
    is_own: bool
    shared_with: Unit | None
    owner: str


class Keeping:
    """What somebody keeps of the board, beside what he looks at."""

    def __init__(self, actor: Actor, wanted: Wanted) -> None:
        """Nothing is read yet."""
        self.actor, self.wanted = actor, wanted

    @cached_property
    def first(self) -> int | None:
        """The view the board begins with."""
        view = tickets.default_view(self.actor)
        return view.pk if view else None

    @cached_property
    def views(self) -> list[KeptView]:
        """All he may choose, his own first."""
        found = [self._kept(view) for view in tickets.views_of(self.actor)]
        return sorted(found, key=lambda view: not view.is_own)

    def _kept(self, view: Any) -> KeptView:
        query = Wanted.read(QueryDict(view.query)).query
        return KeptView(
            id=view.pk,
            name=view.name,
            href=f"?{query or EVERYTHING}",
            is_here=query == self.wanted.query,
            is_first=view.pk == self.first,
            is_own=view.owner_id == self.actor.id,
            shared_with=view.unit,
            owner=view.owner.name,
        )

    @property
    def here(self) -> KeptView | None:
        """The view one looks at, if it is kept."""
        return next((view for view in self.views if view.is_here), None)

    @cached_property
    def units(self) -> Sequence[Unit]:
        """The units it can be shared with: where one has a post."""
        return list(visible_units(self.actor).filter(pk__in={post.unit_id for post in self.actor.posts}).order_by("path"))
