"""Views of the board kept, shared, begun with and given up. They hold no tickets: whoever looks is shown what he may see."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.models import Unit
from baoxiu.tickets.models import BoardDefault, BoardView
from baoxiu.tickets.queries.views import view_on

MOST = 50


class TooManyViews(Refusal):
    """You keep {many} views already. Delete one you do not use."""

    code = "too_many_views"
    zh = "您已保存 {many} 个视图，请先删除不用的。"


class NotYourView(Refusal):
    """This view is {owner}'s. Save it under a name of your own to change it."""

    code = "not_your_view"
    zh = "该视图由 {owner} 保存，如需修改请另存为自己的视图。"


class NotYourUnit(Refusal):
    """You have no post at {unit}. Share with a unit you work at."""

    code = "not_your_unit"
    zh = "您在 {unit} 没有岗位，只能共享给自己所在的单位。"


@transaction.atomic
def keep_view(name: str, query: str, *, by: Actor, at: datetime, unit: Unit | None = None, is_default: bool = False) -> BoardView:
    """Keep a view under a name; one's own of that name is laid anew. With a unit, everybody there and below may choose it."""
    name = " ".join(name.split())
    if not name or len(name) > 60 or len(query) > 2000 or by.id is None:
        raise Malformed(what="view / 视图", why="a name of up to 60 signs / 名称（60 字以内）", field="name")
    if unit is not None and unit.pk not in {post.unit_id for post in by.posts}:
        raise NotYourUnit(unit=unit.title)
    kept = BoardView.objects.filter(owner_id=by.id).exclude(name=name).count()
    if kept >= MOST:
        raise TooManyViews(many=kept)
    view, _ = BoardView.objects.update_or_create(owner_id=by.id, name=name, defaults={"query": query, "unit": unit, "kept_at": at})
    if is_default:
        begin_with(view.pk, by=by)
    return view


def begin_with(view_id: int | None, *, by: Actor) -> None:
    """Let somebody's board begin with a view; with none, it begins with everything open."""
    who = by.id or 0
    if view_id is None:
        BoardDefault.objects.filter(person_id=who).delete()
        return
    view = view_on(view_id, seen_by=by)
    BoardDefault.objects.update_or_create(person_id=who, defaults={"view": view})


def drop_view(view_id: int, *, by: Actor) -> None:
    """Give up a view of one's own; whoever began with it begins with everything open again."""
    view = view_on(view_id, seen_by=by)
    if view.owner_id != by.id:
        raise NotYourView(owner=view.owner.name)
    view.delete()
