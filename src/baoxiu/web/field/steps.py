"""One step fills the screen: the next one big; new time, "cannot" and the rest folded, each command drawn from the procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from baoxiu.core.engine.facts import Choice
from baoxiu.core.procedure.elements import Command
from baoxiu.web.shared.ticket_page import TicketPage

WAYS_OUT = frozenset({"leave", "absent"})  # steps of a visit that end it before its work is done
TIMES = frozenset({"time", "promise"})
WHY = frozenset({"why", "reason"})
PLACES = ("later", "cannot", "other")
AMAP = "https://uri.amap.com"


@dataclass(frozen=True, slots=True)
class Acts:
    """What stands open on a job, by how near it is to the thumb."""

    next: Choice | None
    later: Choice | None  # another time
    cannot: Sequence[Choice]
    others: Sequence[Choice]
    is_there: bool

    @property
    def folded(self) -> bool:
        """Whether so much else may be done that it would hide the next step."""
        return len(self.others) > 3


def acts_of(page: TicketPage) -> Acts:
    """The open commands of a job in their places."""
    choices = page.choices_open
    big = next((choice for choice in choices if choice.primary), None)
    rest = [choice for choice in choices if choice is not big]
    places = places_of(rest, page)
    found: dict[str, list[Choice]] = {place: [one for one in rest if places[one.command] == place] for place in PLACES}
    is_there = any(visit.row.arrived_at and not visit.row.left_at for visit in page.visits.here)
    return Acts(big, next(iter(found["later"]), None), found["cannot"], found["other"], is_there)


def places_of(choices: Sequence[Choice], page: TicketPage) -> dict[str, str]:
    """Where each command stands: another time, a way out, or all else."""
    known: Mapping[str, Command] = page.procedure.commands
    timed = (choice for choice in choices if not choice.primary and _asks_time(choice))
    later = max(timed, key=lambda one: _says_why(one, known), default=None)
    return {one.command: "later" if one is later else "cannot" if _is_way_out(one, known.get(one.command)) else "other" for one in choices}


def _asks_time(choice: Choice) -> bool:
    return any(ask["type"] in TIMES and ask.get("after") for ask in choice.asks)


def _says_why(choice: Choice, known: Mapping[str, Command]) -> tuple[bool, bool]:
    """A new time that ends no visit, with its reason, comes before any other command that asks for a time."""
    command = known.get(choice.command)
    said = {ask["name"] for ask in choice.asks}
    return (command is not None and command.visit is None, bool(said & WHY))


def _is_way_out(choice: Choice, command: Command | None) -> bool:
    """What ends a visit undone or gives the job away; and whatever no visit is made by but a reason must be given for: it cannot be."""
    if command is not None and (command.visit or command.unassigns or command.moves_to):
        return command.visit in WAYS_OUT or command.unassigns or bool(command.moves_to)
    return any(ask["name"] in WHY and ask.get("required") for ask in choice.asks)


@dataclass(frozen=True, slots=True)
class Route:
    """How to get there: by the map of the phone, or on a page."""

    app: str  # geo: opens whatever map the phone has
    page: str


def route_to(ticket: Any, place: str) -> Route | None:
    """The way to a job: by its coordinates where they are known, else by its words."""
    site = ticket.site
    if site is not None and site.latitude is not None and site.longitude is not None:
        name = quote(place or site.title)
        marker = urlencode({"position": f"{site.longitude},{site.latitude}", "name": place, "coordinate": "wgs84", "callnative": 1})
        return Route(f"geo:{site.latitude},{site.longitude}?q={site.latitude},{site.longitude}({name})", f"{AMAP}/marker?{marker}")
    if not place:
        return None
    return Route(f"geo:0,0?q={quote(place)}", f"{AMAP}/search?{urlencode({'keyword': place, 'callnative': 1})}")


def context_of(page: TicketPage) -> dict[str, Any]:
    """What the job's page shows beside the ticket's own."""
    return {"acts": acts_of(page), "route": route_to(page.ticket, page.place)}
