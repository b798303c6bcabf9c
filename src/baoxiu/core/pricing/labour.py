"""The service charge: time at its rate, jobs at their price; where kinds of work meet, the higher standard, and no minute twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, Literal

from baoxiu.core.money import Money

SEVERAL_KINDS = ("highest_standard_once", "each")
SeveralKinds = Literal["highest_standard_once", "each"]
CENT = Decimal("0.01")
_TIME = re.compile(r"(半|\d+)?\s*(?:个)?(小时|时|h|hours?|分钟|分|min|minutes?)")
Work = Mapping[str, Any]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tariff:
    """How time is charged: exact where nothing is said, else in whole billing units and at least a minimum for each visit."""

    billing_unit: timedelta = timedelta()
    minimum: timedelta = timedelta()
    step: Decimal = CENT

    def as_json(self) -> dict[str, int]:
        """What is shown before the work: seconds; empty where time counts exactly."""
        said = {"billing_unit": self.billing_unit, "minimum": self.minimum}
        return {name: int(length.total_seconds()) for name, length in said.items() if length}


EXACT = Tariff()


def unit_of_time(unit: str) -> timedelta | None:
    """The length of time a price is for (`小时`, `半小时`, `30分钟`, `hour`); None where it is for a piece or a job."""
    found = _TIME.fullmatch(unit.strip().lower())
    if found is None:
        return None
    count = Fraction(1, 2) if found[1] == "半" else Fraction(found[1] or 1)
    minutes = count * (60 if found[2] in ("小时", "时") or found[2].startswith("h") else 1)
    return timedelta(minutes=float(minutes)) if minutes else None


def charged_time(time: timedelta, tariff: Tariff = EXACT) -> timedelta:
    """The time of a visit that is charged. No time, no charge."""
    if time <= timedelta():
        return timedelta()
    least = max(time, tariff.minimum)
    unit = tariff.billing_unit
    return unit * -(-least // unit) if unit else least


def charged_lines(
    works: Sequence[Work], times: Mapping[int, timedelta], tariff: Tariff = EXACT, several: SeveralKinds = "highest_standard_once"
) -> list[Line]:
    """What the works come to, over all visits. A work without a `visit` belongs to every visit there was."""
    charged = [work for work in works if work.get("kind") != "travel"]
    found = [_job(work, tariff) for work in works if work.get("kind") == "travel"]
    if several == "each":
        return found + _each(charged, times, tariff)
    everywhere = [work for work in charged if not work.get("visit")]
    jobs = [work for work in everywhere if _is_job(work)]
    timed = [work for work in everywhere if not _is_job(work)]
    visits = sorted({*times, *(int(work["visit"]) for work in charged if work.get("visit"))}) or [1]
    for visit in visits:
        here = [work for work in charged if work.get("visit") and int(work["visit"]) == visit]
        here += timed + (jobs if visit == visits[0] else [])  # a job is done once
        found += _highest(here, visit, charged_time(times.get(visit, timedelta()), tariff), tariff)
    return found


def _highest(works: Sequence[Work], visit: int, time: timedelta, tariff: Tariff) -> list[Line]:
    """Of the kinds of one visit the dearest is charged; the others are named and cost nothing more."""
    timed = _by_code([work for work in works if not _is_job(work)])
    lines = [_timed(work, visit, time, tariff) for work in timed] if time else []
    lines += [{**_job(work, tariff), "visit": visit} for work in _together([work for work in works if _is_job(work)])]
    lines.sort(key=lambda line: (-Decimal(line["amount"]), -rate_of(line), str(line["code"])))
    return [lines[0], *({**line, "amount": "0.00", "included_in": lines[0]["code"]} for line in lines[1:])] if lines else []


def _each(works: Sequence[Work], times: Mapping[int, timedelta], tariff: Tariff) -> list[Line]:
    """Every kind by its own minutes, the dearest first, until the time that was worked is used up; jobs at their price.

    A kind without minutes takes what the others leave.
    """
    lines = [_job(work, tariff) for work in works if _is_job(work)]
    timed = sorted((work for work in works if not _is_job(work)), key=_dearest_first)
    own = [_minutes(work) for work in timed]
    for visit in sorted(times):
        left = charged_time(times[visit], tariff)
        for place, work in enumerate(timed):
            if int(work.get("visit") or visit) != visit:
                continue
            wanted = own[place]
            time = left if wanted is None else min(left, wanted)
            own[place] = None if wanted is None else wanted - time
            left -= time
            if time:
                lines.append(_timed(work, visit, time, tariff))
    return lines


def _dearest_first(work: Work) -> tuple[bool, Fraction, str]:
    return work.get("minutes") is None, -rate_of(work), str(work["code"])


def _timed(work: Work, visit: int, time: timedelta, tariff: Tariff) -> Line:
    amount = rate_of(work) * Fraction(time // timedelta(microseconds=1), 1_000_000)
    return {**_named(work), "visit": visit, "seconds": _seconds(time), "amount": str(to_step(amount, tariff.step))}


def _job(work: Work, tariff: Tariff) -> Line:
    quantity = Decimal(str(work.get("quantity") or 1))
    amount = (Money.of(work["price"]) * quantity).rounded(tariff.step)
    visit = {"visit": int(work["visit"])} if work.get("visit") else {}
    return {**_named(work), **visit, "quantity": str(quantity), "amount": str(amount)}


def rate_of(work: Work) -> Fraction:
    """Yuan a second; 0 for what is not charged by time."""
    length = unit_of_time(str(work.get("unit") or ""))
    if length is None:
        return Fraction(0)
    return Fraction(Money.of(work["price"]).amount) / Fraction(length // timedelta(microseconds=1), 1_000_000)


def to_step(amount: Fraction, step: Decimal = CENT) -> Money:
    """An exact amount to the step, half up: the only place where a service charge loses anything."""
    steps = floor(amount / Fraction(step) + Fraction(1, 2))
    return Money(Decimal(steps) * step)


def planned_times(works: Iterable[Work]) -> dict[int, timedelta]:
    """How long planned works are thought to take, by visit; one visit where none is named."""
    found: dict[int, timedelta] = {}
    for work in works:
        minutes = _minutes(work)
        if minutes is not None and not _is_job(work):
            visit = int(work.get("visit") or 1)
            found[visit] = found.get(visit, timedelta()) + minutes
    return found


def _minutes(work: Work) -> timedelta | None:
    said = work.get("minutes")
    return timedelta(minutes=float(said)) if said is not None else None


def _by_code(works: Iterable[Work]) -> list[Work]:
    """Each kind once."""
    return list({str(work["code"]): work for work in works}.values())


def _together(jobs: Iterable[Work]) -> list[Work]:
    """Jobs of one kind as one: ten bulbs and ten more are twenty."""
    found: dict[str, Work] = {}
    for job in jobs:
        code, more = str(job["code"]), Decimal(str(job.get("quantity") or 1))
        before = Decimal(str(found[code]["quantity"])) if code in found else Decimal()
        found[code] = {**job, "quantity": str(before + more)}
    return list(found.values())


def _is_job(work: Work) -> bool:
    return unit_of_time(str(work.get("unit") or "")) is None


def _named(work: Work) -> Line:
    return {name: work[name] for name in ("code", "title", "kind", "unit", "price") if name in work}


def _seconds(time: timedelta) -> int | float:
    exact = time.total_seconds()
    return int(exact) if exact == int(exact) else exact
