"""A ticket's slips as PDF: the pack's form, filled with what the ticket knows."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import typst

from baoxiu.acceptance.queries import glyphs, sheets
from baoxiu.acceptance.queries.charges import charged_on
from baoxiu.acceptance.queries.layouts import AROUND, STANDARD
from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound, Refusal
from baoxiu.core.expressions import time_of
from baoxiu.core.procedure.elements import Copy, Procedure, Slip
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket

FONTS = Path(__file__).parent.parent / "fonts"

OF_THE_HOUSE = "standard"


class FormBroken(Refusal):
    """The form {form} cannot be filled: {why}. Whoever writes the procedure must mend it."""

    code: ClassVar[str] = "form_broken"
    zh: ClassVar[str] = "打印表单 {form} 无法生成：{why}。请联系规程编写人。"


@dataclass(frozen=True, slots=True)
class Printout:
    """One copy of a slip, ready to print."""

    name: str
    copy_of: str
    pdf: bytes


def printouts(name: object, slip: str, *, by: Actor, at: datetime) -> list[Printout]:
    """Every copy of a slip of a ticket the actor may see, in the order its pack lists them.

    A slip that was never printed is marked as a draft, one that was printed before as a reprint; its number stays the same.
    """
    ticket = tickets.ticket_on(name, seen_by=by)
    procedure = catalogue.procedure(ticket.procedure_id)
    form = slips_of(procedure.definition).get(slip)
    template = _layout(procedure, form)
    if form is None or template is None:
        raise NotFound(what="slip / 单据", name=slip)
    note, title = (form.note or {}).get("zh", ""), (form.title or procedure.definition.title).get("zh", "")
    said = {**filled(ticket, procedure, by, at), "mark": mark_of(ticket, slip), "note": note, "title": title}
    return [
        Printout(f"{ticket.number}-{nth}", copy.of, _copy(form.form, template, {**said, "copy": nth, "copy_of": _title(procedure, copy)}))
        for nth, copy in enumerate(_made(form, ticket, slip), start=1)
    ]


def mark_of(ticket: Ticket, slip: str) -> str:
    """What stands at the head of a print: nothing on the first, which print it is on further ones, a draft's mark before any."""
    prints = [entry for entry in ticket.fields.get("_prints") or () if entry["slip"] == slip]
    if len(prints) > 1:
        return f"补打（第 {len(prints)} 次打印）"
    return "" if prints else "样张（尚未登记打印）"


def copies_of(procedure: LoadedProcedure, slip: str) -> list[str]:
    """Who gets the copies of a slip; empty where its pack lays out no form for it."""
    form = slips_of(procedure.definition).get(slip)
    if form is None or _layout(procedure, form) is None:
        return []
    return [copy.of for copy in form.copies] or ["customer"]


def copies_made(ticket: Ticket, procedure: LoadedProcedure, slip: str) -> list[str]:
    """Whose copies there are of a ticket's slip, in the order they are printed; empty where its pack lays out no form for it."""
    form = slips_of(procedure.definition).get(slip)
    return [copy.of for copy in _made(form, ticket, slip)] if form is not None and _layout(procedure, form) is not None else []


def _layout(procedure: LoadedProcedure, form: Slip | None) -> str | None:
    """The pack's own layout, or the house's where it wants that."""
    if form is None or procedure.pack is None:
        return None
    return STANDARD if form.form == OF_THE_HOUSE and OF_THE_HOUSE not in procedure.pack.slips else procedure.pack.slips.get(form.form)


def _made(form: Slip, ticket: Ticket, slip: str) -> list[Copy]:
    """The copies that were made at the last print; every one of the pack before there was any."""
    prints = [entry for entry in ticket.fields.get("_prints") or () if entry["slip"] == slip]
    made = prints[-1].get("copies") if prints else None
    return [copy for copy in form.copies if made is None or copy.of in made] or [Copy(of="customer")]


def _copy(form: str, template: str, said: Mapping[str, Any]) -> bytes:
    """A form with what stands around every form."""
    return pdf_of(form, AROUND, said, beside={"form.typ": template})


def slips_of(definition: Procedure) -> Mapping[str, Slip]:
    """The printed forms of a procedure, by name."""
    return {**({definition.slip.form: definition.slip} if definition.slip else {}), **definition.slips}


def filled(ticket: Ticket, procedure: LoadedProcedure, by: Actor, at: datetime) -> dict[str, Any]:
    """What a form may show: the ticket's number, its fields in words, what its time points are called, who prints when."""
    zone = ZoneInfo(ticket.unit.zone)
    definition = procedure.definition
    fields = tickets.shown_fields(ticket, by, definition)
    mode = definition.modes.get(ticket.mode)
    words = {"t2": (mode.t2 or {}).get("zh", "T2"), "t3": (mode.t3 or {}).get("zh", "T3")} if mode else {"t2": "T2", "t3": "T3"}
    said = {key: sheets.text(definition.fields.get(key), value, partial(in_words, zone=zone)) for key, value in fields.items()}
    named = {"t1": in_words(ticket.opened_at.isoformat(), zone), "engineer": ticket.holder.name if ticket.holder else ""}
    words_of = partial(in_words, zone=zone)
    charged, money = charged_on(ticket, at)
    return {
        "number": ticket.number,
        "parent": _parent(ticket),
        "unit": ticket.unit.title,
        "state": definition.states[ticket.state].title.get("zh", ticket.state),
        "opened_at": named["t1"],
        "rows": sheets.rows(definition, fields, words_of),
        "lists": sheets.lists(definition, fields, words_of),
        "fields": {**said, **charged, **named},
        "money": money,
        "words": words,
        "printed_at": at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "printed_by": by.name,
    }


def _parent(ticket: Ticket) -> str:
    """The number of the ticket this one came of: one born in the same moment could not write it into a field of its own yet."""
    return str(ticket.parents.order_by("id").values_list("parent__number", flat=True).first() or "")


def in_words(value: Any, zone: ZoneInfo) -> str:
    """A field as paper shows it: wall-clock times, lines as `code × quantity`, entries by their time."""
    if isinstance(value, str):
        at = time_of(value)
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else value
    if isinstance(value, list):
        return "；".join(in_words(one, zone) for one in value)
    if isinstance(value, Mapping):
        return _entry(value, zone)
    return "" if value is None else str(value)


def _entry(value: Mapping[str, Any], zone: ZoneInfo) -> str:
    if "code" in value:
        return f"{value['code']} × {value.get('quantity', 1)}"
    named = next((value[key] for key in ("at", "start", "title", "name", "note") if value.get(key)), "")
    return in_words(named, zone)


def _title(procedure: LoadedProcedure, copy: Copy) -> str:
    if copy.title:
        return copy.title.get("zh", copy.of)
    known = procedure.pack.pack.roles.get(copy.of) if procedure.pack else None
    labels = procedure.pack.pack.labels if procedure.pack else {}
    return (known.title if known else labels.get(copy.of, {})).get("zh", {"customer": "用户"}.get(copy.of, copy.of))


@cache
def fonts() -> typst.Fonts:
    """The fonts that come along and no others, so that a slip looks the same from every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def pdf_of(form: str, template: str, said: Mapping[str, Any], *, beside: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Compile in a folder of its own, so that a form reads no file of ours; `beside` are files it may include."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "whole.typ"
        for name, text in {source.name: template, **beside}.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        try:
            inputs = {"slip": glyphs.all_printable(said)}
            return typst.compile(source, root=Path(folder), font_paths=fonts(), ignore_system_fonts=True, sys_inputs=inputs)
        except RuntimeError as broken:
            raise FormBroken(form=form, why=str(broken).splitlines()[0]) from broken
