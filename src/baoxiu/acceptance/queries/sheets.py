"""What a slip says in rows and tables: each field by its label, each list with one column a part, signatures as signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from baoxiu.core.engine.asks import label_of
from baoxiu.core.procedure.elements import FieldOf, Procedure

Said = Callable[[Any], str]
HASH = re.compile(r"[0-9a-f]{64}")
HIDDEN = frozenset({"by", "door", "made_at"})
COLUMNS = {"at": "时间", "by_name": "记录人", "start": "时间"}


def rows(definition: Procedure, fields: Mapping[str, Any], said: Said) -> list[dict[str, str]]:
    """The fields that hold one thing, in the procedure's order; what is empty is left out."""
    return [
        {"label": label(definition, name), "text": text(field, fields[name], said)}
        for name, field in definition.fields.items()
        if not _is_empty(fields.get(name)) and not is_table(fields[name])
    ]


def lists(definition: Procedure, fields: Mapping[str, Any], said: Said) -> list[dict[str, Any]]:
    """The fields that hold entries, as tables: the coordination slip's records, visits, material."""
    return [
        {"name": name, "label": label(definition, name), **_table(definition, field, fields[name], said)}
        for name, field in definition.fields.items()
        if is_table(fields.get(name))
    ]


def text(field: FieldOf | None, value: Any, said: Said) -> str:
    """A value in words: a choice by its title, a signature as signed, pictures by their number."""
    options = field.of if field is not None and isinstance(field.of, Mapping) else {}
    if isinstance(value, str) and value in options:
        return options[value].get("zh", value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str) and HASH.fullmatch(value):
        return "已签字" if field is not None and field.type == "signature" else "见附件"
    if isinstance(value, Mapping) and _is_file(value):
        return f"已签字（{value['name']}）" if value.get("name") else "见附件"
    if isinstance(value, list) and value and all(map(_is_file, value)):
        return f"照片 {len(value)} 张"
    return said(value)


def is_table(value: Any) -> bool:
    """Whether a value is a list of entries."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) and not _is_file(one) for one in value)


def _is_file(value: Any) -> bool:
    """Whether it names a stored picture, alone or with what was said of it."""
    hash_ = value.get("file") if isinstance(value, Mapping) else value
    return isinstance(hash_, str) and HASH.fullmatch(hash_) is not None


def label(definition: Procedure, name: str) -> str:
    """What a field or a part of an entry is called."""
    field = definition.fields.get(name)
    own = (field.label if field is not None else None) or next(_asked(definition, name), None)
    return (own or {}).get("zh") or COLUMNS.get(name) or label_of(name).get("zh", name)


def _asked(definition: Procedure, name: str) -> Iterator[Mapping[Any, str]]:
    commands = (*definition.commands.values(), *definition.system_commands.values())
    return (ask.label for command in commands for key, ask in command.asks.items() if key == name and ask.label)


def _table(definition: Procedure, field: FieldOf, entries: Sequence[Mapping[str, Any]], said: Said) -> dict[str, Any]:
    keys = [key for key in dict.fromkeys(key for entry in entries for key in entry) if key not in HIDDEN]
    keys.sort(key=lambda key: (key != "at", key == "by_name"))
    kinds = {key: definition.fields.get(key) or _entry_kind(field, key) for key in keys}
    return {
        "columns": ["时间" if key == "at" else label(definition, key) for key in keys],
        "keys": keys,
        "rows": [[text(kinds[key], entry.get(key), said) for key in keys] for entry in entries],
    }


def _entry_kind(field: FieldOf, key: str) -> FieldOf | None:
    """An entry's type is one of the field's `types`."""
    return field.model_copy(update={"of": field.types}) if key == "type" and field.types else None


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], {})
