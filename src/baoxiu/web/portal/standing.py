"""How far a report is, in five steps every customer knows: received, assigned, on the way, at work, done.

Which of them a procedure has is read from its own commands and states; when each was reached, from the ticket's record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.plans import Act, Plan
from baoxiu.core.engine.visited import VISITS, entries
from baoxiu.core.expressions.values import time_of
from baoxiu.core.procedure.elements import Procedure
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.web.shared.languages import Words

RECEIVED, ASSIGNED, ON_THE_WAY, AT_WORK, DONE = _("Received"), _("Assigned"), _("On the way"), _("At work"), _("Done")
ENDED = _("Ended")


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five steps. `at`: when it was reached; None where it lies ahead, or nobody noted when."""

    title: Any
    icon: str
    at: datetime | None = None
    reached: bool = False
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class ReportShown:
    """A report in the list of one's own."""

    row: Any
    token: str

    @property
    def title(self) -> Words:
        """What it is called by."""
        return self.row.title or self._procedure.definition.title

    @property
    def now(self) -> Words:
        """Where it stands."""
        return words_of(self._procedure.definition, self.row.state)

    @property
    def _procedure(self) -> LoadedProcedure:
        return catalogue.procedure(self.row.procedure_id)


def words_of(definition: Procedure, state: str) -> Words:
    """A state in words for the customer."""
    found = definition.states.get(state)
    return (found.customer or found.title) if found else ""


def stages(ticket: Any, procedure: LoadedProcedure, events: Sequence[Any]) -> list[Stage]:
    """The steps of a ticket; `events` are its own, oldest first."""
    plan = plan_of(procedure)
    times = _times(ticket, plan, events)
    is_good = ticket.final in {"", "done", "converted"}
    named = [("received", RECEIVED, "check"), ("assigned", ASSIGNED, "user"), ("on_the_way", ON_THE_WAY, "motorbike"),
             ("at_work", AT_WORK, "tools"), ("done", DONE if is_good else ENDED, "flag" if is_good else "x")]  # fmt: skip
    wanted = [one for one in named if _is_step(one[0], plan)]
    last = max(nth for nth, (key, _title, _icon) in enumerate(wanted) if times[key] or key == "received")
    shown = enumerate(wanted)
    return [Stage(title, icon, times[key], nth <= last and (is_good or bool(times[key])), nth == last) for nth, (key, title, icon) in shown]


def _times(ticket: Any, plan: Plan, events: Sequence[Any]) -> dict[str, datetime | None]:
    visit = _visit_under_way(ticket.fields)
    left, there = _time(visit.get("departed_at")), _time(visit.get("arrived_at"))
    given = _given(ticket, plan, events)
    begun = there if _has(plan, "arrive") else _begun(ticket, plan, events, given)
    before = [at for at in given if not (left or begun) or at <= (left or begun or at)]
    ended = next((event.at for event in events if _ends(event, plan)), None)
    return {
        "received": ticket.opened_at, "assigned": before[-1] if before else None, "on_the_way": left, "at_work": begun,
        "done": ended if ticket.final else None,
    }  # fmt: skip


def _is_step(key: str, plan: Plan) -> bool:
    """Whether this procedure has the step at all."""
    if key == "assigned":
        return any(act.assigns is not None for act in plan.acts.values())
    return _has(plan, "depart") if key == "on_the_way" else True


def _has(plan: Plan, visit: str) -> bool:
    return any(act.visit == visit for act in plan.acts.values())


def _visit_under_way(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The latest visit; none where nobody was found there, since the next one is still to come."""
    found = entries(fields.get(VISITS))
    last: Mapping[str, Any] = found[-1] if found else {}
    return {} if last.get("outcome") == "absent" else last


def _given(ticket: Any, plan: Plan, events: Iterable[Any]) -> list[datetime]:
    """When it was given to somebody by name; never where nobody holds it now."""
    if ticket.holder_id is None and not ticket.final:
        return []
    found = [event.at for event in events if _gives(event, plan)]
    return found or ([ticket.opened_at] if ticket.holder_id else [])


def _gives(event: Any, plan: Plan) -> bool:
    act = plan.acts.get(event.data.get("command") or "")
    return event.type == "CommandRun" and act is not None and act.assigns is not None


def _begun(ticket: Any, plan: Plan, events: Iterable[Any], given: Sequence[datetime]) -> datetime | None:
    """When the work began, where nobody notes an arrival: with the first state, once it was given to somebody, that the end follows on."""
    if not _is_step("assigned", plan):
        first = {branch.state for branch in plan.opening.branches}
        return next((event.at for event in events if event.data.get("to") and event.data["to"] not in first), None)
    last = {state for act in plan.acts.values() if act.states and _finishes(act, plan) for state in act.states}
    return next((event.at for event in events if given and event.at >= given[0] and event.data.get("to") in last), None)


def _finishes(act: Act, plan: Plan) -> bool:
    states = plan.definition.states
    return any(branch.state and states[branch.state].final == "done" for branch in act.branches)


def _ends(event: Any, plan: Plan) -> bool:
    state = plan.definition.states.get(event.data.get("to") or "")
    return state is not None and state.final is not None


def _time(text: Any) -> datetime | None:
    return time_of(text) if isinstance(text, str) else None
