"""Pages whose address is the key: kept out of other sites, caches and search engines."""

from __future__ import annotations

from django.http import HttpResponse

# `no-referrer` would make browsers send forms of these pages with no origin, and they would be taken for forged.
QUIET = {"Referrer-Policy": "same-origin", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def quiet(answer: HttpResponse) -> HttpResponse:
    """The same answer, spoken of to nobody."""
    for name, value in QUIET.items():
        answer[name] = value
    return answer
