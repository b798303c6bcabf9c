"""What can be asked of stock: shelves and their ledger, replaced parts by station and age, returns of a period."""

from baoxiu.stock.queries.returns import (
    BANDS,
    Band,
    OwedLine,
    Returns,
    owed_by_station,
    owed_pieces,
    pieces_in,
    replaced_on,
    returns_in,
    returns_of,
)
from baoxiu.stock.queries.shelves import (
    STOCK,
    Discrepancy,
    discrepancies,
    ledger,
    moved_by,
    parts_held,
    quantity_of,
    shelf_on,
    shelves,
    stock_of,
)

__all__ = [
    "BANDS",
    "STOCK",
    "Band",
    "Discrepancy",
    "OwedLine",
    "Returns",
    "discrepancies",
    "ledger",
    "moved_by",
    "owed_by_station",
    "owed_pieces",
    "parts_held",
    "pieces_in",
    "quantity_of",
    "replaced_on",
    "returns_in",
    "returns_of",
    "shelf_on",
    "shelves",
    "stock_of",
]
