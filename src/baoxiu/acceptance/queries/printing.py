"""A ticket's slips as PDF: the pack's form, filled with what the ticket knows."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import typst

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound, Refusal
from baoxiu.core.expressions import time_of
from baoxiu.core.procedure.elements import Procedure, Slip
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.models import Ticket

FONTS = Path(__file__).parent.parent / "fonts"


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
    """Every copy of a slip of a ticket the actor may see, in the order its pack lists them."""
    ticket = tickets.ticket_on(name, seen_by=by)
    procedure = catalogue.procedure(ticket.procedure_id)
    form = slips_of(procedure.definition).get(slip)
    template = procedure.pack.slips.get(form.form) if form and procedure.pack else None
    if form is None or template is None:
        raise NotFound(what="slip / 单据", name=slip)
    said = filled(ticket, procedure, by, at)
    copies = copies_of(procedure, slip)
    return [
        Printout(f"{ticket.number}-{nth}", copy, pdf_of(form.form, template, {**said, "copy": nth, "copy_of": _title(procedure, copy)}))
        for nth, copy in enumerate(copies, start=1)
    ]


def copies_of(procedure: LoadedProcedure, slip: str) -> list[str]:
    """Who gets the copies of a slip; empty where its pack lays out no form for it."""
    form = slips_of(procedure.definition).get(slip)
    if form is None or procedure.pack is None or form.form not in procedure.pack.slips:
        return []
    return [copy.of for copy in form.copies] or ["customer"]


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
    said = {key: in_words(value, zone) for key, value in fields.items()}
    named = {"t1": in_words(ticket.opened_at.isoformat(), zone), "engineer": ticket.holder.name if ticket.holder else ""}
    return {
        "number": ticket.number,
        "unit": ticket.unit.title,
        "fields": {**said, **named},
        "words": words,
        "printed_at": at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "printed_by": by.name,
    }


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


def _title(procedure: LoadedProcedure, role: str) -> str:
    known = procedure.pack.pack.roles.get(role) if procedure.pack else None
    labels = procedure.pack.pack.labels if procedure.pack else {}
    return (known.title if known else labels.get(role, {})).get("zh", {"customer": "用户"}.get(role, role))


@cache
def fonts() -> typst.Fonts:
    """The fonts that come along and no others, so that a slip looks the same from every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def pdf_of(form: str, template: str, said: Mapping[str, Any]) -> bytes:
    """Compile in a folder of its own, so that a form reads no file of ours."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "form.typ"
        source.write_text(template, encoding="utf-8")
        try:
            inputs = {"slip": json.dumps(said, ensure_ascii=False)}
            return typst.compile(source, root=Path(folder), font_paths=fonts(), ignore_system_fonts=True, sys_inputs=inputs)
        except RuntimeError as broken:
            raise FormBroken(form=form, why=str(broken).splitlines()[0]) from broken
