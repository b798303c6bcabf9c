"""How often somebody tries: a window of counts kept in PostgreSQL, so that all web processes count together."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection

from baoxiu.journal.models import Pace

COUNT = """
INSERT INTO journal_pace AS held (key, since, count) VALUES (%(key)s, %(at)s, 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN held.since + make_interval(secs => %(seconds)s) <= excluded.since THEN 1 ELSE held.count + 1 END,
  since = CASE WHEN held.since + make_interval(secs => %(seconds)s) <= excluded.since THEN excluded.since ELSE held.since END
RETURNING since, count"""
PACES_KEPT = timedelta(days=1)


def count_try(who: str, most: int, within: timedelta, *, at: datetime) -> timedelta:
    """Count one try of `who`; how long he has to wait now, nothing while it is one of the `most` he has `within` the window."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": _key(who), "at": at, "seconds": within.total_seconds()})
        since, count = cursor.fetchone()
    return since + within - at if count > most else timedelta()


def wait_of(who: str, most: int, within: timedelta, *, at: datetime) -> timedelta:
    """How long `who` has to wait before his next try, without counting one."""
    held = Pace.objects.filter(key=_key(who), since__gt=at - within, count__gte=most).first()
    return held.since + within - at if held else timedelta()


def forget_paces(at: datetime) -> int:
    """Drop counts whose window is long over."""
    return Pace.objects.filter(since__lt=at - PACES_KEPT).delete()[0]


def _key(who: str) -> str:
    """No address and no login is kept in plain."""
    return sha256(who.encode()).hexdigest()
