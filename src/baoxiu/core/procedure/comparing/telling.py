"""Differences in words, and what a version says of itself against what truly changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from baoxiu.core.procedure.comparing.differences import Change, changes
from baoxiu.core.procedure.comparing.vocabulary import KEY, SECTION
from baoxiu.core.procedure.drawing.graph import span_words
from baoxiu.core.procedure.elements.shapes import SPAN
from baoxiu.core.procedure.loading import LoadedPack

LONGEST = 80
NAMED = frozenset({"by", "tell", "to", "from", "holder", "state", "starts", "stops", "pauses", "pauses_in", "for", "chain"})
Names = Mapping[str, Mapping[Any, str]]


def names_of(*packs: LoadedPack) -> Names:
    """How roles, states, commands, clocks and quotas of the packs are called, by their keys."""
    found: dict[str, Mapping[Any, str]] = {}
    for pack in packs:
        found |= {name: role.title for name, role in pack.pack.roles.items()}
        for one in pack.definitions:
            for titled in (one.states, one.commands, one.system_commands, one.clocks, one.quotas):
                found |= {name: thing.title for name, thing in titled.items() if thing.title}
    return found


def _titled(value: Any, names: Names, place: int) -> Any:
    """A value with keys replaced by what they are called."""
    if isinstance(value, list):
        return [_titled(one, names, place) for one in value]
    if isinstance(value, str) and value in names:
        return names[value].get(("zh", "en")[place]) or next(iter(names[value].values()))
    return value


def tell(change: Change, language: str, names: Names | None = None) -> str:
    """One difference in one sentence; `names` (see `names_of`) says roles, states and commands by their titles."""
    place = 0 if language.startswith("zh") else 1
    thing = _thing(change, place)
    known = (names or {}) if NAMED & set(change.path) else {}
    old, new = (_value(_titled(value, known, place), place) for value in _unlike(change.old, change.new, place))
    if not change.path and change.section not in ("pack", "procedure") and change.kind != "changed":
        return (f"新增{thing}。", f"New {thing}.")[place] if change.kind == "added" else (f"取消{thing}。", f"Removed: {thing}.")[place]
    what = thing + ("的", ", ")[place] + _way(change.path, place) if change.path else thing
    if change.kind == "added":
        return (f"{what}：新增 {new}。", f"{_capital(what)}: new {new}.")[place]
    if change.kind == "removed":
        return (f"{what}：取消 {old}。", f"{_capital(what)}: removed {old}.")[place]
    return (f"{what}由 {old} 改为 {new}。", f"{_capital(what)}: was {old}, is now {new}.")[place]


def _unlike(old: Any, new: Any, place: int) -> tuple[Any, Any]:
    """Of words that differ in the other language alone, that one."""
    language, other = ("zh", "en") if place == 0 else ("en", "zh")
    if isinstance(old, dict) and isinstance(new, dict) and {*old, *new} <= {"zh", "en"} and old.get(language) == new.get(language):
        return old.get(other), new.get(other)
    return old, new


def _thing(change: Change, place: int) -> str:
    if change.section in ("pack", "procedure"):
        section, key = SECTION[change.section][place], KEY.get(change.name, (change.name, change.name))[place]
        return (f"{section}{key}", f"the {section}'s {key}")[place]
    noun = SECTION.get(change.section, (change.section, change.section))[place]
    if change.name == change.section:
        return noun
    title = change.title.get(("zh", "en")[place]) or next(iter(change.title.values()), "")
    if change.section == "clauses":
        return f"{noun} {change.name}"
    return (f"{noun}“{title or change.name}”", f'{noun} "{title or change.name}"')[place]


def _way(path: Iterable[str], place: int) -> str:
    steps = [KEY.get(step, (step, step))[place] for step in path]
    return ("·", " / ")[place].join(step for step, _ in groupby(steps))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _value(value: Any, place: int) -> str:
    text = _said(value, place)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _said(value: Any, place: int) -> str:
    match value:
        case None:
            return ("无", "nothing")[place]
        case bool():
            return (("否", "是"), ("no", "yes"))[place][value]
        case dict() if value and value.keys() <= {"zh", "en"}:
            return f"“{value.get(('zh', 'en')[place]) or next(iter(value.values()))}”"
        case dict():
            shown = {key: inner for key, inner in value.items() if key != "clause"}
            return ("；", "; ")[place].join(f"{KEY.get(key, (key, key))[place]} {_said(inner, place)}" for key, inner in shown.items())
        case list() | tuple():
            return ("、", ", ")[place].join(_said(inner, place) for inner in value)
        case str() if re.fullmatch(SPAN, value):
            return span_words(value, ("zh", "en")[place])
    return str(value)


def by_clause(found: Iterable[Change]) -> dict[str, list[Change]]:
    """Changes under the clause they serve; '' keeps those that serve none."""
    rows: dict[str, list[Change]] = {}
    for change in found:
        for clause in change.clauses or ("",):
            rows.setdefault(clause, []).append(change)
    return dict(sorted(rows.items(), key=lambda row: (row[0] == "", row[0])))


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Where a version says other of itself than what is so."""

    part: str
    said: str  # 'changed', 'added' or ''
    found: str

    def say(self, language: str) -> str:
        """It in one sentence."""
        zh = {"changed": "有改动", "added": "新增", "": "没有改动"}
        en = {"changed": "changed", "added": "new", "": "unchanged"}
        if language.startswith("zh"):
            return f"{self.part}：声明为{zh[self.said]}，实际{zh[self.found]}。"
        return f"{self.part}: said to be {en[self.said]}, is {en[self.found]}."


def unsaid(old: LoadedPack, new: LoadedPack) -> list[Unsaid]:
    """The parts whose `changed` and `added` in pack.yaml do not say what truly changed."""
    said = {**dict.fromkeys(new.pack.changed, "changed"), **dict.fromkeys(new.pack.added, "added")}
    found = _found(old, new)
    names = [name for name in dict.fromkeys([*said, *found]) if name in found]
    return [Unsaid(name, said.get(name, ""), found[name]) for name in names if said.get(name, "") != found[name]]


def _found(old: LoadedPack, new: LoadedPack) -> dict[str, str]:
    """How each part that the new version holds stands to the old one."""
    touched = {change.procedure for change in changes(old, new)}
    guides = {name for name, text in new.guides.items() if old.guides.get(name) != text}
    found: dict[str, str] = {}
    named = {part.procedure for part in new.pack.parts.values()}
    for name in new.procedures:
        if name not in named:
            found[name] = "added" if name not in old.procedures else "changed" if name in touched else ""
    for name, part in new.pack.parts.items():
        if part.procedure:
            found[name] = "added" if part.procedure not in old.procedures else "changed" if part.procedure in touched else ""
        elif part.guide:
            found[name] = "added" if part.guide not in old.guides else "changed" if part.guide in guides else ""
    return found
