"""Whose day a job fits into, what that costs and which rule it would break. Pure. See docs/engines/planning.md."""

from baoxiu.core.planning.fitting import RULES, Broken, Fit, Late, Load, barred, fits
from baoxiu.core.planning.jobs import Job, Place, Stretch, Technician
from baoxiu.core.planning.laying import Laid, lay
from baoxiu.core.planning.saying import costs_said, rule_said, span_said
from baoxiu.core.planning.steps import Step, appointed_at, arrival_clocks, rules_cited, skill_titles, steps_of, workers_of
from baoxiu.core.planning.travel import Travel, travel

__all__ = [
    "RULES",
    "Broken",
    "Fit",
    "Job",
    "Laid",
    "Late",
    "Load",
    "Place",
    "Step",
    "Stretch",
    "Technician",
    "Travel",
    "appointed_at",
    "arrival_clocks",
    "barred",
    "costs_said",
    "fits",
    "lay",
    "rule_said",
    "rules_cited",
    "skill_titles",
    "span_said",
    "steps_of",
    "travel",
    "workers_of",
]
