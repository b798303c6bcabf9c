"""`baoxiu replay`: take what was imported through its recorded life, and compare."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from baoxiu.project import database, environment
from baoxiu.project.command.frame import command
from baoxiu.project.console import say, warn
from baoxiu.project.environment import words

if TYPE_CHECKING:
    from baoxiu.directory.models import Unit
    from baoxiu.project.command.frame import Subparsers
    from baoxiu.tickets.actions.replaying import Replayed

PORTION = 200
SHOWN = 20  # differences and departures printed one by one


def add(subparsers: Subparsers) -> None:
    """Announce the command."""
    added = command(
        subparsers,
        "replay",
        run,
        en="Take each imported report through its recorded life by real commands at the recorded times, and compare the ends.",
        zh="按记录的时间，用真实操作重演每条导入的报修，并与原记录的结果对比。",
        example="baoxiu replay los-angeles-311\nbaoxiu replay repair-shop --organisation SHOP --jobs 1",
    )
    added.add_argument("pack", help=words("the pack the reports were imported by", "导入时使用的规程包"))
    added.add_argument("--organisation", help=words("its code; default: the pack in capitals", "组织代码，默认为规程包名大写"))
    added.add_argument("--jobs", type=int, default=2, help=words("processes at work at once (2)", "同时工作的进程数（默认 2）"))


def run(arguments: argparse.Namespace) -> int:
    """Replay; status 1 when any end differs from the record, or the chain is not whole."""
    with database.opened(environment.read()):
        from baoxiu.directory import queries
        from baoxiu.project.command import verify

        organisation = queries.organisation_on(arguments.organisation or arguments.pack.upper())
        begun = time.monotonic()
        done = list(_replayed(organisation, arguments.pack, arguments.jobs))
        _tell(done, time.monotonic() - begun)
        _tell_figures(organisation, arguments.pack)
        broken = verify.check()
    return 1 if broken or any(one.differs for one in done) else 0


def _replayed(organisation: Unit, pack: str, jobs: int) -> Iterator[Replayed]:
    """Every life that has not been replayed yet, in portions, by as many processes as wanted."""
    from baoxiu.tickets import queries

    waiting = [(key, lives) for key, lives in queries.lives_waiting(organisation, pack, PORTION)]
    if jobs < 2 or len(waiting) < 2:
        for key, lives in waiting:
            yield from _portion(organisation.pk, key, lives)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin) as pool:
        for done in pool.map(_portion, [organisation.pk] * len(waiting), *zip(*waiting, strict=True)):
            yield from done


def _begin() -> None:
    """A process of its own opens the same database."""
    import django

    django.setup()


def _portion(organisation_id: int, procedure: str, lives: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Replayed]:
    from baoxiu.directory import queries
    from baoxiu.tickets.actions import replaying

    hand = replaying.hand_of(queries.unit_with(organisation_id), procedure)
    return replaying.replay_all(lives, by=hand)


def _tell(done: Sequence[Replayed], seconds: float) -> None:
    commands = sum(one.commands for one in done)
    rate = commands / seconds if seconds else 0
    rings = sum(one.rings for one in done)
    say(
        f"{len(done)} lives replayed: {commands} commands and {rings} rings in {seconds:.1f} s, {rate:.0f} commands a second.",
        f"重演 {len(done)} 条：{commands} 次操作、{rings} 次时限提醒，用时 {seconds:.1f} 秒，每秒 {rate:.0f} 次操作。",
    )
    differ = [one for one in done if one.differs]
    say(f"Final states that differ from the source: {len(differ)}.", f"最终状态与原记录不符：{len(differ)} 条。")
    for one in differ[:SHOWN]:
        warn(f"  {one.source}: {one.state}, the source says {one.expected}", f"  {one.source}：{one.state}，原记录为 {one.expected}")
    _tell_departures(done)


def _tell_departures(done: Sequence[Replayed]) -> None:
    left = [one for one in done if one.left]
    unended = [one for one in done if not one.left and not one.final and one.expected is None]
    say(f"Lives that leave the procedure: {len(left)}.", f"偏离规程：{len(left)} 条。")
    for one in left[:SHOWN]:
        if one.left:
            said = f"{one.source} · {one.left.step} · {one.left.command} · {one.left.clause or '-'} · {one.left.words}"
            warn(f"  {said}", f"  {said}")
    if unended:
        ends = ", ".join(f"{state} {count}" for state, count in Counter(one.state for one in unended).most_common())
        say(f"Lives whose record ends before a final state: {len(unended)} ({ends}).", f"记录在结束前中断：{len(unended)} 条（{ends}）。")


def _tell_figures(organisation: Unit, pack: str) -> None:
    from baoxiu.tickets import queries

    for line in queries.recorded_counts(organisation, pack):
        note = "" if line.found == line.expected else "  ≠"
        say(
            f"  {line.category:<18} {line.state:<12} {line.found:>7} {line.expected:>7}{note}",
            f"  {line.category:<18} {line.state:<12} {line.found:>7} {line.expected:>7}{note}",
        )
    for flag, count in queries.recorded_flags(organisation, pack).items():
        say(f"  marked {flag}: {count}", f"  标记 {flag}：{count}")
    if span := queries.recorded_span(organisation, pack):
        _tell_shares(organisation, *span)


def _tell_shares(organisation: Unit, first: datetime, last: datetime) -> None:
    """The pack's own figures over the records; what it leaves out (records whose times run backwards) is said."""
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.insight.queries import figures_of
    from baoxiu.journal import clock

    found = figures_of(organisation, since=first, until=last + timedelta(microseconds=1), at=clock.now(), by=SYSTEM)
    for name, count in ((name, count) for named in found.values() for name, count in named.items()):
        share = f"{count.share:.1%}" if count.share is not None else "-"
        say(
            f"{name}: {count.good} of {count.counted} = {share}; left out {count.left_out}.",
            f"{name}：{count.good} / {count.counted} = {share}，未计 {count.left_out} 条。",
        )
