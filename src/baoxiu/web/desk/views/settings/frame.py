"""Who may stand here, what he looks after, and the frame every settings page has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Concatenate, ParamSpec

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.errors import NotFound, Refusal
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Person, Unit
from baoxiu.web.desk.views.settings.parts import Link, Part
from baoxiu.web.shared.requests import Asked

PAGE = 100
Rest = ParamSpec("Rest")

# key, title, address, icon
AREAS: Sequence[tuple[str, Promise, str, str]] = (
    ("overview", _("Overview"), "desk:settings", "home"),
    ("organisation", _("Organisation"), "desk:set_units", "hierarchy"),
    ("people", _("People"), "desk:set_people", "users"),
    ("roles", _("Roles"), "desk:set_roles", "id-badge-2"),
    ("customers", _("Customers"), "desk:set_customers", "user"),
    ("sites", _("Sites"), "desk:set_sites", "map-pin"),
    ("assets", _("Assets"), "desk:set_assets", "device-desktop"),
    ("calendars", _("Calendars"), "desk:set_calendars", "calendar-event"),
    ("packs", _("Packs"), "desk:set_packs", "book-2"),
    ("prices", _("Lists of prices"), "desk:prices", "receipt"),
    ("stock", _("Stock"), "desk:set_stock", "package"),
    ("channels", _("Channels"), "desk:set_channels", "send"),
    ("outages", _("System outages"), "desk:set_outages", "plug-x"),
    ("tokens", _("API tokens"), "desk:tokens", "key"),
    ("import", _("Import and export"), "desk:set_tables", "table-import"),
)
OF_THE_WHOLE = frozenset({"channels", "outages"})  # of the organisation as such, so for who looks after all of it


class KeepsNothing(Refusal):
    """You look after no unit here. Ask {names} to change this for you."""

    code: ClassVar[str] = "keeps_nothing"
    zh: ClassVar[str] = "您没有负责管理的单位，请联系 {names} 设置。"


class OfTheWhole(Refusal):
    """This belongs to the organisation as a whole; {names} looks after it."""

    code: ClassVar[str] = "of_the_whole"
    zh: ClassVar[str] = "此项属于整个组织，由 {names} 负责。"


@dataclass(frozen=True)
class Keeper:
    """Whoever asks, with what he looks after. Everything of anybody else is as if it were not there."""

    request: Asked

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths below which he looks after everything."""
        return catalogue.kept_paths(self.request.actor, at=self.request.now)

    @cached_property
    def organisation(self) -> Unit:
        """The root of his tree."""
        return directory.unit_with(self.request.actor.organisation_id or 0)

    @property
    def is_whole(self) -> bool:
        """Whether he looks after the whole organisation."""
        return self.organisation.path in self.paths

    @cached_property
    def all_units(self) -> list[Unit]:
        """His units, closed ones too."""
        return list(catalogue.kept_units(self.request.actor, at=self.request.now).select_related("parent"))

    @cached_property
    def units(self) -> list[Unit]:
        """His units in use."""
        return [unit for unit in self.all_units if unit.active]

    def unit(self, code: str) -> Unit:
        """One of his units."""
        return catalogue.kept_unit(self.request.actor, code, at=self.request.now)

    def person(self, id_: int) -> Person:
        """Somebody who works in his units alone."""
        found = catalogue.kept_people(self.request.actor, at=self.request.now).filter(pk=id_).first()
        if found is None:
            raise NotFound(what="person / 人员", name=id_)
        return found


def areas_of(keeper: Keeper) -> list[tuple[str, Promise, str, str]]:
    """The areas somebody may enter."""
    return [one for one in AREAS if keeper.is_whole or one[0] not in OF_THE_WHOLE]


View = Callable[Concatenate[Asked, Keeper, Rest], HttpResponse]


def kept(view: View[Rest], *, fits: Callable[[Keeper, str], bool] | None = None) -> Callable[Concatenate[Asked, Rest], HttpResponse]:
    """For whoever looks after a unit; the view is given what he looks after. `fits`: for whom else, by what the address names."""

    def checked(request: Asked, /, *args: Rest.args, **given: Rest.kwargs) -> HttpResponse:
        keeper = Keeper(request)
        if not (fits(keeper, str(given.get("name", ""))) if fits else keeper.paths):
            raise KeepsNothing(names=_names(request))
        return view(request, keeper, *args, **given)

    checked.__name__, checked.__doc__ = view.__name__, view.__doc__
    return checked


def kept_whole(view: View[Rest]) -> Callable[Concatenate[Asked, Rest], HttpResponse]:
    """For whoever looks after the whole organisation."""

    def checked(request: Asked, keeper: Keeper, /, *args: Rest.args, **given: Rest.kwargs) -> HttpResponse:
        if not keeper.is_whole:
            raise OfTheWhole(names=_names(request))
        return view(request, keeper, *args, **given)

    return kept(checked)


def shown(
    request: Asked, area: str, title: Any, parts: Sequence[Part], *, sub: Any = "", back: Link | None = None, tools: Sequence[Link] = ()
) -> HttpResponse:
    """A page of settings."""
    keeper = Keeper(request)
    mine = areas_of(keeper) if keeper.paths else []  # a card is read by others too
    places = [(name, reverse(address), icon, key == area) for key, name, address, icon in mine]
    context = {"places": places, "title": title, "sub": sub, "parts": parts, "back": back, "tools": tools}
    answer = render(request, "desk/settings/page.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def done(request: Asked, words: Any, address: str, *args: Any) -> HttpResponse:
    """Said on the page one comes to next."""
    messages.success(request, str(words))
    where = reverse(address, args=args)
    return HttpResponse(status=204, headers={"HX-Redirect": where}) if request.htmx else redirect(where)


def paged(request: Asked, rows: Any) -> tuple[Any, list[Link]]:
    """The rows of the page asked for, and the ways to the ones beside it."""
    found = Paginator(rows, PAGE)
    page = found.get_page(request.GET.get("page"))
    query = request.GET.copy()
    links = []
    for there, title, icon in ((page.number - 1, _("Earlier"), "arrow-left"), (page.number + 1, _("Further"), "arrow-right")):
        if 1 <= there <= found.num_pages:
            query["page"] = str(there)
            links.append(Link(title, f"?{query.urlencode()}", icon))
    return page, links


def _names(request: Asked) -> str:
    found = [person.name for person in catalogue.whom_to_ask(request.actor, at=request.now)]
    return "、".join(found) or str(_("the administrator of this installation"))
