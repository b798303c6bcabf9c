"""Scripts, styles and drawings travel compressed: each is packed once and kept in memory until the file changes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

Next = Callable[[HttpRequest], HttpResponseBase]
TEXT = re.compile(r"text/|application/(javascript|json|manifest\+json)|image/svg")
TAKES = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
GZIP = b"\x1f\x8b"  # how a packed file begins
SMALLEST = 400  # below this the packing costs more than it saves


class CompressedFiles:
    """Packs what stands under the static address, for browsers that take it."""

    def __init__(self, get_response: Next) -> None:
        """Keep what comes next; nothing is packed yet."""
        self.get_response = get_response
        self._packed: dict[str, tuple[str, bytes]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; pack what comes back."""
        if not request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        seen = request.META.get("HTTP_IF_NONE_MATCH", "")
        request.META["HTTP_IF_NONE_MATCH"] = seen.removeprefix("W/")  # our own mark, put there below
        answer = self.get_response(request)
        if not TEXT.match(answer.get("Content-Type", "")):
            return answer
        patch_vary_headers(answer, ("Accept-Encoding",))
        takes = TAKES.search(request.headers.get("Accept-Encoding", ""))
        fits = answer.status_code == 200 and request.method == "GET" and not answer.has_header("Content-Encoding")
        return self._pack(request.path, answer) if takes and fits else answer

    def _pack(self, path: str, answer: HttpResponseBase) -> HttpResponseBase:
        mark = answer.get("ETag", "")
        held = self._packed.get(path)
        if held is None or held[0] != mark or not mark:
            held = self._packed[path] = (mark, _packed(_whole(answer)))
        if held[1][:2] == GZIP:
            answer["Content-Encoding"] = "gzip"
            answer["ETag"] = f"W/{mark}"
        answer["Content-Length"] = str(len(held[1]))
        _say(answer, held[1])
        return answer


def _whole(answer: HttpResponseBase) -> bytes:
    return b"".join(cast(StreamingHttpResponse, answer)) if answer.streaming else cast(HttpResponse, answer).content


def _packed(whole: bytes) -> bytes:
    return gzip.compress(whole, 9, mtime=0) if len(whole) > SMALLEST else whole


def _say(answer: HttpResponseBase, body: bytes) -> None:
    """Give this body instead; whatever the answer holds open is closed with it by the server."""
    if answer.streaming:
        cast(StreamingHttpResponse, answer).streaming_content = iter([body])
    else:
        cast(HttpResponse, answer).content = body
