"""The rules of the house (docs/house.md) that no other tool checks."""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from baoxiu.project.command import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "baoxiu"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))

GROUND_FLOOR = ("journal", "directory", "catalogue")
CORRIDOR = ("intake", "tickets", "quotes", "stock", "dispatch", "visits", "acceptance", "followup", "upkeep", "insight")
ROOMS = GROUND_FLOOR + CORRIDOR
UNAWARE = {("quotes", "stock"), ("stock", "quotes")}

# Inside a room only these; what a room has besides is named here, each for a reason.
PARTS = {"__init__", "events", "models", "queries", "actions", "reactions", "admin", "tasks", "migrations"}
OWN_PARTS = {
    # the one now, the one way to make ids, open screens, the ways out; prepared statements, sets worked off in lanes
    "journal": {"clock", "ids", "live", "channels", "statements", "side_by_side"},
    "directory": {"scope", "areas"},  # the one place of object scope; the list of administrative areas that comes along
    "tickets": {"world", "sql"},  # what other rooms know for expressions; the few hot paths
    "intake": {"sql"},
    "dispatch": {"sql"},
    "quotes": {"providers"},  # ways to be paid by machine
    "acceptance": {"fonts"},  # what slips are printed with
}
OPEN_TO_OTHERS = {"actions", "queries", "events", "models"}
PURE = {"pydantic", "pydantic_core", "yaml", "cel", "chinese_calendar", "holidays", "pypinyin", "openpyxl", "baoxiu"}
GIVEN_NAMES = {"service_worker"}  # the web's own word for it
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "handle", "handler", "data"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def imports(path: Path) -> Iterator[tuple[str, list[str]]]:
    """What a file imports: the module, and the names taken from it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, [alias.name for alias in node.names]


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


# -- size


def test_functions_are_short() -> None:
    lengths = sorted(length(function) for path in FILES for function in functions(path))

    assert statistics.median(lengths) <= 10
    assert lengths[len(lengths) * 9 // 10] <= 30


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [f"{place(path)}:{f.lineno} {f.name} ({length(f)})" for path in [*FILES, *TESTS] for f in functions(path) if length(f) > 50]

    assert long == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lines = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*FILES, *TESTS]}

    assert {path: count for path, count in lines.items() if count > 400} == {}


# -- names


def words_of(name: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").split("_"))


def test_nothing_is_named_by_a_word_that_says_nothing() -> None:
    named = {(place(path), path.stem) for path in FILES}
    for path in FILES:
        defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        named |= {(place(path), node.name) for node in ast.walk(tree(path)) if isinstance(node, defined)}

    assert sorted((path, name) for path, name in named if words_of(name) & FORBIDDEN and name not in GIVEN_NAMES) == []


def test_reactions_are_named_after_what_they_react_to() -> None:
    wrong = []
    for path in FILES:
        for function in functions(path):
            to = [d for d in function.decorator_list if isinstance(d, ast.Call) and getattr(d.func, "id", "") == "reacts"]
            if to and not function.name.startswith("on_"):
                wrong.append(f"{place(path)}:{function.lineno} {function.name}")

    assert wrong == []


# -- arrows


@pytest.mark.parametrize("room", [room for room in ROOMS if (SOURCE / room).is_dir()])
def test_a_room_has_the_files_every_room_has(room: str) -> None:
    found = {path.stem for path in (SOURCE / room).iterdir() if path.name != "__pycache__"}

    assert found - PARTS - OWN_PARTS.get(room, set()) == set()
    assert ast.get_docstring(tree(SOURCE / room / "__init__.py")), "a room's __init__ is its card"


def test_of_another_corridor_room_only_its_open_parts_are_imported() -> None:
    wrong = []
    for path in FILES:
        if (own := room_of(path)) not in ROOMS:
            continue
        for module, _ in imports(path):
            parts = module.split(".")
            if parts[0] != "baoxiu" or len(parts) < 3 or parts[1] == own or parts[1] not in CORRIDOR:
                continue
            if parts[2] not in OPEN_TO_OTHERS | OWN_PARTS.get(parts[1], set()):
                wrong.append(f"{place(path)}: {module}")

    assert wrong == []


def test_nobody_reads_or_writes_another_rooms_rows() -> None:
    """Another room's models are imported for a ForeignKey or a type; asking them is that room's queries' work."""
    wrong = []
    for path in FILES:
        own = room_of(path)
        foreign = {
            name
            for module, names in imports(path)
            if re.fullmatch(r"baoxiu\.\w+\.models", module) and module.split(".")[1] != own
            for name in names
        }
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr == "objects" and getattr(node.value, "id", "") in foreign:
                wrong.append(f"{place(path)}:{node.lineno}")

    assert wrong == []


def test_the_engine_room_imports_nothing_but_pure_libraries() -> None:
    allowed = PURE | sys.stdlib_module_names
    wrong = [f"{place(p)}: {m}" for p in FILES if room_of(p) == "core" for m, _ in imports(p) if m.split(".")[0] not in allowed]

    assert wrong == []


def test_every_foreign_key_points_back_along_the_corridor() -> None:
    order = {room: k for k, room in enumerate(ROOMS)}
    forward = []
    for model in apps.get_models():
        if model._meta.app_label not in order:
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey):
                continue
            pair = (model._meta.app_label, field.related_model._meta.app_label)
            if order.get(pair[1], len(order)) > order[pair[0]] or pair in UNAWARE:
                forward.append(f"{model.__name__}.{field.name} -> {pair[1]}")

    assert forward == []


def test_the_rooms_are_installed_in_the_order_of_the_corridor() -> None:
    installed = [config.label for config in apps.get_app_configs() if config.label in ROOMS]

    assert all(ROOMS.index(before) < ROOMS.index(after) for before, after in pairwise(installed))


def test_no_model_overrides_save_or_points_at_anything_at_all() -> None:
    wrong = [f"{place(p)}:{f.lineno}" for p in FILES for f in functions(p) if f.name == "save" and "models" in place(p)]
    wrong += [place(p) for p in FILES for _, names in imports(p) if "GenericForeignKey" in names]

    assert wrong == []


def test_a_broad_except_stands_once_at_the_workers_edge() -> None:
    broad = [
        place(path)
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and getattr(node.type, "id", "") == "Exception"
    ]

    assert broad == ["src/baoxiu/journal/actions/lanes.py"]


# -- documents


def test_every_setting_is_documented() -> None:
    told = (ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8")
    read = {
        node.value
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"BAOXIU_[A-Z_]+|DATABASE_URL", node.value)
    }

    assert {name for name in read if f"`{name}`" not in told} == set()


@pytest.mark.parametrize("command", [name.strip("_") for name in COMMANDS])
def test_every_command_is_documented(command: str) -> None:
    told = (ROOT / "docs" / "operations" / "commands.md").read_text(encoding="utf-8")

    assert f"baoxiu {command}" in told
