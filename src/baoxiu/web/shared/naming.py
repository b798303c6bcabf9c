"""How things are called on a page: roles, states, people, procedures, whatever they are stored as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.asks import label_of
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loaded import LoadedProcedure, PackOf
from baoxiu.directory import queries as directory
from baoxiu.web.shared.languages import Words, in_language

__all__ = ["Names", "in_language", "line_of", "plain", "role", "state", "text_of", "unit", "with_category"]


class Names:
    """People by their id, each asked once a page."""

    def __init__(self) -> None:
        """Nobody is known yet."""
        self._known: dict[int, str] = {}

    def __call__(self, id_: int) -> str:
        """The name of a person; his number where he is gone."""
        if id_ not in self._known:
            try:
                self._known[id_] = directory.person_with(id_).name
            except NotFound:
                self._known[id_] = f"#{id_}"
        return self._known[id_]


def role(pack: PackOf | None, name: str) -> Words:
    """A role in its pack's words."""
    roles = pack.pack.roles if pack else {}
    return roles[name].title if name in roles else (plain(name) if name else "")


def state(procedure: LoadedProcedure, name: str) -> Words:
    """A state in its procedure's words."""
    states = procedure.definition.states
    return states[name].title if name in states else name


def unit(row: Any) -> Words:
    """A unit's title in both languages, where it has both."""
    return {"zh": row.title, "en": row.title_en or row.title}


def with_category(values: Mapping[str, Any], pack: PackOf | None) -> dict[str, Any]:
    """The values with the category in its pack's words instead of its key."""
    known = pack.pack.categories if pack else {}
    said = values.get("category")
    return {**values, "category": in_language(known[said].title)} if said in known else dict(values)


def plain(name: str) -> Words:
    """A name nobody gave words to."""
    return label_of(name)


def text_of(value: Any) -> str:
    """The words in a value that stands for a thing: a place, a customer, a machine."""
    if isinstance(value, Mapping):
        return str(value.get("title") or value.get("address") or value.get("name") or "")
    return str(value)


def line_of(row: Any) -> dict[str, Any]:
    """A ticket as one line of a list."""
    procedure = catalogue.procedure(row.procedure_id)
    return {
        "number": row.number,
        "title": procedure.definition.title,
        "state": state(procedure, row.state),
        "final": row.final,
        "opened_at": row.opened_at,
    }
