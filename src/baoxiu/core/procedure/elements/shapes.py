"""The shapes everything in a pack is written in, and the short forms a writer may use for them.

`title: 名称` for `{zh: 名称}`; `from: a` for `[a]`; `fault: required` for `{required: true}`; `to: x` for `[{state: x}]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Element(BaseModel):
    """Closed to unknown keys, never changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


@dataclass(frozen=True, eq=False)
class Short:
    """A shorter way to write a value: `full` makes the long form of it.

    For editors: `schemas` say what the short form looks like; with `items`, what a row of a list may look like too;
    `alone` lets one row stand where a list is meant.
    """

    full: Callable[[Any], Any]
    schemas: tuple[Mapping[str, Any], ...] = ()
    items: tuple[Mapping[str, Any], ...] = ()
    alone: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Make the long form, then read that."""
        return core_schema.no_info_before_validator_function(self.full, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either form may stand in a file."""
        long = dict(handler(schema))
        row = {"anyOf": [*map(dict, self.items), long["items"]]} if self.items else long.get("items", {})
        if self.items:
            long["items"] = row
        return {"anyOf": [*map(dict, self.schemas), *([row] if self.alone else []), long]}


TEXT: Mapping[str, Any] = {"type": "string"}


def _words(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _decimal(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value


NAME = r"^[a-z][a-z0-9-]*$"
CLAUSE = r"^[A-Z0-9]{2,8}-\d{2,3}$"
SPAN = r"^(\d+(d|h|m|s)|\d+h\d+m|\d+ working_(days|hours)|half_working_day)$"


def is_span(text: str) -> bool:
    """Whether a text is a length of time as packs write it."""
    return re.fullmatch(SPAN, text) is not None


BACK_BY = rf"{SPAN}|^same_day$"

Words = Annotated[dict[Literal["zh", "en"], str], Field(min_length=1), Short(_words, (TEXT,))]
Names = Annotated[tuple[str, ...], Short(_names, alone=True)]
Clauses = Annotated[tuple[Annotated[str, Field(pattern=CLAUSE)], ...], Short(_names, alone=True)]
Expression = Annotated[str, Field(json_schema_extra={"format": "cel"})]
Span = Annotated[str, Field(pattern=SPAN)]
Amount = Annotated[Decimal, Short(_decimal, ({"type": "number"},))]
