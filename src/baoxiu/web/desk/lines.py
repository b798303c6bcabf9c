"""The calls a clerk has on hand: each a tab with its own draft, how long it lasts, how long it waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from baoxiu.intake import actions, queries
from baoxiu.journal import queries as journal
from baoxiu.web.shared.requests import Asked

FIRST, MOST = "1", 9
BEGAN, KEY = "began_at", "key"
UNKEPT = frozenset({"csrfmiddlewaretoken", "find", "tab"})
OWN = frozenset({BEGAN, KEY, "unit", "procedure"})  # what stands in every form, typed or not


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its tab, who it is as far as known, when it began, since when nobody spoke with him."""

    tab: str
    who: str
    began_at: str
    since: datetime
    is_here: bool


def tab_of(request: Asked) -> str:
    """Which call a page is about."""
    given = request.POST.get("tab") or request.GET.get("tab") or FIRST
    return given if given.isdecimal() and len(given) < 4 else FIRST


def draft_of(request: Asked) -> dict[str, Any]:
    """What stands in the draft of this tab."""
    found = queries.drafts_of(request.actor.id or 0).filter(tab=tab_of(request)).first()
    return {**found.form, "draft_at": found.changed_at} if found else {}


def calls(request: Asked) -> list[Call]:
    """All calls on hand, by their tabs; the one on the page is among them, typed or not."""
    here = tab_of(request)
    rows = {row.tab: row for row in queries.drafts_of(request.actor.id or 0)}
    found = [Call(tab, _who(row.form), row.form.get(BEGAN, ""), row.changed_at, tab == here) for tab, row in rows.items()]
    if here not in rows:
        found.append(Call(here, "", "", request.now, is_here=True))
    return sorted(found, key=lambda call: int(call.tab))


def keep(request: Asked) -> bool:
    """Keep what stands in the form; not once it was filed, whatever arrives late."""
    said = {name: value for name, value in request.POST.dict().items() if name not in UNKEPT and value}
    if journal.answered(request.actor, said.get(KEY, "")):
        return False
    actions.save_draft(tab_of(request), said, by=request.actor, at=request.now)
    return True


def pick_up(request: Asked) -> str:
    """Another call is picked up: the first free tab, with its draft begun."""
    taken = {call.tab for call in calls(request)}
    tab = next((str(nth) for nth in range(1, MOST + 1) if str(nth) not in taken), FIRST)
    actions.save_draft(tab, {BEGAN: request.now.isoformat(), KEY: uuid4().hex}, by=request.actor, at=request.now)
    return tab


def typed(form: Mapping[str, Any]) -> bool:
    """Whether anything was typed."""
    return any(value for name, value in form.items() if name not in OWN | {"draft_at"})


def _who(form: Mapping[str, Any]) -> str:
    said = (form.get(name, "") for name in ("reporter_name", "reporter_phone", "place", "text"))
    return next((str(one)[:12] for one in said if one), "")
