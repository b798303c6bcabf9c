"""Who else rang about a ticket, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template

from baoxiu.core.joined import callers
from baoxiu.directory import queries as directory
from baoxiu.tickets import queries as tickets

register = template.Library()


@dataclass(frozen=True, slots=True)
class CallerShown:
    """A further caller: his report, who he is, how to reach him as far as the reader needs that now."""

    request: str
    name: str
    phone: str
    place: str
    at: datetime


@register.simple_tag
def joined_callers(page: Any) -> list[CallerShown]:
    """The further callers of a ticket's page, the first one on top."""
    return [
        CallerShown(
            one["request"],
            one.get("name") or "",
            directory.shown(one["phone"]) if page.may_reach else tickets.phone_shown(one.get("phone") or "", needed=False),
            one.get("place") or "" if page.may_reach else "",
            datetime.fromisoformat(one["at"]),
        )
        for one in callers(page.ticket.fields)
    ]
