"""`baoxiu verify`: prove that no recorded event was changed behind the product's back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from baoxiu.project import database, environment
from baoxiu.project.command.frame import command
from baoxiu.project.console import say, warn

if TYPE_CHECKING:
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    command(
        subparsers,
        "verify",
        run,
        en="Verify every ticket's chain of events, and name each event that was changed, removed or slipped in.",
        zh="校验每张单的事件链；如有事件被改动、删除或插入，逐条指出。",
        example="baoxiu verify && echo whole",
    )


def run(arguments: argparse.Namespace) -> int:
    """Verify; status 1 when anything was tampered with."""
    with database.opened(environment.read()):
        return check()


def check() -> int:
    """Verify the database at hand and say what was found."""
    from baoxiu.journal import queries

    found = queries.find_tampering()
    for one in found:
        warn(one.say("en"), one.say("zh"))
    if not found:
        say("Every chain of events is whole.", "全部事件链完整。")
    chains, events = queries.count_disposed()
    if chains:
        say(
            f"{chains} chains were disposed of when their time was over ({events} events emptied).",
            f"其中 {chains} 条已按保存期限销毁（清空 {events} 条事件的内容）。",
        )
    parts = _check_parts()
    return 1 if found or parts else 0


def _check_parts() -> bool:
    """Whether a shelf is not what its ledger and its events say; each is named."""
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import scope
    from baoxiu.stock import queries as stock

    units = {unit.pk: unit for unit in scope.visible_units(SYSTEM)}
    found = stock.discrepancies(units.values())
    for one in found:
        where = f"{units[one.unit_id].code} {one.part}: {one.level} / {one.ledger} / {one.recorded}"
        warn(f"A shelf is not what its ledger and its events say: {where}", f"库存与台账、事件不符：{where}")
    return bool(found)
