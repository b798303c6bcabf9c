"""What a ticket is found by, and the one line it is called on boards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baoxiu.core.joined import JOINED
from baoxiu.core.procedure.elements import Procedure
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.text import named, tokens

NAMES = frozenset({"customer", "site", "asset", "place", "name", "title", "address", "reporter"})
SAID = frozenset({"text", "long_text", "phone", "choice"})
TITLES = ("title", "subject", "fault", "text", "description", "what", "content", "matter")


def words_of(procedure: LoadedProcedure, fields: Mapping[str, Any], title: str, further: Sequence[str] = ()) -> list[str]:
    """Everything a newborn ticket is found by: its title and names (pinyin too), what was said, telephones."""
    definition = procedure.definition
    names = [title]
    said = [*further]
    for field, value in fields.items():
        if field.startswith("_"):
            continue
        kind = kind_of(definition, field)
        if field in NAMES or kind in NAMES:
            names.extend(_texts(value))
        elif kind in SAID:
            said.extend(_texts(value))
    return sorted({*named(*names), *tokens(*said)})


def words_of_changes(procedure: LoadedProcedure, changes: Mapping[str, Any]) -> list[str] | None:
    """What later commands add: fields the procedure wants searched, further callers; None where there is none."""
    fields = procedure.definition.fields
    wanted = [name for name in changes if name in fields and fields[name].search]
    texts = [text for name in wanted for text in _texts(changes[name])]
    texts += [one[name] for one in changes.get(JOINED) or () for name in ("name", "phone", "place") if one.get(name)]
    return named(*texts) if texts else None


def title_of(procedure: LoadedProcedure, fields: Mapping[str, Any], said: str = "") -> str:
    """The one line for boards: what was said is broken, else what the procedure is called."""
    given = (fields.get(name) for name in TITLES)
    first = next((value for value in given if isinstance(value, str) and value.strip()), "")
    text = said.strip() or first.strip() or next(iter(procedure.definition.title.values()))
    return " ".join(text.split())[:120]


def kind_of(definition: Procedure, field: str) -> str:
    """The type a field of a ticket has, by the procedure's fields or its opening form."""
    if field in definition.fields:
        return definition.fields[field].type
    ask = definition.opens.asks.get(field)
    return (ask.type if ask else None) or ("phone" if field == "phone" else "text")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
