"""What happens to stock."""

from __future__ import annotations

STOCK_COUNTED = "StockCounted"
STOCK_TAKEN = "StockTaken"
STOCK_ADDED = "StockAdded"
