"""What an event is, and who reacts to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from django.utils.module_loading import autodiscover_modules

from baoxiu.core.engine.facts import Actor

SUBJECTS = UUID("3b0f8a52-6f0e-5d8f-9a0b-6a1f2c7d9e10")


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, in the past tense. `subject` is the ticket, or what else keeps a chain of its own."""

    type: str
    subject: UUID
    organisation_id: int
    at: datetime
    by: Actor
    data: Mapping[str, Any] = field(default_factory=dict)
    door: str = "desk"
    role: str = ""
    recorded_at: datetime | None = None  # when it arrived here, where that is later than `at`


Reaction = Callable[[Happened], object]
_reactions: dict[str, list[Reaction]] = defaultdict(list)


def reacts(*, to: str) -> Callable[[Reaction], Reaction]:
    """Register a reaction to events of the type `to`: it runs in the transaction that records them, so both stand or fall together."""

    def register(reaction: Reaction) -> Reaction:
        _reactions[to].append(reaction)
        return reaction

    return register


@cache
def discover() -> None:
    """Load every room's `reactions.py`, in the order of the rooms, once."""
    autodiscover_modules("reactions")


def reactions_to(type_: str) -> tuple[Reaction, ...]:
    """Who reacts to events of this type, in the order of the rooms."""
    discover()
    return tuple(_reactions.get(type_, ()))


def subject_of(kind: str, id_: object) -> UUID:
    """The chain of something that is no ticket, always the same for the same thing: `subject_of("directory", 4)`."""
    return uuid5(SUBJECTS, f"{kind}:{id_}")
