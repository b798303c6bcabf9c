"""Which station gets an order: by coverage, contract and capacity, and why each of the others does not. See docs/engines/dispatch.md."""

from baoxiu.core.matching.choosing import BARS, RANKS, Ledger, Matching, choose, share_out
from baoxiu.core.matching.saying import clauses_of, lines, said
from baoxiu.core.matching.stations import Absence, Station, Terms, Verdict, Wanted, station_of

__all__ = [
    "BARS",
    "RANKS",
    "Absence",
    "Ledger",
    "Matching",
    "Station",
    "Terms",
    "Verdict",
    "Wanted",
    "choose",
    "clauses_of",
    "lines",
    "said",
    "share_out",
    "station_of",
]
