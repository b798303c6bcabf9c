"""Which names an expression of a procedure may use, and where expressions stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from baoxiu.core.engine.values import FINDING
from baoxiu.core.engine.visited import OTHERS, TIMES
from baoxiu.core.expressions import VARIABLES
from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.elements import (
    Answer,
    Approval,
    Ask,
    Branch,
    Breach,
    Charge,
    Checklist,
    ClockOf,
    Command,
    Consent,
    Copy,
    Deduction,
    Effect,
    Element,
    Figure,
    FollowUp,
    Grab,
    Guard,
    Guide,
    Limit,
    Opens,
    Penalty,
    Question,
    Retention,
    Step,
    Tier,
    Warned,
)  # fmt: skip
from baoxiu.core.procedure.elements.shapes import is_span
from baoxiu.core.procedure.reading import Path

EXPRESSIONS: Mapping[type[Element], tuple[str, ...]] = {
    Answer: ("when",), Approval: ("over",), Ask: ("required_when", "shown_when", "propose", "after", "before"), Branch: ("when",),
    Charge: ("when", "billing_unit", "minimum"),
    Checklist: ("items",), ClockOf: ("due", "unless"), Command: ("moves_to", "assigns"), Consent: ("when", "again_when"), Copy: ("if_",),
    Deduction: ("when", "amount"), Effect: ("when", "lines"), Figure: ("good", "sum", "without"), FollowUp: ("when", "share"),
    Grab: ("eligible",), Guard: ("that",), Guide: ("when",), Limit: ("by",), Opens: ("assigns",), Penalty: ("when", "amount"),
    Question: ("when",), Retention: ("when",), Tier: ("when", "fee"),
}  # fmt: skip
TEMPLATES: Mapping[type[Element], tuple[str, ...]] = {
    Ask: ("template", "help"), Breach: ("words",), Effect: ("words", "task"), Guard: ("words",), Guide: ("words",),
    Step: ("words",), Warned: ("words",),
}  # fmt: skip
VALUES = ("set", "set_once")
WORD = re.compile(r"[^\W\d]\w*")
BLANK = re.compile(r"\{([^{}]+)\}")
RUNG = {"clocks": {"clock_title", "clock_title_en", "due"}, "quotas": {"clock_title", "clock_title_en", "due", "missing"}}
ENTRY = frozenset({"at", "by", "type", "reason", "outcome", "note"})
VISIT = frozenset({"nth", "by_name", *TIMES, *OTHERS})


def sources(part: Part) -> Iterator[tuple[Path, str, bool]]:
    """Every expression with its path; the third tells a `set` value, where a lone unknown word is text."""
    for path, element in part.elements:
        yield from _own(element, path)
        yield from _blanks(element, path)
        yield from _values(element, path)
    for name, trigger in _triggers(part):
        yield name, trigger, False


def _own(element: Element, path: Path) -> Iterator[tuple[Path, str, bool]]:
    for name in EXPRESSIONS.get(type(element), ()):
        source = getattr(element, name)
        if isinstance(source, str) and not _is_plain(element, name, source):
            yield (*path, type(element).model_fields[name].alias or name), source, False


def _is_plain(element: Element, name: str, source: str) -> bool:
    """What stands where an expression may and is none: the lines of what is not opened, a length of time."""
    return (isinstance(element, Effect) and name == "lines" and element.open is None) or (isinstance(element, Charge) and is_span(source))


def _blanks(element: Element, path: Path) -> Iterator[tuple[Path, str, bool]]:
    for name in TEMPLATES.get(type(element), ()):
        words = getattr(element, name)
        texts = [words] if isinstance(words, str) else list((words or {}).values())
        for text in texts:
            yield from (((*path, type(element).model_fields[name].alias or name), blank, False) for blank in BLANK.findall(text))


def _values(element: Element, path: Path) -> Iterator[tuple[Path, str, bool]]:
    for key in VALUES:
        yield from _texts(getattr(element, key, None) or {}, (*path, key))
    if isinstance(element, Command):
        for name, entry in element.adds.items():
            yield from _texts(entry, (*path, "adds", name))
    if isinstance(element, Effect | FollowUp) and element.fields:
        yield from (((*path, "fields", name), source, True) for name, source in element.fields.items())


def _texts(entry: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str, bool]]:
    return (((*path, name), source, True) for name, source in entry.items() if isinstance(source, str))


def _triggers(part: Part) -> Iterator[tuple[Path, str]]:
    whole = part.definition
    for kind, rows in (("clocks", whole.clocks), ("quotas", whole.quotas)):
        for name, of in rows.items():
            for key in ("starts", "stops"):
                for place, trigger in enumerate(getattr(of, key)):
                    if trigger.when is not None:
                        yield (kind, name, key, place), trigger.when


def names_at(part: Part, path: Path) -> set[str]:
    """The names an expression at `path` may use."""
    known = {*VARIABLES, *part.fields, *_linked(part)}
    if path[0] == "opens":
        return known | set(part.definition.opens.asks)
    if path[0] in ("commands", "system_commands"):
        command = part.definition.commands if path[0] == "commands" else part.definition.system_commands
        return known | set(command[str(path[1])].asks) | _entry(part, path)
    if path[0] in RUNG:
        known |= RUNG[str(path[0])]
    return known | asked(part) | (ENTRY | VISIT | added(part) if path[0] == "figures" else set()) | _entry(part, path)


def _entry(part: Part, path: Path) -> frozenset[str]:
    """What an effect with `each` may name of the entry it opens a ticket for."""
    return FINDING if any(effect.each and path[: len(at)] == at for at, effect in part.effects) else frozenset()


def asked(part: Part) -> set[str]:
    """Everything any command asks for: what a clock's trigger, a guide or a figure may look at."""
    return {name for asks in (part.definition.opens.asks, *(one.asks for one in part.commands.values())) for name in asks}


def added(part: Part) -> set[str]:
    """The keys of entries that commands add to lists."""
    return {key for command in part.commands.values() for entry in command.adds.values() for key in entry}


def _linked(part: Part) -> set[str]:
    return {name.replace("-", "_") for name in part.pack.procedures}
