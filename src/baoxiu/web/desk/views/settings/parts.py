"""What settings pages are built of: tables, forms, facts, notes. Each knows the fragment that draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from baoxiu.web.shared.languages import Words, in_language

Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page, drawn as a button or as text."""

    title: Any
    href: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell or fact: words, where they lead, whether they are a sign, and a quieter second line."""

    text: Any = ""
    href: str = ""
    tone: str | None = None  # not None: a chip; '', 'done', 'warn', 'bad'
    more: Any = ""
    mono: bool = False
    clauses: Sequence[str] = ()
    press: Press | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Press:
    """One button that does one thing at once."""

    title: Any
    action: str
    icon: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    label: Any
    kind: str = "text"  # text, textarea, select, checks, checkbox, date, datetime-local, number, password, file, tel, email, customer, site
    value: Any = ""
    choices: Choices = ()
    must: bool = False
    help: Any = ""
    longest: int = 0
    accept: str = ""
    more: str = ""  # for browsers: autocomplete

    @property
    def id(self) -> str:
        """Its place on the page."""
        return f"set-{self.name}"

    @property
    def type(self) -> str:
        """What is chosen while typing: a customer, a place."""
        return self.kind if self.kind in ("customer", "site") else ""

    @property
    def required(self) -> bool:
        """As the chooser asks it."""
        return self.must

    @property
    def chosen(self) -> list[str]:
        """What is chosen, as the choices write it."""
        return [str(one) for one in self.value] if isinstance(self.value, list | tuple | set | frozenset) else [str(self.value)]


@dataclass(frozen=True, slots=True)
class Table:
    """A list with headings; an empty one says so."""

    template: ClassVar[str] = "desk/settings/_table.html"
    title: Any
    heads: Sequence[Any]
    rows: Sequence[Sequence[Cell]]
    icon: str = "list-details"
    sub: Any = ""
    blank: Any = ""
    tools: Sequence[Link] = ()
    count: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Questions and one button."""

    template: ClassVar[str] = "desk/settings/_form.html"
    title: Any
    action: str
    fields: Sequence[Field]
    submit: Any
    icon: str = "pencil"
    sub: Any = ""
    hidden: Mapping[str, Any] = field(default_factory=dict)
    danger: bool = False
    takes_files: bool = False
    folded: bool = False  # opened by a click: what is seldom done
    whole_page: bool = False  # the answer is a page of its own


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one thing."""

    template: ClassVar[str] = "desk/settings/_facts.html"
    title: Any
    rows: Sequence[tuple[Any, Cell]]
    icon: str = "info-circle"
    sub: Any = ""
    tools: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before going on; `tone` '', 'warn', 'bad' or 'done'."""

    template: ClassVar[str] = "desk/settings/_note.html"
    title: Any
    lines: Sequence[Any] = ()
    tone: str = ""
    icon: str = "info-circle"
    tools: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month as it is worked, and why."""

    number: int
    hours: Sequence[str]
    reason: Any
    tone: str
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month, a week a row; None where a week begins before or goes on after it."""

    template: ClassVar[str] = "desk/settings/_month.html"
    title: Any
    weeks: Sequence[Sequence[Day | None]]
    weekdays: Sequence[Any]
    tools: Sequence[Link] = ()
    icon: str = "calendar-event"
    sub: Any = ""


@dataclass(frozen=True, slots=True)
class Search:
    """A row of filters above a table; the address says them."""

    template: ClassVar[str] = "desk/settings/_search.html"
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Card:
    """One area: what is there, and what is missing."""

    title: Any
    href: str
    icon: str
    has: Any
    missing: Any = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """All areas."""

    template: ClassVar[str] = "desk/settings/_cards.html"
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that opens its rows."""

    title: Any
    count: int
    href: str
    tone: str = ""
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Tiles:
    """Numbers beside each other."""

    template: ClassVar[str] = "desk/settings/_tiles.html"
    tiles: Sequence[Tile]


Part = Tiles | Search | Cards | Table | Form | Facts | Note | Month


def said(words: Words | None) -> str:
    """A pack's or a unit's words in the reader's language."""
    return in_language(words)
