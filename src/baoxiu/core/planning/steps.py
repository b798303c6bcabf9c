"""Which commands of a procedure name who does a job, and which say when: found by what they write, never by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Words
from baoxiu.core.engine.plans import Act, Plan
from baoxiu.core.procedure.elements import Procedure
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import LoadedPack

LATER = frozenset({"depart", "arrive", "fetch", "leave", "absent"})  # steps of a visit: they say what has happened, not what shall
ELIGIBLE = {"person.skills": ("skill",), "person.on_shift": ("shift", "leave"), "person.open": ("load",), "person.serves": ("area",)}
TIMES = frozenset({"time", "promise"})


@dataclass(frozen=True, slots=True)
class Step:
    """A command that places a job: the ask that names the person, the ask that says when; `takes`: only whoever acts can be the one."""

    command: str
    person: str | None = None
    time: str | None = None
    takes: bool = False
    states: frozenset[str] | None = None  # where it may be used; None: anywhere

    def stands_in(self, state: str) -> bool:
        """Whether it may be used in a state."""
        return self.states is None or state in self.states


@lru_cache(maxsize=256)
def steps_of(procedure: LoadedProcedure) -> tuple[Step, ...]:
    """The commands that place a job, in the procedure's own order."""
    plan = plan_of(procedure)
    found = (_step(act, plan) for act in plan.acts.values() if act.kind == "command" and act.visit not in LATER and _goes_on(act, plan))
    return tuple(step for step in found if step is not None)


@lru_cache(maxsize=256)
def arrival_clocks(procedure: LoadedProcedure) -> frozenset[str]:
    """The clocks that say by when somebody must be there or be done: those an arrival, the work's beginning or the end stops."""
    plan = plan_of(procedure)
    there = {act.name for act in plan.acts.values() if act.visit == "arrive" or act.labour == "start" or _ends(act, plan)}
    return frozenset(trigger.clock for name in there for trigger in plan.stops.get(name, ()))


@lru_cache(maxsize=256)
def rules_cited(procedure: LoadedProcedure) -> Mapping[str, tuple[str, ...]]:
    """The clauses a procedure has for the rules of a place: said by its dispatch, else by who may grab, and by its appointment."""
    definition = procedure.definition
    laid = [one for one in (definition.opens.dispatch, definition.dispatch) if one is not None]
    found = {str(rule): said.clause for one in laid for rule, said in one.rules.items() if said.clause}
    grabs = [one.grab for one in laid if one.grab is not None]
    asked = {
        rule: tuple(grab.clause) for grab in grabs for name, rules in ELIGIBLE.items() if name in (grab.eligible or "") for rule in rules
    }
    agreed = definition.fields.get(appointment_field(definition))
    return {**({"appointment": tuple(agreed.clause)} if agreed else {}), **asked, **found}


def appointment_field(definition: Procedure) -> str:
    """Where the time agreed with the customer stands: the field the procedure names, `appointment_at`, else its list of promises."""
    named = definition.appointment or "appointment_at"
    promises = (name for name, one in definition.fields.items() if one.type == "promises")
    return named if named in definition.fields else next(promises, named)


def appointed_at(procedure: LoadedProcedure, fields: Mapping[str, Any]) -> datetime | None:
    """The time agreed with the customer that stands on a ticket; of a list of promises the last."""
    said = fields.get(appointment_field(procedure.definition))
    if isinstance(said, list):
        said = said[-1] if said else None
    if isinstance(said, Mapping):
        said = said.get("at")
    return datetime.fromisoformat(said) if isinstance(said, str) and said else None


def skill_titles(pack: LoadedPack) -> Mapping[str, Words]:
    """What skills are called: as the kind of fault of that name, else as the first that wants it."""
    found: dict[str, Words] = {}
    for key, category in pack.pack.categories.items():
        if category.skill and (category.skill not in found or key == category.skill):
            found[category.skill] = category.title
    return found


def workers_of(pack: LoadedPack) -> frozenset[str]:
    """The roles whose people are sent to jobs: the lowest rank and who is named; where nothing is ranked, who works and opens nothing."""
    ranks = {name: role.rank for name, role in pack.pack.roles.items() if role.rank}
    lowest = {name for name, rank in ranks.items() if rank == min(ranks.values())}
    orders = [one for one in pack.definitions if one.kind == "work_order"]
    named = {ask.role for one in orders for command in one.commands.values() for ask in command.asks.values() if ask.role}
    if lowest | named:
        return frozenset(lowest | named)
    holders = {state.holder for one in orders for state in one.states.values() if state.holder and state.final is None}
    working = holders - {role for one in orders for role in one.opens.by} - {"customer"}
    return frozenset(working or _lowest_level(holders, pack))


def _lowest_level(roles: set[str], pack: LoadedPack) -> set[str]:
    levels = list(pack.pack.levels)
    depth = {name: levels.index(level) for name in roles if name in pack.pack.roles and (level := pack.pack.roles[name].level) in levels}
    return {name for name, deep in depth.items() if deep == max(depth.values())}


def naming_step(act: Act, plan: Plan) -> Step | None:
    """A command by the person it names to hold the job, and the time it gives; None where it names nobody or ends the job."""
    person = next(_people(act, plan), None) if _goes_on(act, plan) else None
    return Step(act.name, person, next(_times(act, plan), None), states=act.states) if person else None


def _step(act: Act, plan: Plan) -> Step | None:
    person, time = next(_people(act, plan), None), next(_times(act, plan), None)
    takes = person is None and act.assigns is not None and act.assigns.source.strip() == "person.id"
    return Step(act.name, person, time, takes, act.states) if person or time or takes else None


def _people(act: Act, plan: Plan) -> Iterator[str]:
    """The ask whose person holds the job afterwards: the one `assigns` looks at, or one of the role that acts next."""
    next_holders = {plan.definition.states[one.state].holder for one in act.branches if one.state in plan.definition.states}
    for ask in act.asks.values():
        named = act.assigns is not None and ask.name in act.assigns.names
        if ask.type == "person" and (named or (act.assigns is None and ask.role is not None and ask.role in next_holders)):
            yield ask.name


def _times(act: Act, plan: Plan) -> Iterator[str]:
    """The ask that becomes the appointment: of its field's name, or what is entered in its list of promises."""
    field = appointment_field(plan.definition)
    for ask in act.asks.values():
        if ask.type in TIMES and (ask.name == field or _entered(ask, act, {field})):
            yield ask.name


def _entered(ask: AskPlan, act: Act, fields: set[str]) -> bool:
    """Whether the answer is put into the appointment's field or list by the command."""
    written = [value for name, value in act.sets if name in fields]
    written += [value for name, entry in act.adds if name in fields for key, value in entry if key == "at"]
    return any(value.expression is not None and ask.name in value.expression.names for value in written)


def _goes_on(act: Act, plan: Plan) -> bool:
    """Whether the job may still be one of this unit afterwards."""
    states = [plan.definition.states.get(one.state or "") for one in act.branches]
    return act.moves_to is None and not (states and all(state is not None and state.final for state in states))


def _ends(act: Act, plan: Plan) -> bool:
    """Whether it ends the job as done."""
    states = (plan.definition.states.get(one.state or "") for one in act.branches)
    return any(state is not None and state.final == "done" for state in states)
