"""Walking the faces as their people do: from page to page by what is linked there, a few addresses of every route."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from lxml import html

ASKED = ("href", "hx-get", "src", "data-href", "data-src")
SENT = ("action", "hx-post", "formaction")
HERE = "http://testserver"


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every route of our pages, as the resolver names it; the API answers for itself."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver) and not route.startswith("api/"):
            yield from routes(one, route)
        elif isinstance(one, URLPattern):
            yield route


def route_of(path: str) -> str:
    """The route that answers `path`; empty for what is no page of ours."""
    try:
        return str(resolve(urlsplit(path).path).route)
    except Resolver404:
        return ""


@dataclass(slots=True)
class Walk:
    """What one person came upon: the addresses of every route by whether they are asked or sent to, and what the asked ones answered."""

    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, Any] = field(default_factory=dict)

    def pages(self) -> list[str]:
        """The addresses that answered a whole page."""
        return [path for path, answer in self.answers.items() if is_page(answer)]


def is_page(answer: Any) -> bool:
    """Whether an answer is a whole page, not a fragment, a file or a way to another."""
    kind = answer.headers.get("Content-Type", "")
    return bool(answer.status_code == 200 and kind.startswith("text/html") and b"<html" in answer.content[:600])


def walk(client: Client, starts: Iterable[str] = ("/",), *, each: int = 2) -> Walk:
    """Follow every link from `starts`, no more than `each` addresses of a route; nothing is sent."""
    walked, waiting = Walk(), list(starts)
    while waiting:
        path = waiting.pop(0)
        if path in walked.answers:
            continue
        answer = walked.answers[path] = client.get(path)
        for further in _met(path, answer, walked):
            route = route_of(further)
            if not route or route == "logout" or further in walked.asked[route] or len(walked.asked[route]) >= each:
                continue
            walked.asked[route].append(further)
            waiting.append(further)
    return walked


def _met(path: str, answer: Any, walked: Walk) -> Iterator[str]:
    """The addresses of ours an answer leads to; those a form is sent to are noted."""
    if answer.status_code in {301, 302, 303}:
        yield from _ours(path, answer.headers["Location"])
    elif answer.headers.get("Content-Type", "").startswith("text/html") and answer.content.strip():
        for element in html.fromstring(answer.content.decode()).iter(html.etree.Element):
            asks_by_form = element.tag == "form" and element.get("method", "get").lower() == "get"
            for name in (*ASKED, "action") if asks_by_form else ASKED:
                yield from _ours(path, element.get(name))
            if not asks_by_form:
                _note_sent(path, element, walked)


def _note_sent(path: str, element: Any, walked: Walk) -> None:
    for further in (further for name in SENT for further in _ours(path, element.get(name))):
        if further not in walked.sent[route_of(further)]:
            walked.sent[route_of(further)].append(further)


def _ours(path: str, link: str | None) -> Iterator[str]:
    if not link or link.startswith(("#", "data:", "blob:", "tel:", "mailto:", "geo:")):
        return
    whole = urlsplit(urljoin(f"{HERE}{path}", link))
    if f"{whole.scheme}://{whole.netloc}" == HERE:
        yield whole.path + (f"?{whole.query}" if whole.query else "")
