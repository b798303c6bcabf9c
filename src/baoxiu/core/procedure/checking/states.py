"""States: each is reached, each is left, each leads to an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.elements import Branch, Effect
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.reading import Path


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a state to a state, and the procedures it opens. From '' is the birth."""

    start: str
    end: str
    opens: frozenset[str] = frozenset()


def ways(part: Part) -> set[Way]:
    """Every way a ticket can go, with those that answers of linked tickets open."""
    whole = part.definition
    found = {Way("", branch.state, _opened((*whole.opens.then, *branch.then))) for branch in whole.opens.to}
    for command in part.commands.values():
        starts = _starts(part, command.from_)
        for branch in command.to:
            opened = _opened((*command.then, *branch.then))
            found |= {Way(start, start if branch.state == "same" else branch.state, opened) for start in starts}
    return found | _answered(part, found)


def _starts(part: Part, from_: tuple[str, ...]) -> tuple[str, ...]:
    if from_ and from_ != ("any",):
        return from_
    return tuple(name for name, state in part.definition.states.items() if state.final is None)


def _opened(effects: tuple[Effect, ...]) -> frozenset[str]:
    return frozenset(effect.open for effect in effects if effect.open)


def _answered(part: Part, found: set[Way]) -> set[Way]:
    """The ways answers open: from wherever the ticket may stand once the linked one is there."""
    more: set[Way] = set()
    ours = {name for way in found for name in way.opens}
    for source, answer in part.definition.answers.items():
        if answer.to is None:
            continue
        linked = source.split(".")[0]
        starts = reached(found, linked) if linked in ours else set(_starts(part, ()))
        more |= {Way(start, answer.to) for start in starts}
    return more


def reached(found: set[Way], linked: str | None = None) -> set[str]:
    """The states a ticket can come to; with `linked`, those it can be in after it opened a ticket of that procedure."""
    seen = {way.end for way in found if (way.start == "" if linked is None else linked in way.opens)}
    while more := {way.end for way in found if way.start in seen} - seen:
        seen |= more
    return seen


def ending(found: set[Way], final: set[str]) -> set[str]:
    """The states from which a final one can be reached."""
    seen = set(final)
    while more := {way.start for way in found if way.end in seen} - seen:
        seen |= more
    return seen


def states(part: Part) -> Iterator[Fault]:
    """States nobody reaches or leaves, and those from which there is no end."""
    whole = part.definition
    found, final = ways(part), {name for name, state in whole.states.items() if state.final}
    if not final:
        yield part.fault("no_final", "states")
    there, ends = reached(found), ending(found, final)
    left = {way.start for way in found if way.end != way.start}
    for name in whole.states:
        if name not in there:
            yield part.fault("state_unreached", "states", name, state=name)
        if name not in final and name not in left:
            yield part.fault("state_not_left", "states", name, state=name)
        elif final and name not in ends and name not in final:
            yield part.fault("state_no_end", "states", name, state=name)


def state_names(part: Part) -> Iterator[Fault]:
    """Names of states that are none."""
    known = set(part.definition.states)
    for path, name in (*_named(part), *_triggering(part)):
        if name not in known:
            yield from part.unknown("unknown_state", name, known, *path)


def _named(part: Part) -> Iterator[tuple[Path, str]]:
    whole = part.definition
    for path, branch in part.of(Branch):
        if branch.state != "same" or path[0] == "opens":
            yield (*path, "state"), branch.state
    for name, command in part.commands.items():
        yield from (((part.where(name), name, "from", place), state) for place, state in enumerate(command.from_) if state != "any")
    yield from ((("answers", name, "to"), answer.to) for name, answer in whole.answers.items() if answer.to)
    for name, clock in whole.clocks.items():
        yield from ((("clocks", name, "pauses_in", place), state) for place, state in enumerate(clock.pauses_in))
    asked = ((("consents", name, "at_any_time_in"), consent.at_any_time_in) for name, consent in whole.consents.items())
    yield from ((path, state) for path, state in asked if state)


def _triggering(part: Part) -> Iterator[tuple[Path, str]]:
    """The states that start or stop clocks."""
    whole = part.definition
    for name, clock in {**whole.clocks, **whole.quotas}.items():
        where = "clocks" if name in whole.clocks else "quotas"
        for key in ("starts", "stops"):
            for place, trigger in enumerate(getattr(clock, key)):
                if trigger.command.startswith("state:"):
                    yield (where, name, key, place), trigger.command.removeprefix("state:")


def finals_left(part: Part) -> Iterator[Fault]:
    """Commands that leave a state that is final without a condition that could refuse."""
    final = {name for name, state in part.definition.states.items() if state.final}
    for name, command in part.commands.items():
        moves = not command.when and any(branch.state != "same" for branch in command.to)
        for state in command.from_:
            if state in final and moves:
                yield part.fault("final_left", part.where(name), name, "from", command=name, state=state)


def branches(part: Part) -> Iterator[Fault]:
    """A list of branches ends with one that is always taken, and no other is."""
    for name, command in part.commands.items():
        yield from _branching(part, command.to, (part.where(name), name), name)
    yield from _branching(part, part.definition.opens.to, ("opens",), "opens")


def _branching(part: Part, rows: tuple[Branch, ...], path: Path, name: str) -> Iterator[Fault]:
    *earlier, last = rows
    if last.when is not None:
        yield part.fault("branch_open", *path, "to", len(earlier), command=name)
    for place, row in enumerate(earlier):
        if row.when is None:
            yield part.fault("branch_dead", *path, "to", place)
