"""Functions whose answer is read by people, in each language: hours of service, titles of categories; and who is on duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from baoxiu.core.calendars import Calendar
from baoxiu.core.calendars.windows import FULL_DAY
from baoxiu.core.expressions.values import time_of

if TYPE_CHECKING:
    from baoxiu.core.engine.scope import DecisionScope

_DAYS = {"zh": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"], "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]}
_BETWEEN = {"zh": ("至", "、", "；"), "en": ("–", ", ", "; ")}


def hours_of_unit(scope: DecisionScope) -> dict[str, str]:
    """The unit's own hours in words: 周一至周五 08:00-17:00."""
    return hours_in_words(scope.calendar())


def hours_in_words(calendar: Calendar) -> dict[str, str]:
    """A calendar's week, days of equal hours together; a day without hours is left out."""
    if all(len(windows) == 1 and windows[0].close - windows[0].open == FULL_DAY for windows in calendar.rules.week):
        return {"zh": "全天 24 小时", "en": "round the clock"}
    week = [(day, tuple(map(str, windows))) for day, windows in enumerate(calendar.rules.week)]
    runs = [(list(days), windows) for windows, days in groupby(week, key=lambda one: one[1]) if windows]
    return {language: _runs(runs, language) for language in _DAYS}


def _runs(runs: Sequence[tuple[list[tuple[int, tuple[str, ...]]], tuple[str, ...]]], language: str) -> str:
    names, (to, comma, stop) = _DAYS[language], _BETWEEN[language]
    said = []
    for days, windows in runs:
        first, last = names[days[0][0]], names[days[-1][0]]
        said.append(f"{first if first == last else first + to + last} {comma.join(windows)}")
    return stop.join(said)


def titles(scope: DecisionScope, keys: Sequence[str]) -> list[dict[str, str]]:
    """What categories of the pack are called."""
    known = scope.plan.categories
    return [
        {str(language): words for language, words in known[key].title.items()} if key in known else {"zh": key, "en": key} for key in keys
    ]


def on_duty(scope: DecisionScope, person: Any, at: datetime) -> bool:
    """Whether the duty roster has a person on duty at an instant; where the unit keeps no roster, everybody is."""
    shifts: Sequence[Mapping[str, Any]] = scope.ticket.world.get("roster") or ()
    who = person.get("id") if isinstance(person, Mapping) else person
    return not shifts or any(str(one["person"]) == str(who) and _covers(one, at) for one in shifts)


def _covers(shift: Mapping[str, Any], at: datetime) -> bool:
    start, end = time_of(str(shift["since"])), time_of(str(shift["until"]))
    return start is not None and end is not None and start <= at < end
