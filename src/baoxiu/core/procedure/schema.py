"""JSON Schema (2020-12) of the files of a pack, for editors: made from the same types the loader uses, short forms included."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import TypeAdapter

from baoxiu.core.procedure.elements import Element, Pack, Procedure, Topic, Words
from baoxiu.core.procedure.elements.examples import Example, Examples
from baoxiu.core.procedure.elements.shapes import CLAUSE

DIALECT = "https://json-schema.org/draft/2020-12/schema"
File = Literal["procedure", "pack", "clauses", "example", "knowledge"]
FILES: tuple[File, ...] = ("procedure", "pack", "clauses", "example", "knowledge")


def schema(file: File = "procedure") -> dict[str, Any]:
    """The schema of one kind of file: `procedure`, `pack`, `clauses`, `example` or `knowledge`."""
    if file == "clauses":
        body = _clauses()
    elif file == "example":
        body = TypeAdapter(Example | Examples).json_schema(by_alias=True)
    else:
        kinds: dict[str, type[Element]] = {"procedure": Procedure, "pack": Pack, "knowledge": Topic}
        body = _of(kinds[file])
    return {"$schema": DIALECT, **_lean(body)}


def _of(model: type[Element]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _clauses() -> dict[str, Any]:
    words = TypeAdapter(Words).json_schema()
    return {"title": "Clauses", "type": "object", "propertyNames": {"pattern": CLAUSE}, "additionalProperties": words}


def _lean(value: Any, *, names: bool = False) -> Any:
    """Without the titles a generator makes of key names: editors would show them instead of the descriptions."""
    if isinstance(value, list):
        return [_lean(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {key: inner for key, inner in value.items() if names or key != "title" or not isinstance(inner, str)}
    return {key: _lean(inner, names=key in ("properties", "$defs")) for key, inner in kept.items()}
