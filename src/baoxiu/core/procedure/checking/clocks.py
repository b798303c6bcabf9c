"""Clocks and quotas: each starts, each stops, each has its limit; those that are named exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baoxiu.core.calendars import Calendar, CalendarMisstated
from baoxiu.core.procedure.checking.part import LISTS, Part
from baoxiu.core.procedure.elements import ClockOf, QuotaOf
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.reading import Path

ZONE = "Asia/Shanghai"  # a calendar's hours do not depend on it; its spelling is checked where the spec names its own


def running(part: Part) -> Iterator[Fault]:
    """Clocks and quotas that never start or never stop."""
    whole = part.definition
    for name, clock in whole.clocks.items():
        yield from _running(part, name, clock, "clock")
        if not clock.stops and not _by_commands(part, name, "stops"):
            yield part.fault("clock_never_stops", "clocks", name, clock=name)
    for name, quota in whole.quotas.items():
        yield from _running(part, name, quota, "quota")
        if not (quota.for_ or quota.stops or _by_commands(part, name, "stops")):
            yield part.fault("quota_never_stops", "quotas", name, quota=name)
        if name in whole.clocks:
            yield part.fault("clock_twice", "quotas", name, name=name)


def _running(part: Part, name: str, of: ClockOf | QuotaOf, kind: str) -> Iterator[Fault]:
    if not of.starts and not _by_commands(part, name, "starts"):
        yield part.fault("clock_never_starts", f"{kind}s", name, clock=name)
    for key, triggers in (("starts", of.starts), ("stops", of.stops)):
        for place, trigger in enumerate(triggers):
            if trigger.command != "opened" and not trigger.command.startswith("state:"):
                yield from part.unknown("unknown_command", trigger.command, part.commands, f"{kind}s", name, key, place)


def _by_commands(part: Part, name: str, key: str) -> bool:
    named = {clock for command in part.commands.values() for clock in getattr(command, key)}
    return name in named or (key == "starts" and name in part.definition.opens.starts)


def targets(part: Part) -> Iterator[Fault]:
    """Each clock has exactly one limit, each table has rows."""
    whole = part.definition
    for name, clock in whole.clocks.items():
        given = [one for one in (clock.within, clock.due, clock.limit) if one is not None]
        if not given:
            yield part.fault("clock_no_target", "clocks", name, clock=name)
        elif len(given) > 1:
            yield part.fault("clock_two_targets", "clocks", name, clock=name, count=len(given))
        if clock.limit is not None:
            yield from part.unknown("unknown_limit", clock.limit, whole.limits, "clocks", name, "limit")
    for name, limit in whole.limits.items():
        if not limit.rows:
            yield part.fault("limit_empty", "limits", name, name=name)


def clock_names(part: Part) -> Iterator[Fault]:
    """Clocks named by states and commands exist."""
    known = {*part.definition.clocks, *part.definition.quotas}
    for path, name in _named(part):
        yield from part.unknown("unknown_clock", name, known, *path)


def _named(part: Part) -> Iterator[tuple[Path, str]]:
    whole = part.definition
    for name, state in whole.states.items():
        yield from ((("states", name, "pauses", place), clock) for place, clock in enumerate(state.pauses))
    for name, command in part.commands.items():
        for key, clocks in (("starts", command.starts), ("stops", command.stops)):
            yield from (((part.where(name), name, key, place), clock) for place, clock in enumerate(clocks))
    yield from ((("opens", "starts", place), clock) for place, clock in enumerate(whole.opens.starts))


def counted(part: Part) -> Iterator[Fault]:
    """A quota counts the entries of a list field."""
    for name, quota in part.definition.quotas.items():
        field = part.fields.get(quota.count)
        if field is None:
            yield from part.unknown("unknown_field", quota.count, part.fields, "quotas", name, "count")
        elif field.type not in LISTS:
            yield part.fault("quota_not_a_list", "quotas", name, "count", quota=name, name=quota.count)


def calendars(part: Part) -> Iterator[Fault]:
    """The calendars clocks and tables count by exist."""
    known = {"always", "unit", *part.pack.pack.calendars}
    named = [(("clocks", name, "calendar"), clock.calendar) for name, clock in part.definition.clocks.items()]
    named += [(("limits", name, "calendar"), limit.calendar) for name, limit in part.definition.limits.items()]
    for path, name in named:
        if name not in known:
            yield part.fault("unknown_calendar", *path, name=name, known=", ".join(sorted(part.pack.pack.calendars)) or "-")


def misstated(spec: Mapping[str, object]) -> CalendarMisstated | None:
    """What is wrong with a calendar, or None."""
    try:
        Calendar.of(spec, ZONE)
    except CalendarMisstated as wrong:
        return wrong
    return None
