"""The elements a procedure is made of, as types. The loader fills them; the JSON Schema for editors comes from them.

Short forms a writer may use (normalised by the validators here):
`title: 名称` for `{zh: 名称}`; `from: a` for `[a]`; `fault: required` for `{required: true}`; `to: x` for `[{state: x}]`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _words(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


def _tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str | dict) else value


Words = Annotated[dict[Literal["zh", "en"], str], BeforeValidator(_words)]
Names = Annotated[tuple[str, ...], BeforeValidator(_tuple)]
Clauses = Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Z0-9]{2,8}-\d{2,3}$")], ...], BeforeValidator(_tuple)]
Expression = Annotated[str, Field(json_schema_extra={"format": "cel"})]
Span = Annotated[str, Field(pattern=r"^(\d+(d|h|m|s)|\d+h\d+m|\d+ working_(days|hours)|half_working_day)$")]


class Element(BaseModel):
    """Closed to unknown keys, never changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


FieldType = Literal[
    "text", "long_text", "choice", "number", "money", "time", "date", "tick", "promise", "promises", "person", "unit",
    "site", "asset", "customer", "phone", "photo", "photos", "signature", "code", "checklist", "part_lines", "part_returns",
    "price_lines", "labour_time", "contact_log", "print_log", "door_note", "place", "rating", "list", "map",
]  # fmt: skip


class FieldOf(Element):
    """A field of the ticket."""

    type: FieldType
    label: Words | None = None
    of: dict[str, Words] | Names | tuple[int, ...] | None = None  # choices: key -> words
    required: bool = False
    written_by: Literal["people", "engine"] = "people"
    default: Any = None
    most: int | None = None
    types: dict[str, Words] | None = None  # promises: kinds of promise
    shown_as: Any = None  # legacy value to show and export, never counted
    signer: str | None = None
    slip: str | None = None
    personal: bool = False  # masked for whoever does not need it now
    search: bool = False  # found by the search box
    clause: Clauses = ()


def _asks(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    short = {"required": {"required": True}, "optional": {}}
    return {k: short.get(v, {"type": v}) if isinstance(v, str) else (v or {}) for k, v in value.items()}


class Ask(Element):
    """One thing a command asks for. Without `type` it is the ticket's field of the same name."""

    type: FieldType | None = None
    label: Words | None = None
    of: dict[str, Words] | Names | tuple[int, ...] | str | None = None
    required: bool = False
    required_when: Expression | None = None
    shown_when: Expression | None = None
    default: Any = None
    propose: Expression | None = None  # a value offered, the person may change it
    template: str | None = None  # text offered, {expression} blanks filled
    after: Expression | None = None  # times: strictly later than this
    before: Expression | None = None
    role: str | None = None  # person: who may be chosen
    help: Words | None = None
    clause: Clauses = ()


Asks = Annotated[dict[str, Ask], BeforeValidator(_asks)]


class Guard(Element):
    """A condition. Not met: refused with these words, by this clause."""

    that: Expression
    words: Words = Field(alias="else")
    tell: Names = ()  # who hears of the refusal
    clause: Clauses = ()


class Effect(Element):
    """One consequence; exactly one of the verbs."""

    open: str | None = None
    tell: Names | None = None
    mail: Names | None = None
    sms: Names | None = None
    chat: Names | None = None
    task: Words | None = None
    run: str | None = None
    allow: str | None = None
    follow_up: str | bool | None = None
    flag: str | None = None
    # with them
    to: Names | None = None  # open: role that gets it; allow: roles
    for_: Names | None = Field(default=None, alias="for")  # task: whose
    on: str | None = Field(default=None, alias="linked")  # run: 'parent' or the procedure of open children
    unit: str | None = None
    fields: dict[str, Expression] | None = None  # open/run: field or form name -> expression over this ticket
    reason: str | None = None  # short for fields: {reason: '"..."'}
    lines: str | None = None
    words: Words | None = None  # {expression} blanks filled
    when: Expression | None = Field(default=None, alias="if")
    clause: Clauses = ()

    @model_validator(mode="after")
    def _one_verb(self) -> Effect:
        verbs = [self.open, self.tell, self.mail, self.sms, self.chat, self.task, self.run, self.allow, self.follow_up, self.flag]
        if sum(v is not None for v in verbs) != 1:
            raise ValueError("an effect has exactly one of open, tell, mail, sms, chat, task, run, allow, follow_up, flag")
        return self


def _effects(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Effects = Annotated[tuple[Effect, ...], BeforeValidator(_effects)]


class Branch(Element):
    """Where a command leads. The first branch whose condition holds is taken; the last has none."""

    state: str  # a state, or 'same'
    when: Expression | None = Field(default=None, alias="if")
    then: Effects = ()
    set: dict[str, Any] = {}
    clause: Clauses = ()


def _branches(value: Any) -> Any:
    return [{"state": value}] if isinstance(value, str) else value


Branches = Annotated[tuple[Branch, ...], BeforeValidator(_branches)]


class State(Element):
    """Where a ticket stands."""

    title: Words
    holder: str | None = None  # role that must act
    final: Literal["done", "cancelled", "converted", "referred"] | None = None
    pauses: Names = ()  # clocks that stand still here
    guide: str | None = None
    customer: Words | None = None  # what the customer reads
    clause: Clauses = ()


class Command(Element):
    """What a person may do to a ticket in some states."""

    title: Words | None = None
    from_: Names | Literal["any"] = Field(default=(), alias="from")
    by: Names = ()
    asks: Asks = {}
    when: tuple[Guard, ...] = ()
    needs: Names = ()  # gates: 'consent.price', 'signature.customer' or a field name, 'checklist.finish', 'print.work-order', 'code.visit'
    set: dict[str, Any] = {}  # values are expressions; a bare word that is no known name is text
    set_once: dict[str, Any] = {}
    adds: dict[str, dict[str, Any]] = {}  # list field -> entry; each entry also keeps at, by
    removes: Names = ()
    to: Branches = (Branch(state="same"),)
    starts: Names = ()
    stops: Names = ()
    then: Effects = ()
    assigns: str | None = None  # expression: the person who now holds it
    unassigns: bool = False
    moves_to: Expression | None = None  # a unit code: hand over to another unit
    starts_labour: bool = False
    ends_labour: bool = False
    shows: Names = ()
    guide: str | None = None
    needs_fresh_login: bool = False
    primary: bool | None = None  # the big button here; default: the first command of the holder's role
    door: Names = ()  # only through these doors
    clause: Clauses = ()


class Opens(Element):
    """How a ticket of this procedure is born. `by` may be empty where only links open it."""

    by: Names = ()
    asks: Asks = {}
    when: tuple[Guard, ...] = ()
    set: dict[str, Any] = {}
    to: Branches
    starts: Names = ()
    then: Effects = ()
    dispatch: dict[str, Any] | None = None
    guide: str | None = None
    mode: str | None = None  # the ask that carries the mode
    unit: str | None = None
    assigns: str | None = None
    clause: Clauses = ()


class Trigger(Element):
    """A command, perhaps only under a condition: `log_attempt` or `{log_attempt: 'outcome == "reached"'}`."""

    command: str
    when: Expression | None = None


def _triggers(value: Any) -> Any:
    rows = [value] if isinstance(value, str | dict) else value
    out = []
    for row in rows or ():
        if isinstance(row, str):
            out.append({"command": row})
        elif isinstance(row, dict) and len(row) == 1 and "command" not in row:
            (name, when), *_ = row.items()
            out.append({"command": name, "when": when})
        else:
            out.append(row)
    return out


Triggers = Annotated[tuple[Trigger, ...], BeforeValidator(_triggers)]


class Warning_(Element):
    """A warning before the due time."""

    before: Span
    tell: Names = ()
    words: Words | None = None


class Breach(Element):
    """What a breach does. `run` is a system command; `demand` names the command people must now use; `then` any effects."""

    tell: Names = ()
    words: Words | None = None
    run: str | None = None
    demand: str | None = None
    then: Effects = ()


class Step(Element):
    """One step of an escalation chain, `after` the breach."""

    after: Span
    tell: Names = ()
    words: Words | None = None
    then: Effects = ()


class ClockOf(Element):
    """A time limit. `starts`/`stops` name commands ('opened' is the birth), or states as 'state:NAME'."""

    title: Words | None = None
    starts: Triggers
    stops: Triggers = ()
    within: Span | None = None  # worked time; or
    due: Expression | None = None  # a fixed instant ('end_of_day' too); or
    limit: str | None = None  # a table of `limits`
    calendar: Literal["always", "unit"] | str = "unit"
    pauses_in: Names = ()  # states; beside the states' own `pauses`
    restarts: bool = False  # a further start lays it anew (a new promise)
    unless: Expression | None = None
    warn: Warning_ | None = None
    breach: Breach | None = None
    chain: tuple[Step, ...] = ()
    counts: bool = True  # part of the time figures
    clause: Clauses = ()


class QuotaMore(Element):
    """What is due after the first periods."""

    count: int
    per: Literal["working_day", "day", "week", "month"] = "working_day"
    for_: str = Field(alias="for")


class QuotaOf(Element):
    """A count due per period."""

    title: Words | None = None
    starts: Triggers = ()  # or a command's `starts`
    stops: Triggers = ()
    count: str  # the list field whose new entries count
    at_least: int
    per: Literal["working_day", "day", "week", "month"]
    for_: str | None = Field(default=None, alias="for")
    then_at_least: QuotaMore | None = None
    short: Breach | None = None
    clause: Clauses = ()


class Answer(Element):
    """What a linked ticket brings back when it reaches a state: run a (system) command, or go to a state."""

    run: str | None = None
    to: str | None = None
    when: Expression | None = Field(default=None, alias="if")
    set: dict[str, Any] = {}
    tell: Names = ()
    then: Effects = ()
    clause: Clauses = ()


class Checklist(Element):
    """Things to tick at a step. `gates` names the command that stays shut until all are ticked."""

    title: Words | None = None
    items: tuple[Words, ...] | Expression
    step: str  # a state, or 'open'
    role: str | None = None
    gates: str | None = None
    clause: Clauses = ()


class Guide(Element):
    """Words to say or advice, shown at a step to a role, never enforced."""

    at: Names  # states, commands, or 'open'
    to: Names = ()
    script: str | None = None  # guides/NAME.md
    advice: str | None = None
    questions: str | None = None
    words: Words | None = None  # or the text itself
    when: Expression | None = Field(default=None, alias="if")
    clause: Clauses = ()


class Consent(Element):
    """The customer agrees before the next step; each stays as evidence. Commands `agree`/`decline` come with it."""

    of: str = "customer"
    before: str | None = None
    at_any_time_in: str | None = None
    when: Expression | None = None
    again_when: Expression | None = None
    words: str | None = None
    title: Words | None = None
    shows: Names = ()
    records: Names = ()
    pauses_work: bool = False
    clause: Clauses = ()


class Copy(Element):
    """One copy of a slip."""

    of: str
    back_by: str | None = None
    if_: Expression | None = Field(default=None, alias="if")


class Slip(Element):
    """A numbered printed form."""

    form: str
    title: Words | None = None
    number: str | None = None
    copies: tuple[Copy, ...] = ()
    clause: Clauses = ()


class FollowUp(Element):
    """Who rings afterwards."""

    title: Words | None = None
    after: Span | None = None
    of: str | None = None
    at: str | None = None
    share: float | str | None = None
    way: str | None = None
    by: str | None = None
    asks: Names = ()
    attempts: int | None = None
    not_solved: str | None = None
    draw: str | None = None
    clause: Clauses = ()


def _follow_up(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class Figure(Element):
    """What counts. `of`: 'opened', a command, a final state, or a list field; `good`: what makes it count as good."""

    title: Words | None = None
    of: str
    good: Expression | None = None
    sum: Expression | None = None
    by: Names = ()  # grouped by these fields
    without: Expression | None = None
    period: Literal["day", "week", "month"] = "month"
    to: Names = ()
    clause: Clauses = ()


class Approval(Element):
    """A chain of roles that must say yes, in order."""

    chain: Names
    over: Expression | None = None
    clause: Clauses = ()


class Penalty(Element):
    """Proposed by the engine, confirmed by another person."""

    when: Expression
    between: tuple[float, float] | None = None
    amount: Expression | None = None
    yuan: bool = True
    confirm: str
    against: str | None = None
    clause: Clauses = ()


class Charge(Element):
    """How a price is made (docs/engines/pricing.md)."""

    minutes: str | None = None
    over: str | None = None
    from_: str | None = Field(default=None, alias="from")
    otherwise: dict[str, Any] | None = Field(default=None, alias="else")
    rounding: str | None = None
    round_to: float | None = None
    several_kinds: str | None = None
    clause: Clauses = ()


class Limit(Element):
    """A table of limits by a fact: `{by: site.area_class, urban: 45m, rural: 90m, from: opened}`."""

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
    by: Expression
    from_: str = Field(default="opened", alias="from")
    calendar: str = "always"
    clause: Clauses = ()


class Grab(Element):
    """Open jobs are taken by workers themselves."""

    eligible: Expression
    within: Span
    otherwise: Effects = Field(default=(), alias="else")
    clause: Clauses = ()


class Dispatch(Element):
    """How a ticket finds who does it."""

    push: str | None = None  # 'coverage'
    level: str | None = None
    grab: Grab | None = None
    named: str | None = None
    roster: str | None = None
    contractor: str | None = None
    clause: Clauses = ()


class Mode(Element):
    """A mode of service, and what its time points mean."""

    title: Words
    t2: Words | None = None
    t3: Words | None = None
    clause: Clauses = ()


class Retention(Element):
    """How long slips are kept."""

    when: Expression | None = None
    years: float | None = None
    for_ever: bool = False
    otherwise: dict[str, Any] | None = Field(default=None, alias="else")
    clause: Clauses = ()


class Procedure(Element):
    """One procedure: the rules one kind of ticket follows."""

    procedure: str
    version: str | None = None  # of this part; default: the pack's (parts are versioned apart)
    kind: Literal["work_order", "coordination", "urge", "withdrawal", "commission", "complaint", "part_order", "call_back",
                  "special_case", "coverage_change", "matter", "consultation", "outage_report", "other"]  # fmt: skip
    title: Words
    number: str = "{unit}{date:%y%m%d}{seq:4}"
    modes: dict[str, Mode] = {}
    fields: dict[str, FieldOf] = {}
    states: dict[str, State]
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
    follow_up: Annotated[tuple[FollowUp, ...], BeforeValidator(_follow_up)] = ()
    dispatch: Dispatch | None = None
    retention: Retention | None = None
    figures: dict[str, Figure] = {}
    overrides: dict[str, dict[str, Any]] = {}  # unit code -> {'clocks.first_contact.within': '2h'}
    intake: dict[str, Any] = {}  # questions for the desk: see docs/pack-language.md
    clause: Clauses = ()


class Role(Element):
    """A role of the organisation."""

    title: Words
    level: str | None = None
    rank: int = 0
    identity: bool = False  # a person holding several chooses which one he acts in; each event records it
    clause: Clauses = ()


class Document(Element):
    """The controlled document behind a pack."""

    number: str | None = None
    drafted_on: str | None = None
    type: Words | None = None
    to: Names = ()
    copy_to: Names = ()
    attachments: Names = ()
    pages: int | None = None
    marks: tuple[Literal["circulate", "file_after_reading", "confidential", "other"], ...] = ()
    term: str | None = None
    clause: Clauses = ()


class Category(Element):
    """A kind of fault or wish."""

    title: Words
    parent: str | None = None
    skill: str | None = None
    procedure: str | None = None
    questions: tuple[Words, ...] = ()
    tools: Names = ()
    parts: Names = ()
    minutes: int | None = None
    guide: str | None = None
    clause: Clauses = ()


class Pack(Element):
    """pack.yaml: one organisation's procedures and what they share."""

    pack: str
    version: str
    title: Words
    source: str = ""
    languages: Names = ("zh", "en")
    replaces: str | None = None
    document: Document | None = None
    scope: dict[str, Names] = {}
    roles: dict[str, Role]
    levels: dict[str, Words] = {}
    labels: dict[str, Words] = {}
    categories: dict[str, Category] = {}
    settings: dict[str, Any] = {}
    contacts: dict[str, Any] = {}
    calendar: dict[str, Any] = {}
    changed: Names = ()
    added: Names = ()
    clause: Clauses = ()
