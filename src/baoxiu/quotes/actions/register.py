"""Price lists as a table that is filled in Excel and taken back (core.sheets): whole versions, since a list is never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.money import Money
from baoxiu.core.pricing import PriceRow as Row
from baoxiu.core.pricing import overlaps
from baoxiu.core.sheets import Column, Fault, Given, Key, Step, Table, Values, fault
from baoxiu.directory.models import Unit
from baoxiu.quotes.actions.laying import lay_list
from baoxiu.quotes.models import PriceList, PriceRow

KINDS = {
    "labour": {"zh": "人工", "en": "Labour"}, "service": {"zh": "服务", "en": "Service"},
    "travel": {"zh": "上门", "en": "Travel"}, "material": {"zh": "材料", "en": "Material"},
}  # fmt: skip
VERSION_NOTE = {
    "zh": "同一单位同一版本的各行组成一张价目表；已有的版本不能改，请用新版本号",
    "en": "rows of one unit and version make one list; a version that is there is never changed: use a new one",
}


class Prices:
    """The lists of the units whose prices somebody keeps."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Whose lists."""
        self.units = {unit.code: unit for unit in units}

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        first = next(iter(self.units), "SZ01")
        columns = (
            Column("list_unit", {"zh": "单位编码", "en": "List of"}, "code", must=True, longest=40, example=first),
            Column("version", {"zh": "版本", "en": "Version"}, "code", must=True, longest=60, example="2026-1", note=VERSION_NOTE),
            Column("list_title", {"zh": "价目表名称", "en": "Title of the list"}, longest=120),
            Column("first_on", {"zh": "启用日期", "en": "List begins"}, "date", must=True, example=date(2026, 1, 1)),
            Column("last_on", {"zh": "停用日期", "en": "List ends"}, "date"),
            Column("code", {"zh": "编号", "en": "Code"}, "code", must=True, longest=60, example="L-01"),
            Column("title_zh", {"zh": "名称", "en": "Name"}, must=True, longest=160, example="更换水龙头"),
            Column("title_en", {"zh": "英文名称", "en": "Name in English"}, longest=160),
            Column("kind", {"zh": "类别", "en": "Kind"}, "choice", choices=KINDS, blank="service", example="service"),
            Column("unit", {"zh": "计价单位", "en": "Unit of price"}, longest=40, example="次"),
            Column("price", {"zh": "单价（元）", "en": "Price"}, "number", must=True, least=0, most=9_999_999_999, example=Decimal(60)),
            Column("from_on", {"zh": "生效日期", "en": "Valid from"}, "date"),
            Column("until_on", {"zh": "失效日期", "en": "Valid until"}, "date"),
        )
        return Table("prices", {"zh": "价目", "en": "Prices"}, columns, ("list_unit", "version", "code", "from_on"))

    def held(self) -> Mapping[Key, Values]:
        """The rows of every list."""
        rows = PriceRow.objects.filter(list__unit__in=self.units.values()).select_related("list__unit")
        return {_key(values): values for row in rows.order_by("list_id", "place") for values in [_values(row)]}

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """A list, a code, and from when the price holds."""
        return _key(values)

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """Units of one's own; lists that are not there yet, or exactly as they are; one price a code and day."""
        lists = PriceList.objects.filter(unit__in=self.units.values()).values_list("unit__code", "version")
        known = set(lists)
        clashes = _clashes(rows)
        days = {(row.values.get("list_unit"), row.values.get("version")): row.values.get("first_on") for row in reversed(rows)}
        return [self._reviewed(row, held, known, clashes, days) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """List by list, each laid whole."""

        def name(step: Step) -> tuple[str, str]:
            return step.values["list_unit"], step.values["version"]

        for (unit, version), found in groupby(sorted(steps, key=name), key=name):
            some = list(found)
            first, last = some[0].values["first_on"], some[0].values.get("last_on")
            rows = [_row(step.values) for step in some]
            title = some[0].values.get("list_title") or ""
            lay_list(self.units[unit], version, rows, from_on=first, until_on=last, title=title, by=by, at=at)

    def _reviewed(
        self, row: Given, held: Mapping[Key, Values], known: set[tuple[str, str]], clashes: Mapping[int, int], days: Mapping[Any, Any]
    ) -> Given:  # fmt: skip
        values, faults = row.values, list[Fault]()
        unit, version = values.get("list_unit") or "", values.get("version") or ""
        if unit and unit not in self.units:
            why = (f"“{unit}”不是您制定价目的单位", f"'{unit}' is no unit whose prices you keep")
            faults.append(fault("list_unit", why, ("请填写您制定价目的单位编码", "write a unit whose prices you keep")))
        now = held.get(_key(values))
        if (unit, version) in known and (now is None or any(values[name] != now[name] for name in values)):
            why = (f"价目表 {version} 已启用，不能修改", f"the list {version} is laid and never changed")
            faults.append(fault("version", why, ("请改用新的版本号", "use a new version")))
        if row.line in clashes:
            why = (f"与第 {clashes[row.line]} 行在相同日期重复", f"it stands for the same days as row {clashes[row.line]}")
            faults.append(fault("code", why, ("请调整生效、失效日期", "set other days")))
        if values.get("first_on") != days.get((unit, version)):
            why = ("同一价目表的启用日期不一致", "rows of one list begin on different days")
            faults.append(fault("first_on", why, ("请填写同一天", "write the same day")))
        begins, ends = values.get("from_on"), values.get("until_on")
        if begins and ends and ends < begins:
            why = ("失效日期早于生效日期", "its last day lies before its first")
            faults.append(fault("until_on", why, ("请更正其中一个", "correct one of the two")))
        return Given(row.line, values, [*row.faults, *faults])


def _key(values: Values) -> Key:
    return tuple(values.get(name) for name in ("list_unit", "version", "code", "from_on"))


def _values(row: PriceRow) -> dict[str, Any]:
    kept = row.list
    return {
        "list_unit": kept.unit.code, "version": kept.version, "list_title": kept.title, "first_on": kept.from_on,
        "last_on": kept.until_on, "code": row.code,
        "title_zh": row.title.get("zh") or next(iter(row.title.values()), ""), "title_en": row.title.get("en", ""), "kind": row.kind,
        "unit": row.unit, "price": row.price, "from_on": row.from_on, "until_on": row.until_on,
    }  # fmt: skip


def _row(values: Values) -> Row:
    title = {language: values[f"title_{language}"] for language in ("zh", "en") if values.get(f"title_{language}")}
    kind, unit, price = values.get("kind") or "service", values.get("unit") or "", Money.of(str(values["price"]))
    return Row(values["code"], title, kind, unit, price, values.get("from_on"), values.get("until_on"))


def _clashes(rows: Sequence[Given]) -> dict[int, int]:
    """Rows whose price holds on a day another row of the same list and code holds on: by line, the earlier one's line."""
    found: dict[int, int] = {}
    lists: dict[Any, list[Given]] = {}
    for row in rows:
        lists.setdefault((row.values.get("list_unit"), row.values.get("version")), []).append(row)
    for some in lists.values():
        days = [(row.values.get("code") or str(row.line), row.values.get("from_on"), row.values.get("until_on")) for row in some]
        for earlier, later in overlaps(days):
            found[some[later].line] = some[earlier].line
    return found
