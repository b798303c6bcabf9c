"""Traces out of an XES event log (IEEE 1849), read as a stream."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from baoxiu.core.recorded.tables import UnreadableFile, open_bytes


@dataclass(frozen=True, slots=True)
class Trace:
    """One case: its attributes and its events, each a map of attribute -> text, in file order. `place` counts from 1."""

    place: int
    attributes: dict[str, str]
    events: tuple[dict[str, str], ...]


def traces(path: Path) -> Iterator[Trace]:
    """Every trace of the log; raises UnreadableFile where it is not XML or not a log."""
    raw = open_bytes(path)
    if b"<!DOCTYPE" in raw[:4096] or b"<!ENTITY" in raw[:65536]:
        raise UnreadableFile(f"{path.name} declares entities; an event log needs none, and they are not read")
    place = 0
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(raw), events=("end",)):
            if _local(element.tag) == "trace":
                place += 1
                yield _trace(place, element)
                element.clear()
    except ElementTree.ParseError as fault:
        raise UnreadableFile(f"{path.name} is not XML: {fault}") from fault
    if place == 0:
        raise UnreadableFile(f"{path.name} holds no trace; is it an XES log?")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _trace(place: int, element: ElementTree.Element) -> Trace:
    events = tuple(_attributes(e) for e in element if _local(e.tag) == "event")
    return Trace(place, _attributes(element), events)


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    return {c.get("key", ""): c.get("value", "") for c in element if _local(c.tag) != "event"}
