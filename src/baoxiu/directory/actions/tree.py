"""The tree of an organisation in use: a unit moved, closed, opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Refusal
from baoxiu.directory.actions.units import OtherOrganisation
from baoxiu.directory.events import UNIT_CLOSED, changed
from baoxiu.directory.models import Post, Unit
from baoxiu.journal.actions import record


class RootStays(Refusal):
    """{unit} is the organisation itself; it is neither moved nor closed."""

    code: ClassVar[str] = "root_stays"
    zh: ClassVar[str] = "{unit} 是组织本身，不能移动或停用。"


class BelowItself(Refusal):
    """{unit} cannot stand below {parent}, which is itself or lies below it. Choose a unit outside it."""

    code: ClassVar[str] = "below_itself"
    zh: ClassVar[str] = "{unit} 不能移到 {parent} 之下（是它自己或其下级），请选择其他单位。"


class UnitIsClosed(Refusal):
    """{unit} is closed. Open it again first, or choose another unit."""

    code: ClassVar[str] = "unit_is_closed"
    zh: ClassVar[str] = "{unit} 已停用，请先恢复使用，或另选单位。"


class UnitInUse(Refusal):
    """{unit} cannot be closed yet: {what}. Move or close those first."""

    code: ClassVar[str] = "unit_in_use"
    zh: ClassVar[str] = "{unit} 暂不能停用：{what_zh}，请先移走或停用。"


@transaction.atomic
def move_unit(unit: Unit, parent: Unit, *, by: Actor, at: datetime) -> Unit:
    """Hang a unit, with everything below it, under another one of its organisation. Everything in it learns of it."""
    if unit.parent_id is None:
        raise RootStays(unit=unit.title)
    if parent.organisation_id != unit.organisation_id:
        raise OtherOrganisation(what=parent.title)
    _one_at_a_time(unit)
    unit.refresh_from_db()
    parent.refresh_from_db()
    if parent.path.startswith(unit.path):
        raise BelowItself(unit=unit.title, parent=parent.title, field="parent")
    if not parent.active:
        raise UnitIsClosed(unit=parent.title, field="parent")
    if unit.parent_id == parent.pk:
        return unit
    before, new = unit.path, f"{parent.path}{unit.pk}/"
    told = {"unit": unit.pk, "from": unit.parent.code if unit.parent else "", "to": parent.code}
    rest = Substr("path", len(before) + 1)
    Unit.objects.filter(path__startswith=before).update(path=Concat(Value(new), rest), changed=F("changed") + 1)
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    record(changed("UnitMoved", unit.organisation_id or unit.pk, by=by, at=at, **told))
    unit.refresh_from_db()
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, by: Actor, at: datetime) -> Unit:
    """Take a unit out of use. What happened there stays; other rooms refuse while something of theirs is open there.

    1. Units in use below it, and people who hold posts there and work nowhere else, stand in the way.
    2. Posts of people who work elsewhere too stay written down; a closed unit gives nobody rights.
    """
    if unit.parent_id is None:
        raise RootStays(unit=unit.title)
    _one_at_a_time(unit)
    unit.refresh_from_db()
    if not unit.active:
        return unit
    _refuse_in_use(unit, list(Unit.objects.filter(parent=unit, active=True).order_by("code")), "units below it", "下级单位")
    _set(unit, False)
    record(changed(UNIT_CLOSED, unit.organisation_id or unit.pk, by=by, at=at, unit=unit.pk, code=unit.code, title=unit.title))
    return unit


@transaction.atomic
def reopen_unit(unit: Unit, *, by: Actor, at: datetime) -> Unit:
    """Take a unit into use again."""
    if unit.parent is not None and not unit.parent.active:
        raise UnitIsClosed(unit=unit.parent.title)
    if not unit.active:
        _set(unit, True)
        record(changed("UnitReopened", unit.organisation_id or unit.pk, by=by, at=at, unit=unit.pk))
    return unit


def only_there(unit: Unit) -> Sequence[Post]:
    """The posts at a unit of people who may log in and hold none at another unit in use."""
    elsewhere = Post.objects.filter(unit__active=True, person__is_active=True).exclude(unit=unit).values("person_id")
    rows = Post.objects.filter(unit=unit, person__is_active=True).exclude(person_id__in=elsewhere)
    return list(rows.select_related("person").order_by("person__name", "id"))


def _refuse_in_use(unit: Unit, below: Sequence[Unit], en: str, zh: str) -> None:
    said, said_zh = [], []
    if below:
        names = "、".join(row.title for row in below[:5])
        said.append(f"{en} are in use ({names})")
        said_zh.append(f"{zh}仍在使用（{names}）")
    if alone := only_there(unit):
        names = "、".join(dict.fromkeys(post.person.name for post in alone))
        said.append(f"people work here and nowhere else ({names})")
        said_zh.append(f"有人员只在此任职（{names}）")
    if said:
        raise UnitInUse(unit=unit.title, what="; ".join(said), what_zh="；".join(said_zh))


def _set(unit: Unit, active: bool) -> None:
    Unit.objects.filter(pk=unit.pk).update(active=active)
    Unit.objects.filter(path__startswith=unit.path).update(changed=F("changed") + 1)
    unit.refresh_from_db()


def _one_at_a_time(unit: Unit) -> None:
    """Two changes of one tree at once could tie it into a knot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('tree of ' || %s, 0))", [unit.organisation_id])
