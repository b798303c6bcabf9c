"""What stands open to somebody on a ticket, and why the rest does not; the form each command wants; guides; standing items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from baoxiu.core.engine import customers, gates, handing, records, rights
from baoxiu.core.engine.asks import AskPlan, label_of
from baoxiu.core.engine.charging import paid_on, payable_on, rows_for
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.course import Course
from baoxiu.core.engine.deciding import unborn
from baoxiu.core.engine.facts import Actor, Choice, TicketFacts, UnitFacts
from baoxiu.core.engine.plans import Act, Gate, Plan
from baoxiu.core.engine.refusing import both, refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.engine.scripts import said
from baoxiu.core.errors import Refused
from baoxiu.core.expressions.values import json_of
from baoxiu.core.money import ZERO, Money
from baoxiu.core.procedure.elements import Guide
from baoxiu.core.procedure.loaded import LoadedProcedure

Json = Any


def allowed(procedure: LoadedProcedure, ticket: TicketFacts, actor: Actor, at: datetime, *, door: str = "desk") -> tuple[Choice, ...]:
    """The commands this actor sees here: open ones with their form, closed ones with the reason.

    Commands of others are left out, and those of other states too, but for the natural next one where none is open.
    """
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    if ticket.state not in plan.definition.states:
        return ()
    mine = [act for act in plan.acts.values() if act.kind != "system" and rights.role_for(act, plan, ticket, actor)]
    here = [act for act in mine if rights.wrong_state(act, plan, ticket.state) is None and rights.wrong_door(act, door) is None]
    found = [_choice(act, plan, ticket, actor, at) for act in here if _offered(act, plan, ticket, actor, at)]
    if not any(choice.open and plan.acts[choice.command].kind == "command" for choice in found):
        found += _natural_next(mine, plan, ticket)
    return tuple(_with_primary(found, plan, ticket))


def opening_choice(
    procedure: LoadedProcedure, unit: UnitFacts, actor: Actor, at: datetime, *, world: Mapping[str, Json] | None = None
) -> Choice:
    """The form that opens a ticket of this procedure at `unit`; closed with the reason where the actor may not."""
    plan = plan_of(procedure.for_unit(*unit.line))
    ticket = unborn(plan, unit, at, None, world or {})
    course = Course(plan, ticket, actor, at, plan.opening.types)
    may = actor.kind == "system" or rights.role_for(plan.opening, plan, ticket, actor) is not None
    fault = None if may else rights.refuse_role(plan.opening, plan, ticket)
    asks = tuple(ask_shown(ask, course.scope) for ask in plan.opening.asks.values() if not ask.linked)
    return Choice("opened", plan.definition.title, may, asks, _refusal(fault), plan.opening.clauses, primary=True)


def _choice(act: Act, plan: Plan, ticket: TicketFacts, actor: Actor, at: datetime) -> Choice:
    course = Course(plan, ticket, actor, at, act.types)
    fault = _closed(act, course)
    brought = {gate.name if gate.kind == "field" else gate.kind for gate in act.gates if _brought(gate, act, course)}
    asks = tuple(ask_shown(_narrowed(ask, act, course), course.scope, needed=ask.name in brought) for ask in act.asks.values())
    return Choice(
        act.name, act.title, fault is None, asks, _refusal(fault), act.clauses, primary=bool(act.primary) and _leads_on(act, course)
    )


def _narrowed(ask: AskPlan, act: Act, course: Course) -> AskPlan:
    """Of consents those that wait, what the next step needs first and chosen where it is one; to be taken back: those given."""
    if act.about not in _OF_CONSENTS or ask.name != "consent" or ask.options is None:
        return ask
    scope, definition = course.scope, course.plan.definition
    if act.about == "withdraw_consent":
        fitting = [name for name, said in records.in_force(scope).items() if said["agreed"]]
    else:
        fitting = [name for name in ask.options if gates.consent_wanted(name, definition, scope)]
    now = [name for name in fitting if _is_next(name, course)]
    options = {name: ask.options[name] for name in dict.fromkeys([*now, *fitting]) if name in ask.options}
    sole = now or fitting
    return replace(ask, options=options or ask.options, default=sole[0] if len(sole) == 1 else None)


def _is_next(consent: str, course: Course) -> bool:
    """Whether a command that stands in this state waits for the consent."""
    here = (act for act in course.plan.acts.values() if act.states is None or course.ticket.state in act.states)
    return any(gate.kind == "consent" and gate.name == consent for act in here for gate in act.gates)


_OF_CONSENTS = frozenset({"agree", "decline", "withdraw_consent"})


def _closed(act: Act, course: Course) -> Refused | None:
    """The refusal that stands before any form is filled: conditions over what is asked for are not judged yet."""
    scope = course.scope
    for guard in act.guards:
        if not guard.that.names & act.asks.keys() and not guard.that.holds(scope):
            return Refused(
                both(said(guard.words, scope), ""), clause=guard.clause or next(iter(act.clauses), None), code="refused_by_procedure"
            )
    own = records.fault(act, course.plan, scope, course.ticket.holder_id)
    return own or gates.shut(act, course.plan, scope, brought=True)


def _brought(gate: Gate, act: Act, course: Course) -> bool:
    """A gate the command's own form can open, and that is still shut."""
    return gate.kind in gates.BROUGHT and gates.one_shut(gate, act, course.plan, course.scope) is not None


def _offered(act: Act, plan: Plan, ticket: TicketFacts, actor: Actor, at: datetime) -> bool:
    """Implied commands are offered only where they have something to do."""
    if act.kind != "implied":
        return True
    scope = DecisionScope(plan, ticket, actor, at, act.types)
    return _HAS_WORK.get(act.name, _always)(plan, scope)


def _always(_plan: Plan, _scope: DecisionScope) -> bool:
    return True


def _consents_wait(plan: Plan, scope: DecisionScope) -> bool:
    return any(gates.consent_wanted(name, plan.definition, scope) for name in plan.definition.consents)


def _consents_stand(_plan: Plan, scope: DecisionScope) -> bool:
    return any(said["agreed"] for said in records.in_force(scope).values())


def _items_wait(plan: Plan, scope: DecisionScope) -> bool:
    return any(gates.unticked(name, checklist, scope) for name, checklist in plan.definition.checklists.items())


def _code_waits(plan: Plan, scope: DecisionScope) -> bool:
    right = any(entry["right"] for entry in scope.stored(records.CODES) or ())
    return not right and records.expected_code(scope, plan.definition) is not None


def _turn_waits(plan: Plan, scope: DecisionScope) -> bool:
    """Some chain still waits for a role this actor holds."""
    roles = scope.actor.roles_at(scope.ticket.unit.path)
    turns = (records.turn(name, plan.definition, scope) for name in plan.definition.approvals)
    return any(turn in roles for turn in turns)


def _anything_payable(_plan: Plan, scope: DecisionScope) -> bool:
    return payable_on(scope) > ZERO


def _anything_paid(_plan: Plan, scope: DecisionScope) -> bool:
    return paid_on(scope) > ZERO


_HAS_WORK = {
    "approve": _turn_waits,
    "disapprove": _turn_waits,
    "agree": _consents_wait,
    "decline": _consents_wait,
    "withdraw_consent": _consents_stand,
    "tick": _items_wait,
    "verify_code": _code_waits,
    customers.CONFIRM: lambda _plan, scope: customers.may_confirm(scope),
    customers.RATE: lambda _plan, scope: customers.may_rate(scope),
    customers.ASK: lambda _plan, scope: customers.has_time(scope),
    "hand_over": lambda _plan, scope: handing.may_hand(scope),
    "take_over": lambda _plan, scope: handing.may_take(scope),
    "take_payment": _anything_payable,
    "refund": _anything_paid,
}


def _leads_on(act: Act, course: Course) -> bool:
    """Whether it is the step to take here: one that leads on elsewhere but only stays here was taken already (download again)."""
    moving = [branch for branch in act.branches if branch.state is not None]
    asked = act.asks.keys()
    away = (one.when for one in moving if one.state != course.state)
    return not moving or any(when is None or when.names & asked or when.holds(course.scope) for when in away)


def _natural_next(mine: list[Act], plan: Plan, ticket: TicketFacts) -> list[Choice]:
    """The first command of this actor that opens one step further on."""
    leads = {
        branch.state
        for act in plan.acts.values()
        if act.states is None or ticket.state in act.states
        for branch in act.branches
        if branch.state is not None and branch.state != ticket.state
    }
    found = next((act for act in mine if act.kind == "command" and act.states and act.states & leads), None)
    if found is None:
        return []
    return [Choice(found.name, found.title, False, (), _refusal(rights.wrong_state(found, plan, ticket.state)), found.clauses)]


def _with_primary(found: list[Choice], plan: Plan, ticket: TicketFacts) -> list[Choice]:
    """One big button: the pack's own choice, else the first open command of the role that must act.

    Where the pack's own choice waits for consent, asking for it is the step to take; where it waits for anything else, none is.
    """
    if any(choice.primary and choice.open for choice in found):
        return found
    waits = next((choice for choice in found if choice.primary and choice.refusal), None)
    if waits is not None and waits.refusal is not None:
        asking = "agree" if waits.refusal["code"] in {"consent", "declined", "withdrawn"} else ""
        return [_primary(choice) if choice.command == asking and choice.open else choice for choice in found]
    holder = plan.state(ticket.state).holder
    named = [
        choice
        for choice in found
        if choice.open and plan.acts[choice.command].kind == "command" and plan.acts[choice.command].primary is None
    ]
    first = next((choice for choice in named if holder in plan.acts[choice.command].by), None)
    return [_primary(choice) if choice is first else choice for choice in found]


def _primary(choice: Choice) -> Choice:
    return Choice(choice.command, choice.title, choice.open, choice.asks, choice.refusal, choice.clauses, primary=True)


def _refusal(fault: Refused | None) -> Mapping[str, Json] | None:
    return {"code": fault.reason, "clause": fault.clause, "words": fault.words} if fault is not None else None


def ask_shown(ask: AskPlan, scope: DecisionScope, *, needed: bool = False) -> dict[str, Json]:
    """One ask as a screen draws it."""
    now = scope.stored(ask.name) if ask.kept else None
    proposed = ask.propose.run(scope) if ask.propose is not None else None
    if ask.template is not None:
        proposed = ask.template.fill(scope)
    if ask.type == "money" and proposed is not None:
        proposed = str(Money.of(str(proposed)).rounded())
    return {
        "name": ask.name, "type": ask.type, "label": both(ask.label, ask.name),
        "required": needed or ask.required or (ask.required_when is not None and ask.required_when.holds(scope)),
        "required_when": ask.required_when.source if ask.required_when else None,
        "shown": ask.shown_when is None or ask.shown_when.holds(scope),
        "shown_when": ask.shown_when.source if ask.shown_when else None,
        "options": [{"value": key, "title": both(words, key)} for key, words in ask.options.items()] if ask.options else None,
        "default": now if now is not None else ask.default,
        "proposed": json_of(proposed),
        "after": json_of(ask.after.run(scope)) if ask.after else None,
        "before": json_of(ask.before.run(scope)) if ask.before else None,
        "rows": rows_for(ask, scope), "role": ask.role, "help": said(ask.help, scope) if ask.help else None, "clause": ask.clause,
        "most": ask.most, "personal": ask.personal,
    }  # fmt: skip


def eligible(procedure: LoadedProcedure, ticket: TicketFacts, actor: Actor, at: datetime) -> Refused | None:
    """Why `actor` may not take the job now; None where he may."""
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    act = plan.acts.get("grab")
    if act is None:
        return refused("no_such_command", command="grab")
    if misplaced := rights.wrong_state(act, plan, ticket.state):
        return misplaced
    if rights.role_for(act, plan, ticket, actor) is None:
        return rights.refuse_role(act, plan, ticket)
    return records.fault(act, plan, DecisionScope(plan, ticket, actor, at, act.types), ticket.holder_id)


# -- guides and standing items


def guides(procedure: LoadedProcedure, ticket: TicketFacts, actor: Actor, at: datetime) -> tuple[Mapping[str, Json], ...]:
    """The scripts and advice for this actor here: of the state, of the commands open in it. Shown, never enforced."""
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    roles = actor.roles_at(ticket.unit.path)
    scope = DecisionScope(plan, ticket, actor, at, plan.types)
    here = steps_here(plan, ticket, roles)
    fitting = (guide for guide in plan.definition.guides if here & set(guide.at) and (not guide.to or roles & set(guide.to)))
    found = [_guide(procedure, guide) for guide in fitting if guide.when is None or gates.holds(guide.when, scope)]
    return tuple({**guide, "words": said(guide["words"], scope)} for guide in (*found, *_named_guides(procedure, plan, here)))


def steps_here(plan: Plan, ticket: TicketFacts, roles: frozenset[str]) -> frozenset[str]:
    """What guides and knowledge are bound to here: the state, and the commands these roles have in it; 'open' before its birth."""
    if not ticket.state:
        return frozenset({"open"})
    here = (act.name for act in plan.acts.values() if (act.states is None or ticket.state in act.states) and act.by & roles)
    return frozenset({ticket.state, *here})


def _guide(procedure: LoadedProcedure, guide: Guide) -> Mapping[str, Json]:
    kind = next((kind for kind in ("script", "advice", "questions") if getattr(guide, kind)), "words")
    name = getattr(guide, kind) if kind != "words" else ""
    words = guide.words or (procedure.pack.guides.get(name) if procedure.pack else None) or {}
    return {"kind": kind, "name": name, "words": dict(words), "at": guide.at, "to": guide.to, "clauses": guide.clause}


def _named_guides(procedure: LoadedProcedure, plan: Plan, here: frozenset[str]) -> list[Mapping[str, Json]]:
    """Guides that a state or a command names itself."""
    states, commands = plan.definition.states, plan.definition.commands
    named = [(name, states[name].guide) for name in here if name in states] + [
        (name, commands[name].guide) for name in here if name in commands
    ]
    pack = procedure.pack
    return [
        {"kind": "advice", "name": guide, "words": dict(pack.guides.get(guide, {})) if pack else {}, "at": (at,), "clauses": ()}
        for at, guide in sorted(named) if guide
    ]  # fmt: skip


def standing(procedure: LoadedProcedure, ticket: TicketFacts, actor: Actor, at: datetime) -> Mapping[str, Json]:
    """What waits on this ticket beside commands: checklists with what is ticked, consents still wanted."""
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    scope = DecisionScope(plan, ticket, actor, at, plan.types)
    definition = plan.definition
    checklists = []
    for name, checklist in definition.checklists.items():
        left = gates.unticked(name, checklist, scope)
        items = [{"title": item, "ticked": item not in left} for item in gates.items_of(checklist, scope)]
        title = both(checklist.title or label_of(name), name)
        checklists.append({"name": name, "title": title, "step": checklist.step, "items": items, "clauses": checklist.clause})
    consents = [
        {"name": name, "title": both(consent.title or label_of(name), name), "before": consent.before, "shows": consent.shows,
         "records": consent.records, "words": consent.words, "clauses": consent.clause}
        for name, consent in definition.consents.items() if gates.consent_wanted(name, definition, scope)
    ]  # fmt: skip
    return {"checklists": checklists, "consents": consents}


__all__ = ["allowed", "ask_shown", "eligible", "guides", "opening_choice", "standing", "steps_here"]
