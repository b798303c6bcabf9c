"""What a procedure names outside of itself: clauses, procedures, guides, forms, words in each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic import ValidationError

from baoxiu.core.engine.asks import label_of
from baoxiu.core.procedure.checking.naming import BLANK
from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.elements import Ask, Command, Effect, Element, Guide, Intake, Opens, Slip, State
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.hints import hints
from baoxiu.core.procedure.loaded import overridden
from baoxiu.core.procedure.reading import Path

STANDARD = "standard"  # the form every pack may print without one of its own
NUMBER_BLANKS = frozenset({"unit", "date", "seq", "organisation", "kind"})


def clauses(part: Part) -> Iterator[Fault]:
    """Clauses that are cited but not listed."""
    for path, element in part.elements:
        for place, clause in enumerate(getattr(element, "clause", ())):
            if clause not in part.pack.clauses:
                yield part.fault("clause_unlisted", *path, "clause", place, clause=clause)


def procedures(part: Part) -> Iterator[Fault]:
    """Procedures that are opened, answered or run on and do not exist in the pack."""
    known = part.pack.procedures
    for path, effect in part.effects:
        if effect.open:
            yield from part.unknown("unknown_procedure", effect.open, known, *path, "open")
        if effect.on and effect.on != "parent":
            yield from part.unknown("unknown_procedure", effect.on, known, *path, "linked")
    for place, name in enumerate(part.definition.gathers):
        yield from part.unknown("unknown_procedure", name, known, "gathers", place)
    for source in part.definition.answers:
        name, _, state = source.partition(".")
        yield from part.unknown("unknown_procedure", name, known, "answers", source)
        if name in known:
            yield from part.unknown("unknown_state", state, known[name].definition.states, "answers", source)


def guides(part: Part) -> Iterator[Fault]:
    """Guides that are shown and not written; places they are shown at that do not exist."""
    for path, name in guides_named(part):
        if name not in part.pack.guides:
            yield part.fault("unknown_guide", *path, name=name, **hints(name, part.pack.guides))
    known = {*part.definition.states, *part.commands, "open"}
    for path, guide in part.of(Guide):
        for place, name in enumerate(guide.at):
            yield from part.unknown("unknown_state", name, known, *path, "at", place)
    for name, checklist in part.definition.checklists.items():
        yield from part.unknown("unknown_state", checklist.step, known, "checklists", name, "step")


def guides_named(part: Part) -> Iterator[tuple[Path, str]]:
    """Every guide the procedure shows, with its place."""
    for path, element in part.elements:
        if isinstance(element, Guide):
            yield from (((*path, key), name) for key in ("script", "advice", "questions") if (name := getattr(element, key)))
        elif isinstance(element, State | Command | Opens | Intake) and element.guide:
            yield (*path, "guide"), element.guide
    yield from ((("consents", name, "words"), one.words) for name, one in part.definition.consents.items() if one.words)


def forms(part: Part) -> Iterator[Fault]:
    """Printed forms that are named and not there."""
    whole = part.definition
    named: list[tuple[Path, str]] = [(("slips", name, "form"), slip.form) for name, slip in whole.slips.items()]
    named += [(("slip", "form"), whole.slip.form)] if whole.slip else []
    for path, form in named:
        if form != STANDARD and form not in part.pack.slips:
            yield part.fault("unknown_form", *path, name=form)
    for name, field in part.fields.items():
        if field.slip is not None:
            known = {*whole.slips, *(form for _, form in named)}
            yield from part.unknown("unknown_form", field.slip, known, "fields", name, "slip")


def words(part: Part) -> Iterator[Fault]:
    """Words that lack a language the pack declares."""
    for path, element in part.elements:
        for at, said in spoken(element, path):
            for language in lacking(said, part.pack.pack.languages):
                yield part.fault("words_missing", *at, place=".".join(map(str, at)), language=language)


def untitled(part: Part) -> Iterator[Fault]:
    """Whatever people press or fill in is called something: commands, fields, and what is asked for."""
    for name, command in part.definition.commands.items():
        if command.title is None:
            yield part.fault("untitled", "commands", name, key="title", name=name)
    for name, field in part.fields.items():
        if field.label is None and not _is_known(name):
            yield part.fault("untitled", "fields", name, key="label", name=name)
    for path, ask in part.of(Ask):
        name = str(path[-1])
        if ask.label is None and name not in part.fields and not _is_known(name):
            yield part.fault("untitled", *path, key="label", name=name)


def _is_known(name: str) -> bool:
    """Whether the engine has words of its own for what goes by this name (customer, note, reason, …)."""
    return label_of(name)["zh"] != name.replace("_", " ")


def lacking(said: Mapping[str, str], languages: tuple[str, ...]) -> list[str]:
    """The languages in which nothing is said."""
    return [language for language in languages if not str(said.get(language, "")).strip()]


def spoken(element: Element, path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Every text for people directly in `element`: those it gives itself, not the defaults."""
    for name in element.model_fields_set:
        info = type(element).model_fields.get(name)
        value = getattr(element, name)
        if info is None or not value or not _may_speak(info.annotation):
            continue
        yield from _texts(value, (*path, info.alias or name))


def _texts(value: object, path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    if isinstance(value, dict) and value.keys() <= {"zh", "en"}:
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _texts(inner, (*path, place))


def _may_speak(annotation: object) -> bool:
    return "zh" in get_args(annotation) or any(_may_speak(inner) for inner in get_args(annotation))


def number(part: Part) -> Iterator[Fault]:
    """The numbering has blanks that can be filled, and counts."""
    blanks = [blank.split(":")[0] for blank in BLANK.findall(part.definition.number)]
    for blank in blanks:
        if blank not in NUMBER_BLANKS:
            yield part.fault("number_blank", "number", name=blank)
    if "seq" not in blanks:
        yield part.fault("number_without_seq", "number")


def overrides(part: Part) -> Iterator[Fault]:
    """What a unit overrides stands in the procedure."""
    document = part.definition.model_dump(by_alias=True, exclude={"overrides"})
    for unit, changes in part.definition.overrides.items():
        lost = [path for path in changes if not _stands(document, path.split("."))]
        yield from (part.fault("bad_override", "overrides", unit, path, path=path) for path in lost)
        if not lost:
            yield from _misfitting(part, unit)


def _misfitting(part: Part, unit: str) -> Iterator[Fault]:
    """With the unit's own values it is a procedure still."""
    try:
        overridden(part.definition, (unit,))
    except ValidationError as misfit:
        for error in misfit.errors(include_url=False):
            place = ".".join(str(step) for step in error["loc"])
            yield part.fault("override_misfits", "overrides", unit, unit=unit, place=place, why=error["msg"])


def _stands(place: object, way: list[str]) -> bool:
    for step in way:
        if not isinstance(place, dict) or step not in place:
            return False
        place = place[step]
    return True


def sent(part: Part) -> Iterator[Fault]:
    """What is handed to a ticket that is opened is known there."""
    for path, effect in part.effects:
        if effect.open in part.pack.procedures:
            yield from _sent(part, path, effect)


def _sent(part: Part, path: Path, effect: Effect) -> Iterator[Fault]:
    other = part.pack.procedures[str(effect.open)].definition
    known = {*other.fields, *other.opens.asks}
    for name in effect.fields or {}:
        yield from part.unknown("unknown_field", name, known, *path, "fields", name)


def copies(part: Part) -> Iterator[Fault]:
    """Copies go each to somebody else, come back to roles there are, and are awaited from commands there are."""
    named: list[tuple[Path, Slip]] = [(("slips", name), slip) for name, slip in part.definition.slips.items()]
    named += [(("slip",), part.definition.slip)] if part.definition.slip else []
    for path, slip in named:
        for place, copy in enumerate(slip.copies):
            here = (*path, "copies", place)
            if copy.of in {other.of for other in slip.copies[:place]}:
                yield part.fault("copy_twice", *here, of=copy.of)
            for role in copy.back_to:
                yield from part.unknown("unknown_role", role, part.pack.pack.roles, *here, "back_to")
            for command in copy.since:
                yield from part.unknown("unknown_command", command, part.commands, *here, "since")
