"""The demo's property company keeps a roster: the hotline round the clock, a supervisor by day and a crew leader by night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.dispatch import actions as dispatch
from baoxiu.project.demo.organisations import Built

DAYS = 2  # today and tomorrow
SHIFTS = (  # role, name, begins at that hour, lasts so many; of several people each takes the next one
    ("hotline", "早班", 8, 8),
    ("hotline", "中班", 16, 8),
    ("hotline", "夜班", 24, 8),
    ("engineering_supervisor", "白班", 8, 12),
    ("crew_leader", "夜班", 20, 12),
)


def lay_roster(built: Built, now: datetime) -> None:
    """Put the people of the roles that keep watch on duty."""
    zone = ZoneInfo(built.root.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time.min, zone)
    units = {built.root.code: built.root, **built.stations}
    for (code, role), people in built.people.items():
        mine = [shift for shift in SHIFTS if shift[0] == role]
        for nth, (_, name, hour, lasts) in enumerate(mine):
            for day in range(DAYS):
                since = midnight + timedelta(days=day, hours=hour)
                until = since + timedelta(hours=lasts)
                dispatch.set_duty(units[code], people[nth % len(people)], name, since=since, until=until, by=SYSTEM, at=now)
