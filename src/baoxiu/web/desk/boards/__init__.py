"""The board as its page shows it: filters that are links, counts that open, lines or columns in their procedures' words."""

from baoxiu.web.desk.boards.asked import Wanted
from baoxiu.web.desk.boards.board import Board
from baoxiu.web.desk.boards.facets import chips_of, facet_on, menus
from baoxiu.web.desk.boards.keeping import Keeping

__all__ = ["Board", "Keeping", "Wanted", "chips_of", "facet_on", "menus"]
