"""What happens to one order: its commands with who, how long after the one before, and the form. Drawn with dice, the same every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

Json = Any
SCRAWL = "M8 40C20 12 30 12 38 40S60 66 70 30 92 20 112 44"


@dataclass(frozen=True, slots=True)
class Do:
    """One command: `role` runs it `after` the one before. A form value may be a timedelta: that much after the command's time."""

    command: str
    role: str
    after: timedelta
    form: Mapping[str, Json] = field(default_factory=dict)

    def form_at(self, at: datetime) -> dict[str, Json]:
        """The form with its times laid from `at`."""
        return {name: (at + value).isoformat() if isinstance(value, timedelta) else value for name, value in self.form.items()}


def minutes(dice: Random, least: int, most: int) -> timedelta:
    """A whole number of minutes between the two."""
    return timedelta(minutes=dice.randint(least, most))


def owner_visit(fault: Mapping[str, Json], dice: Random) -> Iterator[Do]:
    """A basic owner visit: some ring late, some owners are out."""
    visit = minutes(dice, 60, 300)
    late = dice.random() < 0.12
    yield Do("fix_time", "technician", minutes(dice, 125, 260) if late else minutes(dice, 4, 90), {"appointment_at": visit})
    if dice.random() < 0.1:
        note = {"place": "入户门把手旁", "contact_phone": "0571-86000101", "next_at": timedelta(hours=20)}
        yield Do("nobody_home", "technician", visit, note)
        visit = timedelta(hours=20)
    yield Do("arrive", "technician", visit + minutes(dice, -12, 8))
    work = timedelta(minutes=fault.get("minutes", 40))
    yield Do("tick", "technician", work, {"checklist": "cleanliness", "items": ["0", "1", "2"]})
    yield Do("finish", "technician", minutes(dice, 1, 4), {"work_done": fault["work"]})
    yield Do("report", "technician", minutes(dice, 2, 45))
    yield Do("enter_record", "service_centre", minutes(dice, 5, 120))


def grabbed(fault: Mapping[str, Json], dice: Random) -> Iterator[Do]:
    """A job from the hotline: most are taken in five minutes, the rest is assigned by the supervisor."""
    if dice.random() < 0.82:
        yield Do("grab", "worker", timedelta(seconds=dice.randint(15, 280)))
    else:
        yield Do("chase", "hotline", minutes(dice, 6, 9))
        yield Do("assign", "engineering_supervisor", minutes(dice, 1, 6))
        yield Do("accept", "holder", minutes(dice, 1, 5))
    yield Do("arrive", "holder", minutes(dice, 12, 90), {"code": "as sent"})
    yield Do("finish", "holder", timedelta(minutes=fault.get("minutes", 40)), {"result": fault["work"]})


def nobody_yet(_fault: Mapping[str, Json], _dice: Random) -> Iterator[Do]:
    """A report that has only just come in."""
    yield from ()


def dispatched(fault: Mapping[str, Json], dice: Random) -> Iterator[Do]:
    """A maker's order: reached or not, solved by phone or by a visit, printed before, signed after."""
    yield Do("download", "coordinator", minutes(dice, 3, 60))
    if dice.random() < 0.12:
        yield Do("log_attempt", "coordinator", minutes(dice, 10, 60), {"outcome": "no_answer"})
        yield Do("mark_unreachable", "coordinator", minutes(dice, 215, 240))
        yield Do("log_attempt", "coordinator", minutes(dice, 30, 300), {"outcome": "reached"})
    else:
        yield Do("log_attempt", "coordinator", minutes(dice, 5, 200 if dice.random() < 0.93 else 320), {"outcome": "reached"})
    if fault["category"] == "software":
        yield Do(
            "solve_by_phone",
            "coordinator",
            minutes(dice, 5, 20),
            {"fault_kind": "software", "promise_type": "within_promise", "promise_reason": "software"},
        )
        return
    yield Do("judge", "coordinator", minutes(dice, 2, 10), {"fault_kind": "other"})
    visit = minutes(dice, 180, 1500)
    yield Do("promise_visit", "coordinator", minutes(dice, 1, 5), {"promised_at": visit, "promise_type": "within_promise"})
    yield Do("print", "coordinator", visit - timedelta(minutes=dice.randint(70, 160)))
    yield Do("depart", "coordinator", minutes(dice, 5, 30), {"engineer": "somebody"})
    yield Do("accept_plan", "holder", minutes(dice, 30, 90), {"plan": "现场检修，更换故障件"})
    if dice.random() < 0.12:
        further = {"found": "需更换部件，改日再来", "promised_at": timedelta(hours=dice.randint(20, 50)), "promise_type": "within_promise"}
        yield Do("not_repaired", "holder", minutes(dice, 20, 60), further)
        yield Do("depart", "coordinator", timedelta(hours=18), {"engineer": "somebody"})
    yield from _closed(dice)


def _closed(dice: Random) -> Iterator[Do]:
    """Written back, signed, solved; where a part was replaced it comes off the shelf, and mostly all of it goes back the same day."""
    pieces = [_piece(dice) for _ in range(dice.choices((0, 1, 2), (68, 26, 6))[0])]
    note = {"repair_note": "更换故障件，测试正常", "used_parts": pieces} if pieces else {"repair_note": "检修完成，测试正常"}
    yield Do("write_back", "holder", minutes(dice, 25, 90), note)
    if pieces and dice.random() < 0.7:
        back = [{"code": one["code"], "serial": one["old_serial"]} for one in pieces]
        yield Do("return_parts", "holder", minutes(dice, 5, 60), {"returned_parts": back[: dice.choices((1, 2), (1, 4))[0]]})
    yield Do("sign", "holder", minutes(dice, 2, 8), {"customer_signature": SCRAWL})
    yield Do("solve", "holder", minutes(dice, 1, 6))


def _piece(dice: Random) -> dict[str, Json]:
    """A part put in and the one it replaced, each with its serial number."""
    code = dice.choice(tuple(SHELF))
    new, old = (f"{code.split('-')[0]}{dice.randrange(16**8):08X}" for _ in range(2))
    return {"code": code, "quantity": 1, "serial": new, "old_serial": old}


def waiting_for_parts(fault: Mapping[str, Json], dice: Random) -> Iterator[Do]:
    """A maker's order whose part is ordered and on nobody's shelf yet: support has it to ship."""
    yield Do("download", "coordinator", minutes(dice, 3, 40))
    yield Do("log_attempt", "coordinator", minutes(dice, 5, 60), {"outcome": "reached"})
    lines = [{"code": dice.choice(AWAITED), "quantity": 1}]
    yield Do("judge", "coordinator", minutes(dice, 2, 10), {"fault_kind": "hardware", "needed_parts": lines})
    promise = {"explained_to_user": True, "promised_at": timedelta(hours=dice.randint(40, 70))}
    yield Do("order_parts", "coordinator", minutes(dice, 1, 6), promise)


def wrong_number(_fault: Mapping[str, Json], dice: Random) -> Iterator[Do]:
    """A maker's order nobody can be rung for: the region is asked to take it back."""
    yield Do("download", "coordinator", minutes(dice, 3, 40))
    yield Do("log_attempt", "coordinator", minutes(dice, 5, 60), {"outcome": "wrong_number", "note": "接听者称不是本人，未报修"})


SHELF = {"MB-440": "主板", "HDD-1T": "硬盘 1TB", "PSU-300": "电源 300W", "RAM-8G": "内存 8GB"}  # what stations keep
AWAITED = ("LCD-156", "MB-470", "KB-31")  # what they order when it is wanted
LATELY = ((0.12, wrong_number), (0.37, waiting_for_parts))  # up to which throw of the dice a maker's order of these days goes that way
STORIES = {"lianxun": ("work-order", dispatched), "fenglin": ("repair", grabbed), "hean": ("visit", owner_visit)}
STATION_ROLES = {"worker", "technician", "engineer", "coordinator", "engineering_supervisor", "service_centre"}


def called_back(organisation: str, dice: Random) -> Do:
    """The call afterwards: most are content."""
    stars = dice.choices((5, 4, 3, 2), (70, 20, 7, 3))[0]
    role, form = {
        "lianxun": ("cc_agent", {"repaired": "yes", "satisfied": stars}),
        "fenglin": ("hotline", {"outcome": "solved", "satisfied": stars}),
        "hean": ("service_centre", {"solved": "yes", "satisfied": stars}),
    }[organisation]
    return Do("record", role, minutes(dice, 30, 600), form)
