"""The board: its page, its lines as one scrolls, what changed on it, its menus, its views, and what is done to several at once."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baoxiu.directory import queries as directory
from baoxiu.tickets import actions
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk.boards import Board, Keeping, Wanted, chips_of, facet_on, menus
from baoxiu.web.desk.boards.asked import EVERYTHING
from baoxiu.web.desk.boards.bulk import MOST, Bulk
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.rows import rows


@require_GET
def board(request: Asked) -> HttpResponse:
    """Everything open, the most urgent first, or what the address says; without an address the view one begins with."""
    if not request.GET:
        first = tickets.default_view(request.actor)
        query = Wanted.read(QueryDict(first.query)).query if first else ""
        if query:
            return redirect(f"{request.path}?{query}")
    shown = _board(request)
    context = {
        "board": shown,
        "keeping": Keeping(request.actor, shown.wanted),
        "menus": [{"name": name, "title": title, "many": len(shown.wanted.many(name))} for name, title in menus().items()],
        "chips": chips_of(shown),
        "kept": parse_qsl(shown.wanted.without("q").query),
        "q": shown.wanted.one("q"),
        "by": shown.wanted.one("by") or "state",
    }
    return render(request, "desk/board.html", context)


@require_GET
def board_rows(request: Asked) -> HttpResponse:
    """Further lines, or again those between two places."""
    return render(request, "desk/board/_page.html", {"board": _board(request)})


@require_GET
def board_changed(request: Asked) -> HttpResponse:
    """The numbers over the board anew, and of the tickets that changed the lines that stand on it now."""
    shown = _board(request)
    numbers = request.GET.getlist("n")[:MOST]
    found = tickets.changed_on_board(request.actor, shown.filters, numbers, at=request.now) if numbers else []
    return render(request, "desk/board/_changed.html", {"board": shown, "rows": rows(found, request.now)})


@require_GET
def facet(request: Asked, name: str) -> HttpResponse:
    """What a menu of the board offers."""
    return render(request, "desk/board/_facet.html", {"choices": facet_on(name, _board(request))})


def _board(request: Asked) -> Board:
    asked = request.GET
    return Board(Wanted.read(asked), request.actor, request.now, cursor=asked.get("cursor", ""), upto=asked.get("upto", ""))


# -- views that are kept


@require_POST
def view_keep(request: Asked) -> HttpResponse:
    """Keep what one looks at under a name."""
    said = request.POST
    query = Wanted.read(QueryDict(said.get("query", ""))).query
    unit = directory.unit_on(request.actor.organisation_id or 0, said["unit"]) if said.get("unit") else None
    actions.keep_view(said.get("name", ""), query, by=request.actor, at=request.now, unit=unit, is_default="first" in said)
    return _to(query)


@require_POST
def view_first(request: Asked) -> HttpResponse:
    """Let the board begin with a view, or with everything."""
    said = request.POST.get("view", "")
    actions.begin_with(int(said) if said.isdecimal() else None, by=request.actor)
    return _to(Wanted.read(QueryDict(request.POST.get("back", "").removeprefix("?"))).query)


@require_POST
def view_drop(request: Asked, view_id: int) -> HttpResponse:
    """Give up a view of one's own."""
    actions.drop_view(view_id, by=request.actor)
    return _to("")


def _to(query: str) -> HttpResponse:
    return redirect(f"{reverse('desk:board')}?{query or EVERYTHING}")


# -- several at once


@require_GET
def bulk(request: Asked) -> HttpResponse:
    """What may be done to the chosen tickets."""
    return _bulk(request, Bulk(request.GET.getlist("n"), request.actor, request.now))


@require_http_methods(["GET", "POST"])
def bulk_do(request: Asked, procedure: str, command: str) -> HttpResponse:
    """The form of a command for all of them; sent, it runs on each, and what became of each is said."""
    chosen = Bulk((request.GET if request.method == "GET" else request.POST).getlist("n"), request.actor, request.now)
    request.clauses = chosen.pages[0].clauses
    if request.method == "GET":
        return _bulk(
            request, chosen, procedure=procedure, doing=chosen.doing(procedure, command), many=len(chosen.allowing(procedure, command))
        )
    outcome = chosen.run(request, procedure, command)
    done, refused = (sum(not one.words for one in outcome), [one for one in outcome if one.words])
    return _bulk(request, Bulk(request.POST.getlist("n"), request.actor, request.now), outcome=outcome, done=done, refused=refused)


def _bulk(request: Asked, chosen: Bulk, **more: object) -> HttpResponse:
    numbers = urlencode([("n", ticket.number) for ticket in chosen.tickets])
    context = {"bulk": chosen, "numbers": numbers, "outcome": None, **more}
    return render(request, "desk/board/_bulk.html" if request.htmx else "desk/board/bulk.html", context)
