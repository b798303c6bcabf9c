"""Expressions: each compiles, each name and function is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baoxiu.core.expressions import FUNCTIONS, BadExpression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.checking.naming import BLANK, WORD, names_at, sources
from baoxiu.core.procedure.checking.papers import guides_named
from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.hints import hints
from baoxiu.core.procedure.reading import Path

NO_TEXT = "()=<>\"'"
CLOCK = re.compile(r"""\bclock\(\s*["']([^"']*)["']\s*\)""")
LINKED = re.compile(r"""\blinked\(\s*["']([^"']*)["']\s*\)""")


def expressions(part: Part) -> Iterator[Fault]:
    """Expressions that do not compile, or that name what nothing knows."""
    for path, source, is_value in sources(part):
        if not (is_value and (WORD.fullmatch(source) or source in choices(part, path))):
            yield from expression(part, path, source, names_at(part, path), is_value=is_value)


def guide_blanks(part: Part) -> Iterator[Fault]:
    """What stands in `{}` in a guide's file can be filled wherever the procedure shows it."""
    for path, name in guides_named(part):
        for text in part.pack.guides.get(name, {}).values():
            for source in BLANK.findall(text):
                yield from expression(part, path, source, names_at(part, path), is_value=False)


def choices(part: Part, path: Path) -> frozenset[str]:
    """What may stand as plain text where the field written to is a choice."""
    of = part.fields[str(path[-1])].of if path[-1] in part.fields else None
    return frozenset(str(one) for one in of or ())


def expression(part: Part, path: Path, source: str, known: set[str], *, is_value: bool) -> Iterator[Fault]:
    """What is wrong with one expression that may use the names `known`."""
    try:
        found = compiled(source)
    except BadExpression as bad:
        if not is_value or any(sign in source for sign in NO_TEXT):
            yield part.fault("expression_broken", *path, source=source, why=_short(bad.facts["why"]))
        return
    for name in sorted(found.names - known):
        yield part.fault("expression_unknown_name", *path, source=source, name=name, **hints(name, known))
    for name in sorted(found.functions - FUNCTIONS.keys()):
        yield part.fault("expression_unknown_function", *path, source=source, name=name, **hints(name, FUNCTIONS))


def _short(why: str) -> str:
    return " ".join(why.split())[:160]


def clocks_asked(part: Part) -> Iterator[Fault]:
    """`clock("x")` names a clock or quota there is."""
    grabbed = part.definition.dispatch is not None and part.definition.dispatch.grab is not None
    known = {*part.definition.clocks, *part.definition.quotas, *(["grab"] if grabbed else [])}  # grabbing brings its own clock
    for path, source, _ in sources(part):
        for name in CLOCK.findall(source):
            yield from part.unknown("unknown_clock", name, known, *path)


def linked_asked(part: Part) -> Iterator[Fault]:
    """`linked("x")` names a procedure there is."""
    for path, source, _ in sources(part):
        for name in LINKED.findall(source):
            yield from part.unknown("unknown_procedure", name, part.pack.procedures, *path)
