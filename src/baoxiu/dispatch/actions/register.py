"""Stations' contracts as a table that is filled in Excel and taken back (core.sheets): what each covers and on which terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Column, Fault, Given, Key, Step, Table, Values, fault
from baoxiu.directory.models import Unit
from baoxiu.directory.queries.areas import areas_on
from baoxiu.dispatch.actions.coverage import cover, set_terms
from baoxiu.dispatch.queries.coverage import coverage_of, terms_of

Choices = Mapping[str, Mapping[str, str]]
TERMS = ("products", "modes", "engineers", "capacity", "grade")
MANY = frozenset({"areas", "products", "modes"})
EXAMPLE = date(2027, 1, 1)


class Contracts:
    """What stations signed, as it holds now; a row lays it down from a day on. Nothing is taken away: that is asked for by request."""

    def __init__(self, units: Sequence[Unit], at: datetime, *, products: Choices, modes: Choices) -> None:
        """Whose contracts, and the product lines and modes of service there are."""
        self.units, self.at = {unit.code: unit for unit in units}, at
        self.products, self.modes = products, modes

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        chosen = (
            ("products", {"zh": "产品线", "en": "Product lines"}, self.products),
            ("modes", {"zh": "服务方式", "en": "Modes"}, self.modes),
        )
        keep: Mapping[str, str] = {"zh": "空白：保持不变，未写过则不限", "en": "empty: as it is; never written: no limit"}
        more: Mapping[str, str] = {
            "zh": "行政区划代码，分号隔开；只增加，减少区域请走变更申请", "en": "codes of areas; only added, to drop one ask for a change",
        }  # fmt: skip
        columns = (
            Column("unit", {"zh": "维修站编码", "en": "Station"}, "code", must=True, longest=40, example=next(iter(self.units), "SZ01")),
            Column("areas", {"zh": "覆盖区域", "en": "Areas"}, "code", many=True, longest=12, example="440305;440306", note=more),
            *(Column(name, title, "choice", many=True, choices=known, note=keep) for name, title, known in chosen if known),
            Column("engineers", {"zh": "工程师人数", "en": "Engineers"}, "whole", least=0, most=999, example=4, note=keep),
            Column("capacity", {"zh": "日产能（单）", "en": "Orders a day"}, "whole", least=1, most=9999, example=40, note=keep),
            Column("grade", {"zh": "结费等级", "en": "Settlement grade"}, "code", longest=20, example="B", note=keep),
            Column("from_on", {"zh": "生效日期", "en": "From"}, "date", example=EXAMPLE, note={"zh": "空白：即时", "en": "empty: at once"}),
        )
        return Table("contracts", {"zh": "维修站合同", "en": "Station contracts"}, columns, ("unit",))

    def held(self) -> Mapping[Key, Values]:
        """What holds now, of stations that have a contract or cover an area."""
        found = ((code, self._held(code, unit)) for code, unit in self.units.items())
        return {(code,): values for code, values in found if any(value for name, value in values.items() if name != "unit")}

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """A station."""
        return (values.get("unit") or "",)

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """Stations there are, areas in use, no day that has passed; an empty cell stays as it is."""
        known = {code for code, area in areas_on({one for row in rows for one in row.values.get("areas") or ()}).items() if area.active}
        return [self._reviewed(row, held, known) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """Station by station: new areas, and the terms where any of them changes."""
        held = self.held()
        for step in steps:
            unit, before = self.units[step.values["unit"]], held.get(step.key, {})
            since = self._since(step.values.get("from_on"), unit, at)
            for area in sorted(set(step.values.get("areas") or ()) - set(before.get("areas") or ())):
                cover(unit, area=area, by=by, at=at, since=since)
            terms = {name: step.values[name] for name in TERMS if step.values.get(name) not in (None, (), "")}
            if any(value != before.get(name) for name, value in terms.items()):
                set_terms(unit, by=by, at=at, since=since, **{name: _kept(value) for name, value in terms.items()})

    def _held(self, code: str, unit: Unit) -> dict[str, Any]:
        terms = terms_of(unit, self.at)
        said = {name: getattr(terms, name) if terms else None for name in TERMS}
        areas = sorted({row.area for row in coverage_of(unit, at=self.at) if row.area and not row.category})
        lists = {"areas": tuple(areas), "products": tuple(said["products"] or ()), "modes": tuple(said["modes"] or ())}
        return {"unit": code, **said, **lists, "from_on": None}

    def _reviewed(self, row: Given, held: Mapping[Key, Values], known: set[str]) -> Given:
        values, code = dict(row.values), row.values.get("unit") or ""
        faults = [*row.faults, *self._faults(values, known)]
        now = held.get((code,), {})
        for name in values.keys() - {"unit", "from_on"}:
            values[name] = values[name] or now.get(name) or (() if name in MANY else None)
        if values.get("areas"):
            values["areas"] = tuple(sorted({*values["areas"], *(now.get("areas") or ())}))
        return Given(row.line, values, faults)

    def _faults(self, values: Values, known: set[str]) -> list[Fault]:
        found, code, day = [], values.get("unit") or "", values.get("from_on")
        if code and not self.units:
            why = ("维修站合同由本部登记", "contracts are laid down by headquarters")
            found.append(fault("unit", why, ("请提交产能及区域覆盖变更申请", "ask for a change of coverage or capacity")))
        elif code and code not in self.units:
            why = (f"没有编码为“{code}”的维修站", f"there is no station '{code}'")
            found.append(fault("unit", why, ("请核对编码", "check the code")))
        wrong = sorted(set(values.get("areas") or ()) - known)
        if wrong:
            why = (f"{'、'.join(wrong)} 不是有效的行政区划代码", f"{', '.join(wrong)} is no area in use")
            found.append(fault("areas", why, ("请核对区划代码", "check the codes")))
        unit = self.units.get(code)
        if unit is not None and day is not None and day < self._today(unit):
            why = (f"{day} 已过", f"{day} has passed")
            found.append(fault("from_on", why, ("请填写今天或以后的日期", "write today or a later day")))
        return found

    def _today(self, unit: Unit) -> date:
        return self.at.astimezone(ZoneInfo(unit.zone)).date()

    def _since(self, day: date | None, unit: Unit, at: datetime) -> datetime | None:
        """Midnight of the day where the station is; at once where that has passed."""
        begins = datetime.combine(day, time(), ZoneInfo(unit.zone)) if day is not None else at
        return begins if begins > at else None


def _kept(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
