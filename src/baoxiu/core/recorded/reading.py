"""A row or a trace, read by its mapping: the report, its life, its oddities; or why it cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import cel

from baoxiu.core.recorded.mapping import Entry, Mapping, Value, XesEvent
from baoxiu.core.recorded.tables import Row, rows
from baoxiu.core.recorded.xes import Trace, traces

YEARS = range(1970, 2100)


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a recorded life. `at` is an aware UTC time, never before the report; `source` names the row's own word."""

    command: str
    at: datetime
    form: dict[str, Any] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A report as others recorded it."""

    line: int
    number: str
    reported_at: datetime
    report: dict[str, Any]
    life: tuple[Step, ...] = ()
    flags: tuple[str, ...] = ()
    expected: str | None = None  # the state the source says it is in
    unit: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken: where, why, and what stood there."""

    line: int
    reason: str
    cells: dict[str, str]


def read(path: Path, mapping: Mapping) -> Iterator[Recorded | Rejected]:
    """Everything in the file, in its order. Raises UnreadableFile where the file as a whole cannot be read."""
    if mapping.format == "xes":
        for trace in traces(path):
            yield _of_trace(trace, mapping)
        return
    for row in rows(path, mapping.format, delimiter=mapping.delimiter):
        yield _of_row(row, mapping)


class _Fault(ValueError):
    """One value of a row is wrong."""


def _of_row(row: Row, mapping: Mapping) -> Recorded | Rejected:
    if row.fault:
        return Rejected(row.line, row.fault, row.cells)
    try:
        number = _cell(row.cells, mapping.number).strip()
        if not number:
            raise _Fault(f"no number in column {mapping.number}")
        values = _values(row.cells, mapping)
        flags = tuple(name for name, condition in mapping.flags.items() if _holds(condition, values))
        return _recorded(row, number, values | dict.fromkeys(flags, True), flags, mapping)
    except _Fault as fault:
        return Rejected(row.line, str(fault), row.cells)


def _recorded(row: Row, number: str, values: dict[str, Any], flags: tuple[str, ...], mapping: Mapping) -> Recorded:
    report = mapping.report
    if report is None:
        raise _Fault("the mapping has no `report`")
    reported_at: datetime = values[report.reported_at]
    if reported_at is None:
        raise _Fault(f"no time in {report.reported_at}")
    steps = tuple(_step(entry, values, reported_at) for entry in mapping.life if _holds(entry.when, values))
    units = mapping.units
    return Recorded(
        line=row.line,
        number=number,
        reported_at=reported_at,
        report=_report(report.model_dump(exclude={"reported_at", "fields"}), report.fields, values),
        life=steps,
        flags=flags,
        expected=_expected(mapping, values),
        unit=(values.get(units.code) or units.nobody) if units else None,
        parent=values.get(units.parent) if units and units.parent else None,
    )


def _report(targets: dict[str, str | None], fields: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    known = {target: values.get(name) for target, name in targets.items() if name is not None}
    return {**{k: v for k, v in known.items() if v is not None}, "fields": {k: jsonable(values.get(v)) for k, v in fields.items()}}


def _step(entry: Entry, values: dict[str, Any], reported_at: datetime) -> Step:
    at = values[entry.at]
    form = {name: jsonable(values.get(source)) for name, source in entry.form.items()}
    return Step(entry.run, max(at, reported_at), {k: v for k, v in form.items() if v not in (None, "")})


def jsonable(value: Any) -> Any:
    """A value as JSON keeps it: times as ISO 8601 in UTC."""
    return value.isoformat() if isinstance(value, datetime) else value


def _expected(mapping: Mapping, values: dict[str, Any]) -> str | None:
    return str(_run(mapping.expect, values)) if mapping.expect else None


def _holds(condition: str | None, values: dict[str, Any]) -> bool:
    return condition is None or bool(_run(condition, values))


@lru_cache(maxsize=512)
def _program(source: str) -> Any:
    return cel.compile(source)


def _run(source: str, values: dict[str, Any]) -> Any:
    return _program(source).execute(values)


def _cell(cells: dict[str, str], column: str) -> str:
    try:
        return cells[column]
    except KeyError as missing:
        raise _Fault(f"there is no column {column}") from missing


def _values(cells: dict[str, str], mapping: Mapping) -> dict[str, Any]:
    zone = ZoneInfo(mapping.zone)
    return {name: _value(_cell(cells, value.from_).strip(), value, zone) for name, value in mapping.values.items()}


def _value(text: str, value: Value, zone: ZoneInfo) -> Any:
    if not text:
        if value.required:
            raise _Fault(f"{value.from_} is empty")
        return None if value.time or value.number else ""
    if value.time:
        return _time(text, value, zone)
    if value.number:
        return _number(text, value)
    return _word(text, value)


def _time(text: str, value: Value, zone: ZoneInfo) -> datetime:
    try:
        naive = datetime.fromisoformat(text) if value.time == "iso" else datetime.strptime(text, value.time or "")  # noqa: DTZ007
    except ValueError as fault:
        raise _Fault(f"{value.from_}: {text!r} is not a time like {value.time}") from fault
    if naive.year not in YEARS:
        raise _Fault(f"{value.from_}: {text!r} lies outside {YEARS.start}-{YEARS.stop - 1}")
    return (naive if naive.tzinfo else naive.replace(tzinfo=zone)).astimezone(UTC)


def _number(text: str, value: Value) -> float:
    try:
        return float(text)
    except ValueError as fault:
        raise _Fault(f"{value.from_}: {text!r} is not a number") from fault


def _word(text: str, value: Value) -> str:
    if value.of is None:
        return text
    try:
        return value.of[text]
    except KeyError as unknown:
        raise _Fault(f"{value.from_}: {text!r} is not in the vocabulary of the mapping") from unknown


def _of_trace(trace: Trace, mapping: Mapping) -> Recorded | Rejected:
    try:
        number = trace.attributes.get(mapping.number, "")
        if not number:
            raise _Fault(f"the trace has no {mapping.number}")
        steps = [_xes_step(event, mapping) for event in trace.events]
        births = [s for s in steps if s.command == "opened"]
        if not births:
            raise _Fault(f"the trace never begins with {mapping.opens}")
    except _Fault as fault:
        return Rejected(trace.place, str(fault), trace.attributes)
    life = tuple(s for s in steps if s is not births[0])
    text = trace.attributes.get("description", "")
    return Recorded(trace.place, number, births[0].at, {"text": text, "channel": "import", "fields": {}}, life)


def _xes_step(event: dict[str, str], mapping: Mapping) -> Step:
    name = f"{event.get('concept:name', '')}/{event.get('lifecycle:transition', 'complete')}"
    try:
        at = datetime.fromisoformat(event["time:timestamp"])
    except (KeyError, ValueError) as fault:
        raise _Fault(f"{name} has no readable time:timestamp") from fault
    at = (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(mapping.zone))).astimezone(UTC)
    if name == mapping.opens:
        return Step("opened", at, {}, name)
    meaning = mapping.events.get(name)
    return Step(meaning.run if meaning else f"?{name}", at, _xes_form(event, meaning) if meaning else {}, name)


def _xes_form(event: dict[str, str], meaning: XesEvent) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for target, attribute in meaning.form.items():
        text = event.get(attribute, "")
        form[target] = int(text) if attribute in meaning.numbers and text.isdigit() else text
        if attribute in meaning.ticks:
            form[target] = text == "true"
    return form
