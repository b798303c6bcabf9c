"""The procedures an organisation works by now, and what follows from them for its screens."""

from __future__ import annotations

from baoxiu.catalogue import queries as catalogue
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
    """The people with a phone in their hand: the lowest rank of each pack, and whoever a job is given to by name."""
    return frozenset(role for pack in packs_of(organisation_id) for role in (*_lowest(pack), *_named(pack)))


def roles_known(organisation_id: int | None) -> frozenset[str]:
    """The roles the packs in force speak of."""
    return frozenset(role for pack in packs_of(organisation_id) for role in pack.pack.roles)


def _lowest(pack: LoadedPack) -> list[str]:
    ranks = {name: role.rank for name, role in pack.pack.roles.items() if role.rank}
    return [name for name, rank in ranks.items() if rank == min(ranks.values())]


def _named(pack: LoadedPack) -> list[str]:
    asks = [ask for one in pack.definitions for command in one.commands.values() for ask in command.asks.values()]
    return [ask.role for ask in asks if ask.role]
