"""The board, and the one that is narrowed to what waits for a yes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baoxiu.web.desk.boards import Board
from baoxiu.web.shared.requests import Asked

APPROVALS = ("withdrawal", "special_case", "coverage_change", "area_register")


@require_GET
def board(request: Asked) -> HttpResponse:
    """Everything open, the most urgent first."""
    return _shown(request, Board(request.GET, request.actor, request.now, title=_("Board")))


@require_GET
def approvals(request: Asked) -> HttpResponse:
    """What waits for a yes: withdrawals, special cases, changes of coverage."""
    return _shown(request, Board(request.GET, request.actor, request.now, title=_("Approvals"), kinds=APPROVALS))


def _shown(request: Asked, shown: Board) -> HttpResponse:
    return render(request, "desk/board.html", {"board": shown})
