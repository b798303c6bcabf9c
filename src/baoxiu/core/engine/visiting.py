"""Visits of one ticket: accepted, set out, at the door, back for something, left, or nobody there. Kept as `_visits`.

One entry a visit, oldest first; its times never run backwards: accepted, departed, arrived, left. A visit is over once it has an
outcome. Who goes next while one still stands open ends that one as `not_said`: nothing is made up about when it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from baoxiu.core.engine import proofs
from baoxiu.core.engine.plans import Act
from baoxiu.core.engine.refusing import refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.engine.visited import TIMES, VISITS, appointed
from baoxiu.core.errors import Refused
from baoxiu.core.expressions.values import time_of

Json = Any
Entry = dict[str, Json]
Labour = Literal["start", "end"]

ABSENT, NOT_SAID, HANDED_ON = "absent", "not_said", "handed_on"
NOT_OVER = frozenset({None, ""})


def fault(act: Act, scope: DecisionScope) -> Refused | None:
    """What the engine itself refuses: a way back for tools by somebody who is not there."""
    last = _last(_kept(scope))
    if act.visit == "fetch" and (last is None or not last.get("arrived_at") or _is_away(last)):
        return refused("not_there", clause=next(iter(act.clauses), None))
    return None


def record(act: Act, scope: DecisionScope, *, labouring: bool) -> Labour | None:
    """Write the step a command is of a visit; gives what becomes of the labour time by it."""
    if act.visit is None:
        return None
    visits = _kept(scope)
    labour = _STEPS[act.visit](visits, act, scope, labouring)
    scope.write(VISITS, visits)
    return labour


def _kept(scope: DecisionScope) -> list[Entry]:
    return [dict(visit) for visit in scope.stored(VISITS) or ()]


def _last(visits: list[Entry]) -> Entry | None:
    """The visit that stands open."""
    return visits[-1] if visits and visits[-1].get("outcome") in NOT_OVER else None


def _is_away(visit: Mapping[str, Json]) -> bool:
    fetched = visit.get("fetched") or []
    return bool(fetched) and "back_at" not in fetched[-1]


# -- the steps


def _accept(visits: list[Entry], _act: Act, scope: DecisionScope, _labouring: bool) -> Labour | None:
    """Somebody takes it on; on the way or there already, it is a visit of his own."""
    visit = _last(visits)
    if visit is not None and "departed_at" not in visit and "arrived_at" not in visit:
        visits.pop()
    _new(visits, scope, ending=HANDED_ON)["accepted_at"] = scope.at_text
    return None


def _depart(visits: list[Entry], _act: Act, scope: DecisionScope, _labouring: bool) -> Labour | None:
    visit = _last(visits)
    if visit is None or "arrived_at" in visit:
        visit = _new(visits, scope)
    visit.update(_who(scope))
    visit.setdefault("departed_at", _now(visit, scope))
    return None


def _arrive(visits: list[Entry], act: Act, scope: DecisionScope, _labouring: bool) -> Labour | None:
    """At the door; or back with what was forgotten."""
    visit = _last(visits)
    if visit is not None and _is_away(visit):
        return _back(visit, scope)
    if visit is None or "arrived_at" in visit:
        visit = _new(visits, scope)
    _at_the_door(visit, act, scope)
    return None


def _fetch(visits: list[Entry], _act: Act, scope: DecisionScope, labouring: bool) -> Labour | None:
    """On the way back for tools or material; the labour time stands still until the return."""
    visit = visits[-1]
    trip = {"at": _now(visit, scope), "what": _what(scope), "note": scope.form.get("note")}
    kept = {name: value for name, value in trip.items() if value is not None}
    visit["fetched"] = [*(visit.get("fetched") or ()), {**kept, **({"worked": True} if labouring else {})}]
    return "end" if labouring else None


def _what(scope: DecisionScope) -> Json:
    """What he goes back for: the ask `what`, else the first text that was answered."""
    said = [value for name, value in scope.form.items() if name != "note" and isinstance(value, str)]
    return scope.form.get("what") or next(iter(said), None)


def _back(visit: Entry, scope: DecisionScope) -> Labour | None:
    trip = {**visit["fetched"][-1], "back_at": _now(visit, scope)}
    visit["fetched"] = [*visit["fetched"][:-1], trip]
    return "start" if trip.get("worked") else None


def _leave(visits: list[Entry], act: Act, scope: DecisionScope, labouring: bool) -> Labour | None:
    visit = _last(visits)
    if visit is not None:
        said = scope.form.get("outcome")
        _end(visit, scope, said if isinstance(said, str) else act.name)
    return "end" if labouring else None


def _absent(visits: list[Entry], act: Act, scope: DecisionScope, labouring: bool) -> Labour | None:
    visit = _last(visits) or _new(visits, scope)
    _at_the_door(visit, act, scope)
    _end(visit, scope, ABSENT)
    return "end" if labouring else None


_STEPS: dict[str, Callable[[list[Entry], Act, DecisionScope, bool], Labour | None]] = {
    "accept": _accept, "depart": _depart, "arrive": _arrive, "fetch": _fetch, "leave": _leave, "absent": _absent,
}  # fmt: skip


# -- one visit


def _new(visits: list[Entry], scope: DecisionScope, ending: str = NOT_SAID) -> Entry:
    """One more visit; what stood open is over, whoever forgot to say so."""
    if (open_one := _last(visits)) is not None:
        open_one["outcome"] = ending
    visits.append({"nth": len(visits) + 1, **_who(scope)})
    return visits[-1]


def _who(scope: DecisionScope) -> Entry:
    return {"by": scope.actor.id, "by_name": scope.actor.name}


def _at_the_door(visit: Entry, act: Act, scope: DecisionScope) -> None:
    """When he came, what was appointed then, how it is proven, who came along."""
    visit.update(_who(scope))
    if "arrived_at" not in visit:
        more = {"arrived_at": _now(visit, scope), "appointed_at": appointed(scope), "companions": scope.form.get("companions")}
        visit.update({name: value for name, value in more.items() if value is not None})
    if (proof := proofs.kept(act, scope)) is not None:
        visit["proof"] = proof


def _end(visit: Entry, scope: DecisionScope, outcome: str) -> None:
    if _is_away(visit):
        _back(visit, scope)
    note = scope.form.get("note")
    left = {"left_at": _now(visit, scope)} if "arrived_at" in visit else {}  # who never came has not left either
    visit.update({**left, "outcome": outcome, **({"note": note} if isinstance(note, str) else {})})


def _now(visit: Mapping[str, Json], scope: DecisionScope) -> str:
    """Now, and never before what the visit has behind it."""
    behind = [visit[name] for name in TIMES if visit.get(name)]
    behind += [trip[name] for trip in visit.get("fetched") or () for name in ("at", "back_at") if trip.get(name)]
    return str(max([scope.at_text, *behind], key=lambda text: time_of(text) or scope.at))
