"""The procedures an organisation works by now, and what follows from them for its screens."""

from __future__ import annotations

from collections.abc import Iterable

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.procedure.elements import Procedure
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import LoadedPack


def packs_of(organisation_id: int | None) -> list[LoadedPack]:
    """The packs in force anywhere in the organisation."""
    return list(catalogue.packs_in_force(organisation_id)) if organisation_id else []


def procedures_of(organisation_id: int | None) -> dict[str, LoadedProcedure]:
    """All procedures in force, by key; the first pack that has one gives it."""
    found: dict[str, LoadedProcedure] = {}
    for pack in packs_of(organisation_id):
        found = dict(pack.procedures) | found
    return found


def roles_sent_out(organisation_id: int | None) -> frozenset[str]:
    """Roles that jobs are given to by name, or that take open jobs themselves: the people with a phone in their hand."""
    every = procedures_of(organisation_id).values()
    return frozenset(role for one in every for role in _sent_out(one.definition))


def _sent_out(procedure: Procedure) -> Iterable[str]:
    asks = [ask for command in procedure.commands.values() for ask in command.asks.values()]
    yield from (ask.role for ask in (*asks, *procedure.opens.asks.values()) if ask.role)
    if procedure.dispatch and procedure.dispatch.grab:
        takes = [state.holder for name, state in procedure.states.items() if _is_taken(procedure, name)]
        yield from (holder for holder in takes if holder)


def _is_taken(procedure: Procedure, state: str) -> bool:
    """Whether the person who took the job holds it in this state."""
    return procedure.states[state].final is None and any(
        command.assigns and any(branch.state == state for branch in command.to) for command in procedure.commands.values()
    )
