"""Deciding: what a command does to a ticket, and what stands open to whom.

For: pure decisions over plain facts (`facts.py`): commands, births, rings of clocks, answers of linked tickets.
Not for: reading or writing anything; the tickets room does what is decided here. See docs/engines/engine.md.
"""

from baoxiu.core.engine.ahead import Lead, Step, Wanted, Way, ahead
from baoxiu.core.engine.choices import allowed, eligible, guides, opening_choice, standing
from baoxiu.core.engine.costs import Costs, costs_of
from baoxiu.core.engine.deciding import decide, decide_opening
from baoxiu.core.engine.foreseeing import Due, End, Foreseen, foresee, questions_left_out
from baoxiu.core.engine.knowing import Knowledge, Known, knowledge, knowledge_at_opening
from baoxiu.core.engine.needs import needed_world
from baoxiu.core.engine.proposals import Proposed, proposed_penalties
from baoxiu.core.engine.refusing import FormRefused, GuardRefused, WrongCode
from baoxiu.core.engine.ringing import answer, ring
from baoxiu.core.engine.scripts import said_at_opening

__all__ = [
    "Costs",
    "Due",
    "End",
    "Foreseen",
    "FormRefused",
    "GuardRefused",
    "Knowledge",
    "Known",
    "Lead",
    "Proposed",
    "Step",
    "Wanted",
    "Way",
    "WrongCode",
    "ahead",
    "allowed",
    "answer",
    "costs_of",
    "decide",
    "decide_opening",
    "eligible",
    "foresee",
    "guides",
    "knowledge",
    "knowledge_at_opening",
    "needed_world",
    "opening_choice",
    "proposed_penalties",
    "questions_left_out",
    "ring",
    "said_at_opening",
    "standing",
]
