"""What a worker will be able to do on his way from here, as far as the procedure alone tells: for a phone that loses its signal.

Nothing is decided here. A phone shows these steps, keeps what he does as commands, and the engine decides when they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from baoxiu.core.engine import gates, rights
from baoxiu.core.engine.asks import label_of
from baoxiu.core.engine.choices import ask_shown, guides
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, Choice, TicketFacts, Words
from baoxiu.core.engine.plans import Act, Gate, Plan
from baoxiu.core.engine.refusing import both
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.procedure.loaded import LoadedProcedure

GATED = frozenset({"consent", "checklist"})  # gates a phone can open by a command of its own


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a step may lead: a state ('' stays), under a condition as the pack writes it ('' always)."""

    state: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A gate before a step. `sure`: it is asked for as things stand; else only if its condition comes to hold."""

    kind: str
    name: str
    title: Words
    sure: bool
    items: tuple[Words, ...] = ()  # of a checklist: what is not ticked yet
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A command ahead: its form, from which states, where it leads, what must be there before."""

    choice: Choice
    states: tuple[str, ...]
    leads: tuple[Lead, ...]
    wanted: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """All that lies ahead: the steps, and the words said in each state and at each step (as `engine.guides` gives them)."""

    steps: tuple[Step, ...]
    guides: tuple[Mapping[str, Any], ...]


def ahead(procedure: LoadedProcedure, ticket: TicketFacts, actor: Actor, at: datetime, *, door: str = "field") -> Way:
    """The commands of this actor in every state he can reach by his own commands, nearest states first.

    Forms are drawn from the ticket as it stands. Implied commands come as the gates they open (`wanted`).
    """
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    scope = DecisionScope(plan, ticket, actor, at, plan.types)
    mine = [act for act in plan.acts.values() if _is_mine(act, plan, ticket, actor, door)]
    states = _reached(mine, plan, ticket.state)
    steps = tuple(_step(act, states, plan, scope) for act in mine if act.states is None or act.states & set(states))
    said = (guide for state in states for guide in guides(procedure, replace(ticket, state=state), actor, at))
    return Way(steps, tuple({str(guide): guide for guide in said}.values()))


def _is_mine(act: Act, plan: Plan, ticket: TicketFacts, actor: Actor, door: str) -> bool:
    at_this_door = rights.wrong_door(act, door) is None
    return act.kind == "command" and at_this_door and rights.role_for(act, plan, ticket, actor) is not None


def _reached(mine: Iterable[Act], plan: Plan, state: str) -> list[str]:
    """The states `mine` lead to from `state`, in the order they are reached; states that end it have no further step."""
    reached = [state]
    acts = list(mine)
    for here in reached:
        if plan.definition.states[here].final is not None:
            continue
        leads = (lead.state for act in acts if act.states is None or here in act.states for lead in act.branches)
        reached += [to for to in dict.fromkeys(leads) if to is not None and to not in reached]
    return reached


def _step(act: Act, states: list[str], plan: Plan, scope: DecisionScope) -> Step:
    unfinished = [state for state in states if plan.definition.states[state].final is None]
    brought = {gate.name if gate.kind == "field" else gate.kind for gate in act.gates if _is_brought(gate, act, plan, scope)}
    asks = tuple(ask_shown(ask, scope, needed=ask.name in brought) for ask in act.asks.values())
    choice = Choice(act.name, act.title, open=True, asks=asks, clauses=act.clauses, primary=bool(act.primary))
    leads = tuple(Lead(branch.state or "", branch.when.source if branch.when else "") for branch in act.branches)
    here = tuple(state for state in unfinished if act.states is None or state in act.states)
    return Step(choice, here, leads, tuple(_wanted(gate, plan, scope) for gate in act.gates if gate.kind in GATED))


def _is_brought(gate: Gate, act: Act, plan: Plan, scope: DecisionScope) -> bool:
    """A gate the step's own form can open, and that is still shut."""
    return gate.kind in gates.BROUGHT and gates.one_shut(gate, act, plan, scope) is not None


def _wanted(gate: Gate, plan: Plan, scope: DecisionScope) -> Wanted:
    element: Any = (plan.definition.consents if gate.kind == "consent" else plan.definition.checklists)[gate.name]
    title: Mapping[Any, str] = both(element.title or label_of(gate.name), gate.name)
    if gate.kind == "consent":
        return Wanted("consent", gate.name, title, gates.consent_wanted(gate.name, plan.definition, scope), (), element.clause)
    left = tuple(gates.unticked(gate.name, element, scope))
    return Wanted("checklist", gate.name, title, bool(left), left, element.clause)
