"""Opening stock out of a file: CSV or Excel, with Chinese or English column names. Every bad row is told with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baoxiu.core.errors import Malformed
from baoxiu.core.recorded.tables import Row, UnreadableFile, rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("part", "code", "备件编码", "编码", "编号"),
    "title": ("title", "备件名称", "名称", "品名"),
    "quantity": ("quantity", "数量", "实盘数", "库存"),
    "reason": ("reason", "说明", "原因", "备注"),
}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken: its line in the file and why, zh and en."""

    line: int
    code: str
    zh: str
    en: str


def read_stock(file: Path) -> tuple[list[dict[str, Any]], list[Rejected]]:
    """The rows of a file for `import_stock`, and its rejects. A file that is none is refused as a whole."""
    kind = "csv" if file.suffix.lower() in (".csv", ".txt") else "xlsx"
    try:
        read = [row for row in rows(file, kind) if row.fault or any(cell.strip() for cell in row.cells.values())]
    except UnreadableFile as fault:
        raise Malformed(what=file.name, why=str(fault), field="file") from fault
    taken: list[dict[str, Any]] = []
    rejected: list[Rejected] = []
    for row in read:
        cells = {name: _cell(row.cells, names) for name, names in COLUMNS.items()}
        faults = _faults(row, cells, {one["code"] for one in taken})
        if faults:
            rejected.append(Rejected(row.line, cells["code"], "；".join(zh for zh, _ in faults), "; ".join(en for _, en in faults)))
        else:
            taken.append({**cells, "quantity": int(float(cells["quantity"]))})
    return taken, rejected


def _faults(row: Row, cells: Mapping[str, str], known: set[str]) -> Sequence[tuple[str, str]]:
    if row.fault:
        return [(row.fault, row.fault)]
    found: list[tuple[str, str]] = []
    if not cells["code"]:
        found.append(("缺少备件编码", "no part code"))
    elif len(cells["code"]) > 60:
        found.append(("备件编码超过 60 个字符", "the code is longer than 60 characters"))
    elif cells["code"] in known:
        found.append((f"{cells['code']} 在表中重复，请合并为一行", f"{cells['code']} stands twice; make one row of it"))
    if not _is_count(cells["quantity"]):
        given = cells["quantity"] or "空"
        found.append(
            (f"数量“{given}”应为 0 或以上的整数", f"the quantity {cells['quantity'] or '(empty)'} is no whole number of 0 or more")
        )
    return found


def _cell(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next((cells[name].strip() for name in names if cells.get(name, "").strip()), "")


def _is_count(written: str) -> bool:
    try:
        number = float(written)
    except ValueError:
        return False
    return 0 <= number <= 1_000_000 and number == int(number)
