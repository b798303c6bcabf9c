"""A request as every view of ours gets it: who asks, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from baoxiu.core.engine.facts import Actor


class Asked(HttpRequest):
    """`id`, `now`, `actor` are set by middleware; `clauses` and `about` by a view that stands on a ticket."""

    id: str
    now: datetime
    actor: Actor
    htmx: HtmxDetails
    clauses: Mapping[str, Mapping[str, str]]
    about: tuple[object, Actor] | None  # the ticket a form is about, and who acts on it
