"""What a clerk has typed so far, kept while typing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotYours
from baoxiu.intake.models import Draft


def save_draft(tab: str, form: Mapping[str, Any], *, by: Actor, at: datetime) -> Draft:
    """Keep what stands in a clerk's form; each browser tab has its own."""
    draft, _ = Draft.objects.update_or_create(person_id=_person(by), tab=tab[:40], defaults={"form": dict(form), "changed_at": at})
    return draft


def drop_draft(tab: str, *, by: Actor) -> bool:
    """Forget a draft; whether there was one."""
    gone, _ = Draft.objects.filter(person_id=_person(by), tab=tab[:40]).delete()
    return gone > 0


def _person(by: Actor) -> int:
    """Only people who log in keep drafts."""
    if by.id is None:
        raise NotYours(role="front desk / 前台")
    return by.id
