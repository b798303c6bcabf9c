"""From what a file says to elements, every misfit told with its line and what would fit."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from baoxiu.core.procedure.elements.shapes import BACK_BY, CLAUSE, NAME, SPAN, Element
from baoxiu.core.procedure.faults import Fault, fault
from baoxiu.core.procedure.hints import hints
from baoxiu.core.procedure.reading import Path, Read

Shaped = TypeVar("Shaped", bound=Element)

VERBS = "open, tell, mail, sms, chat, task, run, allow, follow_up, flag"
PATTERNS = {CLAUSE: "bad_clause", SPAN: "bad_span", BACK_BY: "bad_span", NAME: "bad_name"}
KINDS: Mapping[type, tuple[str, str]] = {
    bool: ("true or false", "真假值"), int: ("a number", "数字"), float: ("a number", "数字"), str: ("text", "文字"),
    list: ("a list", "列表"), dict: ("keys and values", "键值"), type(None): ("nothing", "空值"),
}  # fmt: skip
WANTED: Mapping[str, type] = {
    "string_type": str, "model_type": dict, "dict_type": dict, "tuple_type": list, "list_type": list, "int_type": int,
    "int_parsing": int, "int_from_float": int, "float_type": float, "float_parsing": float, "bool_type": bool, "bool_parsing": bool,
    "decimal_type": float, "decimal_parsing": float,
}  # fmt: skip


def shape(model: type[Shaped], read: Read) -> tuple[Shaped | None, list[Fault]]:
    """The element a file holds, or None and every reason why it is none."""
    if not isinstance(read.value, dict):
        return None, [fault("not_a_map", read.file, read.line(()))]
    try:
        return model.model_validate(read.value, by_alias=True, by_name=False), []
    except ValidationError as misfit:
        errors = misfit.errors(include_url=False)
        found = (_fault(model, read, error) for error in errors if not _follows(error))
        return None, list({(f.line, f.code, f.what["en"]): f for f in found}.values())


def _follows(error: ErrorDetails) -> bool:
    """Whether it only follows from another: half a text that a comma cut off has no value either."""
    return error["type"] == "string_type" and error.get("input") is None and " " in str(error["loc"][-1])


def _fault(model: type[Element], read: Read, error: ErrorDetails) -> Fault:
    at = _place(read.value, error["loc"])
    code, facts = _misfit(model, error, str(at[-1]) if at else read.file)
    return fault(code, read.file, read.line(at), **facts)


def _misfit(model: type[Element], error: ErrorDetails, key: str) -> tuple[str, dict[str, Any]]:
    kind, loc, given = error["type"], error["loc"], error.get("input")
    if kind == "extra_forbidden":
        return "unknown_key", {"key": loc[-1], **hints(str(loc[-1]), _keys(model, loc[:-1]))}
    if kind == "missing":
        return "missing_key", {"key": loc[-1]}
    if kind == "literal_error" and " " in str(given) and loc[-1] == "[key]":
        return "cut_by_comma", {"found": given}
    if kind == "literal_error":
        known = re.findall(r"'([^']+)'", error["ctx"]["expected"])
        code = "unknown_key" if loc[-1] == "[key]" else "not_one_of"
        return code, {"key": key if code == "not_one_of" else given, "found": given, **hints(str(given), known)}
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(error["ctx"]["pattern"], "bad_value"), {"found": given, "key": key, "why": error["msg"]}
    if kind in WANTED:
        return "wrong_kind", _kinds(key, WANTED[kind], given)
    if kind == "value_error" and "exactly one of" in error["msg"] and isinstance(given, dict):
        verbs = [word for word in given if word in VERBS.split(", ")]
        return "effect_verbs", {"verbs": VERBS, "found": ", ".join(verbs) or "none"}
    return "bad_value", {"key": key, "why": error["msg"].removeprefix("Value error, ")}


def _kinds(key: str, wanted: type, given: Any) -> dict[str, Any]:
    (want_en, want_zh), (found_en, found_zh) = KINDS[wanted], KINDS.get(type(given), ("something else", "其他内容"))
    return {"key": key, "wanted_en": want_en, "wanted_zh": want_zh, "found_en": found_en, "found_zh": found_zh}


def _place(value: Any, loc: Iterable[int | str]) -> Path:
    """How far `loc` (which names union members and long forms too) leads into what was written."""
    path: list[int | str] = []
    for step in loc:
        here = isinstance(step, int) and 0 <= step < len(value) if isinstance(value, list) else isinstance(value, dict) and step in value
        if here:
            value = value[step]
            path.append(step)
    return tuple(path)


def _keys(model: type[Element], loc: Iterable[int | str]) -> set[str]:
    """The keys known where `loc` leads."""
    models: list[type[BaseModel]] = [model]
    for step in loc:
        inner = [found for one in models for name, field in _fields(one) if name == step for found in _models(field)]
        models = inner or models
    return {name for one in models for name, _ in _fields(one)}


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        yield field.alias or name, field.annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
