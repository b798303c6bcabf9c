"""A report by the customer himself, through the link of a unit or a place."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.urls import reverse

from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Site, Unit
from baoxiu.intake import actions
from baoxiu.intake.actions import NoProcedure, Report
from baoxiu.web.shared import acting, reading, report_form
from baoxiu.web.shared.links import ReportPlace
from baoxiu.web.shared.report_form import Asked as AskedFor
from baoxiu.web.shared.requests import Asked

DOOR = "portal"


class Form:
    """What a stranger with this link may report, and where it goes."""

    def __init__(self, place: ReportPlace, at: datetime) -> None:
        """Nothing is looked up before it is wanted."""
        self.link, self.at = place, at

    @cached_property
    def unit(self) -> Unit:
        """Who takes it."""
        return directory.unit_with(self.link.unit_id)

    @cached_property
    def site(self) -> Site | None:
        """The place the link hangs at, where it names one."""
        return directory.site_on(self.unit.organisation_id or self.unit.pk, self.link.site) if self.link.site else None

    @cached_property
    def actor(self) -> Actor:
        """The customer, unnamed as yet."""
        return Actor(id=None, name="", kind="customer", organisation_id=self.unit.organisation_id or self.unit.pk)

    @cached_property
    def procedure(self) -> LoadedProcedure:
        """The first procedure a customer may open here."""
        found = report_form.openable(self.unit, self.actor, self.at)
        if not found:
            raise NoProcedure(unit=self.unit.title)
        return next(iter(found.values()))

    @cached_property
    def asked(self) -> AskedFor:
        """What it asks beside the report."""
        return report_form.asked(self.procedure.key, self.unit, self.actor, self.at)

    def context(self, token: str) -> dict[str, Any]:
        """For the template."""
        organisation = directory.unit_with(self.unit.organisation_id or self.unit.pk).title
        guest = {
            "organisation": organisation,
            "place": self.site.title if self.site else "",
            "href": reverse("portal:report", args=[token]),
        }
        return {
            "guest": guest,
            "asked": self.asked,
            "categories": report_form.categories(self.procedure, ""),
            "key": uuid4().hex,
        }

    def report(self, request: Asked) -> Report:
        """The report as he gave it."""
        said = request.POST
        wanted = [ask for ask in self.asked.choice.asks if ask["name"] not in report_form.SAID]
        keep = acting.keep
        return Report(
            unit=self.unit,
            procedure=self.procedure.key,
            channel="web",
            text=said.get("text", ""),
            category=said.get("category", ""),
            reporter_name=said.get("reporter_name", ""),
            reporter_phone=said.get("reporter_phone", ""),
            site=self.site.pk if self.site else None,
            place=said.get("place", "") or (self.site.title if self.site else ""),
            answers=reading.form_of(request, wanted, zone=self.unit.zone, store=lambda chunks: keep(request, chunks)),
            files=tuple(keep(request, file.chunks()) for file in request.FILES.getlist("file")),
        )


def file(request: Asked, form: Form) -> str:
    """File it; the id of its ticket."""
    key = request.POST.get("key") or None
    return actions.file_report(form.report(request), by=form.actor, at=request.now, key=key, door=DOOR).ticket_id
