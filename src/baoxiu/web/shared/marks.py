"""The mark of a special user in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from baoxiu.catalogue import queries as catalogue
from baoxiu.web.shared.languages import in_language


def mark_in_words(mark: str, request: HttpRequest) -> str:
    """A mark as people read it; one that no pack knows stays as it was written."""
    return in_language(_marks(request).get(mark, mark)) if mark else ""


def _marks(request: HttpRequest) -> Mapping[str, Mapping[str, str]]:
    """Read once a page, however many of its lines have a mark."""
    if "special_marks" not in request.__dict__:
        actor = getattr(request, "actor", None)
        request.__dict__["special_marks"] = catalogue.special_marks(actor.organisation_id or 0) if actor else {}
    known: Mapping[str, Mapping[str, str]] = request.__dict__["special_marks"]
    return known
