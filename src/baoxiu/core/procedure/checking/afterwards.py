"""What comes after a job: rules that are called for, procedures they open, states their call-backs can end in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from baoxiu.core.procedure.checking.expressions import expression
from baoxiu.core.procedure.checking.naming import WORD, names_at
from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.elements import Procedure, Rework
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.reading import Path


def follow_ups(part: Part) -> Iterator[Fault]:
    """Each rule is called for by a command, a state or an effect, has a name of its own, and a share between 0 and 1."""
    asked = {effect.follow_up for _, effect in part.effects if effect.follow_up}
    whole = part.definition
    names = Counter(rule.key for rule in whole.follow_up)
    for place, rule in enumerate(whole.follow_up):
        if not (rule.at or rule.of or rule.key in asked):
            yield part.fault("follow_up_never", "follow_up", place, name=rule.key)
        if names[rule.key] > 1:
            yield part.fault("follow_up_twice", "follow_up", place, name=rule.key)
        if isinstance(rule.share, float) and not 0 <= rule.share <= 1:
            yield part.fault("follow_up_share", "follow_up", place, "share", share=rule.share)
        first = {branch.state for branch in whole.opens.to}
        for nth, state in enumerate(rule.at):
            yield from part.unknown("unknown_state", state, whole.states, "follow_up", place, "at", nth)
            if state in first and not _returned_to(whole, state):
                yield part.fault("follow_up_at_birth", "follow_up", place, "at", nth, state=state)
        for nth, command in enumerate(rule.of):
            yield from part.unknown("unknown_command", command, part.commands, "follow_up", place, "of", nth)


def _returned_to(whole: Procedure, state: str) -> bool:
    """Whether some command leads there: a newborn ticket has no number to draw by."""
    commands = (*whole.commands.values(), *whole.system_commands.values())
    return any(branch.state == state for command in commands for branch in command.to)


def follow_ups_asked(part: Part) -> Iterator[Fault]:
    """`follow_up: x` names a rule there is."""
    known = {rule.key for rule in part.definition.follow_up}
    for path, effect in part.effects:
        if effect.follow_up:
            yield from part.unknown("unknown_follow_up", effect.follow_up, known, *path, "follow_up")


def called_back(part: Part) -> Iterator[Fault]:
    """What a rule opens exists in the pack, knows what it is handed, and can end as the rule says."""
    known = part.pack.procedures
    for place, rule in enumerate(part.definition.follow_up):
        path = ("follow_up", place)
        yield from part.unknown("unknown_procedure", rule.opens, known, *path, "opens")
        if rule.opens in known:
            yield from _handed(part, known[rule.opens].definition, rule.fields, *path)
        if rule.not_solved is not None:
            yield from _again(part, rule.not_solved, rule.opens, *path, "not_solved")


def _again(part: Part, again: Rework, opened: str, *path: str | int) -> Iterator[Fault]:
    known = part.pack.procedures
    yield from part.unknown("unknown_procedure", again.opens, known, *path, "opens")
    if opened in known:
        states = known[opened].definition.states
        for state in again.in_:
            yield from part.unknown("unknown_state", state, states, *path, "in")
        yield from _said_there(replace(part, definition=known[opened].definition), part, again, *path)
    if again.opens in known:
        yield from _handed(part, known[again.opens].definition, again.fields, *path)


def _said_there(there: Part, part: Part, again: Rework, *path: str | int) -> Iterator[Fault]:
    """Expressions of a rework see the call-back."""
    known = names_at(there, ("answers",))
    if again.when is not None:
        yield from expression(part, (*path, "if"), again.when, known, is_value=False)
    for name, source in again.fields.items():
        if not WORD.fullmatch(source):
            yield from expression(part, (*path, "fields", name), source, known, is_value=True)


def _handed(part: Part, other: Procedure, fields: dict[str, str], *path: str | int) -> Iterator[Fault]:
    known = {*other.fields, *other.opens.asks}
    for name in fields:
        yield from part.unknown("unknown_field", name, known, *path, "fields", name)


def opened_afterwards(definition: Procedure) -> set[str]:
    """The procedures its follow-up rules open."""
    again = {rule.not_solved.opens for rule in definition.follow_up if rule.not_solved is not None}
    return again | {rule.opens for rule in definition.follow_up}


def handed_over(definition: Procedure, opened: str) -> Iterator[set[str]]:
    """The fields its follow-up rules fill on tickets of `opened`."""
    for rule in definition.follow_up:
        if rule.opens == opened:
            yield set(rule.fields)
        if rule.not_solved is not None and rule.not_solved.opens == opened:
            yield {*rule.not_solved.fields, "rework_of"}


def retention(part: Part) -> Iterator[Fault]:
    """Each rule says how long, once; a condition says what else holds; whoever proposes and approves is a role."""
    rule = part.definition.retention
    path: Path = ("retention",)
    for name in ("proposed_by", "approved_by"):
        for role in getattr(rule, name, ()):
            yield from part.unknown("unknown_role", role, part.pack.pack.roles, *path, name)
    while rule is not None:
        if (rule.years is not None) + rule.for_ever != 1:
            yield part.fault("retention_unsaid", *path)
        if (rule.when is None) != (rule.otherwise is None):
            yield part.fault("retention_open", *path)
        rule, path = rule.otherwise, (*path, "else")
