"""Pages whose address is the key: kept out of other sites, caches and search engines."""

from __future__ import annotations

from django.http import HttpResponse

QUIET = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def quiet(answer: HttpResponse) -> HttpResponse:
    """The same answer, spoken of to nobody."""
    for name, value in QUIET.items():
        answer[name] = value
    return answer
