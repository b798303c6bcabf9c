"""What a fault says: what is wrong and what would be right, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from baoxiu.core.errors import Words


@dataclass(frozen=True, slots=True)
class Saying:
    """What is wrong and what would be right, with blanks for the facts."""

    what: Words
    remedy: Words


def say(what_en: str, remedy_en: str, what_zh: str, remedy_zh: str) -> Saying:
    """What is wrong and the remedy, English first."""
    return Saying({"en": what_en, "zh": what_zh}, {"en": remedy_en, "zh": remedy_zh})
