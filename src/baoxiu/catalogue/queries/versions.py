"""Packs and their versions: lists, and what one version changed against another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q, QuerySet

from baoxiu.catalogue.models import Adoption, Pack, PackVersion, Receipt
from baoxiu.core.engine.facts import Words
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.directory.models import Person


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of a pack that a version changed, added or removed (LCD-04), with the part's own version before and after."""

    what: Literal["changed", "added", "removed"]
    kind: str  # procedure, guide, slip, price, knowledge, clause, category, role, settings, calendar
    key: str
    title: Words
    before: str | None = None
    after: str | None = None

    def as_note(self) -> dict[str, Any]:
        """As it is kept on the version."""
        return {
            "what": self.what,
            "kind": self.kind,
            "key": self.key,
            "title": dict(self.title),
            "before": self.before,
            "after": self.after,
        }


def packs_of(organisation_id: int) -> QuerySet[Pack]:
    """The packs an organisation has installed."""
    return Pack.objects.filter(organisation_id=organisation_id).prefetch_related("versions", "adoptions__unit").order_by("key")


def pack_on(organisation_id: int, key: str) -> Pack:
    """An organisation's pack by its key."""
    found = Pack.objects.filter(organisation_id=organisation_id, key=key).first()
    if found is None:
        raise NotFound(what="pack / 规程包", name=key)
    return found


def versions_of(pack: Pack) -> QuerySet[PackVersion]:
    """All versions of a pack, newest first; the retired ones stay readable."""
    people = ("drafted_by", "reviewed_by", "approved_by")
    return PackVersion.objects.filter(pack=pack).select_related(*people).defer("document").order_by("-drafted_at", "-id")


def version_on(pack: Pack, version: str) -> PackVersion:
    """One version of a pack."""
    found = PackVersion.objects.filter(pack=pack, version=version).select_related("pack").first()
    if found is None:
        raise NotFound(what="version / 版本", name=f"{pack.key} {version}")
    return found


def published_version(pack: Pack) -> PackVersion | None:
    """The version in force."""
    return PackVersion.objects.filter(pack=pack, state="published").select_related("pack").first()


def versions_waiting(organisation_id: int) -> QuerySet[PackVersion]:
    """Versions that wait for a review, an approval or their publication."""
    rows = PackVersion.objects.filter(pack__organisation_id=organisation_id, state__in=("draft", "reviewed", "approved"))
    return rows.select_related("pack", "drafted_by", "reviewed_by", "approved_by").defer("document").order_by("pack__key", "-drafted_at")


def loaded(version: PackVersion) -> LoadedPack:
    """A version's contents."""
    return LoadedPack.from_document(version.document, digest=version.digest)


def adoptions_of(pack: Pack) -> QuerySet[Adoption]:
    """Where a pack is in force, and was (LCD-06)."""
    return Adoption.objects.filter(pack=pack).select_related("unit").order_by("unit__path", "since_at")


def receipts_of(version: PackVersion) -> QuerySet[Receipt]:
    """To whom a version was delivered, as addressee or as copy, and who has read it (LCD-03)."""
    return Receipt.objects.filter(version=version).select_related("unit", "person", "read_by").order_by("copy", "id")


def unread_versions(person: Person) -> QuerySet[PackVersion]:
    """Published versions delivered to a person, or to a unit he has a post at, that he or it has not read."""
    mine = Q(receipts__person=person) | Q(receipts__unit__posts__person=person)
    return PackVersion.objects.filter(mine, receipts__read_at=None).distinct().defer("document").order_by("-published_at")


def part_changes(before: LoadedPack | None, after: LoadedPack) -> list[PartChange]:
    """What `after` changed, added and removed, part by part."""
    old = _parts(before) if before else {}
    new = _parts(after)
    return [*_changed(old, new), *_removed(old, new)]


@dataclass(frozen=True, slots=True)
class _Part:
    title: Words
    version: str | None
    content: Any


_Parts = Mapping[tuple[str, str], _Part]


def _changed(old: _Parts, new: _Parts) -> Iterator[PartChange]:
    for (kind, key), part in new.items():
        held = old.get((kind, key))
        if held is None:
            yield PartChange("added", kind, key, part.title, None, part.version)
        elif held.content != part.content:
            yield PartChange("changed", kind, key, part.title, held.version, part.version)


def _removed(old: _Parts, new: _Parts) -> Iterator[PartChange]:
    for (kind, key), part in old.items():
        if (kind, key) not in new:
            yield PartChange("removed", kind, key, part.title, part.version, None)


def _parts(pack: LoadedPack) -> dict[tuple[str, str], _Part]:
    document = pack.to_document()
    head = document["pack"]
    found = {
        ("procedure", one["procedure"]): _Part(one["title"], part_version(pack, one["procedure"]), _without_version(one))
        for one in document["procedures"]
    }
    for kind, table in (("guide", document["guides"]), ("slip", document["slips"]), ("clause", document["clauses"])):
        found |= {(kind, key): _Part({"zh": key}, None, content) for key, content in table.items()}
    for kind, name in (("category", "categories"), ("role", "roles")):
        found |= {(kind, key): _Part(row.get("title", {"zh": key}), None, row) for key, row in head.get(name, {}).items()}
    found |= {("knowledge", key): _Part(topic["topic"], None, topic) for key, topic in document.get("knowledge", {}).items()}
    for name in ("settings", "contacts", "calendar", "calendars"):
        if head.get(name):
            found["settings", name] = _Part({"zh": name}, None, head[name])
    found |= {("price", f"{row['code']} {row.get('from_on', '')}".strip()): _Part(row["title"], None, row) for row in document["prices"]}
    return found


def part_version(pack: LoadedPack, procedure: str) -> str:
    """The version of one part: what the list of parts says, else the procedure's own, else the pack's (LCD-05)."""
    listed = next((part.version for part in pack.pack.parts.values() if part.procedure == procedure), None)
    return pack.procedures[procedure].definition.version or listed or pack.pack.version


def _without_version(procedure: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in procedure.items() if key != "version"}
