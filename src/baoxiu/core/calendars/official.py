"""Official holidays and make-up workdays, with their names.

China comes from `chinese_calendar` (the State Council's yearly notice, make-up days included). For a year it does not
know yet, and for every other country, `holidays` gives the days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import chinese_calendar
from holidays import HolidayBase, country_holidays

CHINA = "CN"


class Words(NamedTuple):
    """A name in both languages of the product."""

    zh: str
    en: str


class Official(NamedTuple):
    """What one country decreed for one year."""

    holidays: Mapping[date, Words]
    makeup: Mapping[date, Words]


_MAKEUP = Words("调休上班", "make-up workday")


def is_known(country: str) -> bool:
    """Whether there are official days for `country` ("CN", "DE", "US-CA")."""
    if country == CHINA:
        return True
    code, _, part = country.partition("-")
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        return False
    try:
        country_holidays(code, subdiv=part or None)
    except (NotImplementedError, AttributeError):
        return False
    return True


def china_known_until() -> date:
    """The last day of the last year whose official notice for China is in hand."""
    return date(max(day.year for day in chinese_calendar.holidays), 12, 31)


@lru_cache(maxsize=4096)
def official(country: str, year: int) -> Official:
    """The holidays and make-up workdays of `country` in `year`."""
    if country == CHINA:
        try:
            return _china(year)
        except NotImplementedError:  # a year before or after those with a notice
            return _elsewhere(CHINA, year)._replace(makeup=MappingProxyType({}))
    return _elsewhere(country, year)


def _china(year: int) -> Official:
    holidays: dict[date, Words] = {}
    makeup: dict[date, Words] = {}
    for day in _days_of(year):
        off, name = chinese_calendar.get_holiday_detail(day)
        if name is not None:
            words = Words(chinese_calendar.Holiday(name).chinese, name)
            (holidays if off else makeup)[day] = words
    return Official(MappingProxyType(holidays), MappingProxyType(makeup))


def _elsewhere(country: str, year: int) -> Official:
    own = _listed(country, year, None)
    english = _listed(country, year, "en_US")
    chinese = _listed(country, year, "zh_CN")
    named = {day: Words(chinese.get(day, name), english.get(day, name)) for day, name in own.items()}
    makeup = {day: _MAKEUP for day in sorted(own.weekend_workdays) if day.year == year}
    return Official(MappingProxyType(named), MappingProxyType(makeup))


def _listed(country: str, year: int, language: str | None) -> HolidayBase:
    """One year's list; in the country's own language where `language` is not offered."""
    code, _, part = country.partition("-")
    found = country_holidays(code, subdiv=part or None, years=year, expand=False)
    if language is None or language not in found.supported_languages:
        return found
    return country_holidays(code, subdiv=part or None, years=year, expand=False, language=language)


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
