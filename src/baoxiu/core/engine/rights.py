"""Who may use a command here, now, through this door."""

from __future__ import annotations

from baoxiu.core.engine.facts import Actor, TicketFacts, Words
from baoxiu.core.engine.plans import Act, Plan
from baoxiu.core.engine.refusing import listed, refused
from baoxiu.core.errors import Refused

_DOORS: dict[str, Words] = {
    "desk": {"zh": "办公室界面", "en": "the desk"}, "field": {"zh": "现场手机端", "en": "the field app"},
    "portal": {"zh": "用户页面", "en": "the customer's page"}, "api": {"zh": "接口", "en": "the API"},
}  # fmt: skip

AFTER_THE_END = frozenset({"print", "return_copy", "take_payment", "refund", "complain"})  # what may be done to a ticket that has ended


def role_for(act: Act, plan: Plan, ticket: TicketFacts, actor: Actor) -> str | None:
    """The role by which `actor` may use `act`; None where there is none."""
    if actor.kind == "customer" and actor.ticket_id is not None and actor.ticket_id != ticket.id:
        return None
    granted = ticket.grants.get(act.name)
    wanted = act.by.union(granted) if granted else act.by
    if found := wanted & actor.roles_at(ticket.unit.path):
        return min(found) if len(found) > 1 else next(iter(found))
    return next((name for name in sorted(wanted) if actor.id is not None and _is_named(name, plan, ticket, actor)), None)


def _is_named(name: str, plan: Plan, ticket: TicketFacts, actor: Actor) -> bool:
    """Whether the actor is the person a `by` names: the holder, or the person in a field of the ticket."""
    if name == "holder":
        return ticket.holder_id == actor.id
    if plan.types.get(name) != "person" and name in plan.roles:
        return False
    person = ticket.fields.get(name)
    return (person.get("id") if isinstance(person, dict) else person) == actor.id


def refuse_role(act: Act, plan: Plan, ticket: TicketFacts) -> Refused:
    """It is for others: says for whom."""
    clause = next(iter(act.clauses), None)
    people = sorted(act.by.union(ticket.grants.get(act.name, ())) - {"system"})
    if not people:
        return refused("system_only", clause=clause, command=act.title)
    return refused("not_your_role", clause=clause, command=act.title, roles=listed(plan.titles_of(people)))


def wrong_state(act: Act, plan: Plan, state: str) -> Refused | None:
    """The refusal of a command whose time is not now; None where it may be used in `state`."""
    ended = state in plan.definition.states and plan.state(state).final is not None
    here = act.states is not None and state in act.states  # a pack may answer on an ended ticket, without moving it
    if ended and not here and act.name not in AFTER_THE_END:
        return refused("final", clause=next(iter(act.clauses), None), state=plan.title_of(state))
    if act.states is None or state in act.states:
        return None
    states = listed([plan.title_of(one) for one in plan.definition.states if one in act.states])
    return refused("wrong_state", clause=next(iter(act.clauses), None), state=plan.title_of(state), command=act.title, states=states)


def wrong_door(act: Act, door: str) -> Refused | None:
    """The refusal of a command that has its own doors."""
    if not act.doors or door in act.doors or door == "system":
        return None
    return refused("wrong_door", command=act.title, doors=listed([_DOORS.get(one, {"zh": one, "en": one}) for one in sorted(act.doors)]))
