"""Fields: what is used is filled, what is filled exists, amounts say how they are rounded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baoxiu.core.expressions import BadExpression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.checking.afterwards import handed_over
from baoxiu.core.procedure.checking.naming import WORD, names_at, sources
from baoxiu.core.procedure.checking.part import ENGINE_FILLS, LISTS, Part, effects_of
from baoxiu.core.procedure.elements import Ask, Command, FieldOf, Opens
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.hints import hints
from baoxiu.core.procedure.reading import Path


def written(part: Part) -> Iterator[Fault]:
    """What `set`, `set_once`, `adds` and `removes` write to are fields; what is added to is a list."""
    for path, name in _written(part):
        yield from part.unknown("unknown_field", name, part.fields, *path, name)
    for name, command in part.commands.items():
        for listed in (*command.adds, *command.removes):
            field = part.fields.get(listed)
            if field is None:
                yield from part.unknown("unknown_field", listed, part.fields, part.where(name), name, "adds", listed)
            elif field.type not in LISTS and listed in command.adds:
                yield part.fault("not_a_list", part.where(name), name, "adds", listed, name=listed)


def _written(part: Part) -> Iterator[tuple[Path, str]]:
    for path, element in part.elements:
        for key in ("set", "set_once"):
            yield from (((*path, key), name) for name in getattr(element, key, None) or {})


def filled(part: Part) -> Iterator[Fault]:
    """Fields that are used and that nothing fills."""
    fills = _filled(part)
    used = _used(part)
    for name, field in part.fields.items():
        if name in fills or field.default is not None or field.type in ENGINE_FILLS:
            continue
        if (path := used.get(name)) is not None:
            yield part.fault("field_never_filled", *path, name=name)


def _filled(part: Part) -> set[str]:
    asked = {name for _, element in part.of(Opens) for name in element.asks}
    asked |= {name for command in part.commands.values() for name in (*command.asks, *command.adds)}
    sent = {name for effect_part in _opening_effects(part) for name in effect_part}
    questions = {question.fills for question in part.definition.intake.questions if question.fills}
    return asked | sent | questions | {name for _, name in _written(part)} | set(part.definition.consents)


def _opening_effects(part: Part) -> Iterator[set[str]]:
    """The fields other procedures hand over when they open this one, or run a command on it."""
    for other in part.pack.definitions:
        for effect in effects_of(other):
            if effect.open == part.definition.procedure or effect.on:
                yield {*(effect.fields or {}), *(["reason"] if effect.reason else []), *(["lines"] if effect.lines else [])}
        yield from handed_over(other, part.definition.procedure)


def _used(part: Part) -> dict[str, Path]:
    """Where each name is used first."""
    used: dict[str, Path] = {}
    for path, source, _ in sources(part):
        for name in _names(source):
            used.setdefault(name, path)
    for name, command in part.commands.items():
        for place, need in enumerate(command.needs):
            used.setdefault(need, (part.where(name), name, "needs", place))
    return used


def _names(source: str) -> frozenset[str]:
    try:
        return compiled(source).names
    except BadExpression:
        return frozenset()


def asks(part: Part) -> Iterator[Fault]:
    """Nobody is asked for what the engine writes; a choice has something to choose from."""
    for path, ask in part.of(Ask):
        field = part.fields.get(str(path[-1]))
        if field is not None and field.written_by == "engine" and ask.type is None:
            yield part.fault("field_by_engine", *path, name=path[-1])
        if ask.linked and (path[0] != "opens" or ask.required):
            yield part.fault("linked_here", *path, name=path[-1])
        if ask.type == "choice" and not (ask.of or (field and field.of)):
            yield part.fault("choice_without_choices", *path, name=path[-1])
    for path, of in part.of(FieldOf):
        if of.type == "choice" and not of.of:
            yield part.fault("choice_without_choices", *path, name=path[-1])


def choices(part: Part) -> Iterator[Fault]:
    """A lone word written to a choice is one of its choices, or a name."""
    for path, source, is_value in sources(part):
        of = part.fields.get(str(path[-1])) if is_value and path[-2] in ("set", "set_once") else None
        if of is not None and of.type == "choice" and of.of and WORD.fullmatch(source):
            known = {str(one) for one in of.of}
            if source not in {*known, *names_at(part, path), "true", "false", "null"}:
                yield part.fault("not_one_of", *path, found=source, key=path[-1], **hints(source, known))


def shelves(part: Part) -> Iterator[Fault]:
    """What moves parts is lines of parts."""
    for path, field in part.of(FieldOf):
        if field.stock is not None and field.type not in ("part_lines", "part_returns"):
            yield part.fault("stock_without_lines", *path, "stock", name=path[-1])


def money(part: Part) -> Iterator[Fault]:
    """Amounts and charges without a rounding rule."""
    for path, field in part.of(FieldOf):
        if field.type == "money" and field.round_to is None:
            yield part.fault("money_without_rounding", *path, name=path[-1])
    for path, ask in part.of(Ask):
        kept = part.fields.get(str(path[-1]))
        if ask.type == "money" and (kept is None or kept.type != "money"):
            yield part.fault("money_without_rounding", *path, name=path[-1])
    for name, charge in part.definition.charges.items():
        if charge.rounding is None and charge.round_to is None:
            yield part.fault("charge_without_rounding", "charges", name, name=name)


def promises(part: Part) -> Iterator[Fault]:
    """A command that adds a promise asks first whether there is one left; the first from the birth state needs not."""
    for name, command in part.definition.commands.items():
        for listed in command.adds:
            field = part.fields.get(listed)
            if field and field.most is not None and not _counts(command, listed) and not _first(part, command, listed):
                yield part.fault("promise_beyond_most", "commands", name, "adds", listed, command=name, name=listed, most=field.most)


def _counts(command: Command, listed: str) -> bool:
    return any(re.search(rf"size\(\s*{listed}\s*\)", guard.that) for guard in command.when)


def _first(part: Part, command: Command, listed: str) -> bool:
    """Whether it only stands open where no command that adds to the list can have been."""
    adding = [one for one in part.commands.values() if listed in one.adds]
    after = {branch.state for one in adding for branch in one.to}
    return not after & {*command.from_, "same"}


def mode(part: Part) -> Iterator[Fault]:
    """What carries the mode is asked for."""
    opens = part.definition.opens
    if opens.mode and opens.mode not in opens.asks and opens.mode not in part.definition.modes:
        yield part.fault("unknown_mode", "opens", "mode", name=opens.mode)


def gates(part: Part) -> Iterator[Fault]:
    """What commands need exists: consents, checklists, slips, approvals, fields."""
    whole = part.definition
    forms = {slip.form for slip in (*whole.slips.values(), *([whole.slip] if whole.slip else []))}
    known: dict[str, set[str]] = {
        "consent": set(whole.consents),
        "checklist": set(whole.checklists),
        "approval": set(whole.approvals),
        "print": {*whole.slips, *forms},
    }
    for name, command in part.commands.items():
        for place, need in enumerate(command.needs):
            kind, _, rest = need.partition(".")
            at = (part.where(name), name, "needs", place)
            if not rest:
                yield from part.unknown("unknown_field", need, part.fields, *at)
            elif kind in known:
                yield from _gate(part, kind, rest, known[kind], at)
            elif kind not in {"signature", "code"}:
                yield from _gate(part, "gate", kind, {*known, "signature", "code"}, at)


def since(part: Part) -> Iterator[Fault]:
    """What a checklist or a consent counts from is a time the ticket keeps."""
    times = {name for name, field in part.fields.items() if field.type in ("time", "promise")}
    for key, rows in (("checklists", part.definition.checklists), ("consents", part.definition.consents)):
        for name, one in rows.items():
            if one.since is not None:
                yield from part.unknown("unknown_field", one.since, times, key, name, "since")


def _gate(part: Part, kind: str, name: str, known: set[str], at: Path) -> Iterator[Fault]:
    if name not in known:
        yield part.fault("unknown_gate", *at, kind=kind, name=name, **hints(name, known))
