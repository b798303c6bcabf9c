"""A unit's monthly statement as PDF, from one layout of the house: sums by reason, then every line with its times and clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from baoxiu.acceptance.queries import sheets
from baoxiu.acceptance.queries.printing import pdf_of
from baoxiu.catalogue import queries as catalogue
from baoxiu.core.expressions import time_of
from baoxiu.core.settlement import Month, in_capitals
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.quotes import queries as quotes
from baoxiu.quotes.models import Statement

STATES = {"open": "异议期内", "closed": "已关账"}
LAYOUT = """
#let slip = json(bytes(sys.inputs.slip))
#set page(paper: "a4", flipped: true, margin: (x: 12mm, top: 12mm, bottom: 14mm), footer: context [
  #set text(size: 7.5pt)
  #grid(columns: (1fr, auto), [#slip.unit #slip.month 结费单 #slip.note],
    [第 #counter(page).get().first() 页 共 #counter(page).final().first() 页])
])
#set text(font: ("Noto Sans CJK SC",), size: 8.5pt, lang: "zh")
#grid(columns: (1fr, auto),
  text(size: 15pt, weight: "bold")[#slip.organisation 结费单],
  align(right)[#text(size: 12pt, weight: "bold")[#slip.month] \\ #slip.state])
#line(length: 100%, stroke: .6pt)
#grid(columns: (1fr, 1fr, 1fr), row-gutter: 2mm,
  [维修站：#slip.unit（#slip.code）], [统计截止：#slip.as_of], [异议截止：#slip.until],
  [出单：#slip.drawn], [关账：#slip.closed], [打印：#slip.printed])
#v(1mm)
#grid(columns: (1fr, auto), [合计（大写）：#slip.capitals], text(size: 12pt, weight: "bold")[合计 #slip.total 元])
#v(2mm)
#table(columns: (1fr, auto, auto, auto), stroke: .4pt, align: (left, left, right, right),
  table.header([*结费项目*], [*依据条款*], [*单数*], [*金额（元）*]),
  ..slip.sums.map(one => (one.title, one.clauses, one.count, one.amount)).flatten(),
  table.cell(colspan: 3, align: right)[*合计*], [*#slip.total*])
#v(2mm)
#table(columns: (auto, auto, 1.5fr, 1fr, auto), stroke: .4pt, align: (right, left, left, left, right),
  table.header([*序*], [*单号*], [*时间与登记*], [*结费依据*], [*金额（元）*]),
  ..slip.lines.map(one => (one.place, one.number, one.shown, one.why, one.amount)).flatten())
#v(6mm)
#grid(columns: (1fr, 1fr, 1fr), [维修站确认（盖章）：], [大区：], [本部：])
"""


def statement_pdf(unit: Unit, statement: Statement, *, at: datetime) -> bytes:
    """A statement on paper. One that is still open to dispute says so."""
    lines = quotes.told(quotes.lines_of(statement))
    return pdf_of("statement", LAYOUT, said_of(unit, statement, lines, at=at))


def said_of(unit: Unit, statement: Statement, lines: Sequence[quotes.LineTold], *, at: datetime) -> dict[str, Any]:
    """What the paper says."""
    rule = quotes.rule_of(statement.organisation_id, at=at)
    note = (rule.terms.note or {}).get("zh", "") if rule is not None else ""
    return {
        "organisation": directory.unit_with(statement.organisation_id).title,
        "unit": unit.title,
        "code": unit.code,
        "month": str(Month.of(statement.month)),
        "state": STATES[statement.state],
        "as_of": _when(statement.as_of, unit.zone),
        "until": f"{_last_day(statement, unit.zone)}（含当日）",
        "drawn": _done(statement.drawn_at, statement.drawn_by, unit.zone),
        "closed": _done(statement.closed_at, statement.closed_by, unit.zone) if statement.closed_at else "",
        "printed": _when(at, unit.zone),
        "total": f"{quotes.total_of(statement):.2f}",
        "capitals": in_capitals(quotes.total_of(statement)),
        "note": f"· {note}" if note else "",
        "sums": [_sum(one) for one in quotes.sums(lines)],
        "lines": [_line(line, unit.zone, statement.month[:4]) for line in lines],
    }


def _sum(one: quotes.Sum) -> dict[str, str]:
    title = f"扣款：{one.title['zh']}" if one.is_deduction else one.title["zh"]
    return {"title": title, "clauses": " ".join(one.clauses), "count": str(one.count), "amount": f"{one.amount:.2f}"}


def _line(line: quotes.LineTold, zone: str, year: str) -> dict[str, str]:
    entry = f"{quotes.entry_words(line)['zh']}（{line.about}）：" if line.about else ""
    reasons = "；".join(f"{one.title['zh']} {one.amount:.2f}{_cited(one.clauses)}" for one in line.reasons)
    return {
        "place": str(line.place),
        "number": line.number,
        "shown": shown_words(line, zone).replace(f"{year}-", ""),  # a year is told only where it is another
        "why": entry + reasons + _disputed(line),
        "amount": f"{line.amount:.2f}",
    }


def shown_words(line: quotes.LineTold, zone: str) -> str:
    """The times and what else is laid beside a line, in one breath."""
    procedure = catalogue.procedure(line.tariff_id)
    labels = procedure.pack.pack.labels if procedure.pack else {}
    parts: list[str] = []
    for name, value in line.laid_beside:
        field = procedure.definition.fields.get(name)
        label = labels[name].get("zh", name) if name in labels and field is None else sheets.label(procedure.definition, name)
        if name != "mode":
            parts.append(f"{label} {_value(field, value, zone)}")
    return "；".join(parts)


def _value(field: Any, value: Any, zone: str) -> str:
    if isinstance(value, list):
        return "、".join(_entry(one, zone) for one in value)
    if isinstance(value, str) and (at := time_of(value)) is not None:
        return _when(at, zone)
    shown_as = f"{field.shown_as} " if field is not None and field.shown_as else ""
    return shown_as + sheets.text(field, value, str)


def _entry(one: Any, zone: str) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    if "code" in one:
        return f"{one['code']}×{one.get('quantity', 1)}"
    at = time_of(str(one.get("at", "")))
    return _when(at, zone) if at is not None else "、".join(str(value) for value in one.values())


def _disputed(line: quotes.LineTold) -> str:
    if line.dispute is None:
        return ""
    answers = {"": "待答复", "accepted": "同意", "rejected": "不同意"}
    words = f"（{line.dispute.words}）" if line.dispute.words else ""
    return f"；异议：{line.dispute.reason} → {answers[line.dispute.answer]}{words}"


def _cited(clauses: Sequence[str]) -> str:
    return f"［{' '.join(clauses)}］" if clauses else ""


def _done(at: datetime, by: Any, zone: str) -> str:
    return f"{_when(at, zone)} {by.name if by is not None else '系统'}"


def _last_day(statement: Statement, zone: str) -> str:
    last = statement.disputes_until - timedelta(microseconds=1)
    return last.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d")


def _when(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
