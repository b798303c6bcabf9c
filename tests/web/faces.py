"""The faces as tests ask them: the cast, its packs in force, one order on its way, and whoever opens a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.test import Client
from lxml import html

from baoxiu.catalogue import actions as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.dispatch import actions as dispatch
from baoxiu.intake import actions as intake
from baoxiu.intake.actions import Report
from baoxiu.journal import clock
from cast import Cast, make_cast


def tree(answer: Any) -> Any:
    """The page or fragment of an answer, parsed."""
    return html.fromstring(answer.content.decode())


@dataclass
class Faces:
    """Both organisations, the maker's network working by its pack."""

    cast: Cast
    number: str = ""
    clients: dict[str, Client] = field(default_factory=dict)

    def as_(self, login: str) -> Client:
        """The browser of somebody of the cast."""
        if login not in self.clients:
            self.clients[login] = Client(headers={"Accept-Language": "zh-CN"})
            self.clients[login].force_login(self.cast.people[login])
        return self.clients[login]

    def file(self, text: str = "笔记本电脑不能开机") -> str:
        """A report by telephone; its number."""
        lin = self.cast.customers["lin"]
        report = Report(
            unit=self.cast.units["LH"],
            procedure="work-order",
            text=text,
            reporter_name="林海贸易",
            reporter_phone="0755-26001000",
            owner=lin.pk,
            site=self.cast.sites["NS"].pk,
        )
        return intake.file_report(report, by=self.cast.actor("cc_agent"), at=clock.now()).number

    def send(self, login: str, path: str, form: dict[str, Any] | None = None, **headers: str) -> Any:
        """Post as htmx does."""
        return self.as_(login).post(path, form or {}, headers={"HX-Request": "true", **headers})


def make_faces(at: datetime) -> Faces:
    """Everybody on stage, and one order."""
    cast = make_cast(at)
    directory.give_post(cast.people["engineer"], cast.units["SZ01"], "engineer", by=SYSTEM, at=at)
    dispatch.cover(cast.units["SZ01"], site=cast.sites["NS"], by=SYSTEM, at=at)
    reviewer, approver = cast.actor("director"), cast.actor("region")
    catalogue.adopt_shipped(cast.lanhai, "lenovo-unified-repair", reviewer=reviewer, approver=approver, at=at)
    faces = Faces(cast)
    faces.number = faces.file()
    return faces
