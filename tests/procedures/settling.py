"""Lenovo's orders on their way to a statement, and statements as tests draw and close them."""

from __future__ import annotations

from baoxiu.core.settlement import Month
from baoxiu.quotes import actions, queries
from baoxiu.quotes.models import Statement, StatementLine
from procedures.stage import Order, Stage

MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)
USED = [{"code": "MB-440", "quantity": 1}]


def solved(lenovo: Stage, *, day: str = "2026-03-02", at: str = "15:20", parts: bool = False) -> Order:
    """An on-site order promised for the next day at 14:00; in time where it is solved before."""
    stocked(lenovo)
    order = lenovo.in_service(at=f"{day} 09:00")
    next_day = f"{day[:8]}{int(day[8:]) + 1:02d}"
    order.run("write_back", {"repair_note": "完成", "used_parts": USED if parts else None}, by="engineer", at=f"{next_day} 13:10")
    if parts:
        order.run("return_parts", {"returned_parts": USED}, by="engineer", at=f"{next_day} 13:15")
    order.sign(at=f"{next_day} 13:20")
    order.run("solve", by="engineer", at=f"{next_day} {at}")
    return order


def stocked(lenovo: Stage) -> None:
    for part in ("MB-440", "HD-1"):
        lenovo.has_parts("station", part, 9)


def rung(order: Order, *, repaired: str = "yes", satisfied: int = 5, at: str = "2026-03-05 10:00") -> Order:
    order.child("call-back").run("record", {"repaired": repaired, "satisfied": satisfied}, by="cc_agent", at=at)
    return order


def drawn(lenovo: Stage, month: Month = MARCH, *, at: str = "2026-04-03 10:00", by: str = "parts_desk") -> Statement:
    return actions.draw(lenovo.units["station"], month, by=lenovo.actor(by), at=lenovo.at(at))


def closed(lenovo: Stage, statement: Statement, *, at: str = "2026-04-12 09:00") -> Statement:
    return actions.close_statement(statement.pk, by=lenovo.actor("headquarters"), at=lenovo.at(at))


def said(statement: Statement) -> list[tuple[str, str, str]]:
    """What each line is, its tier, its amount."""
    return [(line.entry, line.tier, str(line.amount)) for line in queries.lines_of(statement)]


def line_of(statement: Statement, order: Order) -> StatementLine:
    return next(line for line in queries.lines_of(statement) if str(line.ticket_id) == order.id)


def deductions(line: StatementLine) -> list[tuple[str, str]]:
    return [(item["name"], item["amount"]) for item in line.items if item["kind"] == "deduction"]
