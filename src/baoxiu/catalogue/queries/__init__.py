"""What can be asked of the catalogue."""

from baoxiu.catalogue.queries.knowledge import Found, Phrases, known, known_entry, phrases, topics
from baoxiu.catalogue.queries.procedures import NotInForce, pack_of, packs_in_force, procedure, procedure_for, sibling
from baoxiu.catalogue.queries.shipped import shipped_folder, shipped_pack, shipped_packs
from baoxiu.catalogue.queries.versions import (
    PartChange,
    adoptions_of,
    loaded,
    pack_on,
    packs_of,
    part_changes,
    part_version,
    published_version,
    receipts_of,
    unread_versions,
    version_on,
    versions_of,
)

__all__ = [
    "Found",
    "NotInForce",
    "PartChange",
    "Phrases",
    "adoptions_of",
    "known",
    "known_entry",
    "loaded",
    "pack_of",
    "pack_on",
    "packs_in_force",
    "packs_of",
    "part_changes",
    "part_version",
    "phrases",
    "procedure",
    "procedure_for",
    "published_version",
    "receipts_of",
    "shipped_folder",
    "shipped_pack",
    "shipped_packs",
    "sibling",
    "topics",
    "unread_versions",
    "version_on",
    "versions_of",
]
