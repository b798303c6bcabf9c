"""The roles that may be given here, by whom, and giving them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory import actions
from baoxiu.directory.models import Person, Post
from baoxiu.web.desk.views.settings.frame import Keeper
from baoxiu.web.desk.views.settings.parts import said
from baoxiu.web.shared import packs
from baoxiu.web.shared.requests import Asked


class AboveYours(Refusal):
    """{what} stands above your own role. Ask {names} to do it."""

    code: ClassVar[str] = "above_yours"
    zh: ClassVar[str] = "{what} 高于您的岗位，请联系 {names} 处理。"


def role_titles(organisation_id: int) -> dict[str, str]:
    """The roles of the packs in force, in the reader's language."""
    return {name: said(role.title) for pack in packs.packs_of(organisation_id) for name, role in pack.pack.roles.items()}


def role_choices(keeper: Keeper) -> list[tuple[str, str]]:
    """The roles this person may give: none above his own."""
    organisation, at = keeper.organisation.pk, keeper.request.now
    most, ranks = catalogue.highest_rank(keeper.request.actor, at=at), catalogue.ranks_of(organisation, at=at)
    return [(name, title) for name, title in role_titles(organisation).items() if most is None or ranks.get(name, 0) <= most]


def refuse_above(keeper: Keeper, person: Person) -> None:
    """What concerns somebody who stands above oneself is for others to change."""
    request = keeper.request
    most = catalogue.highest_rank(request.actor, at=request.now)
    if most is None:
        return
    ranks = catalogue.ranks_of(keeper.organisation.pk, at=request.now)
    if person.is_administrator or any(ranks.get(post.role, 0) > most for post in person.posts.all()):
        raise AboveYours(what=person.name, names=_names(keeper))


def give(request: Asked, keeper: Keeper, person: Person) -> Post:
    """Give the role that was chosen at the unit that was chosen, for as long as was said."""
    unit, role = keeper.unit(request.POST.get("unit", "")), request.POST.get("role", "")
    titles = role_titles(keeper.organisation.pk)
    if role not in titles:
        raise Malformed(what="role / 岗位", why=role or "-", field="role")
    if role not in dict(role_choices(keeper)):
        raise AboveYours(what=titles[role], names=_names(keeper), field="role")
    term = {name: day_of(request, name) for name in ("since_on", "until_on")}
    if term["since_on"] and term["until_on"] and term["until_on"] < term["since_on"]:
        raise Malformed(what="until / 截止日期", why="it lies before the first day / 早于开始日期", field="until_on")
    rank = catalogue.ranks_of(keeper.organisation.pk, at=request.now).get(role, 0)
    return actions.give_post(person, unit, role, by=request.actor, at=request.now, rank=rank, **term)


def day_of(request: Asked, name: str) -> date | None:
    """A day that was chosen; none where nothing was."""
    text = request.POST.get(name, "").strip()
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text else None  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Malformed(what=text, why="2026-01-31", field=name) from None


def _names(keeper: Keeper) -> str:
    return "、".join(person.name for person in catalogue.whom_to_ask(keeper.request.actor, at=keeper.request.now)) or "—"
