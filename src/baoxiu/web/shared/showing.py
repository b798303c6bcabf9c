"""Values of a ticket's fields as a page shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from baoxiu.core.engine.asks import AskPlan, label_of
from baoxiu.core.engine.proving import WAYS
from baoxiu.core.procedure.elements import FieldOf, Procedure
from baoxiu.directory import queries as directory
from baoxiu.web.shared.languages import Words, in_language

Json = Any
Names = Callable[[int], str]
HASH = re.compile(r"[0-9a-f]{64}")
OWN_RECORD = frozenset({"by", "by_name", "door"})
TIMES = frozenset({"time", "promise"})
PICTURES = frozenset({"photo", "photos", "signature"})
LISTS = frozenset({"promises", "contact_log", "print_log", "part_lines", "part_returns", "price_lines", "list", "checklist"})
PRICED = frozenset({"price_lines", "part_lines"})
HIDDEN = frozenset({"code"})  # told to the customer alone


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture, and what was said with it: before or after, a few words, whose signature it is."""

    hash: str
    words: Words = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One value: `kind` says how the template shows it (text, time, pictures, lines, stars)."""

    name: str
    label: Words
    kind: str
    value: Any


def facts(procedure: Procedure, asks: Mapping[str, AskPlan], values: Mapping[str, Json], names: Names) -> list[Shown]:
    """What the ticket knows, in the pack's order; empty values and the engine's own records are left out."""
    return [
        shown(name, field, values[name], names, entries=asks)
        for name, field in procedure.fields.items()
        if values.get(name) not in (None, "", [], {}) and field.type not in HIDDEN
    ]


def given(procedure: Procedure, asks: Mapping[str, AskPlan], values: Mapping[str, Json], names: Names, *, may_reach: bool) -> list[Shown]:
    """A command's form as it was taken, called as it was asked; what is personal only where it is needed."""
    hidden = HIDDEN if may_reach else HIDDEN | {"phone", "customer"}
    kept = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return [
        shown(name, procedure.fields.get(name), value, names, ask=asks.get(name))
        for name, value in kept.items()
        if _kind(name, procedure) not in hidden and (may_reach or not _is_personal(name, procedure))
    ]


def shown(
    name: str,
    field: FieldOf | None,
    value: Json,
    names: Names,
    *,
    ask: AskPlan | None = None,
    entries: Mapping[str, AskPlan] = MappingProxyType({}),
) -> Shown:
    """One value by its field's type, else by how it was asked, else by what it looks like; `entries` name the parts of lists."""
    label = (ask.label if ask else None) or (field.label if field else None) or label_of(name)
    kind = field.type if field else ask.type if ask else _guessed(value)
    if ask and ask.options and isinstance(value, str) and value in ask.options:
        return Shown(name, label, "text", ask.options[value])
    if kind in TIMES:
        return Shown(name, label, "time", value)
    if kind in PICTURES or _is_file(value):
        kinds = (ask.options if ask else None) or (field.of if field and isinstance(field.of, Mapping) else None) or {}
        return Shown(name, label, "pictures", [picture(one, kinds) for one in _many(value) if _is_file(one)])
    if kind == "rating":
        return Shown(name, label, "stars", range(int(value)))
    if kind == "proof":
        return Shown(name, label, "text", proof_words(value))
    if isinstance(value, list) and not any(isinstance(one, Mapping) for one in value):
        return Shown(name, label, "text", _plain(value))
    if kind in LISTS or isinstance(value, list):
        return Shown(name, label, "lines", [line_of(one, field, entries, names) for one in _many(value)])
    return Shown(name, label, "text", _text(kind, field, value, names))


def picture(value: Json, kinds: Mapping[str, Words] = MappingProxyType({})) -> Picture:
    """A picture by its hash alone, or with what was said beside it."""
    if not isinstance(value, Mapping):
        return Picture(str(value))
    kind, more = kinds.get(str(value.get("kind") or "")), str(value.get("caption") or value.get("name") or "")
    return Picture(str(value["file"]), " · ".join(part for part in (in_language(kind) if kind else "", more) if part))


def line_of(entry: Json, field: FieldOf | None, entries: Mapping[str, AskPlan], names: Names) -> list[tuple[str, Any]]:
    """An entry of a list as parts to put side by side: (kind, what to show)."""
    if not isinstance(entry, Mapping):
        return [_part("", entry, field, entries, names)]
    if field is not None and field.type in PRICED:
        return [("words", priced_line(entry))]
    told = {key: value for key, value in entry.items() if value not in (None, "", [], {}) and key not in OWN_RECORD}
    return [_part(key, value, field, entries, names) for key, value in told.items()]


def priced_line(entry: Mapping[str, Json]) -> str:
    """A line of work or material in one breath: what, how much of it, at which price, who brought it."""
    what = in_language(entry.get("title")) or str(entry.get("code") or "")
    many = _("{n} min").format(n=entry["minutes"]) if entry.get("minutes") else f"× {entry['quantity']}" if entry.get("quantity") else ""
    each = f"{entry['price']}{'/' + str(entry['unit']) if entry.get('unit') else ''}" if entry.get("price") else ""
    own = _("customer's own") if entry.get("supplied_by") == "owner" else ""
    return " ".join(part for part in (what, many, each, own) if part)


def proof_words(proof: Mapping[str, Any] | None) -> Words:
    """How an arrival was proven."""
    if not proof:
        return ""
    way = WAYS.get(proof.get("how", ""), {})
    more = proof.get("reason") or (_("{metres} m away").format(metres=proof["metres"]) if "metres" in proof else "")
    colon = {"zh": "：", "en": ": "}
    return {language: f"{text}{colon[language]}{more}" if more else text for language, text in way.items()}


def _part(key: str, value: Json, field: FieldOf | None, entries: Mapping[str, AskPlan], names: Names) -> tuple[str, Any]:
    ask = entries.get(key)
    options = (ask.options if ask else None) or (field.types if field else None) or {}
    if str(value) in options:
        return "words", options[str(value)]
    if ask and ask.type == "person" and str(value).isdigit():
        return "words", names(int(value))
    if _guessed(value) == "time":
        return "time", value
    return "words", _plain(value)


def _plain(value: Json) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(_plain(one) for one in value)
    return _pairs(value) if isinstance(value, Mapping) else str(value)


def _text(kind: str, field: FieldOf | None, value: Json, names: Names) -> Words:
    if kind == "tick" or isinstance(value, bool):
        return _("yes") if value else _("no")
    if kind == "choice" and field is not None and isinstance(field.of, Mapping):
        return _beside(field.shown_as, field.of.get(str(value)) or {"zh": str(value)})
    if kind == "phone":
        return directory.shown(str(value)) if str(value)[:1] in "+0123456789" else str(value)
    if kind == "person" and str(value).isdigit():
        return names(int(value))
    if isinstance(value, Mapping):
        return str(value.get("title") or value.get("name") or value.get("number") or _pairs(value))
    return str(value)


def _beside(shown_as: Json, words: Words) -> Words:
    """A choice by its words; where older systems know it as another value, that stands first (LCD-28)."""
    if shown_as is None or not isinstance(words, Mapping):
        return words
    return {language: f"{shown_as} · {text}" for language, text in words.items()}


def _pairs(value: Mapping[str, Json]) -> str:
    return " ".join(_plain(one) for one in value.values() if one not in (None, "", [], {}))


def _guessed(value: Json) -> str:
    if isinstance(value, str) and len(value) >= 16 and value[4:5] == "-" and value[10:11] == "T":
        return "time" if _reads(value) else "text"
    return "text"


def _reads(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _many(value: Json) -> Iterable[Json]:
    return value if isinstance(value, list) else [value]


def _is_file(value: Json) -> bool:
    """Whether it names a stored file: the hash of its content."""
    one = next(iter(value), None) if isinstance(value, list) else value
    one = one.get("file") if isinstance(one, Mapping) else one
    return isinstance(one, str) and HASH.fullmatch(one) is not None


def _kind(name: str, procedure: Procedure) -> str:
    field = procedure.fields.get(name)
    return field.type if field else name


def _is_personal(name: str, procedure: Procedure) -> bool:
    field = procedure.fields.get(name)
    return field is not None and field.personal
