"""What is recorded about a pack: drafted, reviewed, approved, published, retired, adopted. One chain a pack."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.journal.events import Happened, subject_of


def pack_event(type_: str, pack_id: int, organisation_id: int, *, by: Actor, at: datetime, **data: Any) -> Happened:
    """An event of the catalogue: PackDrafted, PackReviewed, PackSentBack, PackApproved, PackPublished, PackRetired, PackAdopted, …"""
    return Happened(type_, subject_of("pack", pack_id), organisation_id, at, by, data)
