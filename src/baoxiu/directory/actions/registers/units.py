"""Units as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Column, Fault, Given, Key, Step, Table, Values, fault
from baoxiu.directory.actions.registers.keeping import IN_USE, Kept, more, not_yours, say_taken, unknown
from baoxiu.directory.actions.tree import close_unit, move_unit, reopen_unit
from baoxiu.directory.actions.units import CODE, change_unit, create_unit
from baoxiu.directory.models import Unit
from baoxiu.directory.queries import units_by_code

PLAIN = ("code", "title", "title_en", "level", "phone", "zone")


class Units:
    """The units somebody looks after. New ones stand below one of them; a row may name a unit of an earlier or later row."""

    def __init__(self, kept: Kept) -> None:
        """For whom."""
        self.kept = kept

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        known = {unit.level: self.kept.levels.get(unit.level, {"zh": unit.level}) for unit in self.kept.units}
        levels = {**self.kept.levels, **known}
        note = {
            "zh": "已有单位的编码，表示它属于哪个单位；可以是本表中的其他行",
            "en": "the code of the unit it belongs to; may stand in this table",
        }
        code_note = {"zh": "字母、数字、点、短横线、下划线；再次导入时以此识别", "en": "letters, digits, . - _; by it a row is known again"}
        columns = (
            Column("code", {"zh": "编码", "en": "Code"}, "code", must=True, longest=40, example="SZ02", note=code_note),
            Column("title", {"zh": "名称", "en": "Name"}, must=True, longest=120, example={"zh": "深圳二站", "en": "Shenzhen 2"}),
            Column("title_en", {"zh": "英文名称", "en": "Name in English"}, longest=120),
            Column("level", {"zh": "层级", "en": "Level"}, "choice", must=True, choices=levels, example=next(iter(levels), "")),
            Column("above", {"zh": "上级编码", "en": "Belongs to"}, "code", longest=40, example=self.kept.organisation.code, note=note),
            Column("phone", {"zh": "电话", "en": "Telephone"}, longest=40),
            Column("zone", {"zh": "时区", "en": "Time zone"}, "code", longest=40,
                   note={"zh": "如 Asia/Shanghai；不填同上级", "en": "such as Asia/Shanghai; empty: as above"}),
            Column("in_use", **IN_USE),
        )  # fmt: skip
        return Table("units", {"zh": "单位", "en": "Units"}, columns, ("code",))

    def held(self) -> Mapping[Key, Values]:
        """The units there are."""
        above = {unit.pk: unit.code for unit in Unit.objects.filter(organisation_id=self.kept.organisation.pk).only("code")}
        return {
            (unit.code,): {
                **{name: getattr(unit, name) for name in PLAIN}, "above": above.get(unit.parent_id or 0, ""), "in_use": unit.active,
            }
            for unit in self.kept.units
        }  # fmt: skip

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """A unit is known by its code."""
        return (values.get("code") or "",)

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """Parents that are there or come along, no circle, nothing of other units."""
        everywhere = units_by_code(self.kept.organisation.pk)
        above = {key[0]: values["above"] for key, values in held.items()}
        above |= {row.values["code"]: row.values["above"] for row in rows if row.values.get("code") and "above" in row.values}
        return [self._reviewed(row, held, everywhere, above) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """Parents before children; every unit by its own action."""
        waiting = list(steps)
        while waiting:
            codes = {step.values["code"] for step in waiting if step.what == "new"}
            ready = [step for step in waiting if step.values.get("above") not in codes]
            for step in ready or waiting:
                self._write(step, by=by, at=at)
            waiting = [step for step in waiting if step not in ready] if ready else []
        say_taken(self.table, steps, self.kept.organisation.pk, by=by, at=at)

    def _reviewed(self, row: Given, held: Mapping[Key, Values], everywhere: Mapping[str, Unit], above: Mapping[str, str]) -> Given:
        code, values = row.values.get("code") or "", dict(row.values)
        now = held.get((code,))
        if "zone" in values and not values["zone"]:
            values["zone"] = now["zone"] if now else self.kept.organisation.zone
        faults: list[Fault | None] = [_bad_code(code), _bad_zone(values.get("zone") or "")]
        if code in everywhere and now is None:
            faults.append(not_yours("code", code))
        if "above" in values or now is None:
            faults.append(self._bad_parent(code, values.get("above") or "", now, above))
        return more(row, values, faults)

    def _bad_parent(self, code: str, parent: str, now: Values | None, above: Mapping[str, str]) -> Fault | None:
        if now is not None and parent == now["above"]:
            return None
        if not parent:
            return fault("above", ("没有填写上级编码", "it is empty"), ("请填写所属单位的编码", "write the code of the unit it belongs to"))
        if parent not in above:
            return unknown("above", ("单位（您负责的）", "unit you look after"), parent)
        step, seen = parent, {code}
        while step:
            if step in seen:
                return fault(
                    "above", ("上下级成了一个圈", "the units would stand in a circle"), ("请检查上级编码", "check the codes above")
                )
            seen.add(step)
            step = above.get(step, "")
        return None

    def _write(self, step: Step, *, by: Actor, at: datetime) -> None:
        values, organisation = step.values, self.kept.organisation.pk
        known = Unit.objects.filter(organisation_id=organisation, code=values["code"]).select_related("parent").first()
        parent = Unit.objects.filter(organisation_id=organisation, code=values.get("above") or "").first()
        facts: dict[str, Any] = {name: values[name] for name in PLAIN if name in values and name != "code"}
        if known is None:
            known = create_unit(parent, code=values["code"], by=by, at=at, **{key: said for key, said in facts.items() if said})
        else:
            changing = {change.column for change in step.changes} & facts.keys()
            known = change_unit(known, by=by, at=at, **{name: facts[name] for name in changing}) if changing else known
            if parent is not None and parent.pk != known.parent_id and known.parent_id:
                known = move_unit(known, parent, by=by, at=at)
        if "in_use" in values and values["in_use"] != known.active:
            (reopen_unit if values["in_use"] else close_unit)(known, by=by, at=at)


def _bad_code(code: str) -> Fault | None:
    if not code or CODE.fullmatch(code):
        return None
    return fault("code", (f"编码“{code}”含有不可用的字符", f"the code '{code}' has characters that cannot be used"),
                 ("请用字母、数字、点、短横线或下划线", "use letters, digits, dot, dash or underscore"))  # fmt: skip


def _bad_zone(zone: str) -> Fault | None:
    if zone:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            why = (f"没有时区“{zone}”", f"there is no time zone '{zone}'")
            return fault("zone", why, ("请写成 Asia/Shanghai", "write it as Asia/Shanghai"))
    return None
