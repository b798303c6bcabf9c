"""Every word of the faces in both languages, and the compiled catalogue is the one that is read."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import baoxiu

WEB = Path(baoxiu.__file__).parent / "web"
WORDS = WEB / "shared" / "locale" / "zh_Hans" / "LC_MESSAGES"
FACES = ("shared", "desk", "field", "portal")
TRANSLATE = re.compile(r'{%\s*translate\s+"([^"]+)"|{%\s*translate\s+\'([^\']+)\'|_\("([^"]+)"\)')


def entries() -> dict[str, str]:
    """What the catalogue says, by its English; a plural by its many."""
    found: dict[str, str] = {}
    for block in (WORDS / "django.po").read_text(encoding="utf-8").split("\n\n"):
        ids = [ast.literal_eval(text) for text in re.findall(r'^msgid(?:_plural)? (".*")$', block, re.M)]
        said = re.findall(r'^msgstr(?:\[0\])? (".*")$', block, re.M)
        if ids and ids[-1] and said:
            found[ids[-1]] = ast.literal_eval(said[-1])
    return found


def test_nothing_is_left_untranslated() -> None:
    catalogue = entries()

    assert len(catalogue) > 200
    assert [english for english, chinese in catalogue.items() if not chinese.strip()] == []


def test_every_text_of_the_templates_is_in_the_catalogue() -> None:
    used = {
        next(text for text in match if text)
        for face in FACES
        for template in (WEB / face / "templates").rglob("*.html")
        for match in TRANSLATE.findall(template.read_text(encoding="utf-8"))
    }

    assert used - entries().keys() == set()


def test_every_text_of_the_code_is_in_the_catalogue() -> None:
    used = {text for face in FACES for module in (WEB / face).rglob("*.py") for text in _marked(module)}

    assert used - entries().keys() == set()


def test_the_compiled_catalogue_is_current() -> None:
    with (WORDS / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    single = {english: chinese for english, chinese in entries().items() if "%(n)s" not in english}
    assert {english: compiled.gettext(english) for english in single} == single


def test_blanks_are_the_same_in_both_languages() -> None:
    blanks = re.compile(r"%\(\w+\)s|{\w+}")

    assert [english for english, chinese in entries().items() if set(blanks.findall(english)) != set(blanks.findall(chinese))] == []


def _marked(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    named = [node for node in calls if node.func.id in {"_", "gettext", "gettext_lazy"}]  # type: ignore[attr-defined]
    return {node.args[0].value for node in named if node.args and isinstance(node.args[0], ast.Constant)}  # type: ignore[misc]
