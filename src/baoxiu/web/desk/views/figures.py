"""How are we: the figures page, the tickets behind each number, the same as a workbook, and the duty room's wall."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baoxiu.insight import queries as insight
from baoxiu.web.desk.figures import FiguresPage
from baoxiu.web.desk.packfigures import pack_figures
from baoxiu.web.desk.wall import Wall
from baoxiu.web.desk.workbook import XLSX, workbook_of
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.rows import rows


@require_GET
def figures(request: Asked) -> HttpResponse:
    """The six numbers, the days, the tables."""
    return render(request, "desk/figures.html", {"page": _page(request)})


@require_GET
def behind(request: Asked, number: str) -> HttpResponse:
    """The tickets behind a number."""
    page = _page(request)
    found = rows(insight.behind(number, page.asked, by=request.actor, at=request.now), request.now)
    return render(request, "desk/behind.html", {"page": page, "rows": found, "title": page.title_of(number), "most": insight.MOST})


@require_GET
def packs(request: Asked) -> HttpResponse:
    """What the packs themselves count, by their own rules."""
    return render(request, "desk/_packfigures.html", {"parts": pack_figures(_page(request))})


@require_GET
def workbook(request: Asked) -> HttpResponse:
    """The page as a workbook."""
    page = _page(request)
    first, last = page.days
    name = f"baoxiu-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    return HttpResponse(workbook_of(page), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_GET
def wall(request: Asked) -> HttpResponse:
    """The duty room's wall: clocks first, nothing to click."""
    return render(request, "desk/wall.html", {"wall": Wall(request.actor, request.now)})


def _page(request: Asked) -> FiguresPage:
    return FiguresPage(request.GET, request.actor, request.now)
