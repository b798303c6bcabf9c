"""Random lives of clocks on random calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from baoxiu.core.clocks import Clock, Kind, Mark, mark
from time_oracle import MINUTE, Scene, instants, minutes, scenes

targets = st.timedeltas(timedelta(), timedelta(hours=24))
KINDS: tuple[Kind, ...] = ("pause", "resume", "pause", "resume", "target", "stop")


@dataclass(frozen=True)
class Life:
    """A clock, what happened to it, and an instant to look at it."""

    scene: Scene
    clock: Clock
    marks: tuple[Mark, ...]
    at: datetime


@st.composite
def lives(draw: st.DrawFn, kinds: tuple[Kind, ...] = KINDS, *, fixed: bool = True, full_minutes: bool = False) -> Life:
    scene = draw(scenes())
    moments = minutes.map(scene.minute) if full_minutes else instants(scene)
    spans = st.integers(0, 1440).map(lambda number: number * MINUTE) if full_minutes else targets
    is_fixed = fixed and draw(st.booleans())
    clock = Clock("x", until=draw(moments)) if is_fixed else Clock("x", target=draw(spans))
    first, *times, at = sorted(draw(moments) for _ in range(draw(st.integers(2, 8))))
    marks = mark((), "start", at=first)
    for time in times:
        kind = draw(st.sampled_from([k for k in kinds if not (is_fixed and k == "target")]))
        if marks[-1].kind != "stop":
            marks = mark(marks, kind, at=time, target=draw(spans) if kind == "target" else None)
    return Life(scene, clock, marks, at)


@st.composite
def running(draw: st.DrawFn) -> Life:
    """A clock that runs, perhaps after pauses."""
    life = draw(lives(("pause", "resume")))
    return Life(life.scene, life.clock, mark(life.marks, "resume", at=life.at), life.at)


@st.composite
def holds(draw: st.DrawFn, life: Life) -> tuple[datetime, datetime]:
    """A pause that begins after all that happened, and its end."""
    span = st.integers(0, 3 * 1440).map(lambda number: number * MINUTE)
    begins = life.marks[-1].at + draw(span)
    return begins, begins + draw(span)


def whole(life: Life) -> timedelta:
    if life.clock.until is not None:
        return life.scene.calendar.worked(life.marks[0].at, life.clock.until)
    return [life.clock.target, *(each.target for each in life.marks if each.target is not None)][-1] or timedelta()
