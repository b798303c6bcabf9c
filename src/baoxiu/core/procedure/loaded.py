"""A procedure ready to decide by: its definition, its pack, and the plan compiled from it once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from baoxiu.core.procedure.elements import Pack, Price, Procedure, Topic

if TYPE_CHECKING:
    from baoxiu.core.engine.plans import Plan

Words = Mapping[str, str]


class PackOf(Protocol):
    """What a decision needs of the pack a procedure belongs to."""

    @property
    def pack(self) -> Pack:
        """pack.yaml."""

    @property
    def definitions(self) -> tuple[Procedure, ...]:
        """Its procedures, as written."""

    @property
    def prices(self) -> tuple[Price, ...]:
        """prices.csv."""

    @property
    def clauses(self) -> Mapping[str, Words]:
        """The rules the pack fulfils, by id."""

    @property
    def guides(self) -> Mapping[str, Words]:
        """Scripts and advice, by name, per language."""

    @property
    def slips(self) -> Mapping[str, str]:
        """The layouts of printed forms, by name."""

    @property
    def knowledge(self) -> Mapping[str, Topic]:
        """Questions and answers, by topic."""


class LoadedProcedure:
    """One procedure of a loaded pack. `plan` is filled by the engine on first use and kept."""

    __slots__ = ("_by_unit", "definition", "pack", "plan")

    def __init__(self, definition: Procedure, pack: PackOf | None = None) -> None:
        """Keep the definition and its pack; nothing is compiled yet."""
        self.definition = definition
        self.pack = pack
        self.plan: Plan | None = None
        self._by_unit: dict[tuple[str, ...], LoadedProcedure] = {}

    @property
    def key(self) -> str:
        """The procedure's name in its pack."""
        return self.definition.procedure

    def for_unit(self, *line: str) -> LoadedProcedure:
        """The procedure as it holds at a unit; `line` is its code and those above it, nearest first. Itself where none overrides."""
        own = tuple(code for code in line if code in self.definition.overrides)
        if not own:
            return self
        if own not in self._by_unit:
            self._by_unit[own] = LoadedProcedure(overridden(self.definition, own), self.pack)
        return self._by_unit[own]

    def __repr__(self) -> str:
        """Its key, for logs and failing tests."""
        return f"LoadedProcedure({self.key!r})"


def overridden(definition: Procedure, line: tuple[str, ...]) -> Procedure:
    """`definition` with what `overrides` says for the units of `line`, the nearest last: `{'clocks.first_contact.within': 2h}`."""
    document: dict[str, Any] = definition.model_dump(by_alias=True)
    for code in reversed(line):
        for path, value in definition.overrides[code].items():
            *way, last = path.split(".")
            place = document
            for step in way:
                place = place[step]
            place[last] = value
    document["overrides"] = {}
    return Procedure.model_validate(document)
