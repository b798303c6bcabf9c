"""The copies of a printed slip: who got which, which must come back, by when, and which have not.

The same slip printed again is a reprint: it is kept, and hands nothing out twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from baoxiu.core.engine.plans import Act
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.expressions.values import text_of
from baoxiu.core.procedure.elements import Copy, Procedure, Slip
from baoxiu.core.spans import read_span

if TYPE_CHECKING:
    from baoxiu.core.engine.scope import DecisionScope

COPIES = "_copies"  # one entry for each copy that must come back
SAME_DAY = "same_day"
Entry = Mapping[str, Any]


def slips_by_name(procedure: Procedure) -> dict[str, Slip]:
    """The printed forms of a procedure, by the name they are printed by."""
    alone = {procedure.slip.form: procedure.slip} if procedure.slip is not None else {}
    return {**procedure.slips, **{name: slip for name, slip in alone.items() if name not in procedure.slips}}


def coming_back(procedure: Procedure) -> dict[tuple[str, str], Copy]:
    """The copies that must come back, by slip and whose they are."""
    return {(name, copy.of): copy for name, slip in slips_by_name(procedure).items() for copy in slip.copies if copy.back_by}


def made(slip: Slip, scope: DecisionScope) -> list[str]:
    """Whose copies are made of a slip now."""
    return [copy.of for copy in slip.copies if copy.if_ is None or compiled(copy.if_).holds(scope)]


def missing(scope: DecisionScope) -> list[Entry]:
    """The copies that are out."""
    return [entry for entry in scope.stored(COPIES) or () if not entry.get("back_at")]


def after(act: Act, scope: DecisionScope) -> None:
    """What an act means to copies: a print hands them out, a return takes one in, and some are awaited from a command on."""
    if act.about == "print":
        _hand_out(scope)
    elif act.about == "return_copy":
        _take_in(scope)
    waiting = coming_back(scope.plan.definition)
    if any(act.name in copy.since for copy in waiting.values()):
        _await(waiting, act.name, scope)


def _hand_out(scope: DecisionScope) -> None:
    name = scope.form["slip"]
    procedure = scope.plan.definition
    kept = list(scope.stored(COPIES) or ())
    out = {(entry["slip"], entry["copy"]) for entry in kept}
    slip = slips_by_name(procedure).get(name)
    for of in made(slip, scope) if slip is not None else ():
        copy = coming_back(procedure).get((name, of))
        if copy is not None and (name, of) not in out:
            due = None if copy.since else _due(copy, scope)
            kept.append({"slip": name, "copy": of, "out_at": scope.at_text, **({"due_at": due} if due else {})})
    if kept:
        scope.write(COPIES, kept)


def _take_in(scope: DecisionScope) -> None:
    slip, _, of = scope.form["copy"].rpartition(".")
    back = {"back_at": scope.at_text, "by": scope.actor.id, "by_name": scope.actor.name}
    note = {"note": scope.form["note"]} if scope.form.get("note") else {}
    scope.write(COPIES, [_changed(entry, slip, of, {**back, **note}) for entry in scope.stored(COPIES) or ()])


def _await(waiting: Mapping[tuple[str, str], Copy], command: str, scope: DecisionScope) -> None:
    for (slip, of), copy in waiting.items():
        if command in copy.since and scope.stored(COPIES):
            due = {"due_at": _due(copy, scope)}
            scope.write(COPIES, [_changed(entry, slip, of, due) for entry in scope.stored(COPIES)])


def _changed(entry: Entry, slip: str, of: str, more: Entry) -> Entry:
    """The entry with more said of it, where it is that copy and still out."""
    return {**entry, **more} if (entry["slip"], entry["copy"]) == (slip, of) and not entry.get("back_at") else entry


def _due(copy: Copy, scope: DecisionScope) -> str:
    """When a copy must be back: by the end of the unit's day, or after a time. Working days and hours are the unit's."""
    back_by = copy.back_by or SAME_DAY
    if back_by == SAME_DAY:
        return text_of(scope.calendar().end_of_day(scope.at))
    return text_of(read_span(back_by).end(scope.at, scope.calendar("unit" if "working" in back_by else "always")))


def takers(copies: Iterable[Copy], otherwise: Iterable[str]) -> set[str]:
    """Who may take copies in: the roles named, else everybody who works on the ticket."""
    named = {role for copy in copies for role in copy.back_to}
    return named or set(otherwise)
