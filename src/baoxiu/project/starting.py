"""From nothing to the first page: one installation under one supervisor."""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from django.urls import get_resolver

from baoxiu.project import database, environment, home, processes
from baoxiu.project.account import Account, of_uid
from baoxiu.project.console import say, warn
from baoxiu.project.environment import Environment
from baoxiu.project.home import NEEDED_FOR_OLD, Home
from baoxiu.project.postgres.cluster import url
from baoxiu.project.postgres.server import Server, cluster_of
from baoxiu.project.prepare import DEMO_FILE, FILLED, mark_of_migrations, prepare
from baoxiu.project.processes import Forked
from baoxiu.project.refusals import AddressNotHere, DiskFull, PortInUse, PreparationFailed
from baoxiu.project.supervisor import Child, Supervisor, pipe_says, stopped_by_signals

AT_ONCE = 4  # jobs of one worker at a time


@dataclass(frozen=True, slots=True)
class Start:
    """What one start works with."""

    place: Home
    given: Environment
    address: str
    runs_as: Account

    def fork(self, name: str, work: Callable[[], int], *, keep: Sequence[int] = ()) -> Forked:
        """Do `work` in a process of its own."""
        return processes.fork(f"baoxiu {name}", work, account=self.runs_as, keep=keep)


def run(given: Environment, *, demo: str) -> int:
    """Start everything and keep it running until Ctrl-C or SIGTERM.

    1. The folder, and nobody else on it. The port, before anything takes time.
    2. The database: ours, or the one DATABASE_URL names. Migrations and the demo organisation, only when something is new.
    3. Web and workers. The address and the demo's logins, once the first page can be served.
    """
    with stopped_by_signals(), ExitStack() as opened:
        try:
            place = home.make(home.place(given))
            opened.enter_context(place.locked())
            listening = opened.enter_context(_listen(given.host, given.port))
            servers = [] if given.database_url else [_begin_postgres(place, opened)]
            start = Start(place, given, given.database_url or url(place), _who_runs(place))
            _load(start)
            children = [_postgres(server) for server in servers]
            _prepare(start, demo)
            children += [_web(start, listening, number) for number in range(1, given.web + 1)]
            children += [_worker(start, number) for number in range(1, given.workers + 1)]
            Supervisor(children).keep(lambda: _tell(start))
        except KeyboardInterrupt:  # before everything ran
            pass
    say("Stopped.", "已停止。")
    return 0


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as problem:
        listening.close()
        if problem.errno == errno.EADDRINUSE:
            raise PortInUse(host=host, port=port, other=port + 1 if port < 65535 else port - 1) from problem
        raise AddressNotHere(host=host, port=port, why=problem.strerror or str(problem)) from problem
    listening.set_inheritable(False)
    return listening


def _begin_postgres(place: Home, opened: ExitStack) -> Server:
    server = Server(cluster_of(place))
    opened.callback(server.stop)
    server.start()
    return server


def _postgres(server: Server) -> Child:
    server.wait()
    server.cluster.make_roles()
    child = Child("PostgreSQL", server.start, server.is_ready, signal.SIGINT, ends_last=True, has_worked=True, process=server.process)
    child.why = lambda: _disk_in_words(server.cluster.home)
    return child


def _disk_in_words(place: Home) -> str:
    """What to do where PostgreSQL stops because it cannot write."""
    free = shutil.disk_usage(place.path).free // 2**20
    if free >= NEEDED_FOR_OLD:
        return ""
    return " " + DiskFull(home=place.path, free=free, needed=NEEDED_FOR_OLD).say(environment.language())


def _load(start: Start) -> None:
    """Import everything once, while PostgreSQL starts; what is forked from here on shares it."""
    sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))  # a terminal program cel imports unasked; a fifth of the whole start
    database.set_up(start.place, start.given, start.address)
    if not start.runs_as.is_ours:
        environment.give({"HOME": str(start.place.path)})
    importlib.import_module("baoxiu.project.asgi")
    importlib.import_module("baoxiu.project.serving")
    importlib.import_module("baoxiu.project.jobs")
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def _who_runs(place: Home) -> Account:
    """Web and workers run as the user who keeps the data, where this user can reach Python and this program."""
    if place.account.is_ours:
        return place.account
    if _reaches_us(place.account):
        place.hand_over()
        return place.account
    warn(
        f"Web and workers run as root, because the user {place.account.name} cannot reach {sys.prefix}. "
        "Install Baoxiu outside of private folders (docs/operations/install.md).",
        f"用户 {place.account.name} 无法访问 {sys.prefix}，网页与后台进程将以 root 运行。"
        "建议安装到非私人目录（见 docs/operations/install.md）。",
    )
    return of_uid(os.geteuid())


def _reaches_us(account: Account) -> bool:
    """Whether `account` can read the interpreter, its library, what is installed beside it, and ourselves."""
    needed = (os.path.realpath(sys.executable), os.__file__, socket.__file__, json.__file__, __file__)
    installed = [Path(one) for one in sys.path if one and Path(one).is_dir()]
    test = 'for one in "$@"; do [ -r "$one" ] || exit 1; done; [ -x "$0" ]'
    return account.may_run(["/bin/sh", "-c", test, sys.executable, *needed, *installed])


def _prepare(start: Start, demo: str) -> None:
    """Bring the database up to date; nothing to do when the last start was by the same program."""
    if start.given.database_url:
        database.check(start.address)
    used = database.used_version(start.address)
    start.place.mark()
    if used == (database.our_version(), mark_of_migrations()) and demo not in FILLED:
        return
    say("Preparing the database ...", "正在准备数据库……")
    preparing = start.fork("prepare", lambda: prepare(demo))
    try:
        status = preparing.wait()
    except KeyboardInterrupt:
        preparing.send_signal(signal.SIGTERM)
        preparing.wait()
        raise
    if status:
        raise PreparationFailed(status=status)


def _web(start: Start, listening: socket.socket, number: int) -> Child:
    reader, writer = os.pipe()
    keep = (listening.fileno(), writer)

    def serve() -> int:
        from baoxiu.project import serving

        return serving.serve(*keep)

    return Child(f"web {number}", lambda: start.fork(f"web {number}", serve, keep=keep), pipe_says(reader))


def _worker(start: Start, number: int) -> Child:
    def work() -> int:
        from baoxiu.project import jobs

        return jobs.work(AT_ONCE)

    return Child(f"worker {number}", lambda: start.fork(f"worker {number}", work), lambda: True)


def _tell(start: Start) -> None:
    address = start.given.public_url or f"http://{start.given.host}:{start.given.port}"
    say(f"\nBaoxiu runs at {address}", f"\n报修已启动：{address}")
    logins = _demo_logins(start.place)
    width = max((len(login["name"]) for login in logins), default=0)
    for login in logins:
        line = f"  {login['name']:<{width}}  {login['password']}  {environment.words(login['role_en'], login['role_zh'])}"
        say(line, line)
    say(f"Data: {start.place.path}. Ctrl-C stops everything.", f"数据目录：{start.place.path}。按 Ctrl-C 停止全部服务。")


def _demo_logins(place: Home) -> list[dict[str, str]]:
    try:
        found: list[dict[str, str]] = json.loads((place.path / DEMO_FILE).read_text())
    except FileNotFoundError:
        return []
    return found
