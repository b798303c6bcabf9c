"""The state diagram of a procedure as SVG: states with holders and clocks, commands with roles, the path a ticket took.

For: people who read or write a procedure. Not for: deciding anything. `draw(loaded)` is all there is to call.
"""

from baoxiu.core.procedure.drawing.graph import Took
from baoxiu.core.procedure.drawing.svg import STYLE, draw

__all__ = ["STYLE", "Took", "draw"]
