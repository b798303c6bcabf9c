"""The register of special users: as what a customer may stand in it, and who keeps it (LSP-02)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from baoxiu.catalogue.queries.keeping import kept_paths, roles_named
from baoxiu.catalogue.queries.procedures import packs_in_force
from baoxiu.core.engine.facts import Actor

ANYBODY: Mapping[str, Mapping[str, str]] = {"VIP": {"zh": "VIP", "en": "VIP"}}  # where no pack says
KEPT_BY = "special_by"


def special_marks(organisation_id: int) -> Mapping[str, Mapping[str, str]]:
    """The marks the packs in force name (`special_marks`), in the words of the choice that has them."""
    packs = packs_in_force(organisation_id)
    named = [mark for pack in packs for mark in pack.pack.settings.get("special_marks") or ()]
    choices = [field.of for pack in packs for one in pack.definitions for field in one.fields.values() if isinstance(field.of, Mapping)]
    words = {key: title for choice in choices for key, title in choice.items() if key in named}
    return {key: words.get(key, {"zh": key, "en": key}) for key in named} or ANYBODY


def keeps_specials(actor: Actor, *, at: datetime) -> bool:
    """Whether somebody keeps the register: by a role the packs name (`special_by`), else by looking after the organisation."""
    keepers = roles_named(actor.organisation_id or 0, KEPT_BY, at=at)
    if keepers:
        return any(post.role in keepers for post in actor.posts)
    return bool(kept_paths(actor, at=at))
