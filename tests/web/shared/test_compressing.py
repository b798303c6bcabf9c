"""Scripts, styles and drawings travel compressed, and come back 304 when a browser has them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

from django.test import Client

STYLE = "/static/shared/parts.css"


def asked(path: str = STYLE, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body as they travel."""
    answer: Any = Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer.status_code, dict(answer.items()), body


def test_a_style_travels_packed_and_says_so(db: None) -> None:
    _, _, plain = asked()
    _, headers, packed = asked(Accept_Encoding="gzip, deflate, br")

    assert headers["Content-Encoding"] == "gzip"
    assert int(headers["Content-Length"]) == len(packed) < len(plain) / 2
    assert gzip.decompress(packed) == plain
    assert "Accept-Encoding" in headers["Vary"]


def test_who_takes_no_packing_gets_none(db: None) -> None:
    for said in ("", "identity", "gzip;q=0", "br"):
        assert "Content-Encoding" not in asked(Accept_Encoding=said)[1]


def test_what_a_browser_has_is_not_sent_again(db: None) -> None:
    mark = asked(Accept_Encoding="gzip")[1]["ETag"]

    assert asked(Accept_Encoding="gzip", If_None_Match=mark)[0] == 304


def test_a_page_is_left_as_it_is(db: None) -> None:
    assert "Content-Encoding" not in asked("/login", Accept_Encoding="gzip")[1]
