"""What is known: questions people are asked with their answers, and phrases that are not said, bound to steps and faults."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from baoxiu.core.procedure.elements.shapes import NAME, Clauses, Element, Names, Words

Points = tuple[Words, ...]


class Entry(Element):
    """One question and what to answer. Shown at its steps to its roles; found on the knowledge page by everybody."""

    question: Words
    answer: Annotated[Points, Field(min_length=1)]
    do: Points = ()
    dont: Points = ()
    at: Names = ()  # states, commands, or 'open'; none: on the page alone
    roles: Names = ()
    faults: Names = ()  # categories it is about; none: whatever the fault
    note: Words | None = None  # why a source's advice is left out, how a contradiction was settled
    clause: Clauses = ()


class Phrase(Element):
    """Words that are not said to a customer, and what is said instead."""

    forbidden: Words
    instead: Words
    at: Names = ()
    roles: Names = ()
    clause: Clauses = ()


class Topic(Element):
    """knowledge/NAME.yaml: what is known about one thing."""

    topic: Words
    entries: dict[Annotated[str, Field(pattern=NAME)], Entry] = {}
    phrases: tuple[Phrase, ...] = ()
