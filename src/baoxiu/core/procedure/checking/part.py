"""One procedure under check: its definition, its file, and its place in the pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from baoxiu.core.procedure.elements import Command, Effect, Element, FieldOf, Procedure
from baoxiu.core.procedure.faults import Fault, fault
from baoxiu.core.procedure.folder import Folder
from baoxiu.core.procedure.hints import hints
from baoxiu.core.procedure.reading import Path

if TYPE_CHECKING:
    from baoxiu.core.procedure.loading import LoadedPack

Kind = TypeVar("Kind", bound=Element)

PEOPLE = frozenset({"customer", "reporter", "holder", "system"})
LISTS = frozenset(
    {"promises", "contact_log", "print_log", "list", "part_lines", "part_returns", "price_lines", "photos", "labour_time", "findings"}
)  # fmt: skip
ENGINE_FILLS = frozenset({"print_log", "signature", "labour_time", "checklist", "code"})


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Element]]:
    """Every element inside `value`, outermost first, with the path of keys that leads to it in the file."""
    if isinstance(value, Element):
        yield path, value
        for name, info in type(value).model_fields.items():
            yield from walk(getattr(value, name), (*path, info.alias or name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, tuple | list):
        for place, inner in enumerate(value):
            yield from walk(inner, (*path, place))


def effects_of(definition: Procedure) -> Iterator[Effect]:
    """Every consequence anywhere in a procedure."""
    return (element for _, element in walk(definition) if isinstance(element, Effect))


@dataclass(frozen=True)
class Part:
    """What a check looks at: one procedure, its file, and the pack around it."""

    pack: LoadedPack
    folder: Folder
    file: str
    definition: Procedure

    def fault(self, code: str, *path: str | int, **facts: Any) -> Fault:
        """A fault at `path` in this procedure's file."""
        return fault(code, self.file, self.folder.yaml[self.file].line(path), **facts)

    def unknown(self, code: str, name: str, known: Iterable[str], *path: str | int) -> Iterator[Fault]:
        """The fault of a name that is none of the known, with the nearest; nothing where it is one."""
        names = set(known)
        if name not in names:
            yield self.fault(code, *path, name=name, **hints(name, names))

    @cached_property
    def elements(self) -> tuple[tuple[Path, Element], ...]:
        """Every element of the procedure with its path."""
        return tuple(walk(self.definition))

    def of(self, kind: type[Kind]) -> Iterator[tuple[Path, Kind]]:
        """Every element of one kind with its path."""
        return ((path, one) for path, one in self.elements if isinstance(one, kind))

    @cached_property
    def commands(self) -> dict[str, Command]:
        """What people and what the system may do, by name."""
        return {**self.definition.system_commands, **self.definition.commands}

    def where(self, command: str) -> str:
        """The key under which a command stands in the file."""
        return "commands" if command in self.definition.commands else "system_commands"

    @cached_property
    def fields(self) -> dict[str, FieldOf]:
        """The fields of the ticket."""
        return self.definition.fields

    @cached_property
    def effects(self) -> tuple[tuple[Path, Effect], ...]:
        """Every consequence anywhere in the procedure."""
        return tuple(self.of(Effect))
