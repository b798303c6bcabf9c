"""What the packs know, for whoever looks something up."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baoxiu.web.shared import knowing
from baoxiu.web.shared.requests import Asked


@require_GET
def knowledge(request: Asked) -> HttpResponse:
    """Questions with their answers, searched by words, pinyin initials and topic; phrases that are not said."""
    return render(request, "desk/knowledge.html", knowing.page_of(request))
