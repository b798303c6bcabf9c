"""What can be asked of the catalogue."""

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
    "NotInForce",
    "PartChange",
    "adoptions_of",
    "loaded",
    "pack_of",
    "pack_on",
    "packs_in_force",
    "packs_of",
    "part_changes",
    "part_version",
    "procedure",
    "procedure_for",
    "published_version",
    "receipts_of",
    "shipped_folder",
    "shipped_pack",
    "shipped_packs",
    "sibling",
    "unread_versions",
    "version_on",
    "versions_of",
]
