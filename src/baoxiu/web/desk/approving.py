"""What waits for a yes, drawn from the packs: every state whose holder can say yes or no to what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.elements import Procedure
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.queries import Filters
from baoxiu.web.shared import naming, packs
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.rows import Row, row

REQUESTS = frozenset({"withdrawal", "special_case", "coverage_change", "area_register"})
YES = re.compile(r"(?:^|_)(?:approve|grant|agree|accept)(?:_|$)")
NO = re.compile(r"(?:^|_)(?:refuse|disapprove|decline|reject)(?:_|$)")
MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One ticket that waits for a yes: its line, for whom it waits, what it is about."""

    row: Row
    whom: Words
    about: str


def approvals_of(actor: Actor, at: datetime) -> tuple[list[Waiting], list[Waiting]]:
    """Those that wait for the actor, the most urgent first; and those he sees that wait for others."""
    filters = Filters(standing=asking(packs.packs_of(actor.organisation_id)))
    found = tickets.board(actor, filters, at=at, size=MOST).tickets
    mine = [ticket for ticket in found if is_his(ticket, actor)]
    others = [ticket for ticket in found if not is_his(ticket, actor)]
    return [_waiting(ticket, at) for ticket in mine], [_waiting(ticket, at) for ticket in others]


def is_his(ticket: Any, actor: Actor) -> bool:
    """Whether it waits for this person: he holds it, or a role he has there does."""
    return bool(ticket.holder_id == actor.id if ticket.holder_id else ticket.holder_role in actor.roles_at(ticket.unit.path))


def asking(found: Iterable[LoadedPack]) -> Mapping[str, frozenset[str]]:
    """The states where something is asked for."""
    whole: dict[str, frozenset[str]] = {}
    for pack in found:
        for key, one in pack.procedures.items():
            whole[key] = whole.get(key, frozenset()) | _asked_in(one)
    return {key: states for key, states in whole.items() if states}


@lru_cache(maxsize=512)
def _asked_in(procedure: LoadedProcedure) -> frozenset[str]:
    definition = procedure.definition
    said = [(name, _may_say(YES, name, procedure), _may_say(NO, name, procedure)) for name in definition.states]
    if definition.kind in REQUESTS:
        return frozenset(name for name, yes, no in said if yes or no)
    workers = _workers(procedure)
    return frozenset(name for name, yes, no in said if yes and no and definition.states[name].holder not in workers)


def _workers(procedure: LoadedProcedure) -> frozenset[str]:
    """The roles of the lowest rank: what they take down is the customer's word, not theirs."""
    roles = procedure.pack.pack.roles if procedure.pack else {}
    ranks = {name: role.rank for name, role in roles.items() if role.rank}
    return frozenset(name for name, rank in ranks.items() if rank == min(ranks.values()))


def _may_say(words: re.Pattern[str], state: str, procedure: LoadedProcedure) -> bool:
    """Whether the role that holds a state has such a command there; a customer's consent is none."""
    holder = procedure.definition.states[state].holder
    acts = plan_of(procedure).acts.values()
    return any(words.search(act.name) and holder in act.by and state in (act.states or ()) for act in acts if act.kind == "command")


def _waiting(ticket: Any, at: datetime) -> Waiting:
    procedure = catalogue.procedure(ticket.procedure_id)
    return Waiting(row(ticket, at), naming.role(procedure.pack, ticket.holder_role), _about(ticket, procedure.definition))


def _about(ticket: Any, definition: Procedure) -> str:
    """Why it is asked for, in the words of whoever asks."""
    said = next((ticket.fields.get(name) for name in ("reason", "why", "matter", "remark") if ticket.fields.get(name)), "")
    field = next(
        (
            definition.fields[name]
            for name in ("reason", "why", "matter", "remark")
            if ticket.fields.get(name) and name in definition.fields
        ),
        None,
    )
    titles = field.of if field is not None and isinstance(field.of, Mapping) else {}
    return naming.in_language(titles.get(str(said)) or str(said or ""))
