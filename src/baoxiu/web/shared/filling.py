"""What a form knows beyond its asks: units to choose from, names of what is chosen, the nth promise, parts on the shelf, consents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from baoxiu.core.engine.facts import Choice
from baoxiu.directory import scope
from baoxiu.stock import queries as stock
from baoxiu.web.shared import choosing, consenting, crew, drawing, naming, visiting
from baoxiu.web.shared.drawing import Column, Field, Option

if TYPE_CHECKING:
    from baoxiu.web.shared.ticket_page import TicketPage

MOST_UNITS = 500  # to choose from; more are found by typing the code over the API
MOST_PARTS = 400  # of a shelf, to search among on the page
PARTS = frozenset({"part_lines", "part_returns"})


def refined(fields: Sequence[Field], choice: Choice, page: TicketPage, crewed: Sequence[TicketPage] = ()) -> list[Field]:
    """The fields of a command with what this ticket knows of them; `crewed`: the tickets whoever is sent out is judged for."""
    found = [_refined(field, page) for field in consenting.gathered(fields, choice.command, page)]
    found = crew.offered(found, choice, crewed) if crewed else found
    return choosing.among_own(choosing.named(visiting.with_kinds(found, page.pack), page.actor), page.ticket, page.actor)


def _refined(field: Field, page: TicketPage) -> Field:
    if field.type == "unit":
        return drawing.choosing(field, _units(page))
    if field.type == "promise":
        return _counted(field, page)
    if field.type in PARTS and not field.rows:
        return replace(field, columns=_with_shelf(field.columns, page))
    return field


def _units(page: TicketPage) -> list[tuple[str, str]]:
    """Where a unit is asked for, those whoever looks may see."""
    seen = scope.visible_units(page.actor).filter(active=True).order_by("path")[:MOST_UNITS]
    return [(unit.code, f"{naming.in_language(naming.unit(unit))} · {unit.code}") for unit in seen]


def _counted(field: Field, page: TicketPage) -> Field:
    """The how manieth promise it would be, where the ticket counts them."""
    name = next((name for name, one in page.procedure.fields.items() if one.type == "promises"), None)
    if name is None:
        return field
    made = page.ticket.fields.get(name) or ()
    return replace(field, nth=len(made) + 1, most=page.procedure.fields[name].most)


def _with_shelf(columns: Sequence[Column], page: TicketPage) -> tuple[Column, ...]:
    """The parts on the unit's shelf beside the code; any other code may still be typed."""
    if page.actor.kind == "customer":
        return tuple(columns)
    levels = stock.stock_of(page.ticket.unit)[:MOST_PARTS]
    options = [Option(level.part, f"{level.title or level.part} · {level.quantity}") for level in levels]
    return tuple(replace(column, options=options) if column.name == "code" else column for column in columns)


def with_tickers(checklist: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """A checklist with how many are ticked, and who ticked each."""
    made = [entry for entry in fields.get("_checklists") or () if entry["checklist"] == checklist["name"]]
    items = [{**item, "by": _ticker(place, item, made)} for place, item in enumerate(checklist["items"])]
    return {**checklist, "items": items, "done": sum(item["ticked"] for item in items)}


def _ticker(place: int, item: Mapping[str, Any], made: Sequence[Mapping[str, Any]]) -> str:
    if not item["ticked"]:
        return ""
    known = {str(place), *item["title"].values()}
    return next((entry.get("by_name") or "" for entry in reversed(made) if known & set(entry["items"])), "")


__all__ = ["refined", "with_tickers"]
