"""Views of the board: one's own, and those that were shared with one's units."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.tickets.models import BoardDefault, BoardView


def views_of(actor: Actor) -> QuerySet[BoardView]:
    """The views somebody may choose: his own, and those shared with a unit he has a post at or below; by name."""
    shared_with = {int(step) for post in actor.posts for step in post.path.strip("/").split("/")}
    found = BoardView.objects.filter(Q(owner_id=actor.id) | Q(unit_id__in=shared_with)).select_related("owner", "unit")
    return found.order_by("name", "id")


def view_on(view_id: int, *, seen_by: Actor) -> BoardView:
    """The view with this id, where he may choose it; else as if it were not there."""
    found = views_of(seen_by).filter(pk=view_id).first()
    if found is None:
        raise NotFound(what="view / 视图", name=view_id)
    return found


def default_view(actor: Actor) -> BoardView | None:
    """The view his board begins with, while he may choose it."""
    chosen = BoardDefault.objects.filter(person_id=actor.id or 0).values("view")
    return views_of(actor).filter(pk__in=chosen).first()
