"""Whose day a job fits into, what that costs and which rule it would break. Pure. See docs/engines/planning.md."""

from baoxiu.core.planning.crew import LIMIT, TIMED, bars_naming, known_of, namings, role_named, starts_at, technician_of, today_of
from baoxiu.core.planning.fitting import MOMENT, RULES, Broken, Fit, Late, Load, against, barred, fits, there_from
from baoxiu.core.planning.jobs import Job, Place, Stretch, Technician
from baoxiu.core.planning.laying import Laid, lay
from baoxiu.core.planning.saying import costs_said, refusal_said, rule_said, span_said
from baoxiu.core.planning.steps import Step, appointed_at, arrival_clocks, rules_cited, skill_titles, steps_of, workers_of
from baoxiu.core.planning.travel import Travel, travel

__all__ = [
    "LIMIT",
    "MOMENT",
    "RULES",
    "TIMED",
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
    "against",
    "appointed_at",
    "arrival_clocks",
    "barred",
    "bars_naming",
    "costs_said",
    "fits",
    "known_of",
    "lay",
    "namings",
    "refusal_said",
    "role_named",
    "rule_said",
    "rules_cited",
    "skill_titles",
    "span_said",
    "starts_at",
    "steps_of",
    "technician_of",
    "there_from",
    "today_of",
    "travel",
    "workers_of",
]
