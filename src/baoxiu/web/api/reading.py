"""Reading a body: JSON that can be kept. Nothing is taken that the database could not give back as it came."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from baoxiu.web.api.refusals import NotJson

DEEPEST = 32
LONGEST_NUMBER = 40  # digits
Json = Any


class StrictJson(Parser):
    """JSON in UTF-8, at most 32 levels deep, without NUL, lone surrogates, NaN, infinities and endless numbers."""

    def parse_body(self, request: HttpRequest) -> Json:
        """The value the body holds."""
        return read(request.body)


def read(body: bytes) -> Json:
    """The value of a JSON text; refuses what is none, or could not be kept."""
    if body.count(b"[") + body.count(b"{") > DEEPEST and _depth(body) > DEEPEST:
        raise NotJson(why=f"> {DEEPEST} levels / 层")
    try:
        found = json.loads(body.decode("utf-8"), parse_int=_int, parse_float=_float, parse_constant=_constant)
    except ValueError as wrong:
        raise NotJson(why=str(wrong)) from wrong
    if b"\\u" in body:
        _check(_texts(found))
    return found


def _depth(body: bytes) -> int:
    """How deep brackets stand in each other; those inside texts do not count."""
    depth = deepest = 0
    is_text = is_escaped = False
    for byte in body:
        if is_text:
            is_text = is_escaped or byte != 0x22
            is_escaped = not is_escaped and byte == 0x5C
        elif byte == 0x22:
            is_text = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _int(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"number / 数字 > {LONGEST_NUMBER}")
    return int(digits)


def _float(digits: str) -> float:
    found = float(digits)
    if found in (float("inf"), float("-inf")):
        raise ValueError(f"number / 数字 {digits[:LONGEST_NUMBER]}")
    return found


def _constant(name: str) -> float:
    raise ValueError(name)


def _texts(value: Json) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _check(texts: Iterable[str]) -> None:
    for text in texts:
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise NotJson(why="\\u0000, \\ud800…\\udfff")
