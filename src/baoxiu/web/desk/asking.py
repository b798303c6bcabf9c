"""The pack's questions as the desk reads them aloud: in the pack's order, those that fill a field with that field's own input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.elements.whole import Question
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.web.shared.drawing import Field
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.report_form import Asked, Note

# which line of the report answers a question that fills one of the report's own fields
LINES: Mapping[str, str] = {
    "fault": "text", "text": "text", "description": "text", "customer": "reporter_name", "reporter": "reporter_name",
    "phone": "reporter_phone", "site": "place", "place": "place", "address": "place", "area": "area", "category": "category",
    "asset": "asset", "product": "asset", "photos": "file",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One question: the field it fills, or the note its answer becomes."""

    field: Field | None = None
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """What the desk asks: the questions in order, and the words to ask for what the report's own lines say."""

    items: Sequence[Item] = ()
    prompts: Mapping[str, Words] | None = None


def questions(asked: Asked, loaded: LoadedProcedure, unit: Unit, actor: Actor, at: datetime, given: Mapping[str, Any]) -> Questions:
    """First the pack's questions in its order, then what the form wants beside, then what its category wants to know."""
    facts = directory.unit_facts(unit.pk, unit.changed)
    left_out = engine.questions_left_out(loaded, facts, given, actor, at)
    fields, notes = {one.name: one for one in asked.fields}, {one.name: one for one in asked.notes}
    items: list[Item] = []
    prompts: dict[str, Words] = {}
    for nth, question in enumerate(loaded.definition.intake.questions):
        note = notes.pop(str(nth), None)
        if nth in left_out:
            continue
        if question.fills in fields:
            items.append(Item(field=_worded(fields.pop(question.fills), question)))
        elif note is not None:
            items.append(Item(note=note))
        elif (line := LINES.get(question.fills or "")) is not None:
            prompts.setdefault(line, question.ask)
    items += [Item(field=one) for one in fields.values()]
    return Questions([*items, *(Item(note=one) for one in notes.values())], prompts)


def _worded(field: Field, question: Question) -> Field:
    """The field asked in the pack's words for the desk."""
    return replace(field, label=question.ask, help=question.help or field.help, clause=field.clause or next(iter(question.clause), ""))
