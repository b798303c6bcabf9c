"""A mapping: which column means what, in which format, zone and vocabulary (docs/engines/import.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import cel
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator


class MappingFault(ValueError):
    """The mapping file itself is wrong: {file}: {what}."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Value(_Part):
    """A named value of a row. `time` is a strptime format, or 'iso'; `of` is the vocabulary (source word -> ours)."""

    from_: str = Field(alias="from")
    time: str | None = None
    number: bool = False
    of: dict[str, str] | None = None
    required: bool = False


class Entry(_Part):
    """One step of the recorded life: run `run` at the named time, when `when` holds. `form` maps fields to named values."""

    run: str
    at: str
    when: str | None = None
    form: dict[str, str] = {}


class XesEvent(_Part):
    """What an event of a log means: `run` a command with `form` (field -> attribute of the event)."""

    run: str
    form: dict[str, str] = {}
    numbers: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()


class Units(_Part):
    """Which unit a report belongs to. Missing units are made, below the one that `parent` names."""

    code: str  # a named value
    parent: str | None = None
    level: str = "station"
    parent_level: str = "department"
    nobody: str | None = None  # code used when `code` is empty


class Report(_Part):
    """Where named values go in a report."""

    reported_at: str
    category: str | None = None
    channel: str | None = None
    text: str | None = None
    place: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    reporter_name: str | None = None
    reporter_phone: str | None = None
    number: str | None = None  # the number the ticket keeps; without it the procedure numbers it
    fields: dict[str, str] = {}


class Mapping(_Part):
    """The whole mapping file."""

    mapping: str
    pack: str
    procedure: str
    format: Literal["csv", "ndjson", "xlsx", "xes"]
    zone: str = "UTC"
    number: str
    delimiter: str = ","
    values: dict[str, Value] = {}
    report: Report | None = None
    units: Units | None = None
    flags: dict[str, str] = {}  # flag -> condition
    life: tuple[Entry, ...] = ()
    expect: str | None = None  # expression: the state the source says it is in
    opens: str | None = None  # xes: the event that is the birth
    events: dict[str, XesEvent] = {}

    @field_validator("flags")
    @classmethod
    def _flags_compile(cls, flags: dict[str, str]) -> dict[str, str]:
        for source in flags.values():
            _compiled(source)
        return flags


def _compiled(source: str) -> Any:
    try:
        return cel.compile(source)
    except ValueError as fault:
        raise ValueError(f"the expression {source!r} cannot be read: {fault}") from fault


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file; raises MappingFault with the place and what is wrong."""
    try:
        return Mapping.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except FileNotFoundError as fault:
        raise MappingFault(f"{path}: there is no such file") from fault
    except (yaml.YAMLError, ValidationError) as fault:
        raise MappingFault(f"{path}: {fault}") from fault
