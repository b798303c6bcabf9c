"""How somebody shows that he is there: the customer's code, the sign of the site, his place near it; or none, and why."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any

from baoxiu.core.engine.plans import Act
from baoxiu.core.engine.records import expected_code, no_code_left, verify
from baoxiu.core.engine.refusing import refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.elements import Procedure

Json = Any
METRES = 200  # how far from the site's coordinates a place may be, where no setting `arrival_metres` says otherwise
MOST_ACCURACY = 100.0  # what a telephone says of its own error counts, up to this
EARTH = 6_371_008.8
SITE = "site_proof"  # what the world knows of the site: {lat, lon, mark}


def asked(act: Act) -> str | None:
    """The name under which an act asks for a proof."""
    return next((name for name, ask in act.asks.items() if ask.type == "proof"), None)


def fault(act: Act, scope: DecisionScope) -> Refused | None:
    """Why the proof that was given shows nothing; None where it is good, or none is asked for."""
    name = asked(act)
    given = scope.form.get(name) if name else None
    if not isinstance(given, Mapping):
        return None
    clause = next(iter(act.clauses), None)
    found = _FAULTS[given["how"]](given, scope)
    return refused(found[0], clause=clause, field=name, **found[1]) if found is not None else None


def kept(act: Act, scope: DecisionScope) -> dict[str, Json] | None:
    """The proof as the visit keeps it: how, and how near; never the code itself."""
    name = asked(act)
    given = scope.form.get(name) if name else None
    if not isinstance(given, Mapping):
        return None
    proof = {key: given[key] for key in ("how", "lat", "lon", "accuracy", "reason") if given.get(key) is not None}
    if given["how"] == "place" and (metres := _metres(given, scope)) is not None:
        proof["metres"] = round(metres)
    return proof


def check_code(act: Act, scope: DecisionScope, procedure: Procedure, door: str) -> None:
    """Hold the code against the customer's; whether it was right is kept, the code itself is not."""
    name = asked(act)
    given = scope.form.get(name) if name else None
    if isinstance(given, dict) and given["how"] == "code":
        verify(scope, procedure, door, str(given.pop("code", "")))


Found = tuple[str, dict[str, Json]] | None


def _no_fault(_given: Mapping[str, Json], _scope: DecisionScope) -> Found:
    return None


def _code_fault(_given: Mapping[str, Json], scope: DecisionScope) -> Found:
    procedure = scope.plan.definition
    left = no_code_left(scope, procedure)
    if left is None:
        return None
    return ("code_locked", {"count": ""}) if expected_code(scope, procedure) else ("no_code", {})


def _mark_fault(given: Mapping[str, Json], scope: DecisionScope) -> Found:
    mark = str((scope.ticket.world.get(SITE) or {}).get("mark") or "")
    if not mark:
        return "site_unmarked", {}
    said = str(given.get("code", "")).rstrip("/").rpartition("/")[2]
    return None if hmac.compare_digest(mark.upper().encode(), said.upper().encode()) else ("other_site", {})


def _place_fault(given: Mapping[str, Json], scope: DecisionScope) -> Found:
    metres = _metres(given, scope)
    if metres is None:
        return "site_unplaced", {}
    most = _most(scope)
    slack = min(float(given.get("accuracy") or 0), MOST_ACCURACY)
    return None if metres <= most + slack else ("too_far", {"metres": round(metres), "most": round(most)})


_FAULTS = {"none": _no_fault, "code": _code_fault, "qr": _mark_fault, "place": _place_fault}


def _most(scope: DecisionScope) -> float:
    said = scope.ticket.unit.settings.get("arrival_metres", scope.plan.settings.get("arrival_metres"))
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) and isfinite(said) else METRES


def _metres(given: Mapping[str, Json], scope: DecisionScope) -> float | None:
    """How far the place is from the site; None where nobody has said where the site lies."""
    site = scope.ticket.world.get(SITE) or {}
    if site.get("lat") is None or site.get("lon") is None:
        return None
    return distance((given["lat"], given["lon"]), (site["lat"], site["lon"]))


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places (latitude, longitude in degrees), over a round earth."""
    (north, east), (north_2, east_2) = ((radians(place[0]), radians(place[1])) for place in (one, other))
    half = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))
