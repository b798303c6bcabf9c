"""The first page of settings: a card an area, with how much there is and what is not yet set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baoxiu.catalogue import queries as catalogue
from baoxiu.directory.queries import places
from baoxiu.journal.queries import ways_of
from baoxiu.quotes import queries as quotes
from baoxiu.web.desk.views.settings import posts
from baoxiu.web.desk.views.settings.frame import Keeper, areas_of, kept, shown
from baoxiu.web.desk.views.settings.parts import Card, Cards
from baoxiu.web.shared import packs
from baoxiu.web.shared.requests import Asked


@require_GET
@kept
def overview(request: Asked, keeper: Keeper) -> HttpResponse:
    """A card an area."""
    facts = _Facts(request, keeper)
    cards = [
        Card(title, reverse(address), icon, *getattr(facts, key)()) for key, title, address, icon in areas_of(keeper) if hasattr(facts, key)
    ]
    sub = _("You look after {units}.").format(units="、".join(unit.title for unit in _tops(keeper)))
    return shown(request, "overview", _("Settings"), [Cards(cards)], sub=sub)


def _tops(keeper: Keeper) -> list[Any]:
    return [unit for unit in keeper.units if unit.path in keeper.paths][:5]


@dataclass(frozen=True)
class _Facts:
    """For each area: what there is, and what is missing."""

    request: Asked
    keeper: Keeper

    def organisation(self) -> tuple[Any, Any]:
        units = self.keeper.units
        alone = len(units) == 1 and self.keeper.is_whole
        return _("{count} units").format(count=len(units)), _("No unit below the organisation yet") if alone else ""

    def people(self) -> tuple[Any, Any]:
        rows = catalogue.kept_people(self.request.actor, at=self.request.now).filter(is_active=True)
        without = sum(not row.has_usable_password() for row in rows)
        return _("{count} people").format(count=len(rows)), _("{count} cannot log in yet").format(count=without) if without else ""

    def roles(self) -> tuple[Any, Any]:
        titles = posts.role_titles(self.keeper.organisation.pk)
        held = {post.role for unit in self.keeper.all_units for post in unit.posts.all()}
        nobody = [title for role, title in titles.items() if role not in held] if self.keeper.is_whole else []
        said = _("Held by nobody: {roles}").format(roles="、".join(nobody[:4])) if nobody else ""
        return _("{count} roles in the packs in force").format(count=len(titles)), said

    def customers(self) -> tuple[Any, Any]:
        count = places.kept_customers(self.keeper.organisation.pk, self.keeper.paths).count()
        return _("{count} customers").format(count=count), "" if count else _("None yet: callers are not known by their number")

    def sites(self) -> tuple[Any, Any]:
        rows = places.kept_sites(self.keeper.organisation.pk, self.keeper.paths)
        nobodys = rows.filter(unit=None).count()
        return _("{count} places").format(count=rows.count()), _("{count} served by no unit").format(count=nobodys) if nobodys else ""

    def assets(self) -> tuple[Any, Any]:
        return _("{count} things").format(count=places.kept_assets(self.keeper.organisation.pk, self.keeper.paths).count()), ""

    def calendars(self) -> tuple[Any, Any]:
        own = sum(bool(unit.calendar) for unit in self.keeper.units)
        bare = not self.keeper.organisation.calendar and not own
        return _("{count} units with hours of their own").format(count=own), _(
            "No hours laid down: clocks run by the packs' own"
        ) if bare else ""

    def packs(self) -> tuple[Any, Any]:
        rows = packs.packs_of(self.keeper.organisation.pk)
        waiting = catalogue.versions_waiting(self.keeper.organisation.pk).count()
        missing = _("No pack in force: nothing can be reported yet") if not rows else ""
        return _("{count} in force").format(count=len(rows)), missing or (
            _("{count} versions wait for a step").format(count=waiting) if waiting else ""
        )

    def prices(self) -> tuple[Any, Any]:
        own = len(list(quotes.lists_of(self.request.actor, at=self.request.now)))
        theirs = len(quotes.pack_lists(self.request.actor, at=self.request.now))
        return _("{own} lists of your own, {packs} of packs").format(own=own, packs=theirs), ""

    def channels(self) -> tuple[Any, Any]:
        found = ways_of(self.keeper.organisation.pk, self.request.now)
        used = sum(way.kind in ("own", "set") for way in found)
        failing = sum(way.is_failing for way in found)
        missing = _("{count} fail again and again").format(count=failing) if failing else ""
        return _("{count} of {all} ways set").format(count=used, all=len(found)), missing or (
            "" if used else _("None set: messages are written to files only")
        )

    def outages(self) -> tuple[Any, Any]:
        return _("when this system itself failed"), ""

    def stock(self) -> tuple[Any, Any]:
        return _("what lies on the shelves"), ""

    def tokens(self) -> tuple[Any, Any]:
        return _("programs that act in your name"), ""
