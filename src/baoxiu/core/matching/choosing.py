"""The choice: who may not, who comes first among those who may, and many orders at once within exact capacities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from baoxiu.core.matching.stations import Station, Verdict, Wanted

Json = Any
Rank = tuple[int, ...]

# What keeps a station from an order, in the order it is told.
BARS = ("not_yet", "ended", "other_category", "no_contract", "other_product", "other_mode", "away", "takes_none", "full")
PASSING = frozenset({"away", "takes_none", "full"})  # another day it would have taken the order
# What puts one fit station before another, the first difference decides.
RANKS = ("farther", "general", "later", "busier", "number")
UNCOVERED, NO_CAPACITY = "uncovered", "no_capacity"
WHOLE = 1_000_000


class Ledger:
    """What was given out here and is not yet in the rows that were read."""

    def __init__(self) -> None:
        """Nothing given out."""
        self._given: Counter[tuple[int, date | None]] = Counter()

    def take(self, station: Station) -> None:
        """One more for the station on its day."""
        self._given[station.unit, station.day] += 1

    def __bool__(self) -> bool:
        """Whether anything was given out."""
        return bool(self._given)

    def taken(self, station: Station) -> int:
        """How many the station has on its day, these included."""
        return station.taken + self._given[station.unit, station.day]


@dataclass(frozen=True, slots=True)
class Matching:
    """One order matched: the station, or why there is none ('uncovered', 'no_capacity'), and a verdict on every candidate."""

    wanted: Wanted
    chosen: Station | None
    reason: str
    verdicts: tuple[Verdict, ...]

    def as_record(self) -> dict[str, Json]:
        """As the ticket's event keeps it: enough to say every verdict in words for ever."""
        asked = {"category": self.wanted.category, "mode": self.wanted.mode, "product": self.wanted.product}
        return {
            "chosen": self.chosen.code if self.chosen else None,
            "reason": self.reason,
            "wanted": {name: value for name, value in asked.items() if value},
            "stations": [verdict.as_record() for verdict in self.verdicts],
        }


def choose(wanted: Wanted, stations: Iterable[Station], ledger: Ledger | None = None) -> Matching:
    """Choose one station for an order; the same candidates in any order give the same choice.

    1. Of several coverages of one station its best counts. 2. Whoever is barred is out. 3. Of the rest the nearest coverage
    comes first, then one for the category alone, then the order laid down, then the smaller share of the day's capacity
    used, then the unit's number.
    """
    book = Ledger() if ledger is None else ledger
    judged = [(station, bars(wanted, station, book)) for station in stations]
    best = _one_each(judged, book)
    fit = sorted((one for one, barred in best if not barred), key=lambda one: rank(one, book))
    chosen = fit[0] if fit else None
    verdicts = sorted((_verdict(one, barred, chosen, fit, book) for one, barred in best), key=lambda v: _told(v, book))
    return Matching(wanted, chosen, "" if chosen else _why_none(best), tuple(verdicts))


def share_out(orders: Iterable[tuple[Wanted, Sequence[Station]]]) -> Iterator[Matching]:
    """Match many orders one after another; what one takes the next no longer finds, so no day is ever overfilled."""
    book = Ledger()
    for wanted, stations in orders:
        matching = choose(wanted, stations, book)
        if matching.chosen is not None:
            book.take(matching.chosen)
        yield matching


def bars(wanted: Wanted, station: Station, ledger: Ledger) -> tuple[str, ...]:
    """Everything that keeps a station from an order; empty where it may have it."""
    return tuple(name for name in BARS if _BARRED[name](wanted, station, ledger))


def rank(station: Station, ledger: Ledger) -> Rank:
    """Where a station stands among the fit ones; the smallest comes first, and no two are equal."""
    return station.far, int(not station.category), station.order, load(station, ledger), station.unit


def load(station: Station, ledger: Ledger) -> int:
    """The share of the day's capacity already used, in millionths; one without a limit counts as idle."""
    capacity = station.terms.capacity if station.terms else None
    return ledger.taken(station) * WHOLE // capacity if capacity else 0


def _not_yet(wanted: Wanted, station: Station, _: Ledger) -> bool:
    return station.since is not None and station.since > wanted.at


def _ended(wanted: Wanted, station: Station, _: Ledger) -> bool:
    return station.until is not None and station.until <= wanted.at


def _other_category(wanted: Wanted, station: Station, _: Ledger) -> bool:
    return bool(station.category) and station.category != wanted.category


def _no_contract(_: Wanted, station: Station, __: Ledger) -> bool:
    return station.lapsed


def _other_product(wanted: Wanted, station: Station, _: Ledger) -> bool:
    return bool(wanted.product and station.terms and station.terms.products) and wanted.product not in _terms_of(station, "products")


def _other_mode(wanted: Wanted, station: Station, _: Ledger) -> bool:
    return bool(wanted.mode and station.terms and station.terms.modes) and wanted.mode not in _terms_of(station, "modes")


def _terms_of(station: Station, name: str) -> frozenset[str]:
    return getattr(station.terms, name) if station.terms else frozenset()


def _away(wanted: Wanted, station: Station, _: Ledger) -> bool:
    return station.absence is not None and (station.absence.until is None or station.absence.until > wanted.at)


def _takes_none(_: Wanted, station: Station, __: Ledger) -> bool:
    return station.terms is not None and station.terms.capacity == 0


def _full(_: Wanted, station: Station, ledger: Ledger) -> bool:
    capacity = station.terms.capacity if station.terms else None
    return bool(capacity) and ledger.taken(station) >= (capacity or 0)


_BARRED: dict[str, Callable[[Wanted, Station, Ledger], bool]] = {
    "not_yet": _not_yet, "ended": _ended, "other_category": _other_category, "no_contract": _no_contract, "other_product": _other_product,
    "other_mode": _other_mode, "away": _away, "takes_none": _takes_none, "full": _full,
}  # fmt: skip
Judged = tuple[Station, tuple[str, ...]]


def _one_each(judged: Iterable[Judged], ledger: Ledger) -> list[Judged]:
    """Of several coverages of one station the best: one that is not barred before one that is, then by rank."""
    best: dict[int, tuple[tuple[bool, Rank, str], Judged]] = {}
    for station, barred in judged:
        key = (bool(barred), rank(station, ledger), f"{len(barred)}{station.place}{station.via}{station.since}{station!r}")
        if station.unit not in best or key < best[station.unit][0]:
            best[station.unit] = (key, (station, barred))
    return [one for _, one in best.values()]


def _why_none(best: Sequence[Judged]) -> str:
    """Full or away where somebody would take it another day; else nobody covers it."""
    return NO_CAPACITY if any(PASSING.issuperset(barred) for _, barred in best) else UNCOVERED


def _verdict(one: Station, barred: tuple[str, ...], chosen: Station | None, fit: Sequence[Station], ledger: Ledger) -> Verdict:
    facts = _facts(one, ledger)
    if one is chosen:
        rival = fit[1] if len(fit) > 1 else None
        return Verdict(one, True, ("only",) if rival is None else (f"not_{_behind(rival, one, ledger)}",), facts)
    if barred or chosen is None:
        return Verdict(one, False, barred, facts)
    return Verdict(one, False, (_behind(one, chosen, ledger),), facts)


def _behind(one: Station, first: Station, ledger: Ledger) -> str:
    """The first rule by which `one` stands behind `first`."""
    pairs = zip(RANKS, rank(one, ledger), rank(first, ledger), strict=True)
    return next((name for name, own, other in pairs if own != other), RANKS[-1])


def _facts(one: Station, ledger: Ledger) -> dict[str, Json]:
    """What the words of its verdict are filled with."""
    terms = one.terms
    return {
        "place": one.place,
        "far": one.far,
        "via": one.via,
        "category": one.category,
        "order": one.order,
        "since": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "capacity": terms.capacity if terms else None,
        "taken": ledger.taken(one) if terms and terms.capacity is not None else None,
        "products": sorted(terms.products) if terms else None,
        "modes": sorted(terms.modes) if terms else None,
        "away": one.absence.reason if one.absence else None,
        "back_at": one.absence.until.isoformat() if one.absence and one.absence.until else None,
    }


def _told(verdict: Verdict, ledger: Ledger) -> tuple[bool, bool, Rank]:
    """The chosen one first, then the fit ones by rank, then the barred."""
    return not verdict.chosen, bool(set(verdict.reasons) & set(BARS)), rank(verdict.station, ledger)
