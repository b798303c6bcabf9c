"""A procedure's diagram as a picture of its own, with the way a ticket took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from baoxiu.core.procedure.drawing import Took, draw
from baoxiu.core.procedure.loaded import LoadedProcedure

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # the picture brings its style and nothing else


def answer(procedure: LoadedProcedure, events: Iterable[Mapping[str, Any]] = ()) -> HttpResponse:
    """The SVG, in the reader's language; `events` are what happened, oldest first."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    took = [Took(said.get("command") or "opened", said.get("from"), said["to"]) for said in events if said.get("to")]
    picture = draw(procedure, language=language, took=took)
    return HttpResponse(picture, content_type="image/svg+xml", headers={"Content-Security-Policy": POLICY})
