"""The pack itself: its clauses are fulfilled, its guides shown, its calendar works, its roles and categories fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from baoxiu.core.pricing import overlaps
from baoxiu.core.procedure.checking.clocks import misstated
from baoxiu.core.procedure.checking.papers import guides_named, lacking, spoken
from baoxiu.core.procedure.checking.part import Part, walk
from baoxiu.core.procedure.faults import Fault, fault
from baoxiu.core.procedure.folder import Folder
from baoxiu.core.procedure.hints import hints
from baoxiu.core.procedure.reading import Path

if TYPE_CHECKING:
    from baoxiu.core.procedure.loading import LoadedPack

PACK = "pack.yaml"


def _at(folder: Folder, code: str, *path: str | int, **facts: Any) -> Fault:
    return fault(code, PACK, folder.yaml[PACK].line(path), **facts)


def clauses_used(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """Clauses that are listed and that nothing fulfils; those the pack or its prices cite and nothing lists."""
    cited = {clause for one in pack.definitions for _, element in walk(one) for clause in getattr(element, "clause", ())}
    cited |= {clause for topic in pack.knowledge.values() for _, one in walk(topic) for clause in getattr(one, "clause", ())}
    for path, element in walk(pack.pack):
        for clause in getattr(element, "clause", ()):
            cited.add(clause)
            if clause not in pack.clauses:
                yield _at(folder, "clause_unlisted", *path, "clause", clause=clause)
    for price, line in zip(pack.prices, folder.price_lines, strict=True):
        cited |= set(price.clause)
        yield from (fault("clause_unlisted", "prices.csv", line, clause=one) for one in price.clause if one not in pack.clauses)
    for clause in pack.clauses:
        if clause not in cited:
            yield fault("clause_unused", "clauses.yaml", folder.yaml["clauses.yaml"].line((clause,)), clause=clause)


def clause_words(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """Every clause is told in each language of the pack."""
    for clause, said in pack.clauses.items():
        for language in lacking(said, pack.pack.languages):
            line = folder.yaml["clauses.yaml"].line((clause,))
            yield fault("words_missing", "clauses.yaml", line, place=clause, language=language)


def guides_shown(pack: LoadedPack, folder: Folder, parts: list[Part]) -> Iterator[Fault]:
    """Guides that are written and shown nowhere, or not in each language."""
    shown = {name for part in parts for _, name in guides_named(part)}
    shown |= {part.guide for part in pack.pack.parts.values() if part.guide}
    shown |= {category.guide for category in pack.pack.categories.values() if category.guide}
    for name, said in pack.guides.items():
        if name not in shown:
            yield fault("unused_guide", f"guides/{name}.md", 1, name=name)
        for language in lacking(said, pack.pack.languages):
            yield fault("words_missing", f"guides/{name}.md", 1, place=name, language=language)


def pack_words(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """Titles of the pack, its roles and categories in each language."""
    for path, element in walk(pack.pack):
        for at, said in spoken(element, path):
            for language in lacking(said, pack.pack.languages):
                yield _at(folder, "words_missing", *at, place=".".join(map(str, at)), language=language)


def calendars(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """Calendars without a working hour, or that cannot be read."""
    specs: list[tuple[Path, dict[str, Any]]] = [(("calendars", name), spec) for name, spec in pack.pack.calendars.items()]
    for path, spec in [*specs, *([(("calendar",), pack.pack.calendar)] if pack.pack.calendar else [])]:
        if (wrong := misstated(spec)) is not None:
            own = path == ("calendar",) and "calendar.yaml" in folder.yaml
            file, inner = ("calendar.yaml", ()) if own else (PACK, path)
            line = folder.yaml[file].line((*inner, *_steps(wrong.path)))
            yield fault("bad_calendar", file, line, why_en=wrong.say("en"), why_zh=wrong.say("zh"))


def _steps(path: str) -> Path:
    """`week.mon[0]` as a path."""
    pieces = path.replace("[", ".").replace("]", "").split(".")
    return tuple(int(piece) if piece.isdigit() else piece for piece in pieces)


def levels(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """Roles stand at levels there are; categories have parents, procedures and guides there are."""
    for name, role in pack.pack.roles.items():
        if role.level and pack.pack.levels and role.level not in pack.pack.levels:
            yield _at(folder, "not_one_of", "roles", name, "level", found=role.level, key="level", **hints(role.level, pack.pack.levels))
    for name, category in pack.pack.categories.items():
        for key, code, given, known in (
            ("parent", "unknown_category", category.parent, pack.pack.categories),
            ("procedure", "unknown_procedure", category.procedure, pack.procedures),
            ("guide", "unknown_guide", category.guide, pack.guides),
        ):
            if given and given not in known:
                yield _at(folder, code, "categories", name, key, name=given, **hints(given, known))


def parts(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """The parts of the document are there; what a version says it changed or added is one of them."""
    for name, part in pack.pack.parts.items():
        for key, code, given, known in (
            ("procedure", "unknown_procedure", part.procedure, pack.procedures),
            ("guide", "unknown_guide", part.guide, pack.guides),
        ):
            if given and given not in known:
                yield _at(folder, code, "parts", name, key, name=given, **hints(given, known))
    for key in ("changed", "added"):
        for place, name in enumerate(getattr(pack.pack, key)):
            if name not in pack.procedures and name not in pack.pack.parts:
                yield _at(folder, "unknown_part", key, place, name=name, **hints(name, {*pack.procedures, *pack.pack.parts}))


def prices(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """The same price twice for the same day."""
    rows = [(price.code, price.from_on, price.until_on) for price in pack.prices]
    for _, later in overlaps(rows):
        yield fault("price_twice", "prices.csv", folder.price_lines[later], price=rows[later][0])
