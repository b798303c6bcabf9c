"""A whole procedure: the rules one kind of ticket follows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from baoxiu.core.procedure.elements.afterwards import FollowUp, Retention
from baoxiu.core.procedure.elements.asking import FieldOf
from baoxiu.core.procedure.elements.moving import Answer, Command, State
from baoxiu.core.procedure.elements.opening import Dispatch, Mode, Opens
from baoxiu.core.procedure.elements.paperwork import Checklist, Consent, Guide, Slip
from baoxiu.core.procedure.elements.reckoning import Approval, Charge, Figure, Penalty
from baoxiu.core.procedure.elements.settling import Settlement
from baoxiu.core.procedure.elements.shapes import NAME, Clauses, Element, Expression, Names, Short, Words
from baoxiu.core.procedure.elements.timing import ClockOf, Limit, QuotaOf


class Question(Element):
    """What the desk asks while the caller is on the line; the answer fills a field or is kept as a note."""

    ask: Words
    fills: str | None = None
    of: dict[str, Words] | None = None
    when: Expression | None = Field(default=None, alias="if")
    help: Words | None = None
    clause: Clauses = ()


class Intake(Element):
    """What the desk needs to take the report: questions in their order, the guide beside them."""

    questions: tuple[Question, ...] = ()
    guide: str | None = None
    clause: Clauses = ()


def _one(value: Any) -> Any:
    return (value,) if isinstance(value, dict) else value


FollowUps = Annotated[tuple[FollowUp, ...], Short(_one, alone=True)]


class Procedure(Element):
    """One procedure: the rules one kind of ticket follows."""

    procedure: Annotated[str, Field(pattern=NAME)]
    version: str | None = None  # of this part; default: the pack's (parts are versioned apart)
    kind: Literal["work_order", "coordination", "urge", "withdrawal", "commission", "complaint", "part_order", "part_return", "call_back",
                  "special_case", "coverage_change", "area_register", "matter", "consultation", "outage_report",
                  "emergency", "other"]  # fmt: skip
    title: Words
    number: str = "{unit}{date:%y%m%d}{seq:4}"
    modes: dict[str, Mode] = {}
    appointment: str | None = None  # the field that holds the appointment in force; `appointment_at` where nothing stands here
    fields: dict[str, FieldOf] = {}
    states: Annotated[dict[str, State], Field(min_length=1)]
    opens: Opens
    commands: dict[str, Command] = {}
    system_commands: dict[str, Command] = {}
    answers: dict[str, Answer] = {}  # 'withdrawal.approved' -> what to do
    clocks: dict[str, ClockOf] = {}
    quotas: dict[str, QuotaOf] = {}
    checklists: dict[str, Checklist] = {}
    guides: tuple[Guide, ...] = ()
    consents: dict[str, Consent] = {}
    slips: dict[str, Slip] = {}
    slip: Slip | None = None
    charges: dict[str, Charge] = {}
    approvals: dict[str, Approval] = {}
    penalties: dict[str, Penalty] = {}
    limits: dict[str, Limit] = {}
    follow_up: FollowUps = ()
    dispatch: Dispatch | None = None
    retention: Retention | None = None
    figures: dict[str, Figure] = {}
    settlement: Settlement | None = None
    overrides: dict[str, dict[str, Any]] = {}  # unit code -> {'clocks.first_contact.within': '2h'}
    intake: Intake = Intake()
    gathers: Names = ()  # of an emergency: procedures whose tickets, opened at its unit or below while it lasts, belong to it
    contact_for: Names = ()  # roles that see the customer's name, telephone and address whatever the ticket's state
    clause: Clauses = ()
