"""What a browser sent, as the form a command takes. Types are read here; whether it is right, the engine says."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from baoxiu.core.drawn import NothingDrawn, is_drawn
from baoxiu.core.errors import Malformed
from baoxiu.web.shared.drawing import LABOUR, LINES, TIMES, UNASKED, Ask

Json = Any
Store = Callable[[Iterable[bytes]], str]  # the bytes -> the hash the form keeps
PNG = "data:image/png;base64,"
MANY = frozenset({"checklist", "list"})  # several ticks, or one a line
PRESET = frozenset({"quantity", "supplied_by", "checked"})  # a line that says no more than this says nothing
FILES = frozenset({"photo", "photos"})
LONGEST_NAME = 60


def form_of(request: HttpRequest, asks: Iterable[Ask], *, zone: str, store: Store) -> dict[str, Json]:
    """The form, one value per ask that was answered. Files and signatures are stored first and named in it."""
    taken = {ask["name"]: _value(request, ask, zone, store) for ask in asks if ask["type"] not in UNASKED}
    return {name: value for name, value in taken.items() if value not in (None, "", [], {}) or _all_taken_away(request, name, value)}


def said_of(said: Mapping[str, Any], asks: Iterable[Ask], *, zone: str) -> dict[str, Json]:
    """What was typed so far, as far as it can be read; nothing is stored. Lists and lines wait until the form is sent."""
    found: dict[str, Json] = {}
    for ask in asks:
        name, kind = ask["name"], ask["type"]
        given = str(said.get(name, "")).strip()
        if given and kind not in {*MANY, *LINES, *FILES, *UNASKED, "proof", "signature"}:
            with suppress(Malformed):
                found[name] = _one(kind, name, given, zone)
    return found


def _all_taken_away(request: HttpRequest, name: str, value: Json) -> bool:
    """Lines that stood on the page and are left out on purpose."""
    return value == [] and f"{name}.shown" in request.POST


def _value(request: HttpRequest, ask: Ask, zone: str, store: Store) -> Json:
    name, kind = ask["name"], ask["type"]
    if kind in FILES:
        kept = photos_of(request, name, store)
        return kept if kind == "photos" else next(iter(kept), None)
    if kind == "labour_time":
        return [_spell(line, zone, name) for line in lines_of(request.POST, name)]
    if kind in LINES:
        lines = lines_of(request.POST, name)
        return {line["key"]: line.get("value", "") for line in lines if line.get("key")} if kind == "map" else lines
    if kind == "proof":
        return _proof(request.POST, name)
    if kind in MANY:
        return [line.strip() for one in request.POST.getlist(name) for line in one.splitlines() if line.strip()]
    if kind == "signature":
        return _signature(request.POST, name, store)
    given = request.POST.get(name, "").strip()
    return _one(kind, name, given, zone) if given else None


def photos_of(request: HttpRequest, name: str, store: Store) -> list[Json]:
    """Photos in their order; one that was said to show something (before, after, a few words) carries what was said."""
    found: list[Json] = []
    for nth, file in enumerate(request.FILES.getlist(name)):
        said = {part: request.POST.get(f"{name}.{nth}.{part}", "").strip() for part in ("kind", "caption")}
        told = {part: words for part, words in said.items() if words}
        hash_ = store(file.chunks())
        found.append({"file": hash_, **told} if told else hash_)
    return found


def _signature(post: Mapping[str, Any], name: str, store: Store) -> Json:
    """The drawing, and whose name stands below it where one was typed. A name alone signs nothing."""
    given, signer = str(post.get(name, "")).strip(), str(post.get(f"{name}.name", "")).strip()[:LONGEST_NAME]
    if not given:
        return None
    drawn = store([picture_of(given, name)])
    return {"file": drawn, "name": signer} if signer else drawn


def _spell(line: Mapping[str, str], zone: str, name: str) -> dict[str, str]:
    """A stretch of work, its times with their zone."""
    return {cell: time_of(said, zone, name) if cell in LABOUR else said for cell, said in line.items()}


def _proof(post: Mapping[str, Any], name: str) -> Json:
    """How somebody shows that he is there; what belongs to another way than the chosen one is left out."""
    how = str(post.get(f"{name}.how", "")).strip()
    wanted = {"code": ("code",), "qr": ("sign",), "place": ("lat", "lon", "accuracy"), "none": ("reason",)}.get(how, ())
    said = {key: str(post.get(f"{name}.{key}", "")).strip() for key in wanted}
    kept = {"code" if key == "sign" else key: value for key, value in said.items() if value}
    return {"how": how, **kept} if how else None


def _one(kind: str, name: str, given: str, zone: str) -> Json:
    if kind in TIMES:
        return time_of(given, zone, name)
    if kind == "tick":
        return given in {"on", "true", "1"}
    return given


def time_of(given: str, zone: str, name: str) -> str:
    """A wall-clock time of the unit with its offset; one that brings its own keeps it."""
    try:
        at = datetime.fromisoformat(given)
    except ValueError as wrong:
        raise Malformed(what=given, why="time / 时间", field=name) from wrong
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).isoformat()


def picture_of(given: str, name: str) -> bytes:
    """The bytes of a drawn signature."""
    try:
        if not given.startswith(PNG):
            raise binascii.Error
        picture = base64.b64decode(given.removeprefix(PNG), validate=True)
    except binascii.Error as wrong:
        raise Malformed(what=name, why="PNG", field=name) from wrong
    if not is_drawn(picture):
        raise NothingDrawn(field=name)
    return picture


def lines_of(post: Mapping[str, Any], name: str) -> list[dict[str, str]]:
    """`needed_parts.0.code=…` and so on as lines; empty ones are left out."""
    cell = re.compile(rf"{re.escape(name)}\.(\d+)\.(\w+)")
    lines: dict[int, dict[str, str]] = {}
    for key, value in post.items():
        if (match := cell.fullmatch(key)) and str(value).strip():
            lines.setdefault(int(match[1]), {})[match[2]] = str(value).strip()
    return [line for _n, line in sorted(lines.items()) if line.keys() - PRESET]
