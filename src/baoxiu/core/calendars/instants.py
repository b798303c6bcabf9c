"""Instants as whole microseconds since 1970 (UTC), and wall-clock times of a zone turned into them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EPOCH_DAY = EPOCH.toordinal()
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE


def micros(at: datetime) -> int:
    """Microseconds from 1970 to an aware instant; a naive one is a TypeError."""
    return (at - EPOCH) // MICROSECOND


def length(span: timedelta) -> int:
    """A duration in microseconds."""
    return span // MICROSECOND


def instant(since_1970: int) -> datetime:
    """The aware UTC instant that many microseconds after 1970."""
    return EPOCH + since_1970 * MICROSECOND


def wall(zone: ZoneInfo, day: date, since_midnight: int) -> int:
    """The instant when the zone's wall clock first shows `since_midnight` microseconds after 00:00 of `day`.

    In a repeated hour that is the first of the two; a time the clock skips moves to the next existing instant.
    """
    shown = datetime.combine(day, datetime.min.time()) + since_midnight * MICROSECOND
    local = shown.replace(tzinfo=zone)
    before, after = _offset(local), _offset(local.replace(fold=1))
    naive = micros(shown.replace(tzinfo=UTC))
    if after > before:
        return _moved_forward(zone, naive - after, naive - before, after)
    return naive - before


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    if offset is None:
        raise TypeError("an instant needs a zone")
    return length(offset)


def _moved_forward(zone: ZoneInfo, low: int, high: int, after: int) -> int:
    """The first instant in (low, high] at which the clock has jumped, to the second."""
    second = 1_000_000
    low, high = low // second, -(-high // second)
    while high - low > 1:
        middle = (low + high) // 2
        jumped = _offset(instant(middle * second).astimezone(zone)) == after
        low, high = (low, middle) if jumped else (middle, high)
    return high * second


def midnight_offset(zone: ZoneInfo, ordinal: int) -> int:
    """How far the zone's clock is ahead of UTC at 00:00 of a day (by the day's ordinal), in microseconds."""
    return _offset(datetime.fromordinal(ordinal).replace(tzinfo=zone))
