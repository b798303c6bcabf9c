"""Packs and procedures as pages show them: clauses, commands by role, clocks, versions and what they changed, who has read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baoxiu.catalogue import queries
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.procedure.elements import Procedure
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.web.shared import naming
from baoxiu.web.shared.languages import Words, in_language

STATES: Mapping[str, tuple[Promise, str]] = {
    "draft": (gettext_lazy("draft"), ""),
    "reviewed": (gettext_lazy("reviewed"), "warn"),
    "approved": (gettext_lazy("approved"), "warn"),
    "published": (gettext_lazy("in force"), "done"),
    "retired": (gettext_lazy("retired"), "cancelled"),
}
CHANGED: Mapping[str, tuple[Promise, str]] = {
    "changed": (gettext_lazy("changed"), ""),
    "added": (gettext_lazy("added"), "plus"),
    "removed": (gettext_lazy("removed"), "minus"),
}
KINDS: Mapping[str, Promise] = {
    "procedure": gettext_lazy("procedure"),
    "guide": gettext_lazy("guide"),
    "slip": gettext_lazy("slip"),
    "price": gettext_lazy("price"),
    "clause": gettext_lazy("clause"),
    "knowledge": gettext_lazy("knowledge"),
    "category": gettext_lazy("category"),
    "role": gettext_lazy("role"),
    "settings": gettext_lazy("settings"),
}


@dataclass(frozen=True, slots=True)
class CommandShown:
    """One command as the rulebook tells it."""

    title: Words
    rules: list[Words]
    states: list[str]
    roles: list[str]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version in the list."""

    version: str
    state: Any
    tone: str
    at: datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One line of what a version changed."""

    what: Any
    tone: str
    kind: Any
    title: Words
    before: str
    after: str


class Book:
    """One version of a pack, open."""

    def __init__(self, organisation_id: int, key: str, version: str) -> None:
        """Find it among the organisation's own."""
        self.row = queries.pack_on(organisation_id, key)
        self.version = queries.version_on(self.row, version)
        self.pack = queries.loaded(self.version)

    @property
    def key(self) -> str:
        """The pack's name in addresses."""
        return self.row.key

    @property
    def state(self) -> Any:
        """Draft, in force, retired, in words."""
        return STATES[self.version.state][0]

    @property
    def tone(self) -> str:
        """How the state looks."""
        return STATES[self.version.state][1]

    @property
    def procedures(self) -> list[dict[str, Any]]:
        """The procedures in it, each part with its own version."""
        return [
            {"key": key, "title": one.definition.title, "version": queries.part_version(self.pack, key)}
            for key, one in self.pack.procedures.items()
        ]

    @property
    def clauses(self) -> list[tuple[str, Words]]:
        """The rules, by id."""
        return list(self.pack.clauses.items())

    @property
    def document(self) -> list[tuple[str, Words]]:
        """The facts of the controlled document."""
        return [(title, value) for title, value in self._document() if value]

    @cached_property
    def versions(self) -> list[VersionShown]:
        """All versions, newest first."""
        return [
            VersionShown(one.version, *STATES[one.state], one.published_at or one.drafted_at, one.pk == self.version.pk)
            for one in queries.versions_of(self.row)
        ]

    @property
    def receipts(self) -> list[dict[str, Any]]:
        """Who was to read it, and did."""
        return [
            {
                "who": one.unit.title if one.unit else one.person.name if one.person else "",
                "copy": one.copy,
                "read_at": one.read_at,
                "reader": one.read_by.name if one.read_by else "",
            }
            for one in queries.receipts_of(self.version)
        ]

    @property
    def before(self) -> str:
        """The version this one replaced."""
        later = [one.version for one in self.versions]
        place = later.index(self.version.version) + 1
        return later[place] if place < len(later) else ""

    @property
    def changes(self) -> list[ChangeShown]:
        """What it changed against the one before, part by part."""
        if not self.before:
            return []
        held = queries.loaded(queries.version_on(self.row, self.before))
        return [
            ChangeShown(*CHANGED[one.what], KINDS.get(one.kind, one.kind), one.title, one.before or "", one.after or "")
            for one in queries.part_changes(held, self.pack)
        ]

    def _document(self) -> Iterator[tuple[str, Words]]:
        said = self.pack.pack.document
        yield _("Source"), self.pack.pack.source
        if said is None:
            return
        yield _("Number"), said.number or ""
        yield _("Title"), said.title or ""
        yield _("Kind"), said.type or ""
        for title, office, row, on in (
            (_("Drafted"), said.drafted_by, self.version.drafted_by, said.drafted_on),
            (_("Reviewed"), said.reviewed_by, self.version.reviewed_by, said.reviewed_on),
            (_("Approved"), said.approved_by, self.version.approved_by, said.approved_on),
        ):
            yield title, " · ".join(part for part in (in_language(office), row.name if row else "", str(on or "")) if part)
        yield _("Addressees"), "、".join(said.to)
        yield _("Copies to"), "、".join(said.copy_to)
        yield _("Attachments"), "、".join(said.attachments)
        yield _("Pages"), str(said.pages or "")
        yield _("Term"), said.term or ""


class Chapter:
    """One procedure of a pack version."""

    def __init__(self, book: Book, loaded: LoadedProcedure) -> None:
        """Keep both."""
        self.book, self.loaded = book, loaded
        self.definition: Procedure = loaded.definition

    @property
    def commands(self) -> list[CommandShown]:
        """What may be done, from where, by whom, under which conditions."""
        titles = {name: act.title for name, act in plan_of(self.loaded).acts.items()}
        return [
            CommandShown(
                title=titles.get(name) or name,
                rules=[guard.words for guard in command.when],
                states=[self._state(state) for state in command.from_],
                roles=[in_language(naming.role(self.book.pack, role)) for role in command.by],
                clauses=tuple(dict.fromkeys((*command.clause, *(one for guard in command.when for one in guard.clause)))),
            )
            for name, command in self.definition.commands.items()
        ]

    @property
    def clocks(self) -> list[dict[str, Any]]:
        """Limits and counts."""
        limits = [
            {"title": clock.title or naming.plain(name), "limit": clock.within or clock.limit or clock.due or "", "clauses": clock.clause}
            for name, clock in self.definition.clocks.items()
        ]
        counts = [
            {"title": quota.title or naming.plain(name), "limit": f"≥ {quota.at_least} / {quota.per}", "clauses": quota.clause}
            for name, quota in self.definition.quotas.items()
        ]
        return limits + counts

    def _state(self, name: str) -> str:
        return _("any") if name == "any" else in_language(naming.state(self.loaded, name))
