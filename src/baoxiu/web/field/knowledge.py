"""What the packs know, on the phone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baoxiu.web.shared import knowing
from baoxiu.web.shared.requests import Asked


@require_GET
def knowledge(request: Asked) -> HttpResponse:
    """The same page as at the desk, one hand wide."""
    return render(request, "field/knowledge.html", knowing.page_of(request))
