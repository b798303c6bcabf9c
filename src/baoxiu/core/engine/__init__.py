"""Deciding: what a command does to a ticket, and what stands open to whom.

For: pure decisions over plain facts (`facts.py`): commands, births, rings of clocks, answers of linked tickets.
Not for: reading or writing anything; the tickets room does what is decided here. See docs/engines/engine.md.
"""

from baoxiu.core.engine.choices import allowed, eligible, guides, opening_choice, standing
from baoxiu.core.engine.deciding import decide, decide_opening
from baoxiu.core.engine.knowing import Knowledge, Known, knowledge
from baoxiu.core.engine.needs import needed_world
from baoxiu.core.engine.proposals import Proposed, proposed_penalties
from baoxiu.core.engine.refusing import FormRefused, GuardRefused, WrongCode
from baoxiu.core.engine.ringing import answer, ring

__all__ = [
    "FormRefused",
    "GuardRefused",
    "Knowledge",
    "Known",
    "Proposed",
    "WrongCode",
    "allowed",
    "answer",
    "decide",
    "decide_opening",
    "eligible",
    "guides",
    "knowledge",
    "needed_world",
    "opening_choice",
    "proposed_penalties",
    "ring",
    "standing",
]
