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
from baoxiu.core.engine.plans import Plan
from baoxiu.core.engine.visited import VISITS, entries
from baoxiu.core.expressions.values import time_of
from baoxiu.core.procedure.elements import Procedure
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.tickets.models import Ticket
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

    row: Ticket
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
    visit, ended = _visit_under_way(ticket.fields, plan), bool(ticket.final)
    times: dict[str, datetime | None] = {
        "received": ticket.opened_at,
        "assigned": _assigned_at(ticket, plan, events),
        "on_the_way": _time(visit.get("departed_at")),
        "at_work": _time(visit.get("arrived_at")) if _has(plan, "arrive") else _left_first_state(plan, events),
        "done": events[-1].at if ended and events else None,
    }
    is_good = ticket.final in {"", "done", "converted"}
    named = [("received", RECEIVED, "check"), ("assigned", ASSIGNED, "user"), ("on_the_way", ON_THE_WAY, "motorbike"),
             ("at_work", AT_WORK, "tools"), ("done", DONE if is_good else ENDED, "flag" if is_good else "x")]  # fmt: skip
    wanted = [one for one in named if _is_step(one[0], plan)]
    last = max(nth for nth, (key, _title, _icon) in enumerate(wanted) if times[key] or key == "received")
    shown = enumerate(wanted)
    return [Stage(title, icon, times[key], nth <= last and (is_good or bool(times[key])), nth == last) for nth, (key, title, icon) in shown]


def _is_step(key: str, plan: Plan) -> bool:
    """Whether this procedure has the step at all."""
    if key == "assigned":
        return any(act.assigns is not None for act in plan.acts.values())
    return _has(plan, "depart") if key == "on_the_way" else True


def _has(plan: Plan, visit: str) -> bool:
    return any(act.visit == visit for act in plan.acts.values())


def _visit_under_way(fields: Mapping[str, Any], plan: Plan) -> Mapping[str, Any]:
    """The latest visit; none where nobody was found there, since the next one is still to come."""
    found = entries(fields.get(VISITS))
    last: Mapping[str, Any] = found[-1] if found else {}
    act = plan.acts.get(str(last.get("outcome") or ""))
    return {} if act is not None and act.visit == "absent" else last


def _assigned_at(ticket: Any, plan: Plan, events: Iterable[Any]) -> datetime | None:
    """When whoever holds it now got it; none while nobody does."""
    if ticket.holder_id is None and not ticket.final:
        return None
    giving = [event.at for event in events if _gives(event, plan)]
    return giving[-1] if giving else (ticket.opened_at if ticket.holder_id else None)


def _gives(event: Any, plan: Plan) -> bool:
    act = plan.acts.get(event.data.get("command") or "")
    return event.type == "CommandRun" and act is not None and act.assigns is not None


def _left_first_state(plan: Plan, events: Iterable[Any]) -> datetime | None:
    first = {branch.state for branch in plan.opening.branches}
    moved = (event.at for event in events if event.data.get("to") and event.data["to"] not in first)
    return next(moved, None)


def _time(text: Any) -> datetime | None:
    return time_of(text) if isinstance(text, str) else None
