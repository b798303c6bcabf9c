"""What differs between two versions: each thing added, removed or changed, with the clauses it serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from baoxiu.core.procedure.loading import LoadedPack

Json = Any
Kind = Literal["added", "removed", "changed"]

SECTIONS = (
    "modes", "fields", "states", "commands", "system_commands", "answers", "clocks", "quotas", "checklists", "consents",
    "slips", "charges", "approvals", "penalties", "limits", "figures",
)  # fmt: skip
SINGLES = ("opens", "dispatch", "retention", "slip", "intake", "settlement")
LISTS = ("guides", "follow_up")
PLAIN = ("title", "kind", "number", "version", "overrides")
OF_THE_PACK = ("roles", "levels", "categories", "contacts", "calendars", "parts", "settings", "labels")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path` leads from the section to what differs; `title` is what the thing is called, in both languages."""

    kind: Kind
    procedure: str | None  # None: the pack itself
    section: str
    name: str
    title: Mapping[str, str]
    path: tuple[str, ...] = ()
    old: Json = None
    new: Json = None
    clauses: tuple[str, ...] = ()


def changes(old: LoadedPack, new: LoadedPack) -> list[Change]:
    """Every difference, the pack's own first, then procedure by procedure."""
    before, after = old.to_document(), new.to_document()
    return [*_pack(before, after), *_procedures(before, after)]


def _pack(before: Json, after: Json) -> Iterator[Change]:
    old, new = before["pack"], after["pack"]
    for name in ("version", "title", "source", "languages", "scope", "document", "calendar"):
        yield from _leaf(None, "pack", name, {}, old.get(name), new.get(name))
    for section in OF_THE_PACK:
        yield from _section(None, section, old.get(section, {}), new.get(section, {}))
    for section in ("clauses", "guides", "slips"):
        yield from _section(None, f"{section}_texts" if section != "clauses" else "clauses", before[section], after[section])
    yield from _section(None, "knowledge", before.get("knowledge", {}), after.get("knowledge", {}))
    yield from _section(None, "prices", _prices(before), _prices(after))


def _prices(document: Json) -> dict[str, Json]:
    return {" ".join(filter(None, (row["code"], row.get("from_on")))): row for row in document["prices"]}


def _procedures(before: Json, after: Json) -> Iterator[Change]:
    old, new = ({one["procedure"]: one for one in document["procedures"]} for document in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        if name in old and name in new:
            yield from _procedure(name, old[name], new[name])
        else:
            kind: Kind = "added" if name in new else "removed"
            one = new.get(name) or old[name]
            yield Change(kind, None, "procedures", name, one["title"], clauses=clauses_of(one))


def _procedure(name: str, old: Json, new: Json) -> Iterator[Change]:
    for key in PLAIN:
        yield from _leaf(name, "procedure", key, {}, old.get(key), new.get(key))
    for section in SECTIONS:
        yield from _section(name, section, old.get(section, {}), new.get(section, {}))
    for key in SINGLES:
        yield from _inside(name, key, key, {}, old.get(key) or {}, new.get(key) or {})
    for key in LISTS:
        yield from _section(name, key, _numbered(old.get(key, ())), _numbered(new.get(key, ())))


def _numbered(rows: Json) -> dict[str, Json]:
    """Rows of a list by what names them best, so that a new first row does not change all others."""
    found: dict[str, Json] = {}
    for row in rows:
        said = [row.get(key) for key in ("script", "advice", "questions", "by", "after")]
        name = "-".join(str(one) for one in (*said, *row.get("at", ())) if one) or "row"
        while name in found:
            name += "'"
        found[name] = row
    return found


def _section(procedure: str | None, section: str, old: Json, new: Json) -> Iterator[Change]:
    for name in [*old, *(name for name in new if name not in old)]:
        if name in old and name in new:
            yield from _inside(procedure, section, name, _title(new[name]), old[name], new[name])
            continue
        kind: Kind = "added" if name in new else "removed"
        one = new[name] if name in new else old[name]
        yield Change(kind, procedure, section, name, _title(one), old=old.get(name), new=new.get(name), clauses=clauses_of(one))


def _inside(procedure: str | None, section: str, name: str, title: Mapping[str, str], old: Json, new: Json) -> Iterator[Change]:
    """What changed in one thing, key by key; guards and consequences row by row."""
    if not (isinstance(old, dict) and isinstance(new, dict)) or _is_words(old) or _is_words(new):
        yield from _leaf(procedure, section, name, title, old, new)
        return
    for path, one, other, clauses in _differing(old, new, (), ()):
        kind: Kind = "changed" if one is not None and other is not None else "added" if one is None else "removed"
        yield Change(kind, procedure, section, name, title, path, one, other, tuple(dict.fromkeys(clauses)))


Difference = tuple[tuple[str, ...], Json, Json, tuple[str, ...]]  # path, old, new, the clauses of the nearest thing that cites any


def _differing(old: Json, new: Json, path: tuple[str, ...], clauses: tuple[str, ...]) -> Iterator[Difference]:
    if old == new:
        return
    clauses = clauses_of(old) + clauses_of(new) or clauses
    if isinstance(old, dict) and isinstance(new, dict) and not _is_words(old) and not _is_words(new):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _differing(old.get(key), new.get(key), (*path, key), clauses)
    elif _rows(old) and _rows(new):
        yield from _rows_differing(old, new, path, clauses)
    else:
        yield path, old, new, clauses


def _rows_differing(old: Json, new: Json, path: tuple[str, ...], clauses: tuple[str, ...]) -> Iterator[Difference]:
    """Rows are paired by what they are about; what is left over came or went."""
    before, after = ({_about(row): row for row in rows} for rows in (old, new))
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            yield path, one, other, clauses_of(one) + clauses_of(other) or clauses
        else:
            yield from _differing(one, other, path, clauses)


def _rows(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) and not _is_words(row) for row in value)


def _about(row: Mapping[str, Json]) -> str:
    """A guard is about its clause or condition, a consequence about its verb and object, a branch about its state."""
    if "that" in row:
        return str(row.get("clause") or row["that"])
    if "state" in row:
        return f"{row['state']} {row.get('if', '')}"
    return " ".join(str(row[key]) for key in row if key in ("open", "tell", "run", "allow", "flag", "sms", "mail", "chat", "command", "of"))


def _leaf(procedure: str | None, section: str, name: str, title: Mapping[str, str], old: Json, new: Json) -> Iterator[Change]:
    if old != new:
        kind: Kind = "changed" if old is not None and new is not None else "added" if old is None else "removed"
        clauses = (name,) if section == "clauses" else clauses_of(old) + clauses_of(new)
        yield Change(kind, procedure, section, name, title, (), old, new, tuple(dict.fromkeys(clauses)))


def _title(thing: Json) -> Mapping[str, str]:
    found = next((thing[key] for key in ("title", "label", "topic") if thing.get(key)), None) if isinstance(thing, dict) else None
    return found if isinstance(found, dict) else thing if _is_words(thing) else {}


def _is_words(value: Json) -> bool:
    return isinstance(value, dict) and bool(value) and value.keys() <= {"zh", "en"}


def clauses_of(thing: Json) -> tuple[str, ...]:
    """The clauses a thing cites itself."""
    return tuple(thing.get("clause", ())) if isinstance(thing, dict) else ()
