"""What `baoxiu doctor` looks at: each check answers what it found, and what to do where something is wrong."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from baoxiu.core.errors import Refusal
from baoxiu.project import database, home
from baoxiu.project.environment import Environment, words
from baoxiu.project.home import NEEDED_FOR_OLD, Home
from baoxiu.project.postgres.binaries import choose
from baoxiu.project.postgres.cluster import url
from baoxiu.project.postgres.server import is_up
from baoxiu.project.prepare import mark_of_migrations

LATE = "10 minutes"  # a job that is due and was not taken for so long tells that no worker runs
FAILING = """
select h.by, h.failed, coalesce(u.title, '') from journal_channelhealth h left join directory_unit u on u.id = h.owner
where h.failed >= 3 and h.failed_at > now() - interval '7 days' order by h.owner, h.by"""  # as journal.queries.ways says


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    is_well: bool
    words: str


def look(given: Environment) -> Iterator[Finding]:
    """Look at everything, from the folder up; what stands on something broken is left out."""
    yield _packs()
    try:
        place = home.make(home.place(given)) if given.database_url else home.find(home.place(given))
    except Refusal as refusal:
        yield _refused(refusal)
        return
    yield _folder(place)
    yield _space(place)
    if not given.database_url:
        yield _programs(place)
    yield from _database(place, given)
    yield _web(given)


def _refused(refusal: Refusal) -> Finding:
    return Finding(False, words(refusal.say("en"), refusal.say("zh")))


def _packs() -> Finding:
    folder = home.packs_folder()
    count = sum(1 for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else 0
    return Finding(count > 0, words(f"{count} packs come with this program ({folder})", f"随程序附带 {count} 个规程包（{folder}）"))


def _folder(place: Home) -> Finding:
    running = place.is_locked()
    state = words("Baoxiu runs on it", "正在运行") if running else words("nothing runs on it", "未在运行")
    return Finding(
        True,
        words(f"Folder {place.path}, kept by {place.account.name}; {state}", f"数据目录 {place.path}，属于 {place.account.name}；{state}"),
    )


def _space(place: Home) -> Finding:
    free = shutil.disk_usage(place.path).free // 2**20
    return Finding(free >= 10 * NEEDED_FOR_OLD, words(f"{free} MB free on its disk", f"所在磁盘剩余 {free} MB"))


def _programs(place: Home) -> Finding:
    try:
        found = choose(place)
    except Refusal as refusal:
        return _refused(refusal)
    return Finding(True, f"PostgreSQL {found.major}: {found.folder}")


def _database(place: Home, given: Environment) -> Iterator[Finding]:
    if not given.database_url and not is_up(place):
        yield Finding(True, words("The database does not run now; its tables are not looked at", "数据库未运行，不检查其中的表"))
        return
    address = given.database_url or url(place)
    try:
        database.check(address)
    except Refusal as refusal:
        yield _refused(refusal)
        return
    yield Finding(True, words("The database answers", "数据库可以连接"))
    used = database.used_version(address)
    is_current = used == (database.our_version(), mark_of_migrations())
    yield Finding(
        is_current,
        words("Its tables are of this version", "数据表与程序版本一致")
        if is_current
        else words("Its tables are of another version: run `baoxiu migrate`", "数据表与程序版本不一致：请运行 `baoxiu migrate`"),
    )
    if used:
        yield _jobs(address)
    if is_current:
        yield from channels(address)


def _jobs(address: str) -> Finding:
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "select count(*) from procrastinate_jobs j join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'"
            " where j.status = 'todo' and coalesce(j.scheduled_at, e.at) < now() - %s::interval",
            [LATE],
        ).fetchone()
    late = row[0] if row else 0
    if late:
        return Finding(
            False,
            words(
                f"{late} jobs wait for more than {LATE}: is `baoxiu work` running?",
                f"有 {late} 个任务等待超过 10 分钟：`baoxiu work` 是否在运行？",
            ),
        )
    return Finding(True, words("No job waits too long", "没有积压的任务"))


def channels(address: str) -> Iterator[Finding]:
    """Channels that failed again and again: organisations' own, and the installation's."""
    with psycopg.connect(address) as connection:
        failing = connection.execute(FAILING).fetchall()
    for by, failed, organisation in failing:
        whose = organisation or "BAOXIU_CHANNELS"
        yield Finding(
            False,
            words(
                f"Messages by {by} failed {failed} times in a row ({whose}): see Settings › Channels",
                f"{by} 渠道已连续 {failed} 次发送失败（{whose}）：请查看 设置 › 消息渠道",
            ),
        )
    if not failing:
        yield Finding(True, words("No channel for messages fails", "消息渠道没有连续失败"))


def _web(given: Environment) -> Finding:
    try:
        socket.create_connection((given.host, given.port), timeout=2).close()
    except OSError as problem:
        why = problem.strerror or str(problem)
        return Finding(False, words(f"Nothing answers at {given.host}:{given.port} ({why})", f"{given.host}:{given.port} 无应答（{why}）"))
    return Finding(True, words(f"Something answers at {given.host}:{given.port}", f"{given.host}:{given.port} 有应答"))
