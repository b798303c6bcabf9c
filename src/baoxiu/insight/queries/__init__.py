"""What can be asked of insight: the figures of packs, and the numbers every organisation wants to see of itself."""

from baoxiu.insight.queries.overview import DIMENSIONS, MOST, NUMBERS, Asked, Line, Tally, behind, due_soon, tallies
from baoxiu.insight.queries.packs import Figures, figure_of, figures_of

__all__ = [
    "DIMENSIONS",
    "MOST",
    "NUMBERS",
    "Asked",
    "Figures",
    "Line",
    "Tally",
    "behind",
    "due_soon",
    "figure_of",
    "figures_of",
    "tallies",
]
