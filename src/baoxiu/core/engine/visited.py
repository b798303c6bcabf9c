"""What expressions see of a ticket's visits: the list, the latest arrival, the appointment in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from baoxiu.core.expressions.values import time_of

if TYPE_CHECKING:
    from baoxiu.core.engine.scope import DecisionScope

Json = Any

VISITS = "_visits"
TIMES = ("accepted_at", "departed_at", "arrived_at", "left_at")
OTHERS = ("appointed_at", "outcome", "proof", "note", "companions")


def entries(kept: Json) -> list[dict[str, Json]]:
    """The visits with every key there, so that a condition may ask for any of them."""
    blank: dict[str, Json] = dict.fromkeys((*TIMES, *OTHERS))
    return [{**blank, "fetched": [], **visit} for visit in kept or ()]


def visit_arrived(scope: DecisionScope) -> Any:
    """When the latest visit arrived; None before."""
    visits = scope.stored(VISITS) or ()
    return time_of(visits[-1].get("arrived_at") or "") if visits else None


def appointment(scope: DecisionScope) -> Any:
    """The appointment in force: the field the procedure names, else `appointment_at`; of a list of promises the last."""
    return _when(scope.value(_named(scope)))


def appointed(scope: DecisionScope) -> Json:
    """The appointment as it stood before this decision, as it is kept: what an arrival is held against."""
    return _when(scope.ticket.fields.get(_named(scope)))


def _named(scope: DecisionScope) -> str:
    return scope.plan.definition.appointment or "appointment_at"


def _when(said: Any) -> Any:
    if isinstance(said, list):
        said = said[-1] if said else None
    return said.get("at") if isinstance(said, Mapping) else said
