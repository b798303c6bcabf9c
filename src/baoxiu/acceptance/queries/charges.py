"""What work and material cost, as papers say it: lines in words, sums, what was agreed and paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from baoxiu.core import engine
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.pricing import Bill
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket

NOTES = {"owner": "（业主自备）", "stock_in": "（收费表外，按入库价上浮）"}


def charged_on(ticket: Ticket, at: datetime) -> tuple[dict[str, str], dict[str, Any] | None]:
    """The charged fields of a ticket as paper shows them, and its money; nothing where its procedure charges nothing."""
    procedure, facts, _ = tickets.known_of(ticket)
    costs = engine.costs_of(procedure, facts, at)
    charges = plan_of(procedure).charges
    if costs is None or charges is None:
        return {}, None
    planned, done = _by_kind(costs.estimate), _by_kind(costs.bill)
    fields = {name: (planned if role.startswith("planned") else done)[role.endswith("materials")] for name, role in charges.roles.items()}
    shown = costs.bill or costs.estimate
    money = {
        "price_list": costs.price_list or "",
        "estimate": str(costs.estimate.total) if costs.estimate else "",
        "bill": str(costs.bill.total) if costs.bill else "",
        "lines": [line_said(line) for line in shown.lines] if shown is not None else [],
        "agreed": str(costs.agreed) if costs.agreed is not None else "",
        "paid": str(costs.paid),
        "owed": str(costs.owed),
    }
    return {name: text for name, text in fields.items() if text}, money


def _by_kind(bill: Bill | None) -> dict[bool, str]:
    """The lines of work, and those of material, each as one text."""
    found: dict[bool, list[str]] = {False: [], True: []}
    for line in bill.lines if bill is not None else ():
        said = line_said(line)
        found[line.get("kind") == "material"].append(f"{said['title']} {said['much']} {said['amount']}")
    return {is_material: "；".join(texts) for is_material, texts in found.items()}


def line_said(line: Mapping[str, Any]) -> dict[str, str]:
    """One line: title with what needs saying, how much, price for its unit, amount."""
    title = line.get("title") or line.get("code") or ""
    named = str(title.get("zh") or next(iter(title.values()), "")) if isinstance(title, Mapping) else str(title)
    note = "（就高不就低，不另计）" if line.get("included_in") else NOTES.get(str(line.get("basis")), "")
    unit = f"/{line['unit']}" if line.get("unit") else ""
    return {"title": named + note, "much": _much(line), "price": f"{line.get('price', '')}{unit}", "amount": str(line["amount"])}


def _much(line: Mapping[str, Any]) -> str:
    if line.get("seconds") is None:
        return f"× {line.get('quantity', 1)}"
    minutes, seconds = divmod(round(float(line["seconds"]), 3), 60)
    return f"{int(minutes)} 分" + (f" {seconds:g} 秒" if seconds else "")
