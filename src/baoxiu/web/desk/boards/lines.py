"""The lines of a board as they stand after a change, drawn once for everybody who sees the same of it (web/shared/live.py)."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from baoxiu.core.engine.facts import Actor
from baoxiu.journal import clock
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk.boards.asked import Wanted
from baoxiu.web.desk.boards.board import Board
from baoxiu.web.shared.rows import rows


def lines_drawn(anybody: Actor, query: str, language: str, numbers: Sequence[str]) -> str | None:
    """Of these tickets the lines that stand now on a board with this address; None where that is another for each person."""
    wanted, at = Wanted.read(QueryDict(query)), clock.now()
    if wanted.one("mine"):
        return None
    with translation.override(language):
        found = tickets.changed_on_board(anybody, Board(wanted, anybody, at).filters, numbers, at=at)
        return render_to_string("desk/board/_lines.html", {"rows": rows(found, at), "now": at})
