"""A real `baoxiu` in processes of its own, for tests that start, kill and stop it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

IS_ROOT = os.geteuid() == 0
ORDINARY = ("nobody", "nogroup")
PATIENCE = 300.0


@dataclass
class Installation:
    """A folder, a port, and the command run on them."""

    home: Path
    port: int
    variables: dict[str, str] = field(default_factory=dict)
    prefix: Sequence[str] = ()
    program: Sequence[str] = (sys.executable, "-P", "-m", "baoxiu.project.command")
    process: subprocess.Popen[str] | None = None

    def environment(self) -> dict[str, str]:
        """No database of the tests, no settings of the caller: what a person has who starts it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAOXIU_", "DJANGO_", "DATABASE_", "PYTEST_"))}
        return {**kept, "LANG": "C.UTF-8", "BAOXIU_HOME": str(self.home), "BAOXIU_PORT": str(self.port), **self.variables}

    def command(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run one `baoxiu` command to its end."""
        return subprocess.run(
            [*self.prefix, *self.program, *arguments],
            env=self.environment(),
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *arguments: str) -> None:
        """Start `baoxiu run` and wait for its first page."""
        self.begin(*arguments)
        self.wait_for_page()

    def begin(self, *arguments: str) -> None:
        """Start `baoxiu run`; what it says goes to `said`."""
        with self.said.open("a") as output:
            self.process = subprocess.Popen(
                [*self.prefix, *self.program, "run", *arguments],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
            )

    @property
    def said(self) -> Path:
        """Everything `baoxiu run` has said, beside its folder."""
        return self.home.with_name(f"{self.home.name}.said")

    def page(self, path: str = "/health") -> int:
        """The status a page answers with; 0 where nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def wait_for_page(self) -> None:
        """Wait until the health page says that all is well."""
        wait_until(lambda: self.page() == 200 or not self.is_alive(), "the first page")
        assert self.is_alive(), self.said.read_text()

    def is_alive(self) -> bool:
        """Whether the supervisor runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it as a person or a system would; its status."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def postgres(self) -> int:
        """PostgreSQL's process number."""
        return int((self.home / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def processes(self) -> list[str]:
        """Every process that was started for this folder and still runs."""
        mark, found = f"BAOXIU_HOME={self.home}".encode(), []
        for one in Path("/proc").iterdir():
            with suppress(OSError):
                line = _line(one) if one.name.isdecimal() else ""
                if line and (str(self.home) in line or mark in (one / "environ").read_bytes().split(b"\0")):
                    found.append(f"{one.name} {line}")
        return found

    def clear(self) -> None:
        """End what still runs and remove the folder."""
        if self.is_alive():
            self.stop()
        wait_until(lambda: not self.processes(), "the end of every process")
        shutil.rmtree(self.home, ignore_errors=True)
        self.said.unlink(missing_ok=True)


def _line(process: Path) -> str:
    """A process's command line and, for ours, its name."""
    line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return f"{line}({(process / 'comm').read_text().strip()})"


def free_port() -> int:
    """A port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def somewhere() -> Path:
    """A place for a folder: short, new, and in reach of every user."""
    return Path("/tmp") / f"bx-{uuid4().hex[:10]}"


@contextmanager
def installation(prefix: Sequence[str] = (), **variables: str) -> Iterator[Installation]:
    """An installation in a new folder, cleared away afterwards."""
    one = Installation(somewhere(), free_port(), variables, prefix)
    try:
        yield one
    finally:
        one.clear()


def as_ordinary() -> Sequence[str]:
    """What to put before a command so that an ordinary user runs it; he may read this interpreter wherever it lies."""
    if not IS_ROOT:
        return ()
    user, group = ORDINARY
    caps = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *caps, "--")


def wait_until(is_so: object, what: str) -> None:
    """Wait for something to become true."""
    assert callable(is_so)
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends, f"waited {PATIENCE:g} s for {what}"
        time.sleep(0.05)
