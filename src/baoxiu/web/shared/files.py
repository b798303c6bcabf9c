"""A stored file, for whoever may see the ticket it hangs on."""

from __future__ import annotations

import json
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.intake import queries as intake
from baoxiu.journal import queries as journal
from baoxiu.journal.queries.small import small_picture
from baoxiu.tickets import queries as tickets

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"})
YEAR = 365 * 24 * 3600


def answer(ticket: object, hash_: str, actor: Actor, *, small: bool = False) -> HttpResponseBase:
    """The bytes; a picture or PDF shown, anything else saved. The address is the content's own, so it may be kept for ever.

    `small`: of a picture the one for lists, under the same rule of who may see it.
    """
    found: Any = tickets.ticket_on(ticket, seen_by=actor)
    if not _hangs_on(found, hash_):
        raise NotFound(what="file / 文件", name=hash_[:12])
    stored = journal.file_on(hash_)
    path, media_type = small_picture(stored) if small else (journal.file_path(stored), stored.media_type)
    try:
        content = path.open("rb")
    except FileNotFoundError as gone:
        raise NotFound(what="file / 文件", name=hash_[:12]) from gone
    response = FileResponse(content, content_type=media_type, as_attachment=media_type not in SHOWN)
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _hangs_on(ticket: Any, hash_: str) -> bool:
    """Whether the file is one of the ticket's, of its report's, or named in its fields."""
    own = tickets.files_of(ticket).filter(file_id=hash_).exists()
    reported = ticket.request is not None and intake.request_files(ticket.request).filter(file_id=hash_).exists()
    return own or reported or f'"{hash_}"' in json.dumps(ticket.fields)
