"""The procedure a ticket follows, and the one in force at a unit. What was published never changes, so it is kept in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from baoxiu.catalogue.models import Adoption, PackVersion, ProcedureVersion
from baoxiu.core.errors import NotFound, Refusal
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.directory.models import Unit
from baoxiu.journal import clock


@dataclass(frozen=True, slots=True)
class _Once:
    """What one look has found already: by organisation, the versions in force at its instant."""

    at: datetime
    found: dict[int, Sequence[int]] = field(default_factory=dict)


FINISHED = ("published", "retired")
_procedures: dict[int, LoadedProcedure] = {}
_packs: dict[int, LoadedPack] = {}
_siblings: dict[tuple[int, str], int] = {}
_once: ContextVar[_Once | None] = ContextVar("looked_up_once", default=None)

# The nearest adoption upward wins: a crew's own pack before its station's, a station's before the organisation's.
IN_FORCE = """
SELECT p.id
  FROM directory_unit u
  JOIN catalogue_adoption a ON a.unit_id = u.id AND a.since_at <= %(at)s AND (a.until_at IS NULL OR a.until_at > %(at)s)
  JOIN catalogue_packversion v ON v.pack_id = a.pack_id AND v.state = 'published'
  JOIN catalogue_procedureversion p ON p.pack_version_id = v.id AND p.key = %(key)s
 WHERE u.id = ANY(%(line)s)
 ORDER BY length(u.path) DESC, a.since_at DESC, a.id DESC LIMIT 1
"""
PACKS_IN_FORCE = """
SELECT DISTINCT v.id
  FROM directory_unit u
  JOIN catalogue_adoption a ON a.unit_id = u.id AND a.since_at <= %(at)s AND (a.until_at IS NULL OR a.until_at > %(at)s)
  JOIN catalogue_packversion v ON v.pack_id = a.pack_id AND v.state = 'published'
 WHERE u.organisation_id = %(organisation)s ORDER BY v.id
"""


class NotInForce(Refusal):
    """No procedure {key} is in force at {unit}. Choose one that is, or have its pack adopted there."""

    code = "procedure_not_in_force"
    zh = "{unit} 没有启用规程 {key}，请选择已启用的规程，或先为该单位启用相应规程包。"


def procedure(version_id: int) -> LoadedProcedure:
    """The procedure of this version, ready to decide by; from memory after the first time."""
    held = _procedures.get(version_id)
    return held if held is not None else _load(version_id)


def procedure_for(unit: Unit, key: str, *, at: datetime | None = None) -> tuple[int, LoadedProcedure]:
    """The version in force at a unit (its own adoption, else the nearest above) and its procedure. One short query."""
    line = [int(step) for step in unit.path.strip("/").split("/")]
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, {"key": key, "line": line, "at": at or clock.now()})
        row = cursor.fetchone()
    if row is None:
        raise NotInForce(key=key, unit=unit.title)
    return row[0], procedure(row[0])


def sibling(version_id: int, key: str) -> tuple[int, LoadedProcedure]:
    """The procedure `key` of the same pack version: what a ticket opens stays on its parent's rules."""
    found = _siblings.get((version_id, key))
    if found is None:
        same = ProcedureVersion.objects.filter(pack_version__procedures__id=version_id, key=key)
        row = same.values_list("id", flat=True).first()
        if row is None:
            raise NotFound(what="procedure / 规程", name=key)
        found = row
        procedure(found)
        if found in _procedures:
            _siblings[version_id, key] = found
    return found, procedure(found)


def packs_in_force(organisation_id: int, *, at: datetime | None = None) -> Sequence[LoadedPack]:
    """Every pack some unit of the organisation works by now."""
    return [pack_of(id_) for id_ in versions_in_force(organisation_id, at=at)]


def packs_in_force_at(unit: Unit, *, at: datetime) -> list[LoadedPack]:
    """The packs a unit works by: its own adoptions and those of the units above it, the nearest first."""
    line = [int(step) for step in unit.path.strip("/").split("/")]
    counts = Adoption.objects.filter(unit_id__in=line, since_at__lte=at).exclude(until_at__lte=at)
    packs = [row["pack_id"] for row in counts.order_by("-unit__path").values("pack_id")]
    versions = {
        row["pack_id"]: row["id"] for row in PackVersion.objects.filter(pack_id__in=packs, state="published").values("id", "pack_id")
    }
    return [pack_of(versions[pack]) for pack in dict.fromkeys(packs) if pack in versions]


def versions_in_force(organisation_id: int, *, at: datetime | None = None) -> Sequence[int]:
    """The version of each of those packs, by its id."""
    once = _once.get()
    if once is None or (at is not None and at != once.at):
        return _versions_in_force(organisation_id, at or clock.now())
    if organisation_id not in once.found:
        once.found[organisation_id] = _versions_in_force(organisation_id, once.at)
    return once.found[organisation_id]


@contextmanager
def looked_up_once(at: datetime) -> Iterator[None]:
    """Within, the packs in force at this instant are asked for once: for a page that only shows, where bar and lists all go by them."""
    before = _once.set(_Once(at))
    try:
        yield
    finally:
        _once.reset(before)


def _versions_in_force(organisation_id: int, at: datetime) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(PACKS_IN_FORCE, {"organisation": organisation_id, "at": at})
        return [row[0] for row in cursor.fetchall()]


def pack_of(pack_version_id: int) -> LoadedPack:
    """A pack version, loaded; from memory once it is published."""
    held = _packs.get(pack_version_id)
    if held is not None:
        return held
    row = PackVersion.objects.filter(pk=pack_version_id).values_list("document", "digest", "state").first()
    if row is None:
        raise NotFound(what="pack version / 规程包版本", name=pack_version_id)
    document, digest, state = row
    pack = LoadedPack.from_document(document, digest=digest)
    if state in FINISHED:
        _packs[pack_version_id] = pack
    return pack


def forget() -> None:
    """Drop what is held in memory: a restored database may give old ids to other things."""
    _procedures.clear()
    _packs.clear()
    _siblings.clear()


def _load(version_id: int) -> LoadedProcedure:
    row = ProcedureVersion.objects.filter(pk=version_id).values_list("key", "pack_version_id").first()
    if row is None:
        raise NotFound(what="procedure version / 规程版本", name=version_id)
    key, pack_version_id = row
    loaded = pack_of(pack_version_id).procedures[key]
    if pack_version_id in _packs:
        _procedures[version_id] = loaded
    return loaded
