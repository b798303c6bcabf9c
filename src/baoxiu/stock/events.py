"""What happens to stock."""

from __future__ import annotations

STOCK_MOVED = "StockMoved"  # lines of part, quantity and kind: the ledger can be added up from these alone
