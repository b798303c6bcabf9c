"""States under their titles: what several procedures call the same stands together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.web.shared.languages import Words

DOT = "."  # between a procedure and its state in an address
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StateGroup:
    """All states of one title, each as (procedure, state)."""

    title: Words
    pairs: tuple[Pair, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """How they stand in an address."""
        return tuple(f"{procedure}{DOT}{state}" for procedure, state in self.pairs)


def groups_of(packs: Iterable[LoadedPack], pairs: Iterable[Pair]) -> list[StateGroup]:
    """These states by title, jobs first, in the order of their procedures; those no pack in force knows come last, under their key."""
    known: dict[Pair, Words] = {}
    definitions = [one for pack in packs for one in pack.definitions]
    for one in sorted(definitions, key=lambda one: one.kind != "work_order"):
        known |= {(one.procedure, state): definition.title for state, definition in one.states.items()}
    wanted = set(pairs)
    found: dict[str, list[Pair]] = {}
    titles: dict[str, Words] = {}
    for pair in (*(pair for pair in known if pair in wanted), *sorted(wanted - known.keys())):
        title = known.get(pair, pair[1])
        titles.setdefault(str(title), title)
        found.setdefault(str(title), []).append(pair)
    return [StateGroup(titles[name], tuple(pairs)) for name, pairs in found.items()]


def standing_of(values: Iterable[str], procedures: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """What an address asks for: `procedure.state`, or a state alone in whichever procedure."""
    found: dict[str, set[str]] = {}
    for value in values:
        procedure, dot, state = value.partition(DOT)
        for key in [procedure] if dot else procedures:
            found.setdefault(key, set()).add(state if dot else procedure)
    return {key: frozenset(states) for key, states in found.items()}
