"""As what a customer may stand in the register of special users, and the words for it: the packs say, or it is VIP."""

from __future__ import annotations

from collections.abc import Mapping

from baoxiu.web.shared import packs
from baoxiu.web.shared.languages import Words, in_language

ANYBODY: Mapping[str, Words] = {"VIP": "VIP"}  # where no pack says


def marks_of(organisation_id: int | None) -> Mapping[str, Words]:
    """The marks of the packs in force (`special_marks`), in the words of the choice that has them."""
    named = [mark for pack in packs.packs_of(organisation_id) for mark in pack.pack.settings.get("special_marks") or ()]
    if not named:
        return ANYBODY
    fields = [field for one in packs.procedures_of(organisation_id).values() for field in one.definition.fields.values()]
    words = {key: title for field in fields if isinstance(field.of, Mapping) for key, title in field.of.items() if key in named}
    return {key: words.get(key, key) for key in named}


def mark_in_words(mark: str, organisation_id: int | None) -> str:
    """A mark as people read it; one that no pack knows stays as it was written."""
    return in_language(marks_of(organisation_id).get(mark, mark))
