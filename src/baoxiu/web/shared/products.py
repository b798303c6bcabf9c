"""The products of the home a ticket is about: what stands there, since when, and whether its warranty still runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.core.errors import NotFound
from baoxiu.directory import actions
from baoxiu.directory import queries as directory
from baoxiu.web.shared.requests import Asked

ASKED = ("title", "model", "serial", "installed_on", "warranty_until_on")


@dataclass(frozen=True, slots=True)
class ProductShown:
    """One product with what a question about it is answered by."""

    title: str
    model: str
    installed_on: date | None
    warranty_until_on: date | None
    in_warranty: bool | None  # None: nobody has said until when


def shown(ticket: Any, at: datetime) -> Sequence[ProductShown] | None:
    """The products of the ticket's home; None where the ticket is about no known place."""
    if not ticket.site:
        return None
    today = at.astimezone(ZoneInfo(ticket.unit.zone)).date()
    return [_shown(row, today) for row in directory.products_at(ticket.site.pk)]


def register(request: Asked, ticket: Any) -> None:
    """Put a product on the record of the home this ticket is about."""
    site = ticket.site
    if not site:
        raise NotFound(what="site / 房号", name=ticket.number)
    given = {name: request.POST.get(name, "").strip() for name in ASKED}
    actions.register_product(site, given.pop("title"), **given, by=request.actor, at=request.now)


def _shown(row: Any, today: date) -> ProductShown:
    until = row.warranty_until_on
    return ProductShown(row.title, row.model, row.installed_on, until, today <= until if until else None)
