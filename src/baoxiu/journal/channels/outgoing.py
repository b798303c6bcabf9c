"""What a channel is given, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass


class NotSent(Exception):
    """The channel is certain that nothing went out; trying again later is safe."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One delivery. `key` is the same for every try."""

    key: str
    by: str
    address: str
    name: str
    title: str
    text: str
    number: str
    attempt: int
