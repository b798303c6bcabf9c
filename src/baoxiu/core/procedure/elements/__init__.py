"""The elements a procedure is made of, as types. The loader fills them; the JSON Schema for editors comes from them.

Every element has its entry in docs/pack-language.md.
"""

from baoxiu.core.procedure.elements.afterwards import FollowUp, Retention, Rework
from baoxiu.core.procedure.elements.asking import Ask, Asks, FieldOf, FieldType
from baoxiu.core.procedure.elements.knowing import Entry, Phrase, Topic
from baoxiu.core.procedure.elements.moving import Answer, Branch, Branches, Command, Effect, Effects, Guard, Guards, State
from baoxiu.core.procedure.elements.opening import Dispatch, Grab, Mode, Opens
from baoxiu.core.procedure.elements.packing import Category, Document, Pack, Part, Price, Role
from baoxiu.core.procedure.elements.paperwork import Checklist, Consent, Copy, Guide, Slip
from baoxiu.core.procedure.elements.reckoning import Approval, Charge, Figure, Penalty
from baoxiu.core.procedure.elements.settling import Deduction, Settlement, Statements, Tier
from baoxiu.core.procedure.elements.shapes import Amount, Clauses, Element, Expression, Names, Span, Words
from baoxiu.core.procedure.elements.timing import Breach, ClockOf, Limit, QuotaMore, QuotaOf, Step, Trigger, Triggers, Warned
from baoxiu.core.procedure.elements.whole import Intake, Procedure, Question

__all__ = [
    "Amount", "Answer", "Approval", "Ask", "Asks", "Branch", "Branches", "Breach", "Category", "Charge", "Checklist",
    "Clauses", "ClockOf", "Command", "Consent", "Copy", "Deduction", "Dispatch", "Document", "Effect", "Effects",
    "Element", "Entry", "Expression", "FieldOf", "FieldType", "Figure", "FollowUp", "Grab", "Guard", "Guards", "Guide",
    "Intake", "Limit", "Mode", "Names", "Opens", "Pack", "Part", "Penalty", "Phrase", "Price", "Procedure", "Question",
    "QuotaMore", "QuotaOf", "Retention", "Rework", "Role", "Settlement", "Slip", "Span", "State", "Statements", "Step",
    "Tier", "Topic", "Trigger", "Triggers", "Warned", "Words",
]  # fmt: skip
