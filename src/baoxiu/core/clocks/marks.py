"""What happened to a clock: marks, oldest first, and the changes a clock allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from baoxiu.core.errors import Refusal

Kind = Literal["start", "pause", "resume", "stop", "target"]
_IN_CHINESE: dict[Kind, str] = {"start": "开始", "pause": "暂停", "resume": "恢复", "stop": "停止", "target": "更改时长"}


class ClockMisused(Refusal):
    """A clock does not allow this."""

    code = "clock_misused"
    zh = "该时限不允许这样操作。"


class NotStarted(ClockMisused):
    """The clock has not started: no {kind} is possible. Start it first."""

    code = "clock_not_started"
    zh = "时限尚未开始，不能{kind_zh}，请先开始计时。"


class AlreadyStarted(ClockMisused):
    """The clock already runs. A new run is a new clock."""

    code = "clock_already_started"
    zh = "时限已经开始；重新计时请另开一个时限。"


class AlreadyStopped(ClockMisused):
    """The clock has stopped: no {kind} is possible. A new run is a new clock."""

    code = "clock_already_stopped"
    zh = "时限已经停止，不能{kind_zh}；重新计时请另开一个时限。"


class OutOfOrder(ClockMisused):
    """A mark at {at} would lie before the clock's last one at {last}. Marks are made in order."""

    code = "clock_out_of_order"
    zh = "{at} 早于时限最近一次记录 {last}，请按先后顺序操作。"


class WrongTarget(ClockMisused):
    """A clock has either a target of working time, not negative, or a fixed due time; a new target needs its length."""

    code = "clock_wrong_target"
    zh = "时限须有且只有一种：工作时长（不为负）或固定到期时间；更改目标须给出时长。"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that happened to a clock. `target` is the new target of a mark of that kind."""

    kind: Kind
    at: datetime
    target: timedelta | None = None
    reason: str = ""


class Run(NamedTuple):
    """A stretch during which the clock ran; `end` is None while it still does."""

    start: datetime
    end: datetime | None = None


def mark(marks: Sequence[Mark], kind: Kind, *, at: datetime, target: timedelta | None = None, reason: str = "") -> tuple[Mark, ...]:
    """The marks with one more; unchanged where it changes nothing (a second pause, a resume of what runs).

    Refused: anything before the start or after the stop, a second start, a mark earlier than the last, a new target
    without a length.
    """
    if kind == "start":
        if marks:
            raise AlreadyStarted
    else:
        _refuse_misuse(marks, kind, at)
    if (kind == "target") != (target is not None) or (target is not None and target < timedelta()):
        raise WrongTarget
    if _changes_nothing(marks, kind):
        return tuple(marks)
    return (*marks, Mark(kind, at, target, reason))


def runs(marks: Sequence[Mark]) -> list[Run]:
    """The stretches during which the clock ran, oldest first; the last is open while it runs."""
    found: list[Run] = []
    since: datetime | None = None
    for each in marks:
        if since is None:
            since = each.at if each.kind in ("start", "resume") else None
        elif each.kind in ("pause", "stop"):
            found.append(Run(since, each.at))
            since = None
    if since is not None:
        found.append(Run(since))
    return found


def is_paused(marks: Sequence[Mark]) -> bool:
    """Whether the last pause has not been ended."""
    last = next((each.kind for each in reversed(marks) if each.kind != "target"), None)
    return last == "pause"


def _refuse_misuse(marks: Sequence[Mark], kind: Kind, at: datetime) -> None:
    if not marks:
        raise NotStarted(kind=kind, kind_zh=_IN_CHINESE[kind])
    last = marks[-1]
    if any(each.kind == "stop" for each in marks):
        raise AlreadyStopped(kind=kind, kind_zh=_IN_CHINESE[kind])
    if at < last.at:
        raise OutOfOrder(at=at.isoformat(), last=last.at.isoformat())


def _changes_nothing(marks: Sequence[Mark], kind: Kind) -> bool:
    paused = is_paused(marks)
    return (kind == "pause" and paused) or (kind == "resume" and not paused)
