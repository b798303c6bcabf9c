"""A command's asks as fields on a page: what each shows at first, and which partial draws it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.money import RowShown, rows_as_options

Ask = Mapping[str, Any]
People = Callable[[str | None], Iterable[tuple[str, str]]]

FEW = 6  # so many choices stand beside each other; more go into a list
SAME = re.compile(r'(\w+) == "([^"]*)"')
TICKED = re.compile(r"(!?)(\w+)")
TIMES = frozenset({"time", "promise"})
SERIALS = frozenset({"serial", "old_serial"})
LINES: Mapping[str, tuple[str, ...]] = {
    "part_lines": ("code", "quantity", "serial", "old_serial"),
    "part_returns": ("code", "serial", "quantity"),
    "price_lines": ("code", "quantity", "price"),
    "labour_time": ("at", "until", "note"),
    "map": ("key", "value"),
    "findings": ("what", "where"),
}
STANDING = frozenset({"part_lines", "part_returns", "price_lines", "labour_time"})  # what stands there already is shown and may be changed
LABOUR = frozenset({"at", "until"})
GROUPED = frozenset({"choice", "checklist", "rating", "signature", "photo", "photos", "proof", *LINES})
UNASKED = frozenset({"contact_log", "print_log", "promises"})  # lists the engine writes


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers."""

    key: str
    words: Words
    chosen: bool = False
    is_shut: bool = False  # it stands there and cannot be chosen; `beside` says why
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of a line."""

    name: str
    title: str
    number: bool = False
    options: Sequence[Option] = ()

    @property
    def kind(self) -> str:
        """How its cell is filled: a count is stepped, a serial number may be scanned."""
        return "count" if self.name == "quantity" else "serial" if self.name in SERIALS else "time" if self.name in LABOUR else "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked, as its partial needs it. `id` is the page's own; two forms on a page do not meet."""

    name: str
    id: str
    type: str
    label: Words
    required: bool
    template: str
    value: Any = ""
    help: Words = ""
    clause: str = ""
    options: Sequence[Option] = ()
    columns: Sequence[Column] = field(default_factory=tuple)
    personal: bool = False
    rows: Sequence[RowShown] = ()  # of the price list
    lines: Sequence[Mapping[str, Any]] = ()  # what stands there already
    shown_with: str = ""  # 'outcome=reached': the answer this field belongs to
    after: str = ""  # a time: strictly later than this, as a wall clock of the unit
    before: str = ""
    consents: Sequence[Any] = ()  # of an answer: what is laid before the customer
    nth: int = 0  # a promise: the how manieth it would be, of `most`
    most: int | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether a time lies ahead, so that days and hours can be offered."""
        return self.type == "promise" or (self.type == "time" and bool(self.after))

    @property
    def grouped(self) -> bool:
        """Whether it is several inputs under one legend."""
        return self.type in GROUPED or bool(self.consents)


def fields(asks: Iterable[Ask], *, form: str, zone: str, people: People, given: Mapping[str, Any] | None = None) -> list[Field]:
    """The fields of a form, in the order they are asked. `given` wins over what is proposed, which wins over a default."""
    wanted = [ask for ask in asks if ask["type"] not in UNASKED]
    names = frozenset(ask["name"] for ask in wanted)
    return [replace(_field(ask, form, zone, people, given or {}), shown_with=_with(ask, names)) for ask in wanted]


def _field(ask: Ask, form: str, zone: str, people: People, given: Mapping[str, Any]) -> Field:
    name, kind = ask["name"], ask["type"]
    value = next((v for v in (given.get(name), ask.get("proposed"), ask.get("default")) if v is not None), "")
    options = _options(ask, value, people)
    rows = ask.get("rows")
    if rows is not None:
        value = given.get(name) or ask.get("default") or ask.get("proposed") or []
    return Field(
        name=name,
        id=f"{form}-{name}",
        type=kind,
        label=ask.get("label") or name,
        required=bool(ask.get("required")),
        template=f"shared/fields/{'priced' if rows is not None else template_of(kind, options)}.html",
        rows=rows_as_options(rows or ()),
        lines=_lines(kind, value, zone) if rows is not None or kind in STANDING else (),
        value=local(value, zone) if kind in TIMES else one_a_line(value) if kind == "list" else value,
        after=local(ask.get("after"), zone) if kind in TIMES else "",
        before=local(ask.get("before"), zone) if kind in TIMES else "",
        most=ask.get("most"),
        help=ask.get("help") or "",
        clause=_first(ask.get("clause")),
        options=options,
        columns=tuple(_column(name) for name in LINES.get(kind, ())),
        personal=bool(ask.get("personal")),
    )


def _lines(kind: str, value: Any, zone: str) -> list[Mapping[str, Any]]:
    """The lines that stand there already; times of work by the clock on the wall."""
    found = [line for line in value if isinstance(line, Mapping)] if isinstance(value, list | tuple) else []
    if kind != "labour_time":
        return found
    return [{**line, "at": local(line.get("at") or line.get("start"), zone), "until": local(line.get("until") or line.get("end"), zone)}
            for line in found]  # fmt: skip


def one_a_line(value: Any) -> Any:
    """A list as its text area shows it."""
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value


def choosing(field: Field, answers: Iterable[tuple[str, Words]]) -> Field:
    """The same field as a list to choose from."""
    options = [Option(key, words, key == str(field.value)) for key, words in answers]
    return replace(field, options=options, template="shared/fields/select.html")


def template_of(kind: str, options: Sequence[Option] = ()) -> str:
    """The partial of a type; a choice among many is a list to open."""
    if kind in LINES and kind != "labour_time":
        return "lines"
    if kind == "choice" and len(options) > FEW:
        return "select"
    return kind


def local(value: Any, zone: str) -> str:
    """An ISO time as the browser's own input shows it: wall clock of the unit."""
    if not value:
        return ""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def _options(ask: Ask, value: Any, people: People) -> tuple[Option, ...]:
    if ask["type"] == "person":
        return tuple(Option(key, title, key == str(value)) for key, title in people(ask.get("role")))
    chosen = {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}
    of = ask.get("options") or ()
    return tuple(Option(str(one["value"]), one["title"], str(one["value"]) in chosen) for one in of)


def _with(ask: Ask, names: frozenset[str]) -> str:
    """The answer of this form that makes a field wanted, where that is plain enough for a page to follow by itself."""
    said = (ask.get("shown_when") or ("" if ask.get("required") else ask.get("required_when")) or "").strip()
    if (match := SAME.fullmatch(said)) and match[1] in names:
        return f"{match[1]}={match[2]}"
    if (match := TICKED.fullmatch(said)) and match[2] in names:
        return f"{match[2]}=" if match[1] else f"{match[2]}=on"
    return ""


def _first(clause: Any) -> str:
    return clause or "" if isinstance(clause, str) or clause is None else next(iter(clause), "")


def _column(name: str) -> Column:
    titles = {
        "code": _("code"),
        "quantity": _("quantity"),
        "serial": _("serial number"),
        "old_serial": _("serial number taken out"),
        "at": _("from"),
        "until": _("to"),
        "note": _("why corrected"),
        "price": _("price"),
        "key": _("what"),
        "value": _("how it is"),
        "what": _("what was found"),
        "where": _("where"),
    }
    return Column(name, titles[name], name in {"quantity", "price"})
