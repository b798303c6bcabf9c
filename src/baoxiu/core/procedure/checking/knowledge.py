"""Questions and answers: their steps, roles, faults and clauses are there, in each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from baoxiu.core.procedure.checking.papers import lacking, spoken
from baoxiu.core.procedure.checking.part import walk
from baoxiu.core.procedure.elements import Element, Entry, Phrase
from baoxiu.core.procedure.faults import Fault, fault
from baoxiu.core.procedure.folder import Folder
from baoxiu.core.procedure.hints import hints
from baoxiu.core.procedure.reading import Path

if TYPE_CHECKING:
    from baoxiu.core.procedure.loading import LoadedPack


def knowledge(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """Every topic: what it is bound to exists, what it says is said in each language, and it says something."""
    steps = {"open"}.union(*({*one.states, *one.commands, *one.system_commands} for one in pack.definitions))
    for name, topic in pack.knowledge.items():
        file = f"knowledge/{name}.yaml"
        if not topic.entries and not topic.phrases:
            yield fault("empty_topic", file, 1, name=name)
        for path, element in walk(topic):
            yield from _words(pack, folder, file, path, element)
            if isinstance(element, Entry | Phrase):
                yield from _bound(pack, folder, file, path, element, steps)


def _words(pack: LoadedPack, folder: Folder, file: str, path: Path, element: Element) -> Iterator[Fault]:
    for at, said in spoken(element, path):
        for language in lacking(said, pack.pack.languages):
            yield fault("words_missing", file, folder.yaml[file].line(at), place=".".join(map(str, at)), language=language)


def _bound(pack: LoadedPack, folder: Folder, file: str, path: Path, one: Entry | Phrase, steps: set[str]) -> Iterator[Fault]:
    faults = one.faults if isinstance(one, Entry) else ()
    rows: tuple[tuple[str, tuple[str, ...], str, Iterable[str]], ...] = (
        ("at", one.at, "unknown_state", steps),
        ("roles", one.roles, "unknown_role", pack.pack.roles),
        ("faults", faults, "unknown_category", pack.pack.categories),
    )
    for key, names, code, known in rows:
        for place, name in enumerate(names):
            if name not in known:
                yield fault(code, file, folder.yaml[file].line((*path, key, place)), name=name, **hints(name, known))
    for clause in one.clause:
        if clause not in pack.clauses:
            yield fault("clause_unlisted", file, folder.yaml[file].line((*path, "clause")), clause=clause)
