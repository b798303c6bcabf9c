"""Scripts, advice and help with their blanks filled: the company's name, the worker's, what was said of the price."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import Actor, UnitFacts, Words
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.expressions.templates import template
from baoxiu.core.procedure.loaded import LoadedProcedure


def said(words: Words, scope: DecisionScope) -> dict[str, str]:
    """Words for people, each `{expression}` in them filled; a value that is missing leaves a dash."""
    return {language: template(text).fill(scope, language) if "{" in text else text for language, text in words.items()}


def said_at_opening(procedure: LoadedProcedure, unit: UnitFacts, words: Mapping[str, str], actor: Actor, at: datetime) -> dict[str, str]:
    """Words shown beside a form that opens a ticket: nothing of the ticket is known yet, the unit's settings are."""
    if not any("{" in text for text in words.values()):
        return dict(words)
    from baoxiu.core.engine.deciding import unborn

    plan = plan_of(procedure.for_unit(*unit.line))
    return said(words, DecisionScope(plan, unborn(plan, unit, at, None, {}), actor, at, plan.types))
