"""What is told beside the form while the clerk types: where the report leads, what may be promised, who is near, what it may repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from baoxiu.core.engine import Foreseen
from baoxiu.core.errors import Refusal
from baoxiu.dispatch import queries as dispatch
from baoxiu.tickets import actions, queries
from baoxiu.web.desk import callers, intake, suggesting
from baoxiu.web.desk.asking import LINES
from baoxiu.web.shared import packs
from baoxiu.web.shared.languages import Words


class Outlook:
    """The look ahead of one form; every part is asked for when a page shows it."""

    def __init__(self, form: intake.Form, at: datetime) -> None:
        """Nothing is looked up before it is wanted."""
        self.form, self.at = form, at

    @cached_property
    def rehearsed(self) -> actions.Rehearsed | None:
        """How its ticket would be born; None where nothing can be opened here, or the form says what nobody can read."""
        if not self.form.procedure:
            return None
        try:
            return actions.rehearse_report(self.form.rehearsal(), by=self.form.actor, at=self.at)
        except Refusal:
            return None

    @property
    def foreseen(self) -> Foreseen:
        """Where it leads."""
        return self.rehearsed.foreseen if self.rehearsed else Foreseen()

    @property
    def has_begun(self) -> bool:
        """Whether anything was said that a judgement could rest on."""
        return bool(str(self.form.said.get("text", "")).strip() or self.form.said.get("customer") or self.form.said.get("category"))

    @property
    def still_wanted(self) -> Sequence[Mapping[str, Any]]:
        """What is still to be asked, each with the input that answers it."""
        return [{"field": LINES.get(str(one.field), str(one.field)), "label": self._label(str(one.field))} for one in self.foreseen.wanted]

    def _label(self, name: str) -> Words:
        asks = self.form.asked.choice.asks if self.form.asked else ()
        return next((ask["label"] for ask in asks if ask["name"] == name), name)

    @property
    def goes_to(self) -> str:
        """The unit it is sent to, where that is another than the one it was taken at."""
        rehearsed = self.rehearsed
        return rehearsed.unit.title if rehearsed and rehearsed.unit.id != self.form.unit.pk else ""

    @cached_property
    def near(self) -> Sequence[dispatch.Near]:
        """Who could be there soon; told only once a place is known."""
        site = intake.number_of(self.form.said.get("site"))
        if self.rehearsed is None or site is None:
            return ()
        outside = packs.roles_sent_out(self.form.actor.organisation_id)
        role = self.foreseen.holder_role
        return dispatch.workers_near(self.rehearsed.unit.path, {role} if role in outside else outside, site=site, at=self.at)

    @cached_property
    def likely(self) -> Sequence[queries.Likely]:
        """Open tickets it may repeat."""
        return callers.likely(self.form.said, self.form.actor, self.at)

    @property
    def alike(self) -> Sequence[callers.Alike]:
        """The same as lines, the likeliest first."""
        return callers.as_lines(self.likely, self.at)

    @property
    def outbreak(self) -> queries.Outbreak | None:
        """One event that may be behind many of them."""
        return queries.outbreak(self.likely, at=self.at)

    @cached_property
    def suggested(self) -> suggesting.Suggested | None:
        """The category its words speak for."""
        return suggesting.suggested(str(self.form.said.get("text", "")), self.form.categories, self.form.actor)
