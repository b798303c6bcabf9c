"""What the packs know, as pages show it: beside a step of a ticket, at the call, and on the page of all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.elements import Entry, Phrase
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.tickets.queries import Standing
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.requests import Asked

LONGEST = 200  # characters of a search


@dataclass(frozen=True, slots=True)
class KnownShown:
    """One question with its answer."""

    key: str
    topic: Words
    entry: Entry
    faults: Sequence[Words] = ()
    steps: Sequence[Words] = ()


@dataclass(frozen=True, slots=True)
class KnownHere:
    """What is worth knowing at one step."""

    entries: Sequence[KnownShown] = ()
    phrases: Sequence[Phrase] = ()


def beside(standing: Standing, actor: Actor) -> KnownHere:
    """What is bound to the step a ticket stands at, for whoever looks."""
    return _here(standing.procedure, engine.knowledge(standing.procedure, standing.facts, actor))


def at_the_call(procedure: LoadedProcedure, category: str, roles: frozenset[str]) -> KnownHere:
    """What the desk may need while the caller is on the line."""
    return _here(procedure, engine.knowledge_at_opening(procedure, category, roles))


def page_of(request: Asked) -> dict[str, Any]:
    """Everything the packs in force know, or what was searched for: by words, by topic."""
    text, topic = (request.GET.get(name, "").strip()[:LONGEST] for name in ("find", "topic"))
    return found(request.actor.organisation_id or 0, text, topic, request.now)


def found(organisation: int, text: str, topic: str, at: datetime) -> dict[str, Any]:
    """What a page of it shows."""
    rows = catalogue.known(organisation, text, at=at, topic=topic)
    entries = [KnownShown(row.key, row.topic_title, row.entry, row.fault_titles, row.steps) for row in rows]
    phrases = () if topic else catalogue.phrases(organisation, text, at=at)
    return {"entries": entries, "phrases": phrases, "topics": catalogue.topics(organisation, at=at), "topic": topic, "q": text}


def _here(procedure: LoadedProcedure, known: engine.Knowledge) -> KnownHere:
    topics = procedure.pack.knowledge if procedure.pack else {}
    shown = [KnownShown(f"{one.topic}/{one.name}", topics[one.topic].topic, one.entry) for one in known.entries]
    return KnownHere(shown, known.phrases)
