"""The wall of the duty room: what runs out next, what is over, and how much there is, readable from six metres."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from baoxiu.core.engine.facts import Actor
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk.figures import FiguresPage
from baoxiu.web.shared.rows import Row, rows

SHOWN = 8


class Wall:
    """What hangs there now."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        """Whose units, and when."""
        self.actor, self.at = actor, at

    @property
    def tiles(self) -> list[tuple[str, int, str]]:
        """Title, number, tone."""
        counts = tickets.counts(self.actor, at=self.at)
        day = FiguresPage(QueryDict("span=today"), self.actor, self.at).whole
        return [
            (_("Reported today"), day.reported, ""),
            (_("Of these done"), day.done, ""),
            (_("Open"), counts.whole, ""),
            (_("Soon due"), counts.soon, "warn" if counts.soon else ""),
            (_("Overdue"), counts.overdue, "bad" if counts.overdue else ""),
        ]

    @property
    def rows(self) -> list[Row]:
        """The most urgent, those that have a clock."""
        page: Any = tickets.board(self.actor, at=self.at, size=SHOWN)
        return [row for row in rows(page.tickets, self.at) if row.due_at]
