"""Delivering a published version to the units and people its document names, with a receipt from each (LCD-03)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from baoxiu.catalogue.models import PackVersion, Receipt
from baoxiu.core.engine.facts import Actor, Words
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.elements.packing import Document
from baoxiu.directory.models import Person, Unit
from baoxiu.directory.queries import people_of, people_with_role, staff_of, unit_tree
from baoxiu.journal.actions import tell


def deliver(version: PackVersion, document: Document | None, *, at: datetime) -> dict[str, Any]:
    """Hand it to everybody on the to-list and the copy-list and tell them. Names nobody answers to are given back."""
    if document is None:
        return {}
    tree = list(unit_tree(version.pack.organisation_id))
    missed = [name for name in document.to if not _hand(version, tree, name, copy=False, at=at)]
    missed += [name for name in document.copy_to if not _hand(version, tree, name, copy=True, at=at)]
    return {"not_delivered": missed} if missed else {}


def mark_read(version: PackVersion, *, by: Actor, at: datetime) -> int:
    """Its reader signs: for himself, and for the units he has a post at. The first reading counts; how many receipts it closed."""
    mine = Q(person_id=by.id) | Q(unit_id__in=[post.unit_id for post in by.posts])
    open_ = Receipt.objects.filter(mine, version=version, read_at=None)
    if by.id is None or not Receipt.objects.filter(mine, version=version).exists():
        raise NotFound(what="receipt / 签收", name=version.version)
    return open_.update(read_at=at, read_by_id=by.id)


def _hand(version: PackVersion, tree: list[Unit], name: str, *, copy: bool, at: datetime) -> bool:
    """To the unit with this code or title, else to a group the organisation's settings name, else to who holds the role."""
    units = [unit for unit in tree if name in (unit.code, unit.title, unit.title_en)]
    people = [] if units else _group(tree, name)
    rows = [Receipt(version=version, unit=unit, copy=copy, delivered_at=at) for unit in units]
    rows += [Receipt(version=version, person=person, copy=copy, delivered_at=at) for person in people]
    Receipt.objects.bulk_create(rows, ignore_conflicts=True)
    _tell(version, [*people, *staff_of(units)], at)
    return bool(rows)


def _group(tree: list[Unit], name: str) -> list[Person]:
    """The organisation's settings may say who a group is: `groups: {managers: {roles: [region], logins: [gao]}}`."""
    root = tree[0]
    group = root.settings.get("groups", {}).get(name, {"roles": [name]})
    found = [person for role in group.get("roles", ()) for person in people_with_role(role, root)]
    return [*found, *people_of(root.pk).filter(login__in=group.get("logins", ()))]


def _tell(version: PackVersion, people: Iterable[Person], at: datetime) -> None:
    words = _words(version)
    for person in people:
        key = f"pack:{version.pk}:{person.pk}"
        tell(f"person:{person.pk}", words, key=key, organisation_id=version.pack.organisation_id, at=at, task=True)


def _words(version: PackVersion) -> Words:
    title = version.pack.title
    zh, en = title.get("zh") or title.get("en"), title.get("en") or title.get("zh")
    return {
        "zh": f"{zh} {version.version} 已发布，请阅读并签收。",
        "en": f"{en} {version.version} is in force. Please read and sign for it.",
    }
