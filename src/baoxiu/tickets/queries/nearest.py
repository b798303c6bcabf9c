"""A number typed wrong: the numbers there are that differ by one wrong sign, or by two swapped."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from baoxiu.core.engine.facts import Actor
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries.scope import seen_by

NUMBER = re.compile(r"[A-Za-z]{0,12}[-A-Za-z0-9]{4,40}")
COPY = re.compile(r"-\d$")  # a printed copy: the ticket's number and which copy it is
MOST = 5


def nearest_numbers(text: str, actor: Actor, *, most: int = MOST) -> list[Ticket]:
    """The tickets the actor sees whose number is nearly `text`; none where it is no number, the newest first."""
    asked = text.strip().upper()
    if not NUMBER.fullmatch(asked) or not any(sign.isdigit() for sign in asked):
        return []
    rows = seen_by(actor).filter(number__in=set(_near(asked))).select_related("unit", "customer", "site")
    return list(rows.order_by("-opened_at")[:most])


def _near(asked: str) -> Iterator[str]:
    yield asked
    bare = COPY.sub("", asked)
    yield bare
    for place, sign in enumerate(bare):
        signs = string.digits if sign.isdigit() else string.ascii_uppercase if sign.isalpha() else ""
        yield from (bare[:place] + other + bare[place + 1 :] for other in signs)
        yield bare[:place] + bare[place + 1 : place + 2] + sign + bare[place + 2 :]
