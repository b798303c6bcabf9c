"""The ways to cards from elsewhere: only for whoever may read what they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from baoxiu.core.engine.facts import Actor
from baoxiu.directory import scope
from baoxiu.directory.queries import places
from baoxiu.web.desk.cards.kinds import KINDS
from baoxiu.web.shared import doors


def cards_of(name: str, ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    """The addresses of cards, by id; none where there is none for the actor."""
    if doors.works_outside(actor):
        return {}
    route = f"desk:{KINDS[name].route}"
    return {id_: reverse(route, args=[id_]) for id_ in places.dealt_with(name, actor).filter(pk__in=list(ids)).values_list("pk", flat=True)}


def card_of(name: str, id_: int | None, actor: Actor) -> str:
    """The address of one; empty where there is none for the actor."""
    return cards_of(name, [id_], actor).get(id_, "") if id_ else ""


def cards_around(ticket: Any, actor: Actor) -> Mapping[str, str]:
    """The cards of a ticket's customer and place; a customer is dealt with where his place is. Whoever is sent out is shown none."""
    site, customer = ticket.site, ticket.customer
    near: set[int | None] = {None}
    if site and (site.unit_id is None or site.unit_id in _at_hand(ticket, actor)):
        near.add(site.pk)
    if further := {ticket.site_id, customer.site_id if customer else None} - near:
        near |= set(places.dealt_with("sites", actor).filter(pk__in=further).values_list("pk", flat=True))
    found = {"site": reverse("desk:site_card", args=[site.pk])} if site and site.pk in near else {}
    if customer and customer.site_id in near:
        found["customer"] = reverse("desk:customer_card", args=[customer.pk])
    return found


def _at_hand(ticket: Any, actor: Actor) -> set[int]:
    """The units nobody need be asked about: the line up from the actor's posts, and the ticket's where he sees it by a post."""
    line = {int(step) for post in actor.posts for step in post.path.strip("/").split("/")}
    return line | ({ticket.unit_id} if scope.sees(actor, ticket.unit.path) else set())
