"""Times and spans as people read them: today 14:05, 2 h 10 min."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

DAY = 24 * 60
HOUR = 60


def moment(at: datetime, now: datetime) -> str:
    """A time as short as it stays clear: today and its neighbours by name, else the date; in the zone in force."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    clock = local.strftime("%H:%M")
    near: dict[int, Callable[[], str]] = {
        0: lambda: _("today {clock}"),
        -1: lambda: _("yesterday {clock}"),
        1: lambda: _("tomorrow {clock}"),
    }
    if (days := (local.date() - today).days) in near:
        return near[days]().format(clock=clock)
    form = "m-d H:i" if local.year == today.year else "Y-m-d H:i"
    return date_format(local, form)


def span(lasting: timedelta) -> str:
    """A length of time in its two largest parts; below a minute it is said to be so."""
    minutes = int(abs(lasting).total_seconds()) // 60
    days, rest = divmod(minutes, DAY)
    hours, left = divmod(rest, HOUR)
    if days:
        return _("{days} d {hours} h").format(days=days, hours=hours)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=left)
    return _("{minutes} min").format(minutes=minutes) if minutes else _("under a minute")
