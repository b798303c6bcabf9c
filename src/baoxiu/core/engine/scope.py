"""Where the names of an expression come from while one decision is made. Looked up lazily, each once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from baoxiu.core.calendars import Calendar, always
from baoxiu.core.engine import charging, copies, functions, visited
from baoxiu.core.engine.facts import Actor, LinkFacts, Running, TicketFacts
from baoxiu.core.engine.refusing import said
from baoxiu.core.errors import Malformed
from baoxiu.core.expressions.values import ready, text_of
from baoxiu.core.money import Money
from baoxiu.core.pricing import spells_of, worked

if TYPE_CHECKING:
    from baoxiu.core.engine.plans import Plan

LIST_TYPES = frozenset(
    {"promises", "part_lines", "part_returns", "price_lines", "contact_log", "print_log", "photos", "checklist", "list", "findings"}
)  # fmt: skip
_READ_FROM = {  # record -> the name read from it
    "_labour": "worked", "_consents": "agreed", "_visits": "visits", "_copies": "missing_copies",
}  # fmt: skip
_WORLD_TYPES = {"estimate": "money", "earlier_visits": "list"}
_CALL_FAULTS = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError)


class DecisionScope:
    """Names of one decision: what it changed, the form, the ticket's fields, the engine's names, links, the world."""

    __slots__ = ("_values", "actor", "at", "changes", "form", "plan", "running", "ticket", "types")

    def __init__(self, plan: Plan, ticket: TicketFacts, actor: Actor, at: datetime, types: Mapping[str, str]) -> None:
        """A scope over `ticket` as it stands; `types` tells which names are times, lists, money."""
        self.plan = plan
        self.ticket = ticket
        self.actor = actor
        self.at = at = at.astimezone(UTC)  # expressions take instants in UTC only
        self.types = types
        self.form: Mapping[str, Any] = {}
        self.changes: dict[str, Any] = {}
        self.running: Mapping[str, Running] = ticket.running
        self._values: dict[str, Any] = {"now": at, "state": ticket.state}

    def take(self, form: Mapping[str, Any]) -> None:
        """From now on `form` answers before the ticket's fields do."""
        self.form = form
        for name in form:
            self._values.pop(name, None)
        self._reckon_anew()

    def forget(self, name: str) -> None:
        """Look the name up anew: the form no longer has it."""
        self._values.pop(name, None)

    def write(self, name: str, value: Any) -> None:
        """A field as the decision leaves it."""
        self.changes[name] = value
        self._values.pop(name, None)
        if name in _READ_FROM:
            self._values.pop(_READ_FROM[name], None)
            self._values.pop("visit_arrived", None)
        self._reckon_anew()

    def _reckon_anew(self) -> None:
        """What things cost follows from what was written."""
        if self.plan.charges is not None:
            for name in charging.NAMES:
                self._values.pop(name, None)

    def lend(self, values: Mapping[str, Any]) -> None:
        """Names for the words of one message: a clock's title, its due time."""
        self._values.update(values)

    def stored(self, name: str) -> Any:
        """A field as it is kept, changes included."""
        return self.changes[name] if name in self.changes else self.ticket.fields.get(name)

    @property
    def at_text(self) -> str:
        """The instant of the decision as fields keep it."""
        return text_of(self.at)

    def kept(self, name: str) -> Any:
        """What a record keeps of a name: a field as it stands, what other rooms know, what it costs."""
        if self.plan.charges is not None and name in charging.SEEN and self.stored(name) is None:
            return charging.as_kept(name, self)
        return self.ticket.world[name] if name in self.ticket.world else self.stored(name)

    def raw(self, name: str) -> Any:
        """What stands under `name` before it is made ready: enough to count a list or look at its last entry."""
        for place in (self.changes, self.form, self.ticket.fields):
            if name in place:
                return place[name]
        return self.value(name)

    def value(self, name: str) -> Any:
        """What an expression sees under `name`; None where there is nothing."""
        values = self._values
        if name not in values:
            values[name] = self._find(name)
        return values[name]

    def shown(self, name: str, language: str) -> str | None:
        """How a field's value is written where the value alone would not do: a choice by its title, money as it is kept."""
        raw = self.raw(name)
        field = self.plan.definition.fields.get(name)
        if not isinstance(raw, str) or field is None:
            return None
        if field.type == "choice" and isinstance(field.of, dict) and raw in field.of:
            return said(field.of[raw], language)
        return raw if field.type == "money" else None

    def function(self, name: str) -> Callable[..., Any]:
        """A function of packs bound to this decision; None instead of a fault where its input is missing."""
        found = functions.BY_NAME.get(name)
        return partial(_total, found, self) if found else _nothing

    def calendar(self, name: str = "unit") -> Calendar:
        """The calendar a clock names: 'always', 'unit', or one of the pack's."""
        unit = self.ticket.unit
        if name == "always":
            return always(unit.zone)
        spec = self.plan.calendars.get(name) or unit.calendar or self.plan.calendar
        return Calendar.of(spec, unit.zone) if spec else always(unit.zone)

    def _find(self, name: str) -> Any:
        for place in (self.changes, self.form, self.ticket.fields):
            if name in place:
                return self._ready(name, place[name])
        if self.plan.charges is not None and name in charging.SEEN:
            return charging.SEEN[name](self)
        if special := _SPECIAL.get(name):
            return special(self)
        if (linked := self._latest(name.replace("_", "-"))) is not None:
            return as_linked(linked)
        if name in self.ticket.world:
            return ready(self.ticket.world[name], _WORLD_TYPES.get(name) or ("time" if name.endswith("_at") else None))
        return [] if self.types.get(name) in LIST_TYPES or _WORLD_TYPES.get(name) in LIST_TYPES else None

    def _ready(self, name: str, value: Any) -> Any:
        kind = self.types.get(name)
        if value is None:
            return [] if kind in LIST_TYPES else None
        return ready(value, kind)

    def _latest(self, procedure: str) -> LinkFacts | None:
        return next((link for link in reversed(self.ticket.links) if link.procedure == procedure), None)


def as_linked(link: LinkFacts) -> dict[str, Any]:
    """A linked ticket as expressions see it."""
    return {**ready(dict(link.fields)), "number": link.number, "state": link.state, "final": link.final, "procedure": link.procedure}


def _total(function: Callable[..., Any], scope: DecisionScope, *given: Any) -> Any:
    try:
        return function(scope, *given)
    except _CALL_FAULTS:
        return None


def _nothing(*_: Any) -> None:
    return None


def _unit(scope: DecisionScope) -> dict[str, Any]:
    unit = scope.ticket.unit
    return {"code": unit.code, "title": unit.title, "settings": dict(unit.settings)}


def _person(scope: DecisionScope) -> dict[str, Any]:
    actor = scope.actor
    rank = max((post.rank for post in actor.posts), default=0)
    known = {"id": actor.id, "name": actor.name, "skills": sorted(actor.skills), "on_shift": actor.on_shift, "rank": rank, "open": 0}
    return {**known, **ready(dict(scope.ticket.world.get("person") or {}))}


def _parent(scope: DecisionScope) -> dict[str, Any] | None:
    found = next((link for link in scope.ticket.links if link.relation == "opened_by"), None)
    return as_linked(found) if found else None


def _part(scope: DecisionScope) -> Any:
    order = scope.value("part_order") or {}
    lines = order.get("lines") or scope.value("needed_parts") or ()
    return next((line for line in lines if not line.get("delivered")), None)


def _agreed(scope: DecisionScope) -> float | None:
    """The amount shown when the customer last agreed: the quote's sum, the estimate, else the first amount among what was shown."""
    for record in reversed(scope.stored("_consents") or ()):
        shown = {"quote": (record.get("quote") or {}).get("total"), "estimate": None, **record.get("shown", {})}
        amounts = [amount for said in shown.values() if (amount := _amount(said)) is not None]
        if record.get("agreed") and amounts:
            return amounts[0]
    return None


def _amount(shown: Any) -> float | None:
    try:
        return float(Money.of(str(shown)).amount)
    except Malformed:
        return None


def _worked(scope: DecisionScope) -> int | float:
    """The minutes of every visit together, exact: a fraction where they are no whole minutes."""
    minutes = worked(spells_of(scope.stored("_labour") or ())) / timedelta(minutes=1)
    return int(minutes) if minutes == int(minutes) else minutes


_SPECIAL: dict[str, Callable[[DecisionScope], Any]] = {
    "t1": lambda scope: scope.ticket.opened_at.astimezone(UTC),
    "opened_at": lambda scope: scope.ticket.opened_at.astimezone(UTC),
    "mode": lambda scope: scope.ticket.mode,
    "number": lambda scope: scope.ticket.number or "{number}",  # an unborn ticket gets its number when it is written
    "version": lambda scope: scope.ticket.version,
    "zone": lambda scope: ZoneInfo(scope.ticket.unit.zone),
    "unit": _unit,
    "person": _person,
    "holder": lambda scope: scope.ticket.holder_id,
    "flags": lambda scope: list(scope.ticket.flags),
    "end_of_day": lambda scope: scope.calendar().end_of_day(scope.at),
    "today": lambda scope: scope.calendar().day_of(scope.at).isoformat(),
    "parent": _parent,
    "part": _part,
    "agreed": _agreed,
    "worked": _worked,
    "visits": lambda scope: ready(visited.entries(scope.stored(visited.VISITS))),
    "visit_arrived": visited.visit_arrived,
    "appointment": visited.appointment,
    "missing_copies": lambda scope: ready([dict(one) for one in copies.missing(scope)]),
    "follow_up": lambda scope: dict(scope.ticket.fields.get("_follow_up") or {}),
}

ENGINE_NAMES = frozenset({*_SPECIAL, *charging.NAMES, "now", "state", "part_order"})
