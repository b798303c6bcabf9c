"""What is known about a ticket's trouble at its step: questions with their answers, and phrases that are not said there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from baoxiu.core.engine.choices import steps_here
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, TicketFacts
from baoxiu.core.procedure.elements import Category, Entry, Phrase
from baoxiu.core.procedure.loaded import LoadedProcedure, PackOf

NAMED_BY = ("category", "fault")  # the fields that may hold a ticket's category


@dataclass(frozen=True, slots=True)
class Known:
    """One question of the pack, by the topic and the name it stands under."""

    topic: str
    name: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is worth knowing here."""

    entries: tuple[Known, ...] = ()
    phrases: tuple[Phrase, ...] = ()


def knowledge(procedure: LoadedProcedure, ticket: TicketFacts, actor: Actor) -> Knowledge:
    """The questions and phrases bound to this step, for the roles of this actor; those about the ticket's own fault first."""
    pack = procedure.pack
    if pack is None or not pack.knowledge:
        return Knowledge()
    plan = plan_of(procedure.for_unit(*ticket.unit.line))
    roles = actor.roles_at(ticket.unit.path)
    return _fitting(pack, steps_here(plan, ticket, roles), roles, faults_of(ticket.fields, plan.categories))


def knowledge_at_opening(procedure: LoadedProcedure, category: str, roles: frozenset[str]) -> Knowledge:
    """The same before a ticket is there: what is bound to 'open', for the kind of fault the caller tells of."""
    pack = procedure.pack
    if pack is None or not pack.knowledge:
        return Knowledge()
    return _fitting(pack, frozenset({"open"}), roles, frozenset(_upward(category, pack.pack.categories)))


def _fitting(pack: PackOf, steps: frozenset[str], roles: frozenset[str], faults: frozenset[str]) -> Knowledge:
    fitting = [
        Known(topic, name, entry)
        for topic, held in pack.knowledge.items()
        for name, entry in held.entries.items()
        if _bound(entry, steps, roles) and (not entry.faults or faults & set(entry.faults))
    ]
    phrases = (one for held in pack.knowledge.values() for one in held.phrases if _bound(one, steps, roles))
    return Knowledge(tuple(sorted(fitting, key=lambda known: not known.entry.faults)), tuple(phrases))


def faults_of(fields: Mapping[str, object], categories: Mapping[str, Category]) -> frozenset[str]:
    """The ticket's category and all above it."""
    said = next((str(fields[name]) for name in NAMED_BY if fields.get(name) in categories), "")
    return frozenset(_upward(said, categories))


def _upward(category: str, categories: Mapping[str, Category]) -> Iterator[str]:
    seen: set[str] = set()
    while category in categories and category not in seen:
        seen.add(category)
        yield category
        category = categories[category].parent or ""


def _bound(one: Entry | Phrase, steps: Collection[str], roles: Collection[str]) -> bool:
    return any(step in steps for step in one.at) and (not one.roles or any(role in roles for role in one.roles))


__all__ = ["Knowledge", "Known", "faults_of", "knowledge", "knowledge_at_opening"]
