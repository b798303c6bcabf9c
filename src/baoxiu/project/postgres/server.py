"""The running server: started, waited for, stopped. What an earlier one left behind is cleared away first."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from baoxiu.project import processes
from baoxiu.project.home import Home, in_words
from baoxiu.project.postgres.binaries import choose
from baoxiu.project.postgres.cluster import CLEAN, PORT, Cluster, make_socket_folder, refuse, socket_folder, url

PATIENCE = 60.0  # seconds: a server that recovers after a crash replays its journal first
STILL_HELD = "pre-existing shared memory block"
STATUS_LINE = 7  # of postmaster.pid, counted from 0


class Server:
    """One PostgreSQL server over one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        """A server that does not run yet."""
        self.cluster = cluster
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server; `is_ready` tells when it answers."""
        _clear_leftover(self.cluster.folder)
        folder = make_socket_folder(self.cluster.home)
        with in_words(self.cluster.home.path), self.cluster.log.open("wb") as log:
            self.process = processes.start(
                self._command(folder),
                account=self.cluster.home.account,
                environment=CLEAN,
                when_orphaned=signal.SIGINT,
                output=log,
            )
        return self.process

    def wait(self) -> None:
        """Wait until the server answers, or say why it does not. One that was killed may hold its memory a moment longer."""
        ends = time.monotonic() + PATIENCE
        while not self.is_ready():
            said = "" if self.is_alive() else self.cluster.log.read_text(errors="replace")
            if STILL_HELD in said and time.monotonic() < ends:
                time.sleep(0.2)
                self.start()
            elif said or time.monotonic() > ends:
                self.stop()
                refuse(said, self.cluster.home, self.cluster.log)
            time.sleep(0.02)

    def is_ready(self) -> bool:
        """Whether the server takes connections: it notes so itself beside its process number."""
        lines = _pid_lines(self.cluster.folder)
        ours = self.process and lines[:1] == [str(self.process.pid)]
        return bool(ours) and lines[STATUS_LINE:] != [] and lines[STATUS_LINE].strip() == "ready"

    def is_alive(self) -> bool:
        """Whether the server's process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop: open transactions are rolled back, what was committed is on disk; by force after a minute."""
        if self.process is None or not self.is_alive():
            return
        for how, patience in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, 5.0), (signal.SIGKILL, None)):
            self.process.send_signal(how)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            return

    def _command(self, folder: Path) -> list[str | Path]:
        options = {"listen_addresses": "", "unix_socket_directories": str(folder), "unix_socket_permissions": "0700", "port": str(PORT)}
        if not self.cluster.is_lasting:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
        given = [f"--{name}={value}" for name, value in options.items()]
        return [self.cluster.binaries.program("postgres"), "-D", self.cluster.folder, *given]


def cluster_of(home: Home, *, is_lasting: bool = True) -> Cluster:
    """The cluster of `home`, made if there is none."""
    home.check_space()
    cluster = Cluster(home, choose(home), is_lasting)
    cluster.make()
    return cluster


@contextmanager
def running(home: Home, *, is_lasting: bool = True, may_create: bool = False) -> Iterator[str]:
    """A server for as long as the block lasts; its URL. The caller holds the lock of `home`."""
    server = Server(cluster_of(home, is_lasting=is_lasting))
    server.start()
    try:
        server.wait()
        server.cluster.make_roles(may_create=may_create)
        yield url(home)
    finally:
        server.stop()


def is_up(home: Home) -> bool:
    """Whether a server of `home` takes connections now (started by another process)."""
    lines = _pid_lines(home.folder("postgres"))
    return bool(lines) and _is_postgres(int(lines[0]), home.folder("postgres")) and socket_folder(home).exists()


def _pid_lines(folder: Path) -> list[str]:
    try:
        return (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _clear_leftover(folder: Path) -> None:
    """Clear away what a killed Baoxiu left.

    1. A server of this folder that still runs is asked to stop, and waited for.
    2. A note of one that is gone is removed: its number may belong to a stranger by now.
    """
    lines = _pid_lines(folder)
    if not lines:
        return
    pid, ends = int(lines[0]), time.monotonic() + PATIENCE
    if _is_postgres(pid, folder):
        os.kill(pid, signal.SIGINT)
    while _is_postgres(pid, folder) and time.monotonic() < ends:
        time.sleep(0.05)
    if not _is_postgres(pid, folder):
        (folder / "postmaster.pid").unlink(missing_ok=True)


def _is_postgres(pid: int, folder: Path) -> bool:
    """Whether this process is a server of this folder, and no stranger with a number used before."""
    line = _command_line(pid)
    return "postgres" in line and str(folder) in line


def _command_line(pid: int) -> str:
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
