"""What a state means to whoever looks after the board, drawn from what its procedure lets people do there.

New: a procedure that people open, and nothing has moved since. Untaken: somebody still has to take the job on himself.
Waiting for parts: a part was ordered on the way there, or the state is named after parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.plans import Act
from baoxiu.core.procedure.elements import Command, Procedure
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import LoadedPack

States = Mapping[str, frozenset[str]]  # of each procedure
OF_PARTS = re.compile(r"(?:^|_)parts?(?:_|$)")
TO_HIMSELF = "person.id"
TAKING = frozenset({"grab", "accept"})


def reported(packs: Iterable[LoadedPack]) -> frozenset[str]:
    """The procedures that people open."""
    return frozenset(one.procedure for pack in packs for one in pack.definitions if one.opens.by)


def untaken(packs: Iterable[LoadedPack]) -> States:
    """The states where somebody takes the job on: grabs or accepts it."""
    return _together(_untaken(pack) for pack in packs)


def for_parts(packs: Iterable[LoadedPack]) -> States:
    """The states where the job waits for a part."""
    return _together(_for_parts(pack) for pack in packs)


def in_both(one: States, other: States) -> States:
    """What stands in both."""
    return {key: states & other[key] for key, states in one.items() if key in other and states & other[key]}


def _together(found: Iterable[States]) -> States:
    whole: dict[str, frozenset[str]] = {}
    for states_of in found:
        for key, states in states_of.items():
            whole[key] = whole.get(key, frozenset()) | states
    return whole


@lru_cache(maxsize=256)
def _untaken(pack: LoadedPack) -> States:
    found = {key: _taken_in(one) for key, one in pack.procedures.items()}
    return {key: states for key, states in found.items() if states}


def _taken_in(procedure: LoadedProcedure) -> frozenset[str]:
    definition = procedure.definition
    acts = [act for act in plan_of(procedure).acts.values() if _is_taking(act, definition.commands.get(act.name))]
    return _unfinished(definition, (state for act in acts for state in act.states or ()))


def _is_taking(act: Act, command: Command | None) -> bool:
    """Whether whoever runs it takes the job on himself."""
    if act.kind == "system":
        return False
    to_himself = command is not None and (command.assigns or "").strip() == TO_HIMSELF
    return to_himself or act.visit == "accept" or act.name in TAKING


@lru_cache(maxsize=256)
def _for_parts(pack: LoadedPack) -> States:
    orders = {one.procedure for one in pack.definitions if one.kind == "part_order"}
    found = {one.procedure: _waits_in(one, orders) for one in pack.definitions if one.procedure not in orders}
    return {key: states for key, states in found.items() if states}


def _waits_in(definition: Procedure, orders: set[str]) -> frozenset[str]:
    led = (branch.state for command in definition.commands.values() if _opened_by(command) & orders for branch in command.to)
    return _unfinished(definition, (*led, *(state for state in definition.states if OF_PARTS.search(state))))


def _opened_by(command: Command) -> set[str]:
    effects = (*command.then, *(effect for branch in command.to for effect in branch.then))
    return {effect.open for effect in effects if effect.open}


def _unfinished(definition: Procedure, states: Iterable[str]) -> frozenset[str]:
    known = definition.states
    return frozenset(state for state in states if state in known and known[state].final is None)
