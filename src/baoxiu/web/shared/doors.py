"""Where a person may go from the bar, and which screen is his first."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.journal import queries as journal
from baoxiu.web.shared import packs


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the bar."""

    title: str
    href: str
    icon: str
    is_here: bool = False


def works_outside(actor: Actor) -> bool:
    """Whether every role `actor` has in the packs in force is one that is sent out: his first screen is the phone's."""
    roles = {post.role for post in actor.posts} & packs.roles_known(actor.organisation_id)
    return bool(roles) and roles <= packs.roles_sent_out(actor.organisation_id)


def home_of(actor: Actor) -> str:
    """The first screen of `actor`."""
    return reverse("field:today") if works_outside(actor) else reverse("desk:board")


def of(request: HttpRequest, *, outside: bool) -> list[Door]:
    """The entries of the bar for whoever asks; the one he stands in is marked."""
    return _marked(_field_places() if outside else _desk_places(), request)


def further(request: HttpRequest, *, outside: bool) -> list[Door]:
    """What stands in the menu behind the bar: places for now and then, and for whoever looks after the house."""
    places = _field_further() if outside else _desk_further()
    return _marked([*places, *_settings(request)], request)


def unread(request: HttpRequest) -> int:
    """How many notices wait under the bell."""
    return journal.unread_of(request.user.pk) if request.user.is_authenticated else 0


def is_outside(request: HttpRequest) -> bool:
    """Whether whoever asks works outside; asked once a page, since the packs in force are looked up for it."""
    actor: Actor = getattr(request, "actor")  # noqa: B009 - a stranger has no bar
    return works_outside(actor)


def _settings(request: HttpRequest) -> list[tuple[str, str, str]]:
    """For whoever looks after a unit; the others are not led to a page that would send them away."""
    actor: Actor = getattr(request, "actor")  # noqa: B009 - a stranger has no bar
    keeps = catalogue.kept_paths(actor, at=getattr(request, "now"))  # noqa: B009
    return [(_("Settings"), reverse("desk:settings"), "adjustments")] if keeps else []


def _marked(places: list[tuple[str, str, str]], request: HttpRequest) -> list[Door]:
    here = max((href for _title, href, _icon in places if request.path.startswith(href)), key=len, default="")
    return [Door(title, href, icon, href == here) for title, href, icon in places]


def _desk_places() -> list[tuple[str, str, str]]:
    return [
        (_("Report"), reverse("desk:report"), "headset"),
        (_("Board"), reverse("desk:board"), "layout-board"),
        (_("Dispatch"), reverse("desk:day"), "timeline"),
        (_("Call-backs"), reverse("desk:calls"), "phone-call"),
        (_("Approvals"), reverse("desk:approvals"), "rubber-stamp"),
        (_("Figures"), reverse("desk:figures"), "chart-bar"),
        (_("My jobs"), reverse("field:today"), "tools"),
    ]


def _desk_further() -> list[tuple[str, str, str]]:
    return [
        (_("To be done this period"), reverse("desk:rounds"), "calendar-event"),
        (_("Parts"), reverse("desk:parts"), "package"),
        (_("Visits"), reverse("desk:visits"), "route"),
        (_("Shifts and hand-over"), reverse("desk:shifts"), "users"),
        (_("Emergencies"), reverse("desk:emergencies"), "alert-triangle"),
        (_("Signs to report by"), reverse("desk:signs"), "qrcode"),
        (_("Copies that are out"), reverse("desk:copies"), "copy"),
        (_("Papers whose time is over"), reverse("desk:disposals"), "archive"),
        (_("Waiting for a station"), reverse("desk:waiting"), "map-pin"),
        (_("Stations"), reverse("desk:stations"), "building"),
        (_("Special users"), reverse("desk:special"), "user"),
        (_("Wallboard"), reverse("desk:wall"), "device-tv"),
        (_("Knowledge"), reverse("desk:knowledge"), "bulb"),
        (_("Procedures"), reverse("desk:procedures"), "book-2"),
        (_("Prices"), reverse("desk:prices"), "receipt"),
        (_("Takings"), reverse("desk:takings"), "cash"),
        (_("Statements"), reverse("desk:statements"), "receipt"),
        (_("Messages"), reverse("desk:messages"), "send"),
    ]


def _field_places() -> list[tuple[str, str, str]]:
    return [
        (_("My jobs"), reverse("field:today"), "tools"),
        (_("My day"), reverse("field:day"), "calendar-event"),
        (_("Diary"), reverse("field:diary"), "notebook"),
        (_("Board"), reverse("desk:board"), "layout-board"),
    ]


def _field_further() -> list[tuple[str, str, str]]:
    return [
        (_("To be done this period"), reverse("desk:rounds"), "calendar-event"),
        (_("Knowledge"), reverse("field:knowledge"), "bulb"),
        (_("Procedures"), reverse("desk:procedures"), "book-2"),
    ]
