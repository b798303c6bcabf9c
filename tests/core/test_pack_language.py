"""docs/pack-language.md: every element stands there with all its keys and an example that is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from baoxiu.core.expressions import FUNCTIONS, VARIABLES
from baoxiu.core.procedure import elements
from baoxiu.core.procedure.elements import Element, examples
from baoxiu.core.procedure.reading import read

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "pack-language.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## [^\n]*`(\w+)`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
NOT_TOLD_ALONE = {"Element", "Expected", "Examples"}  # the base of all; what Turn and Birth share; a list of Example


def every_element() -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [Element]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(elements.__name__):
            found[kind.__name__] = kind
    return found


TOLD = {name: kind for name, kind in every_element().items() if name not in NOT_TOLD_ALONE}


def test_every_element_is_told_and_nothing_else() -> None:
    assert set(SECTIONS) == set(TOLD)
    assert examples.Example.__name__ in TOLD


@pytest.mark.parametrize("name", sorted(TOLD))
def test_every_key_of_an_element_is_told(name: str) -> None:
    keys = {field.alias or key for key, field in TOLD[name].model_fields.items()} - {"clause"}
    told = set(re.findall(r"`(\w+)(?::[^`]*)?`", SECTIONS[name]))

    assert keys - told == set()


@pytest.mark.parametrize("name", sorted(TOLD))
def test_the_example_of_an_element_is_right(name: str) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", SECTIONS[name], re.DOTALL)
    found, faults = read(example, name)

    assert faults == []
    assert TOLD[name].model_validate(found.value, by_alias=True, by_name=False).model_fields_set


def test_every_variable_and_function_of_expressions_is_told() -> None:
    head = PAGE[: PAGE.index("## Procedure")]
    names = {*VARIABLES, *FUNCTIONS}

    assert {name for name in names if not re.search(rf"[`.]{name}\b", head)} == set()
