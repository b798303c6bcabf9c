"""Visits: there is an arrival where somebody leaves or proves that he is there; lists that give tickets are lists."""

from __future__ import annotations

from collections.abc import Iterator

from baoxiu.core.procedure.checking.part import LISTS, Part
from baoxiu.core.procedure.elements import Command
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.reading import Path

THERE = frozenset({"arrive", "absent"})
AFTERWARDS = frozenset({"leave", "fetch"})
APPOINTED = frozenset({"time", "promise", "promises"})


def steps(part: Part) -> Iterator[Fault]:
    """Nobody leaves where nobody arrives."""
    arrives = any(command.visit == "arrive" for command in part.commands.values())
    for name, command in part.commands.items():
        if command.visit in AFTERWARDS and not arrives:
            yield part.fault("visit_without_arrival", part.where(name), name, "visit", command=name)


def proofs(part: Part) -> Iterator[Fault]:
    """Who proves that he is there has just come."""
    for name, command in part.commands.items():
        proving = [key for key, ask in command.asks.items() if (ask.type or _type(part, key)) == "proof"]
        if proving and command.visit not in THERE:
            yield part.fault("proof_without_arrival", part.where(name), name, "asks", proving[0], command=name)


def _type(part: Part, name: str) -> str | None:
    field = part.fields.get(name)
    return field.type if field else "proof" if name == "proof" else None


def appointments(part: Part) -> Iterator[Fault]:
    """The appointment is a time of the ticket."""
    name = part.definition.appointment
    if name is None:
        return
    yield from part.unknown("unknown_field", name, part.fields, "appointment")
    if name in part.fields and part.fields[name].type not in APPOINTED:
        yield part.fault("appointment_no_time", "appointment", name=name)


def lists(part: Part) -> Iterator[Fault]:
    """`each` names a list: a field, or what the command asks for."""
    for path, effect in part.effects:
        if effect.each is None:
            continue
        asked = _asked(part, path)
        yield from part.unknown("unknown_field", effect.each, {*part.fields, *asked}, *path, "each")
        kind = asked.get(effect.each) or (part.fields[effect.each].type if effect.each in part.fields else None)
        if kind is not None and kind not in LISTS:
            yield part.fault("each_not_a_list", *path, "each", name=effect.each)


def _asked(part: Part, path: Path) -> dict[str, str | None]:
    """What the command at `path` asks for, with the types it says itself."""
    command: Command | None = part.commands.get(str(path[1])) if path[0] in ("commands", "system_commands") else None
    asks = command.asks if command is not None else part.definition.opens.asks if path[0] == "opens" else {}
    return {name: ask.type or ("findings" if name == "findings" else None) for name, ask in asks.items()}
