"""Settlement: what an order is worth by its tariff, and the lines of a station's monthly statement. Pure; docs/engines/settlement.md."""

from baoxiu.core.settlement.capitals import in_capitals
from baoxiu.core.settlement.lines import Entry, Known, Line, Settled, disputed, drawn, total
from baoxiu.core.settlement.months import Month
from baoxiu.core.settlement.worth import Item, Ruling, Worth, ruled

__all__ = ["Entry", "Item", "Known", "Line", "Month", "Ruling", "Settled", "Worth", "disputed", "drawn", "in_capitals", "ruled", "total"]
