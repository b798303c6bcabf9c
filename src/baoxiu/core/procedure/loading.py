"""A pack, loaded: from its folder with every check, or from the document the catalogue stored.

`load_pack(folder)` refuses with every fault at once; `LoadedPack.from_document` takes what was checked before, fast.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from baoxiu.core.procedure.checking import check
from baoxiu.core.procedure.elements import Pack, Price, Procedure, Topic
from baoxiu.core.procedure.elements.examples import Example, Examples
from baoxiu.core.procedure.faults import Fault, PackFaults, fault
from baoxiu.core.procedure.folder import Folder, open_folder
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.reading import Read
from baoxiu.core.procedure.shaping import shape

FORMAT = 1
Words = Mapping[str, str]
_BY_DIGEST: dict[str, LoadedPack] = {}
_MOST_KEPT = 256


@dataclass(frozen=True, eq=False)
class LoadedPack:
    """One version of an organisation's procedures and all that belongs to them."""

    pack: Pack
    definitions: tuple[Procedure, ...]
    clauses: Mapping[str, Words] = field(default_factory=dict)
    guides: Mapping[str, Words] = field(default_factory=dict)
    slips: Mapping[str, str] = field(default_factory=dict)
    prices: tuple[Price, ...] = ()
    examples: Mapping[str, Any] = field(default_factory=dict)
    knowledge: Mapping[str, Topic] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The pack's name."""
        return self.pack.pack

    @cached_property
    def procedures(self) -> dict[str, LoadedProcedure]:
        """Its procedures by name, in the order of their files."""
        return {one.procedure: LoadedProcedure(one, self) for one in self.definitions}

    def version_of(self, procedure: str) -> str:
        """The version of one part: its own, else the pack's."""
        return self.procedures[procedure].definition.version or self.pack.version

    def to_document(self) -> dict[str, Any]:
        """All of it as plain JSON, for storing; `from_document` makes the same pack of it."""
        return {
            "format": FORMAT,
            "pack": _plain(self.pack),
            "procedures": [_plain(one) for one in self.definitions],
            "clauses": {name: dict(words) for name, words in self.clauses.items()},
            "guides": {name: dict(words) for name, words in self.guides.items()},
            "slips": dict(self.slips),
            "prices": [_plain(price) for price in self.prices],
            "examples": dict(self.examples),
            **({"knowledge": {name: _plain(topic) for name, topic in self.knowledge.items()}} if self.knowledge else {}),
        }

    @cached_property
    def digest(self) -> str:
        """What identifies its contents: SHA-256 of the stored document."""
        return digest_of(self.to_document())

    @staticmethod
    def from_document(document: Mapping[str, Any], *, digest: str | None = None) -> LoadedPack:
        """The pack a stored document holds; one with the same contents is loaded once in this process."""
        digest = digest or digest_of(document)
        known = _BY_DIGEST.get(digest)
        if known is None:
            if len(_BY_DIGEST) >= _MOST_KEPT:
                _BY_DIGEST.clear()
            known = _BY_DIGEST[digest] = _from(document)
        return known


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 over the document's canonical JSON, so the order in which it was stored does not matter."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def load_pack(path: Path) -> LoadedPack:
    """Load the pack in the folder `path`; raises PackFaults with every fault it has."""
    pack, faults = read_pack(path)
    if faults or pack is None:
        raise PackFaults(path.name, faults)
    return pack


def read_pack(path: Path) -> tuple[LoadedPack | None, list[Fault]]:
    """The pack in `path`, as far as it can be had, and everything that is wrong with it."""
    folder = open_folder(path)
    faults = list(folder.faults)
    pack = _shape_pack(folder, faults)
    definitions, files = _shape_procedures(folder, faults)
    _shape_examples(folder, faults)
    knowledge = _shape_knowledge(folder, faults)
    if pack is None or faults:
        return None, faults
    loaded = LoadedPack(
        pack=pack,
        definitions=definitions,
        clauses=_clauses(folder),
        guides=folder.guides,
        slips=folder.slips,
        prices=tuple(folder.prices),
        examples={name.removeprefix("examples/").removesuffix(".yaml"): folder.yaml[name].value for name in folder.examples},
        knowledge=knowledge,
    )
    return loaded, check(loaded, folder, files)


def _shape_pack(folder: Folder, faults: list[Fault]) -> Pack | None:
    read = folder.yaml.get("pack.yaml")
    if read is None:
        if not any(found.file == "pack.yaml" for found in faults):
            faults.append(fault("no_such_file", "pack.yaml", 1, why="pack, version, title, roles"))
        return None
    calendar = folder.yaml.get("calendar.yaml")
    if calendar is not None and isinstance(read.value, dict):
        read = Read(read.file, {**read.value, "calendar": calendar.value}, read.lines)
    pack, misfits = shape(Pack, read)
    faults.extend(misfits)
    return pack


def _shape_procedures(folder: Folder, faults: list[Fault]) -> tuple[tuple[Procedure, ...], dict[str, str]]:
    """The procedures, and the file each stands in."""
    definitions: list[Procedure] = []
    files: dict[str, str] = {}
    for name in folder.procedures:
        one, misfits = shape(Procedure, folder.yaml[name])
        faults.extend(misfits)
        if one is None:
            continue
        if one.procedure in files:
            line = folder.yaml[name].line(("procedure",))
            faults.append(fault("procedure_twice", name, line, name=one.procedure, first=files[one.procedure]))
            continue
        definitions.append(one)
        files[one.procedure] = name
    if not folder.procedures and not faults:
        faults.append(fault("nothing_here", "pack.yaml", 1))
    return tuple(definitions), files


def _shape_examples(folder: Folder, faults: list[Fault]) -> None:
    for name in folder.examples:
        read = folder.yaml[name]
        several = isinstance(read.value, dict) and "examples" in read.value
        faults.extend(shape(Examples if several else Example, read)[1])


def _shape_knowledge(folder: Folder, faults: list[Fault]) -> dict[str, Topic]:
    """Questions and answers by the name of their file."""
    found: dict[str, Topic] = {}
    for name in folder.knowledge:
        topic, misfits = shape(Topic, folder.yaml[name])
        faults.extend(misfits)
        if topic is not None:
            found[name.removeprefix("knowledge/").removesuffix(".yaml")] = topic
    return found


def _clauses(folder: Folder) -> dict[str, Words]:
    read = folder.yaml.get("clauses.yaml")
    rows = read.value if read is not None and isinstance(read.value, dict) else {}
    return {name: {"zh": words} if isinstance(words, str) else words for name, words in rows.items()}


def _plain(element: Pack | Procedure | Price | Topic) -> dict[str, Any]:
    return element.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _from(document: Mapping[str, Any]) -> LoadedPack:
    return LoadedPack(
        pack=Pack.model_validate(document["pack"]),
        definitions=tuple(Procedure.model_validate(one) for one in document["procedures"]),
        clauses=document["clauses"],
        guides=document["guides"],
        slips=document["slips"],
        prices=tuple(Price.model_validate(row) for row in document["prices"]),
        examples=document["examples"],
        knowledge={name: Topic.model_validate(topic) for name, topic in document.get("knowledge", {}).items()},
    )
