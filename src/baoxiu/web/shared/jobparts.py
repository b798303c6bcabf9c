"""The parts of one ticket: what was ordered for it and where that is, what was put in and taken out, what it moved on the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.stock import queries
from baoxiu.tickets.queries import Standing
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.rows import Row, row


@dataclass(frozen=True, slots=True)
class OrderOfJob:
    """A part order of the job: where it stands, when it is due, by whom it comes."""

    row: Row
    lines: Sequence[str]
    courier: Words
    waybill: str


@dataclass(frozen=True, slots=True)
class JobParts:
    """All of it; `moved` are the movements of a part order or a return."""

    orders: Sequence[OrderOfJob]
    replaced: Sequence[Any]
    moved: Sequence[Any]

    @property
    def is_anything(self) -> bool:
        """Whether there is something to show."""
        return bool(self.orders or self.replaced or self.moved)

    @property
    def owed(self) -> int:
        """How many of the replaced pieces are at the station still."""
        return sum(one.state == "owed" for one in self.replaced)


def shown(ticket: Any, standing: Standing, actor: Actor, at: datetime) -> JobParts | None:
    """The parts of a ticket, for whoever works on it; None where its procedure moves none. What it has none of is not asked for."""
    fields = standing.procedure.definition.fields
    moving = {field.stock: bool(ticket.fields.get(name)) for name, field in fields.items() if field.stock}
    if not moving or actor.kind == "customer":
        return None
    if "used" not in moving:
        return JobParts((), (), list(queries.moved_by([ticket.pk])) if any(moving.values()) else ())
    ordered = any(link.kind == queries.ORDER for link in standing.facts.links)
    orders = [_order(one, at) for one in queries.orders_of(ticket.pk, actor)] if ordered else []
    return JobParts(orders, list(queries.replaced_on(ticket.pk)) if moving["used"] else (), ())


def lines_of(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """Lines of parts as people write them: MB-440 ×2."""
    return [
        " ".join(filter(None, [str(one.get("code") or ""), str(one.get("serial") or ""), f"×{one.get('quantity') or 1}"])) for one in lines
    ]


def courier_of(ticket: Any) -> Words:
    """Who brings it, in its procedure's words."""
    field = catalogue.procedure(ticket.procedure_id).definition.fields.get("courier")
    named = field.of if field is not None and isinstance(field.of, dict) else {}
    return named.get(str(ticket.fields.get("courier") or ""), "")


def _order(one: Any, at: datetime) -> OrderOfJob:
    return OrderOfJob(row(one, at), lines_of(one.fields.get("lines") or ()), courier_of(one), str(one.fields.get("waybill") or ""))
