"""What can be asked of insight: the figures of packs, and the numbers every organisation wants to see of itself."""

from baoxiu.insight.queries.assessments import Assessed, assessment_of
from baoxiu.insight.queries.overview import DIMENSIONS, MOST, NUMBERS, Asked, Line, Tally, behind, due_soon, tallies
from baoxiu.insight.queries.packs import Figures, figure_of, figures_of

__all__ = [
    "DIMENSIONS",
    "MOST",
    "NUMBERS",
    "Asked",
    "Assessed",
    "Figures",
    "Line",
    "Tally",
    "assessment_of",
    "behind",
    "due_soon",
    "figure_of",
    "figures_of",
    "tallies",
]
