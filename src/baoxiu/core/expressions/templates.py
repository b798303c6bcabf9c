"""Texts with blanks: `由于{part_order.number}订单…` filled from expressions."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from baoxiu.core.expressions.compiled import Expression, Scope
from baoxiu.core.expressions.compiled import compile as compiled

_BLANK = re.compile(r"\{([^{}]+)\}")


class Wording(Scope, Protocol):
    """A scope that knows how values are written."""

    def shown(self, name: str, language: str) -> str | None:
        """The words for a name's value, None where it speaks for itself."""


class Template:
    """A text whose `{expression}` blanks are filled from a scope; a missing value leaves a dash."""

    __slots__ = ("parts",)

    def __init__(self, source: str) -> None:
        """Compile every blank."""
        pieces = _BLANK.split(source)
        self.parts: tuple[str | Expression, ...] = tuple(compiled(piece) if place % 2 else piece for place, piece in enumerate(pieces))

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The expressions in its blanks."""
        return tuple(part for part in self.parts if isinstance(part, Expression))

    def fill(self, scope: Wording, language: str = "zh") -> str:
        """The text with its blanks filled, in the words of `language`."""
        return "".join(part if isinstance(part, str) else _blank(part, scope, language) for part in self.parts)


def _blank(part: Expression, scope: Wording, language: str) -> str:
    shown = scope.shown(part.source, language) if part.source.isidentifier() else None
    return shown if shown is not None else written(part.run(scope), scope, language)


def written(value: Any, scope: Scope, language: str = "zh") -> str:
    """How a value is written in a message: times by the unit's wall clock, words in their language, lists with 、."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        zone = scope.value("zone")
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(written(one, scope, language) for one in value)
    if isinstance(value, dict) and language in value:
        return str(value[language])
    return str(value)


@lru_cache(maxsize=4096)
def template(source: str) -> Template:
    """The template of `source`, compiled once in this process."""
    return Template(source)
