"""The JSON Schema for editors takes what the loader takes, short forms included, and refuses what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from baoxiu.core.procedure.reading import read
from baoxiu.core.procedure.schema import FILES, File, schema
from core.smallpack import JOB

PACKS = Path(__file__).resolve().parents[2] / "procedures"
SHIPPED = sorted(path for path in PACKS.glob("*/**/*.yaml") if path.name not in ("calendar.yaml", "import.yaml"))


def kind_of(path: Path) -> File:
    if path.parent.name == "examples":
        return "example"
    if path.parent.name == "knowledge":
        return "knowledge"
    return {"pack.yaml": "pack", "clauses.yaml": "clauses"}.get(path.name, "procedure")  # type: ignore[return-value]


@pytest.fixture(scope="module")
def validators() -> dict[str, Any]:
    return {file: jsonschema_rs.Draft202012Validator(schema(file)) for file in FILES}


def test_the_schemas_are_schemas() -> None:
    for file in FILES:
        assert schema(file)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema_rs.meta.validate(schema(file))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_shipped_file_fits_its_schema(path: Path, validators: dict[str, Any]) -> None:
    found, _ = read(path.read_text("utf-8"), path.name)

    assert [error.message for error in validators[kind_of(path)].iter_errors(found.value)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("needs: [checklist.tidy]", "need: [checklist.tidy]"),
        ("type: contact_log", "type: contact_logs"),
        ("within: 4h", "within: soon"),
        ("clause: SML-01", "clause: first"),
        ("water: 45m", "water: soon"),
        ("kind: work_order", "kind: work"),
        ("{fault: required, kind: optional}", "{fault: needed}"),
    ],
)
def test_what_the_loader_refuses_by_its_shape_the_schema_refuses_too(old: str, new: str, validators: dict[str, Any]) -> None:
    assert old in JOB
    found, _ = read(JOB.replace(old, new), "job.yaml")

    assert not validators["procedure"].is_valid(found.value)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("title: {zh: 新单, en: New}, holder", "title: 新单, holder"),
        ("    from: new\n", "    from: [new]\n"),
        ("to: done", "to: {state: done}"),
        ("to: done", "to: [{state: done}]"),
        ("stops: [{ring: 'outcome == \"reached\"'}]", "stops: [{command: ring, when: 'outcome == \"reached\"'}]"),
        ("stops: [{ring: 'outcome == \"reached\"'}]", "stops: ring"),
        ("asks: {price: optional}", "asks: {price: {required: false}}"),
        ("asks: {price: optional}", "asks: {price: }"),
        ("breach: {tell: [desk]}", "breach: {tell: desk}"),
        ("    clause: SML-01\n", "    clause: [SML-01]\n"),
    ],
)
def test_short_and_long_forms_fit_alike(short: str, long: str, validators: dict[str, Any]) -> None:
    assert short in JOB
    found, _ = read(JOB.replace(short, long), "job.yaml")

    assert [error.message for error in validators["procedure"].iter_errors(found.value)] == []
