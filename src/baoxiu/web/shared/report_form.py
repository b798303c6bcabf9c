"""The report form by its procedure: what the report itself says, what the procedure asks beside it, what the desk asks aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.intake.actions.reports import ASKED_FROM_INSIDE
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import drawing, knowing, packs
from baoxiu.web.shared.drawing import Field, Option
from baoxiu.web.shared.knowing import KnownHere
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.ticket_page import GuideShown

# what the report's own lines say, under every name a procedure may ask for it by
SAID = frozenset(
    {"fault", "text", "description", "customer", "reporter", "phone", "site", "place", "address", "area", "asset", "product",
     "category", "photos", "source_number"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """A question whose answer fills no field: it is kept with the caller's words."""

    name: str
    ask: Words
    help: Words
    clause: Sequence[str]
    options: Sequence[Option]
    value: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a procedure wants to know at this unit."""

    fields: Sequence[Field]
    notes: Sequence[Note]
    guides: Sequence[GuideShown]
    refusal: Mapping[str, Any] | None
    choice: Choice
    known: KnownHere


def openable(unit: Unit, actor: Actor, at: datetime) -> dict[str, LoadedProcedure]:
    """The procedures this actor may open a ticket of, at this unit."""
    found: dict[str, LoadedProcedure] = {}
    for key, loaded in packs.procedures_of(unit.organisation_id).items():
        by_report = loaded.definition.kind not in ASKED_FROM_INSIDE
        if by_report and set(loaded.definition.opens.by) & _roles(actor, unit) and _in_force(unit, key, at):
            found[key] = loaded
    return found


def _in_force(unit: Unit, key: str, at: datetime) -> bool:
    try:
        catalogue.procedure_for(unit, key, at=at)
    except catalogue.NotInForce:
        return False
    return True


def asked(key: str, unit: Unit, actor: Actor, at: datetime, *, category: str = "", given: Mapping[str, Any] | None = None) -> Asked:
    """The fields, questions and words of one procedure; `given` is what a draft already says."""
    choice = tickets.opening_on(key, unit, actor, at)
    _, loaded = catalogue.procedure_for(unit, key, at=at)
    wanted = [ask for ask in choice.asks if ask["name"] not in SAID]
    fields = drawing.fields(wanted, form="ask", zone=unit.zone, people=lambda role: _people(role, unit), given=given)
    guides = [_said(guide, loaded, unit, actor, at) for guide in _guides(loaded, category, _roles(actor, unit))]
    known = knowing.at_the_call(loaded, category, _roles(actor, unit))
    return Asked(fields, _notes(loaded, category, given or {}), guides, choice.refusal, choice, known)


def _roles(actor: Actor, unit: Unit) -> frozenset[str]:
    return actor.roles_at(unit.path) if actor.kind == "person" else frozenset({actor.kind})


def _said(guide: GuideShown, loaded: LoadedProcedure, unit: Unit, actor: Actor, at: datetime) -> GuideShown:
    facts = directory.unit_facts(unit.pk, unit.changed)
    words = guide.words if isinstance(guide.words, Mapping) else {"zh": guide.words}
    return replace(guide, words=engine.said_at_opening(loaded, facts, words, actor, at))


def categories(loaded: LoadedProcedure, chosen: str) -> list[Option]:
    """The pack's categories that lead to this procedure, or to no one in particular."""
    every = loaded.pack.pack.categories if loaded.pack else {}
    return [Option(key, one.title, key == chosen) for key, one in every.items() if one.procedure in (None, loaded.key)]


def _people(role: str | None, unit: Unit) -> list[tuple[str, str]]:
    people = directory.people_with_role(role, unit) if role else directory.people_of(unit.organisation_id or unit.pk)
    return [(str(person.pk), person.name) for person in people]


def _notes(loaded: LoadedProcedure, category: str, given: Mapping[str, Any]) -> list[Note]:
    opens = loaded.definition.opens.asks
    found = [
        Note(str(n), one.ask, one.help or "", one.clause, _options(one.of, given.get(f"note.{n}")), str(given.get(f"note.{n}", "")))
        for n, one in enumerate(loaded.definition.intake.questions)
        if one.fills is None or (one.fills not in opens and one.fills not in SAID)
    ]
    of_category = loaded.pack.pack.categories.get(category) if loaded.pack else None
    for n, ask in enumerate(of_category.questions if of_category else ()):
        found.append(Note(f"c{n}", ask, "", (), (), str(given.get(f"note.c{n}", ""))))
    return found


def _options(of: Mapping[str, Words] | None, chosen: object) -> list[Option]:
    return [Option(key, words, key == chosen) for key, words in (of or {}).items()]


def _guides(loaded: LoadedProcedure, category: str, roles: frozenset[str]) -> list[GuideShown]:
    """Words for whoever reports: those shown to him at the opening; for the desk the intake's guide and the category's too."""
    pack = loaded.pack
    texts = pack.guides if pack else {}
    of_category = pack.pack.categories.get(category) if pack else None
    desk = (loaded.definition.intake.guide, loaded.definition.opens.guide, of_category.guide if of_category else None)
    named = () if roles == {"customer"} else desk
    found = [*_at_opening(loaded, texts, roles), *(GuideShown("", texts[name], "") for name in named if name and name in texts)]
    return list({str(one.words): one for one in reversed(found)}.values())[::-1]


def _at_opening(loaded: LoadedProcedure, texts: Mapping[str, Words], roles: frozenset[str]) -> Iterator[GuideShown]:
    for guide in loaded.definition.guides:
        words = guide.words or texts.get(guide.script or guide.advice or guide.questions or "")
        if "open" in guide.at and words and (not guide.to or roles & set(guide.to)):
            yield GuideShown("", words, next(iter(guide.clause), ""))
