"""Prices out of a file: CSV or Excel, with Chinese or English column names. Good rows are taken, each bad one is told with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baoxiu.core.errors import Malformed
from baoxiu.core.money import Money
from baoxiu.core.pricing import PriceRow, overlaps
from baoxiu.core.pricing.lists import KINDS
from baoxiu.core.recorded.tables import Row, UnreadableFile, rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "编号", "代码", "编码"),
    "title_zh": ("title_zh", "title", "名称", "项目", "品名"),
    "title_en": ("title_en", "英文名称"),
    "kind": ("kind", "类别", "类型"),
    "unit": ("unit", "单位", "计价单位"),
    "price": ("price", "单价", "价格", "单价（元）"),
    "from_on": ("from_on", "生效日期", "开始日期"),
    "until_on": ("until_on", "失效日期", "结束日期"),
}
KIND_WORDS = {"人工": "labour", "工时": "labour", "服务": "service", "材料": "material", "上门": "travel", "上门费": "travel"}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken: its line in the file and why, zh and en."""

    line: int
    code: str
    zh: str
    en: str


def read_prices(file: Path) -> tuple[list[PriceRow], list[Rejected]]:
    """The prices of a file, and its rejects. A file that is none is refused as a whole."""
    kind = "csv" if file.suffix.lower() in (".csv", ".txt") else "xlsx"
    try:
        read = [row for row in rows(file, kind) if row.fault or any(cell.strip() for cell in row.cells.values())]
    except UnreadableFile as fault:
        raise Malformed(what=file.name, why=str(fault), field="file") from fault
    taken: list[tuple[int, PriceRow]] = []
    rejected: list[Rejected] = []
    for row in read:
        found = _price(row)
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            taken.append((row.line, found))
    twice = {later for _, later in overlaps([(price.code, price.from_on, price.until_on) for _, price in taken])}
    rejected += [_twice(*taken[place]) for place in twice]
    good = [price for place, (_, price) in enumerate(taken) if place not in twice]
    return good, sorted(rejected, key=lambda one: one.line)


def _price(row: Row) -> PriceRow | Rejected:
    cells = {name: _cell(row.cells, names) for name, names in COLUMNS.items()}
    if row.fault:
        return Rejected(row.line, cells["code"], row.fault, row.fault)
    faults = _faults(cells)
    if faults:
        return Rejected(row.line, cells["code"], "；".join(zh for zh, _ in faults), "; ".join(en for _, en in faults))
    title = {language: cells[f"title_{language}"] for language in ("zh", "en") if cells[f"title_{language}"]}
    return PriceRow(
        cells["code"], title, _kind(cells["kind"]), cells["unit"], Money.of(cells["price"]), _day(cells["from_on"]), _day(cells["until_on"])
    )


def _faults(cells: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, zh, en in (("code", "缺少编号", "no code"), ("title_zh", "缺少名称", "no title"), ("price", "缺少单价", "no price")):
        if not cells[name]:
            found.append((zh, en))
    if cells["price"] and not _is_amount(cells["price"]):
        found.append((f"单价“{cells['price']}”不是不小于 0 的金额", f"the price {cells['price']} is no amount of 0 or more"))
    if _kind(cells["kind"]) not in KINDS:
        found.append((f"类别“{cells['kind']}”应为人工、服务、材料或上门", f"the kind {cells['kind']} is none of {', '.join(KINDS)}"))
    days = [_is_day(cells[name]) for name in ("from_on", "until_on")]
    if not all(days):
        found.append(("日期应写成 2026-01-31", "a day is written 2026-01-31"))
    elif cells["from_on"] and cells["until_on"] and cells["until_on"] < cells["from_on"]:
        found.append(("失效日期早于生效日期", "its last day lies before its first"))
    return found


def _cell(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next((cells[name].strip() for name in names if cells.get(name, "").strip()), "")


def _kind(written: str) -> str:
    return KIND_WORDS.get(written, written or "service")


def _is_amount(written: str) -> bool:
    try:
        amount = Money.of(written).amount
    except Malformed:
        return False
    return amount >= 0 and amount == round(amount, 4)


def _is_day(written: str) -> bool:
    try:
        _day(written)
    except ValueError:
        return False
    return True


def _day(written: str) -> date | None:
    return date.fromisoformat(written[:10].replace("/", "-")) if written else None


def _twice(line: int, price: PriceRow) -> Rejected:
    return Rejected(line, price.code, f"{price.code} 在重叠的日期内出现两次", f"{price.code} stands twice for overlapping days")
