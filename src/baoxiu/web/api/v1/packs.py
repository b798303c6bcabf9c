"""Packs: the procedures in force, and their versions."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Path, Router

from baoxiu.catalogue import queries as catalogue
from baoxiu.catalogue.models import Pack
from baoxiu.web.api.v1 import shapes
from baoxiu.web.api.who import may
from baoxiu.web.shared.requests import Asked

router = Router()
VERSION = ("version", "state", "drafted_at", "published_at", "retired_at", "digest")


@router.get("/packs", auth=may("packs"), response={200: list[shapes.PackOut], **shapes.refusals()}, summary="Packs of your organisation")
def list_packs(request: Asked) -> list[dict[str, Any]]:
    """Each pack with the version in force and its procedures."""
    return [_pack(row) for row in catalogue.packs_of(request.actor.organisation_id or 0)]


@router.get("/packs/{key}", auth=may("packs"), response={200: shapes.PackWhole, **shapes.refusals(404)}, summary="One pack, whole")
def show_pack(request: Asked, key: Annotated[shapes.Name, Path()]) -> dict[str, Any]:
    """A pack with its versions, old ones too, and the whole document of the one in force."""
    row = catalogue.pack_on(request.actor.organisation_id or 0, key)
    versions = [{name: getattr(each, name) for name in VERSION} for each in catalogue.versions_of(row)]
    current = catalogue.published_version(row)
    return {**_pack(row), "versions": versions, "document": current.document if current else None}


def _pack(row: Pack) -> dict[str, Any]:
    current = catalogue.published_version(row)
    keys = list(current.procedures.order_by("key").values_list("key", flat=True)) if current else []
    return {"key": row.key, "title": row.title, "version": current.version if current else None, "procedures": keys}
