"""The ground the figures stand on: a real PostgreSQL with fsync, one property company, tickets, a token, web processes, pgbench."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from baoxiu.project.serving import GRACE

CONNECTIONS = 16
SECONDS = 12
WEB = 2


class NoPgbench(RuntimeError):
    """pgbench is not on this machine: install PostgreSQL's client tools (Debian: postgresql-15 or postgresql-contrib)."""


@contextmanager
def database() -> Iterator[str]:
    """A database of its own: beside the one DATABASE_URL names, else on a PostgreSQL started for this. Durable, as in service."""
    from baoxiu.project import home
    from baoxiu.project.memory import keep_what_is_loaded
    from baoxiu.project.postgres.server import running

    folder = Path(tempfile.gettempdir()) / f"baoxiu-bench-{uuid4().hex[:8]}"
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        place = home.make(folder)
        os.environ["BAOXIU_HOME"] = str(folder)
        stack.enter_context(place.locked())
        os.environ["DATABASE_URL"] = stack.enter_context(running(place, may_create=True))
        os.environ["DJANGO_SETTINGS_MODULE"] = "baoxiu.project.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        keep_what_is_loaded()  # as every process of ours does
        yield os.environ["DATABASE_URL"]


def pgbench(url: str, script: str, *, seconds: int = SECONDS) -> float:
    """Transactions a second of a script, prepared statements, as many clients as the HTTP load has connections."""
    program = shutil.which("pgbench") or next((str(p) for p in sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))), None)
    if program is None:
        raise NoPgbench(NoPgbench.__doc__)
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as file:
        file.write(script)
    Path(file.name).chmod(0o644)
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    place = {
        "PGHOST": options.get("host", parts.hostname or ""),
        "PGUSER": parts.username or "",
        "PGPASSWORD": parts.password or "",
    }
    clients = ["-c", str(CONNECTIONS), "-j", "2", "-M", "prepared", "-n", "-T", str(seconds)]
    said = subprocess.run(
        [program, *clients, "-f", file.name, parts.path.lstrip("/")],
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_as_owner(options),
    )
    found = re.search(r"tps = ([\d.]+)", said.stdout)
    if found is None:
        raise RuntimeError(said.stdout + said.stderr)
    return float(found[1])


def _as_owner(options: dict[str, str]) -> Callable[[], None] | None:
    """A socket in a private folder is entered as the user it belongs to."""
    folder = options.get("host", "")
    if os.geteuid() != 0 or not folder.startswith("/"):
        return None
    owner = Path(folder).stat()

    def become() -> None:
        os.setgid(owner.st_gid)
        os.setuid(owner.st_uid)

    return become


@contextmanager
def serving(application: str = "baoxiu.project.asgi:application") -> Iterator[int]:
    """Web processes on a free port of the loopback; the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["--host", "127.0.0.1", "--port", str(port), "--workers", str(WEB), "--no-access-log", "--log-level", "warning"]
    arguments += ["--timeout-graceful-shutdown", str(GRACE)]  # as in service: an open live line is not waited for
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", application, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )
    try:
        _wait_for(port)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web processes did not begin to serve")


def processor_seconds() -> float:
    """What everything that was started for the figures has worked so far, database and web processes, without who asks."""
    started, seen = [os.getpid()], 0.0
    while started:
        for tasks in Path(f"/proc/{started.pop()}/task").glob("*/children"):
            children = tasks.read_text().split()
            started += map(int, children)
            seen += sum(_worked(child) for child in children)
    return seen


def _worked(child: str) -> float:
    try:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def first(rows: Sequence[float], share: float) -> float:
    """The value below which `share` of the rows lie."""
    ordered = sorted(rows)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
