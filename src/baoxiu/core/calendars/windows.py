"""Windows of a day: from when to when work is done, in minutes after the day's midnight."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from baoxiu.core.calendars.faults import NotAWindow

FULL_DAY = 24 * 60
_TIMES = re.compile(r"(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Half-open `[open, close)`. A close past 1440 is on the next day: the window belongs to the day it opens."""

    open: int
    close: int

    def __post_init__(self) -> None:
        """A close at or before the open means the next day's."""
        if self.close <= self.open:
            object.__setattr__(self, "close", self.close + FULL_DAY)
        if not 0 <= self.open < FULL_DAY or self.close - self.open > FULL_DAY:
            raise NotAWindow("window", str(self))

    def __str__(self) -> str:
        return f"{_shown(self.open)}-{_shown(self.close)}"

    @classmethod
    def read(cls, text: object, path: str = "window") -> Window:
        """Read "09:00-12:00", "22:00-06:00" or "22:00-30:00"."""
        found = _TIMES.fullmatch(text.strip()) if isinstance(text, str) else None
        if found is None:
            raise NotAWindow(path, text)
        hour, minute, until_hour, until_minute = map(int, found.groups())
        try:
            return cls(hour * 60 + minute, until_hour * 60 + until_minute)
        except NotAWindow:
            raise NotAWindow(path, text) from None


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """In order of opening, with those that overlap or touch made one: time counts once."""
    whole: list[Window] = []
    for window in sorted(windows):
        if whole and window.open <= whole[-1].close and window.close - whole[-1].open <= FULL_DAY:
            whole[-1] = Window(whole[-1].open, max(whole[-1].close, window.close))
        else:
            whole.append(window)
    return tuple(whole)


def _shown(minute: int) -> str:
    hour, minute = divmod(minute, 60)
    return f"{hour:02d}:{minute:02d}"
