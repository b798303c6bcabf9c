"""What somebody wants to see of the board, as the address says it: the address is the view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

# In the order they stand in an address; the same view has the same address.
SEVERAL = ("procedure", "unit", "state", "person", "category")
ALONE: Mapping[str, frozenset[str] | None] = {
    "q": None,
    "stage": frozenset({"new", "untaken", "parts"}),
    "clock": frozenset({"overdue", "soon", "today", "later", "none", "breached"}),
    "mine": frozenset({"1"}),
    "duty": None,
    "ended": frozenset({"ended", "all"}),
    "order": frozenset({"recent"}),
    "as": frozenset({"columns"}),
    "by": frozenset({"unit", "person", "clock"}),
}
SHAPE = frozenset({"as", "by", "order"})  # how it is laid out: no filter
EVERYTHING = "all"  # the address that asks for no view: not even the one kept as the first
MOST = 100  # values of one filter
LONGEST = 200


@dataclass(frozen=True)
class Wanted:
    """The filters of an address; what it does not know is left out."""

    said: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, query: QueryDict) -> Wanted:
        """From an address."""
        several = {name: tuple(dict.fromkeys(one for one in query.getlist(name)[:MOST] if one)) for name in SEVERAL}
        alone = {name: _one(query.get(name), known) for name, known in ALONE.items()}
        said = {**several, **{name: (value,) for name, value in alone.items() if value}}
        return cls({name: values for name, values in said.items() if values})

    def one(self, name: str) -> str:
        """The value of a filter that has one."""
        return next(iter(self.said.get(name, ())), "")

    def many(self, name: str) -> tuple[str, ...]:
        """The values of a filter that may have several."""
        return self.said.get(name, ())

    def has(self, name: str, value: str) -> bool:
        """Whether this filter is on with this value."""
        return value in self.said.get(name, ())

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.said.keys() - SHAPE)

    def without(self, *names: str) -> Wanted:
        """The same, these filters open."""
        return Wanted({name: values for name, values in self.said.items() if name not in names})

    def having(self, **changed: str | Sequence[str]) -> Wanted:
        """The same with these filters as given; empty ones are opened."""
        given = {name.rstrip("_"): (value,) if isinstance(value, str) else tuple(value) for name, value in changed.items()}
        return Wanted({name: values for name, values in {**self.said, **given}.items() if any(values)})

    def toggled(self, name: str, value: str) -> Wanted:
        """With this value where it was not, without it where it was."""
        now = self.many(name)
        left = tuple(one for one in now if one != value)
        if name in SEVERAL:
            return self.having(**{name: left if value in now else (*now, value)})
        return self.having(**{name: "" if value in now else value})

    @property
    def query(self) -> str:
        """The address after its `?`, always in the same order."""
        names = [name for name in (*SEVERAL, *ALONE) if name in self.said]
        return urlencode([(name, value) for name in names for value in self.said[name]])

    @property
    def href(self) -> str:
        """A link to it."""
        return f"?{self.query or EVERYTHING}"


def _one(value: str | None, known: frozenset[str] | None) -> str:
    if not value or "\x00" in value:
        return ""
    if known is None:
        return value.strip()[:LONGEST]
    return value if value in known else ""
