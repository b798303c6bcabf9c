"""Expressions of packs: CEL compiled once, run over lazily looked-up names, safe where a value is missing.

For: conditions, values and templates of procedures. Not for: anything with an effect, a clock or a database.
"""

from baoxiu.core.expressions.compiled import BadExpression, Expression, Scope, compile, value_of  # noqa: A004
from baoxiu.core.expressions.names import FUNCTIONS, VARIABLES
from baoxiu.core.expressions.templates import Template, template
from baoxiu.core.expressions.values import json_of, time_of

__all__ = [
    "FUNCTIONS",
    "VARIABLES",
    "BadExpression",
    "Expression",
    "Scope",
    "Template",
    "compile",
    "json_of",
    "template",
    "time_of",
    "value_of",
]
