"""A quota in the life of a ticket: tasks when a week or month begins, reminders, shortfalls; the dates are those of the unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from baoxiu.core.engine import ring
from baoxiu.core.procedure.rehearsing import Rehearsal
from core.smallpack import SmallPack, write_small_pack

ZONE = ZoneInfo("Asia/Shanghai")
WEEKLY = (
    "  weekly: {title: {zh: 每周一记, en: Weekly}, count: notes, at_least: 1, per: week, starts: opened, stops: close,"
    " begins: {task: {zh: 本周要记, en: Write this week}, for: worker}, remind: {before: 2d, tell: worker},"
    " short: {tell: desk, then: {flag: silent}}}\n"
)
MONTHLY = (
    "  monthly: {title: {zh: 每月两次, en: Twice a month}, count: notes, at_least: 2, per: month, starts: opened, stops: close,"
    ' begins: {task: {zh: 本月两次, en: "Twice this month"}, for: desk}, remind: {before: 5d, tell: desk},'
    ' short: {tell: desk, words: {zh: "缺{missing}", en: "short of {missing}"}}}\n'
)
SLIP = """\
procedure: slip
kind: coordination
title: {zh: 协调单, en: Coordination slip}
fields:
  what: {type: text, label: {zh: 事项, en: What}}
  notes: {type: list, label: {zh: 记录, en: Notes}}
states:
  tracked: {title: {zh: 跟踪中, en: Tracked}, holder: worker}
  closed: {title: {zh: 已完结, en: Closed}, final: done}
opens: {by: desk, asks: {what: required}, to: tracked}
commands:
  enter: {title: {zh: 记录, en: Enter}, from: tracked, by: worker, asks: {note: required}, adds: {notes: {content: note}}, to: same}
  close: {title: {zh: 完结, en: Close}, from: tracked, by: worker, to: closed}
quotas:
"""


def house(small: SmallPack, *quotas: str) -> Rehearsal:
    small.write("slip.yaml", SLIP + "".join(quotas))
    return Rehearsal(small.load())


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


def said(at: Rehearsal) -> list[tuple[str, str, bool, str]]:
    """What was told: when on the wall, to whom, whether a task, the first words."""
    return [
        (f"{one.at.astimezone(ZONE):%m-%d %H:%M}", one.tell.to[0], one.tell.task, one.tell.words["en"].removeprefix("slip-1: "))
        for one in at.said
    ]


def test_a_slip_is_tracked_for_three_weeks(small: SmallPack) -> None:
    at = house(small, WEEKLY)
    slip = at.open("slip", {"what": "外墙渗水"}, by="desk", at=on("03-04 10:00"))  # a Wednesday
    at.run(slip, "enter", {"note": "已约厂家"}, by="worker", at=on("03-11 09:00"))
    at.wait(on("03-30 00:00"))

    told = [(when, to, task) for when, to, task, _ in said(at)]
    assert told == [
        ("03-09 00:00", "worker", True),  # the first whole week begins; it is written in, so nobody is reminded
        ("03-16 00:00", "worker", True),
        ("03-21 00:00", "worker", False),
        ("03-23 00:00", "desk", False),  # nothing in the second week
        ("03-23 00:00", "worker", True),
        ("03-28 00:00", "worker", False),
        ("03-30 00:00", "desk", False),
        ("03-30 00:00", "worker", True),
    ]
    assert at.ticket(slip).flags == ("silent",)


def test_a_month_is_asked_for_twice_and_lacks_what_it_lacks(small: SmallPack) -> None:
    at = house(small, MONTHLY)
    slip = at.open("slip", {"what": "外墙渗水"}, by="desk", at=on("03-04 10:00"))
    at.run(slip, "enter", {"note": "一"}, by="worker", at=on("04-02 09:00"))
    at.wait(on("05-01 00:00"))

    assert said(at) == [
        ("04-01 00:00", "desk", True, "Twice this month"),
        ("04-26 00:00", "desk", False, '"Twice a month" still lacks 1 before 2026-05-01 00:00.'),
        ("05-01 00:00", "desk", False, "short of 1"),
        ("05-01 00:00", "desk", True, "Twice this month"),
    ]


def test_a_closed_slip_is_asked_for_nothing(small: SmallPack) -> None:
    at = house(small, WEEKLY, MONTHLY)
    slip = at.open("slip", {"what": "外墙渗水"}, by="desk", at=on("03-04 10:00"))
    at.run(slip, "close", by="worker", at=on("03-08 23:00"))
    at.wait(on("06-01 00:00"))

    assert said(at) == []


def test_a_worker_who_comes_late_says_nothing_of_a_week_that_is_over(small: SmallPack) -> None:
    at = house(small, WEEKLY)
    slip = at.open("slip", {"what": "外墙渗水"}, by="desk", at=on("03-04 10:00"))
    ticket = at.ticket(slip)
    decision = ring(at.pack.procedures["slip"], ticket, "weekly", on("03-26 12:00"))

    assert [(effect.to, effect.task) for effect in decision.effects] == [(("desk",), False), (("desk",), False), (("worker",), True)]  # type: ignore[union-attr]
    (change,) = decision.running
    assert change.next_ring_at == on("03-28 00:00")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60 * 24 * 60), max_size=12), st.integers(0, 60 * 24 * 30))
def test_each_week_begins_once_and_is_judged_by_what_was_written_in_it(tmp_path_factory: object, minutes: list[int], start: int) -> None:
    folder = tmp_path_factory.mktemp("law")  # type: ignore[attr-defined]
    at = house(write_small_pack(folder / "small"), WEEKLY)
    opened = on("03-02 00:00") + timedelta(minutes=start)
    slip = at.open("slip", {"what": "x"}, by="desk", at=opened)
    written = sorted(opened + timedelta(minutes=one) for one in minutes)
    for when in written:
        at.run(slip, "enter", {"note": "x"}, by="worker", at=when)
    until = opened + timedelta(days=70)
    at.wait(until)

    first = opened if opened == monday(opened) else monday(opened) + timedelta(days=7)
    weeks = [first + timedelta(days=7 * nth) for nth in range(12) if first + timedelta(days=7 * nth) <= until]
    begun = [one.at.astimezone(ZONE) for one in at.said if one.tell.task]
    short = [one.at.astimezone(ZONE) for one in at.said if one.tell.to == ("desk",)]
    silent = [week + timedelta(days=7) for week in weeks if not any(week <= one < week + timedelta(days=7) for one in written)]
    assert begun == weeks
    assert short == [end for end in silent if end <= until]


def monday(at: datetime) -> datetime:
    day = at - timedelta(days=at.weekday())
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
