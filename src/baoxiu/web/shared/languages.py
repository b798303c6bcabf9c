"""A pack's words in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

Words = Mapping[Any, str] | str  # a pack's text: per language, or plain
ZH = "zh"


def in_language(said: Words | None) -> str:
    """The text in the reader's language, else in the language it has."""
    if not said or not isinstance(said, Mapping):
        return str(said or "")
    language = (get_language() or ZH)[:2]
    return said.get(language) or said.get(ZH) or next(iter(said.values()), "")
