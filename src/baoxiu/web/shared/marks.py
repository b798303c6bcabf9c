"""The mark of a special user in words."""

from __future__ import annotations

from baoxiu.catalogue import queries as catalogue
from baoxiu.web.shared.languages import in_language


def mark_in_words(mark: str, organisation_id: int | None) -> str:
    """A mark as people read it; one that no pack knows stays as it was written."""
    return in_language(catalogue.special_marks(organisation_id or 0).get(mark, mark)) if mark else ""
