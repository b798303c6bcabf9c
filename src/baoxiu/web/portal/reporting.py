"""A report by the customer himself: by the sign of a room or machine, the link of a unit, or the organisation's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Asset, Site, Unit
from baoxiu.intake import actions
from baoxiu.intake.actions import NoProcedure, Report
from baoxiu.web.portal import houses
from baoxiu.web.shared import acting, reading, report_form
from baoxiu.web.shared.drawing import Field
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.report_form import Asked as AskedFor
from baoxiu.web.shared.requests import Asked

DOOR = "portal"
FEW_CATEGORIES = 12  # so many are buttons to press; more are a list
PHOTOS = Field("file", "photos", "photos", {"zh": "照片", "en": "Photos"}, False, "shared/fields/photo.html")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report goes, what it is about as far as the door knows, and the address its form is sent to."""

    unit: Unit
    href: str
    site: Site | None = None
    asset: Asset | None = None

    @property
    def root_id(self) -> int:
        """The organisation."""
        return self.unit.organisation_id or self.unit.pk

    @property
    def where(self) -> Site | None:
        """The place: its own, or where the machine stands."""
        return self.site or (self.asset.site if self.asset else None)

    @property
    def title(self) -> str:
        """What stands on top of the form; empty where the customer has to say where it is."""
        parts = [one.title for one in (self.asset, self.where) if one is not None]
        return " · ".join(parts)


class Form:
    """What a stranger at this door may report."""

    def __init__(self, place: Place, at: datetime) -> None:
        """Nothing is looked up before it is wanted."""
        self.place, self.unit, self.at = place, place.unit, at

    @cached_property
    def actor(self) -> Actor:
        """The customer, unnamed as yet."""
        return houses.stranger(self.place.root_id)

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

    def context(self) -> dict[str, Any]:
        """For the template."""
        asks = {ask["name"]: ask for ask in self.asked.choice.asks}
        categories = report_form.categories(self.procedure, "")
        return {
            "guest": houses.HouseShown(directory.unit_with(self.place.root_id), self.unit),
            "place": self.place,
            "asked": self.asked,
            "photos": PHOTOS,
            "categories": categories,
            "few": len(categories) <= FEW_CATEGORIES,
            "category_needed": bool(asks.get("category", {}).get("required")),
            "room_of": _room_words(asks),
            "key": uuid4().hex,
        }

    def report(self, request: Asked) -> Report:
        """The report as he gave it."""
        said = request.POST
        wanted = [ask for ask in self.asked.choice.asks if ask["name"] not in report_form.SAID]
        keep, typed = acting.keep, said.get("place", "").strip()
        site = self.place.where or directory.only_site(self.place.root_id, typed)
        return Report(
            unit=self.unit,
            procedure=self.procedure.key,
            channel="web",
            text=said.get("text", ""),
            category=said.get("category", ""),
            reporter_name=said.get("reporter_name", ""),
            reporter_phone=said.get("reporter_phone", ""),
            site=site.pk if site else None,
            asset=self.place.asset.pk if self.place.asset else None,
            place=typed or self.place.title,
            answers=reading.form_of(request, wanted, zone=self.unit.zone, store=lambda chunks: keep(request, chunks)),
            files=tuple(keep(request, file.chunks()) for file in request.FILES.getlist(PHOTOS.name)),
        )


def _room_words(asks: dict[str, Any]) -> Words:
    """How the procedure calls the place it asks for."""
    found = next((asks[name] for name in ("address", "place", "site") if name in asks), None)
    return found["label"] if found else ""


def file(request: Asked, form: Form) -> str:
    """File it; the id of its ticket. Sent again with its key it is answered as the first time."""
    key = request.POST.get("key") or None
    return actions.file_report(form.report(request), by=form.actor, at=request.now, key=key, door=DOOR).ticket_id
