"""Laying a price list, and ending one. A list's rows are never changed: a new version takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from django.db import IntegrityError, connection, transaction

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, NotYours, Refusal
from baoxiu.core.pricing import PriceRow as Row
from baoxiu.core.pricing import overlaps
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.directory.models import Unit
from baoxiu.journal import Happened, subject_of
from baoxiu.journal.actions import record
from baoxiu.quotes.events import PRICE_LIST_ENDED, PRICE_LIST_LAID
from baoxiu.quotes.models import PriceList, PriceRow


class ListsMeet(Refusal):
    """{unit} has the list {version} on some of these days. End it before {from_on} first, or choose later days."""

    code: ClassVar[str] = "price_lists_meet"
    zh: ClassVar[str] = "{unit} 在这些日期已有价目表 {version}。请先让它在 {from_on} 之前结束，或改选以后的日期。"


class BadList(Refusal):
    """This price list cannot be laid: {why}."""

    code: ClassVar[str] = "bad_price_list"
    zh: ClassVar[str] = "价目表不能启用：{why_zh}。"


def may_lay(actor: Actor, unit: Unit, *, at: datetime) -> bool:
    """Whether the actor keeps the prices of a unit: a role that a pack's setting `prices_by` names, at the unit or above.

    Where no pack names one: whoever holds a post at the top of the organisation.
    """
    if actor.kind == "system":
        return True
    keepers = {role for pack in catalogue.packs_in_force(unit.organisation_id or unit.pk, at=at) for role in _named(pack)}
    posts = [post for post in actor.posts if unit.path.startswith(post.path)]
    if keepers:
        return any(post.role in keepers for post in posts)
    return any(post.unit_id == unit.organisation_id for post in posts)


def _one_at_a_time(unit: Unit) -> None:
    """Whoever lays a list of the same unit meanwhile waits: two that meet would wait for each other at the constraint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('price lists of ' || %s, 0))", [unit.pk])


def _named(pack: LoadedPack) -> Sequence[str]:
    named = pack.pack.settings.get("prices_by") or ()
    return [named] if isinstance(named, str) else list(named)


@transaction.atomic
def lay_list(  # noqa: PLR0913 - the whole list is said at the call
    unit: Unit,
    version: str,
    rows: Sequence[Row],
    *,
    from_on: date,
    until_on: date | None = None,
    title: str = "",
    by: Actor,
    at: datetime,
) -> PriceList:
    """Lay a version of a unit's prices for the days from `from_on` to `until_on` (open where unsaid)."""
    if not may_lay(by, unit, at=at):
        raise NotYours(role=unit.title)
    _refuse(version, rows, from_on, until_on)
    _one_at_a_time(unit)
    _refuse_meeting(unit, from_on, until_on)
    try:
        with transaction.atomic():
            laid = PriceList.objects.create(
                unit=unit, version=version, title=title, from_on=from_on, until_on=until_on, laid_by_id=by.id, laid_at=at
            )
    except IntegrityError as clash:  # somebody was faster, or the version is taken
        if "version" in str(clash):
            raise BadList(why=f"the version {version} is taken", why_zh=f"版本 {version} 已存在", field="version") from clash
        raise ListsMeet(unit=unit.title, version="?", from_on=from_on.isoformat(), field="from_on") from clash
    PriceRow.objects.bulk_create(_row(laid, place, row) for place, row in enumerate(rows))
    said = {"version": version, "from_on": from_on, "until_on": until_on, "rows": len(rows)}
    record(Happened(PRICE_LIST_LAID, subject_of("prices", unit.pk), unit.organisation_id or unit.pk, at, by, said))
    return laid


@transaction.atomic
def end_list(unit: Unit, version: str, *, until_on: date, by: Actor, at: datetime) -> None:
    """Let a list end on a day, both for what begins after it; tickets that began with it keep it."""
    if not may_lay(by, unit, at=at):
        raise NotYours(role=unit.title)
    found = PriceList.objects.select_for_update().filter(unit=unit, version=version).first()
    if found is None or until_on < found.from_on or (found.until_on is not None and until_on > found.until_on):
        raise BadList(why="it ends between its first and its last day", why_zh="结束日期应在其有效期之内", field="until_on")
    found.until_on = until_on
    found.save(update_fields=["until_on"])
    said = {"version": version, "until_on": until_on}
    record(Happened(PRICE_LIST_ENDED, subject_of("prices", unit.pk), unit.organisation_id or unit.pk, at, by, said))


def _refuse(version: str, rows: Sequence[Row], from_on: date, until_on: date | None) -> None:
    if not version.strip():
        raise Malformed(what="version / 版本", why="empty / 未填写", field="version")
    if until_on is not None and until_on < from_on:
        raise BadList(why="its last day lies before its first", why_zh="结束日期早于开始日期", field="until_on")
    if not rows:
        raise BadList(why="it has no rows", why_zh="没有价目", field="file")
    twice = next(overlaps([(row.code, row.from_on, row.until_on) for row in rows]), None)
    if twice is not None:
        code = rows[twice[1]].code
        raise BadList(why=f"{code} stands twice for the same days", why_zh=f"{code} 在相同日期出现两次", field="file")


def _refuse_meeting(unit: Unit, from_on: date, until_on: date | None) -> None:
    """The constraint of the database refuses it too; here it is said in words."""
    others = PriceList.objects.filter(unit=unit).exclude(until_on__lt=from_on)
    if until_on is not None:
        others = others.exclude(from_on__gt=until_on)
    meeting = others.order_by("from_on").first()
    if meeting is not None:
        raise ListsMeet(unit=unit.title, version=meeting.version, from_on=from_on.isoformat(), field="from_on")


def _row(laid: PriceList, place: int, row: Row) -> PriceRow:
    return PriceRow(
        list=laid, place=place, code=row.code, title=dict(row.title), kind=row.kind, unit=row.unit, price=row.price.amount,
        from_on=row.from_on, until_on=row.until_on,
    )  # fmt: skip
