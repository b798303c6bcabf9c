"""A pack's words in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_from_request

Words = Mapping[Any, str] | str  # a pack's text: per language, or plain
ZH = "zh"


def in_language(said: Words | None) -> str:
    """The text in the reader's language, else in the language it has."""
    if not said or not isinstance(said, Mapping):
        return str(said or "")
    language = (get_language() or ZH)[:2]
    return said.get(language) or said.get(ZH) or next(iter(said.values()), "")


def language_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The language of whoever sends these headers, as his pages have it."""
    said, request = [(name, value.decode("latin-1")) for name, value in headers], HttpRequest()
    cookies = SimpleCookie("; ".join(value for name, value in said if name == b"cookie"))
    request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
    request.META["HTTP_ACCEPT_LANGUAGE"] = ",".join(value for name, value in said if name == b"accept-language")
    return get_language_from_request(request)
