"""Jobs that have ended and were called back, under a pack that says how long their papers are kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch
from zlib import crc32

from baoxiu.catalogue import queries as catalogues
from baoxiu.intake import actions as intake
from procedures.house import House, Order

PHONE = "13800138000"
YEARLY = "{years: 1, clause: VST-06}"
OWNER = {"customer": "王女士", "phone": PHONE, "address": "3-2-1201", "fault": "漏水"}
TICKS = {"checklist": "cleanliness", "items": ["0", "1", "2"]}


def keeping(rule: str = YEARLY, call_backs: str = "") -> House:
    """A house that works by the pack of owner visits; `rule` says how long its orders are kept, `call_backs` the same of those."""
    edits = {"visit.yaml": ("figures:\n", f"retention: {rule}\nfigures:\n")}
    if call_backs:
        edits["call-back.yaml"] = ("figures:\n", f"retention: {call_backs}\nfigures:\n")
    return edited(edits)


def printing(slip: str) -> House:
    """A house that works by the pack of owner visits, with one more slip: `order`."""
    return edited({"visit.yaml": ("slips:\n", f"slips:\n  order: {slip}\n")})


def edited(edits: Mapping[str, tuple[str, str]], beside: Mapping[str, str] = MappingProxyType({})) -> House:
    """A house that works by the pack of owner visits, a text in each of some files replaced, further files `beside`."""
    key = f"kept-{crc32(repr((dict(edits), dict(beside))).encode())}"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / key
        shutil.copytree(catalogues.shipped_packs()["owner-visit-basic"], place)
        edit(place / "pack.yaml", "pack: owner-visit-basic", f"pack: {key}")
        for name, (old, new) in edits.items():
            edit(place / name, old, new)
        for name, text in beside.items():
            (place / name).write_text(text, "utf-8")
        with patch("baoxiu.catalogue.queries.shipped.shipped_folder", return_value=Path(folder)):
            return House(key)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def ended(house: House, day: str, *, call_back: bool = True, filed: bool = False) -> Order:
    """A visit of one day, recorded; its call-back rung the same afternoon, unless it waits still."""
    order = reported(house, day) if filed else house.report(OWNER, procedure="visit", at=f"{day} 09:00", by="service_centre")
    order.run("fix_time", {"appointment_at": f"{day} 14:00+08:00"}, by="technician", at=f"{day} 09:10")
    order.run("arrive", by="technician", at=f"{day} 13:59")
    order.run("tick", TICKS, by="technician", at=f"{day} 14:30")
    order.run("finish", {"work_done": "换阀芯"}, by="technician", at=f"{day} 14:40")
    order.run("report", by="technician", at=f"{day} 14:50")
    order.run("enter_record", by="service_centre", at=f"{day} 15:00")
    if call_back:
        (ring,) = order.opened("call-back")
        ring.run("record", {"solved": "yes", "satisfied": 5}, by="service_centre", at=f"{day} 16:00")
    return order


def reported(house: House, day: str) -> Order:
    """An order that came in as a report at the desk."""
    report = intake.Report(unit=house.station, procedure="visit", reporter_name="王女士", reporter_phone=PHONE, text="漏水", answers=OWNER)
    filed = intake.file_report(report, by=house.actor("service_centre"), at=house.at(f"{day} 09:00"), door="desk")
    return house.order(filed.number)


SLIP = """\
procedure: slip
kind: coordination
title: {zh: 协调单, en: Coordination slip}
number: "XT{date:%y%m%d}{seq:4}"
fields:
  what: {type: text, label: {zh: 事项, en: What}}
  notes: {type: list, label: {zh: 记录, en: Notes}}
states:
  tracked: {title: {zh: 跟踪中, en: Tracked}, holder: technician}
  closed: {title: {zh: 已完结, en: Closed}, final: done}
opens: {by: service_centre, asks: {what: required}, to: tracked}
commands:
  enter: {title: {zh: 记录, en: Enter}, from: tracked, by: technician, asks: {note: required}, adds: {notes: {content: note}}, to: same}
  close: {title: {zh: 完结, en: Close}, from: tracked, by: technician, to: closed}
quotas:
  weekly: {title: {zh: 每周一记, en: Weekly}, count: notes, at_least: 1, per: week, starts: opened, stops: close}
"""


def coordinating() -> House:
    """A house that works by the pack of owner visits, with a slip that is written in every week."""
    return edited({}, beside={"slip.yaml": SLIP})
