"""The pages on operations name every setting and every command there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baoxiu.project import command

REPOSITORY = Path(__file__).parents[2]
OPERATIONS = REPOSITORY / "docs" / "operations"


def test_every_setting_is_explained_and_nothing_else() -> None:
    sources = (REPOSITORY / "src" / "baoxiu" / "project" / name for name in ("settings.py", "environment.py"))
    read = {name for source in sources for name in re.findall(r'"(BAOXIU_[A-Z_]+|DATABASE_URL)"', source.read_text())}

    explained = set(re.findall(r"^\| `(BAOXIU_[A-Z_]+|DATABASE_URL)` \|", (OPERATIONS / "settings.md").read_text(), re.MULTILINE))

    assert explained == read


def test_every_command_is_listed_with_an_example_that_is_understood() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \|.*\| `([^`]+)` \|$", (OPERATIONS / "commands.md").read_text(), re.MULTILINE)

    assert [name for name, _ in rows] == [name.rstrip("_") for name in command.COMMANDS]
    for _, example in rows:
        words = example.split()
        assert callable(command.parser().parse_args(words[words.index("baoxiu") + 1 :]).run)


@pytest.mark.parametrize("page", sorted(OPERATIONS.glob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target
