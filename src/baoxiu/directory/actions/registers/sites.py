"""Places as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Column, Fault, Given, Key, Step, Table, Values, fault
from baoxiu.directory.actions.registers.keeping import Kept, bad_unit, more, not_yours, say_taken, unknown
from baoxiu.directory.actions.units import site_pieces
from baoxiu.directory.models import Area, Site
from baoxiu.directory.queries.places import kept_sites

LEVELS = {
    "community": {"zh": "小区/园区", "en": "Community"}, "building": {"zh": "楼栋", "en": "Building"},
    "entrance": {"zh": "单元", "en": "Entrance"}, "room": {"zh": "房间", "en": "Room"}, "place": {"zh": "地点", "en": "Place"},
}  # fmt: skip
CLASSES = {"urban": {"zh": "城区", "en": "Urban"}, "rural": {"zh": "乡镇", "en": "Rural"}, "remote": {"zh": "偏远", "en": "Remote"}}
PLAIN = ("title", "level", "address", "area_class", "latitude", "longitude")


class Sites:
    """The places somebody's units serve; of the whole organisation, all."""

    def __init__(self, kept: Kept) -> None:
        """For whom."""
        self.kept = kept

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        above = {"zh": "所在地点的编码；可以是本表中的其他行", "en": "the code of what it lies in; may stand in this table"}
        unit_note = {"zh": "负责此地点的单位编码", "en": "the code of the unit that serves it"}
        columns = (
            Column("code", {"zh": "编码", "en": "Code"}, "code", must=True, longest=60, example="YH1-3-2-1201",
                   note={"zh": "组织内唯一；再次导入时以此识别", "en": "once in the organisation; by it a row is known again"}),
            Column("title", {"zh": "名称", "en": "Name"}, must=True, longest=160, example="3 栋 2 单元 1201"),
            Column("level", {"zh": "类型", "en": "Kind"}, "choice", must=True, choices=LEVELS, example="room"),
            Column("above", {"zh": "所在地点编码", "en": "Lies in"}, "code", longest=60, note=above),
            Column("unit", {"zh": "服务单位编码", "en": "Served by"}, "code", must=not self.kept.is_whole, longest=40, note=unit_note),
            Column("address", {"zh": "地址", "en": "Address"}, longest=240),
            Column("area", {"zh": "行政区划代码", "en": "Area code"}, "code", longest=9, note={"zh": "如 440305", "en": "such as 440305"}),
            Column("area_class", {"zh": "区域类别", "en": "Area class"}, "choice", choices=CLASSES),
            Column("latitude", {"zh": "纬度", "en": "Latitude"}, "number", least=-90, most=90),
            Column("longitude", {"zh": "经度", "en": "Longitude"}, "number", least=-180, most=180),
        )  # fmt: skip
        return Table("sites", {"zh": "地点", "en": "Sites"}, columns, ("code",))

    def held(self) -> Mapping[Key, Values]:
        """The places there are."""
        rows = kept_sites(self.kept.organisation.pk, self.kept.paths)
        return {(site.code,): _values(site) for site in self.kept.narrowed(rows)}

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """A place is known by its code."""
        return (values.get("code") or "",)

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """What each lies in is there or comes along; its unit is one's own; its area is known."""
        every = Site.objects.filter(organisation_id=self.kept.organisation.pk)
        lies_in = dict(every.values_list("code", "parent__code"))
        asked = {row.values.get("area") for row in rows} - {"", None}
        areas = set(Area.objects.filter(code__in=asked, active=True).values_list("code", flat=True))
        coming = {row.values["code"]: row.values.get("above") or "" for row in rows if row.values.get("code")}
        return [self._reviewed(row, held, lies_in, areas, coming) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """All new ones together, all changed ones together; then what each lies in."""
        units = {unit.code: unit.pk for unit in self.kept.units}
        organisation = self.kept.organisation
        known = Site.objects.filter(organisation=organisation, code__in=[step.values["code"] for step in steps if step.what == "changed"])
        rows = {site.code: site for site in known} | {
            step.values["code"]: Site(organisation=organisation, code=step.values["code"]) for step in steps if step.what == "new"
        }
        for step in steps:
            _fill(rows[step.values["code"]], step.values, units)
        new = [site for site in rows.values() if site.pk is None]
        Site.objects.bulk_create(new, batch_size=1000)
        self._hang(steps, rows)
        Site.objects.bulk_update([site for site in new if site.parent_id], ["parent"], batch_size=500)
        changed = [rows[step.values["code"]] for step in steps if step.what == "changed"]
        Site.objects.bulk_update(changed, [*PLAIN, "parent", "unit", "area", "search"], batch_size=200)
        say_taken(self.table, steps, organisation.pk, by=by, at=at)

    def _hang(self, steps: Sequence[Step], rows: Mapping[str, Site]) -> None:
        wanted = {step.values.get("above") for step in steps} - {"", None}
        found = dict(Site.objects.filter(organisation=self.kept.organisation, code__in=wanted).values_list("code", "pk"))
        for step in steps:
            if "above" in step.values:
                rows[step.values["code"]].parent_id = found.get(step.values["above"])

    def _reviewed(
        self, row: Given, held: Mapping[Key, Values], lies_in: Mapping[str, str | None], areas: set[str], coming: Mapping[str, str]
    ) -> Given:  # fmt: skip
        code, above, area = (row.values.get(name) or "" for name in ("code", "above", "area"))
        faults: list[Fault | None] = []
        if code in lies_in and (code,) not in held:
            faults.append(not_yours("code", code))
        if above and above not in lies_in and above not in coming:
            faults.append(unknown("above", ("地点", "place"), above))
        if above and _circles(code, above, coming, lies_in):
            why = ("地点之间成了一个圈", "the places would lie in each other")
            faults.append(fault("above", why, ("请检查所在地点编码", "check the code of what it lies in")))
        if "unit" in row.values:
            faults.append(bad_unit(self.kept, "unit", row.values["unit"] or "", must=False))
        if area and area not in areas:
            faults.append(unknown("area", ("行政区划", "area"), area))
        return more(row, {}, faults)


def _circles(code: str, above: str, coming: Mapping[str, str], lies_in: Mapping[str, str | None]) -> bool:
    seen = {code}
    while above:
        if above in seen:
            return True
        seen.add(above)
        above = coming[above] if above in coming else lies_in.get(above) or ""
    return False


def _values(site: Site) -> dict[str, Any]:
    facts = {name: getattr(site, name) for name in PLAIN}
    above, unit = site.parent.code if site.parent else "", site.unit.code if site.unit else ""
    return {"code": site.code, **facts, "above": above, "unit": unit, "area": site.area_id or ""}


def _fill(site: Site, values: Values, units: Mapping[str, int]) -> None:
    for name in PLAIN:
        if name in values:
            value = values[name]
            setattr(site, name, float(value) if name in ("latitude", "longitude") and value is not None else value)
    if "unit" in values:
        site.unit_id = units.get(values["unit"])
    if "area" in values:
        site.area_id = values["area"] or None
    site.search = site_pieces(site)
