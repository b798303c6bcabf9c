"""What moves parts: people who count and receive, and tickets whose lines say what was used, came, or goes back."""

from baoxiu.stock.actions.booking import Cause, Move, book
from baoxiu.stock.actions.following import follow
from baoxiu.stock.actions.keeping import Imported, count_stock, import_stock, may_keep, receive, reverse
from baoxiu.stock.actions.moving import transfer, write_off
from baoxiu.stock.actions.refusing import (
    BelowZero,
    MovedByTicket,
    MovedTogether,
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
    SameShelf,
    SentAlready,
    SerialOfMany,
    SerialOwed,
    SerialTwice,
    WhyWanted,
)
from baoxiu.stock.actions.reminding import remind_of_returns

__all__ = [
    "BelowZero",
    "Cause",
    "Imported",
    "Move",
    "MovedByTicket",
    "MovedTogether",
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
    "SameShelf",
    "SentAlready",
    "SerialOfMany",
    "SerialOwed",
    "SerialTwice",
    "WhyWanted",
    "book",
    "count_stock",
    "follow",
    "import_stock",
    "may_keep",
    "receive",
    "remind_of_returns",
    "reverse",
    "transfer",
    "write_off",
]
