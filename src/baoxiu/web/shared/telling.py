"""Events of a ticket as lines of its timeline: what, who, in which role, through which door, what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.web.shared import moments, naming, showing
from baoxiu.web.shared.languages import Words, in_language
from baoxiu.web.shared.showing import Names, Shown

Told = Words | Promise
LATE = timedelta(minutes=1)  # later than this between happening and arriving is said

DOORS: Mapping[str, Promise] = {
    "desk": _("desk"),
    "field": _("phone"),
    "portal": _("customer's page"),
    "api": _("programme"),
    "import": _("import"),
    "clock": _("clock"),
    "link": _("linked ticket"),
    "system": _("system"),
}
RINGS: Mapping[str, tuple[Promise, str]] = {
    "ClockWarned": (_("Soon due: {clock}"), "warn"),
    "ClockBreached": (_("Overdue: {clock}"), "bad"),
    "ClockEscalated": (_("Escalated: {clock}"), "bad"),
    "QuotaChecked": (_("Counted: {clock}"), ""),
    "FollowUpDue": (_("Opened when its time came: {clock}"), ""),
}
PLAIN: Mapping[str, Promise] = {
    "TicketOpened": _("Opened"),
    "FileAdded": _("File added"),
    "ReportJoined": _("Somebody else rang about it"),
    "ReportParted": _("A caller has a ticket of his own again"),
    "CommandRefused": _("Refused"),
    "TicketDisposed": _("Papers disposed of"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline."""

    what: Told
    who: Told
    role: Told
    door: Told
    at: datetime
    arrived_at: datetime | None
    tone: str
    to_state: Told
    said: Sequence[Shown]
    clauses: Sequence[str]
    clock: str = ""  # what was wrong with the clock of the phone it was done on


def lines(
    events: Iterable[Any], procedure: LoadedProcedure, names: Names, *, may_reach: bool, items: Mapping[str, Sequence[Words]] | None = None
) -> list[Line]:
    """The timeline, in the order the events come; what is personal only to whoever needs to reach the customer now.

    `items`: what stands on checklists now, for those a pack does not write out.
    """
    tell = _Teller(procedure, names, items or {}, may_reach=may_reach)
    return [tell(event) for event in events]


def _clock(fast: int) -> str:
    """That a phone's clock was wrong, and that the time shown was set right."""
    if not fast:
        return ""
    words = _("the phone's clock was {span} fast; set right") if fast > 0 else _("the phone's clock was {span} slow; set right")
    return str(words).format(span=moments.span(timedelta(seconds=abs(fast))))


class _Teller:
    """Tells events of one ticket in its procedure's words."""

    def __init__(self, procedure: LoadedProcedure, names: Names, items: Mapping[str, Sequence[Words]], *, may_reach: bool) -> None:
        self.items = items
        self.may_reach = may_reach
        self.definition = procedure.definition
        self.plan = plan_of(procedure)
        self.pack = procedure.pack
        self.roles = procedure.pack.pack.roles if procedure.pack else {}
        self.names = names

    def __call__(self, event: Any) -> Line:
        told: Callable[[Any], tuple[Told, str]] = self._ring if event.type in RINGS else self._act
        what, tone = told(event)
        state = self.definition.states.get(event.data.get("to") or "")
        moved = event.data.get("to") != event.data.get("from")
        return Line(
            what=what,
            who=_("system") if event.actor_name == SYSTEM.name else event.actor_name,
            role=self.roles[event.role].title if event.role in self.roles else "",
            door=DOORS.get(event.door, event.door),
            at=event.at,
            arrived_at=event.recorded_at if event.recorded_at - event.at > LATE else None,
            tone=tone,
            to_state=state.title if state and moved else "",
            said=showing.given(
                self.definition,
                self._asks(event),
                naming.with_category(self._form(event), self.pack),
                self.names,
                may_reach=self.may_reach,
            ),
            clauses=event.data.get("clauses") or (),
            clock=_clock(event.data.get("fast_seconds") or 0),
        )

    def _ring(self, event: Any) -> tuple[Told, str]:
        name = str(event.data.get("command") or "").removeprefix("clock:")
        words, tone = RINGS[event.type]
        clock = self.plan.clocks.get(name)
        title = in_language(clock.title) if clock else name
        return str(words).format(clock=title), tone

    def _act(self, event: Any) -> tuple[Told, str]:
        command = event.data.get("command")
        if event.type in PLAIN and event.type != "CommandRun":
            return PLAIN[event.type], "bad" if event.type == "CommandRefused" else ""
        act = self.plan.acts.get(command or "")
        return act.title if act else command or event.type, ""

    def _form(self, event: Any) -> Mapping[str, Any]:
        """What was filled in; what was ticked by its words, where the pack gives them."""
        form: Mapping[str, Any] = event.data.get("form") or {}
        name = str(form.get("checklist") or "")
        checklist = self.definition.checklists.get(name)
        if event.data.get("command") != "tick" or checklist is None:
            return form
        listed = self.items.get(name, ()) if isinstance(checklist.items, str) else checklist.items
        words = dict(enumerate(map(in_language, listed)))
        return {**form, "items": [words.get(int(item), item) if str(item).isdecimal() else item for item in form.get("items") or ()]}

    def _asks(self, event: Any) -> Mapping[str, AskPlan]:
        """How the form of this event was asked."""
        act = self.plan.opening if event.type == "TicketOpened" else self.plan.acts.get(event.data.get("command") or "")
        return act.asks if act else {}
