"""What moves parts: people who count and receive, and tickets whose lines say what was used, came, or goes back."""

from baoxiu.stock.actions.booking import Cause, Move, book
from baoxiu.stock.actions.following import follow
from baoxiu.stock.actions.keeping import Imported, count_stock, import_stock, may_keep, receive, reverse
from baoxiu.stock.actions.refusing import (
    BelowZero,
    MovedByTicket,
    NotEnough,
    NotKeeper,
    NotOnTheWay,
    NotReplacedHere,
    NotWhole,
    OtherSerial,
    OwedElsewhere,
    ReasonWanted,
    ReturnedAlready,
    ReversedAlready,
    SentAlready,
    SerialOfMany,
    SerialOwed,
    SerialTwice,
)

__all__ = [
    "BelowZero",
    "Cause",
    "Imported",
    "Move",
    "MovedByTicket",
    "NotEnough",
    "NotKeeper",
    "NotOnTheWay",
    "NotReplacedHere",
    "NotWhole",
    "OtherSerial",
    "OwedElsewhere",
    "ReasonWanted",
    "ReturnedAlready",
    "ReversedAlready",
    "SentAlready",
    "SerialOfMany",
    "SerialOwed",
    "SerialTwice",
    "book",
    "count_stock",
    "follow",
    "import_stock",
    "may_keep",
    "receive",
    "reverse",
]
