"""Who is meant: `role:coordinator`, `customer`, `person:7`, `contact:headquarters` become people and addresses.

The rooms above know people and customers; each registers how it finds them (`@finds("role")` in its reactions).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from baoxiu.journal.events import discover
from baoxiu.journal.models import Message


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told. `addresses`: by channel ('sms', 'mail', 'chat'); a person with a login also finds notices here."""

    name: str
    language: str = "zh-hans"
    person_id: int | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)


Finder = Callable[[Message, str], Sequence[Recipient]]
_finders: dict[str, list[Finder]] = defaultdict(list)


def finds(kind: str) -> Callable[[Finder], Finder]:
    """Register how recipients of a kind are found; asked in the order of the rooms until one knows somebody."""

    def register(finder: Finder) -> Finder:
        _finders[kind].append(finder)
        return finder

    return register


def recipients_of(message: Message) -> Sequence[Recipient]:
    """Everybody `message.to` means; a bare name is a role. Empty: nobody holds it, or nobody knows it."""
    discover()
    kind, colon, name = message.to.partition(":")
    if not colon and kind != "customer":
        kind, name = "role", message.to
    return next((found for finder in _finders[kind] if (found := finder(message, name))), ())
