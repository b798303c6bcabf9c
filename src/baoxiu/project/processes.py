"""How our processes are started: as the right user, in a session of their own, and never outliving us.

1. A session of its own: Ctrl-C reaches the supervisor alone, which then stops all in order.
2. Ended with us: when the supervisor dies, even by SIGKILL, the system sends each a signal (Linux).
3. Ours are forked from the supervisor once everything is imported: one import for all, and most of the memory shared.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, NoReturn, Protocol

from baoxiu.project.account import Account

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_PAUSE = 0.02
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Process(Protocol):
    """A process of ours, started or forked."""

    def poll(self) -> int | None:
        """Its status, or None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; subprocess.TimeoutExpired where that takes too long."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""

    def kill(self) -> None:
        """End it by force."""


class Forked:
    """A process forked from this one."""

    def __init__(self, pid: int) -> None:
        """It runs already."""
        self.pid = pid
        self._status: int | None = None

    def poll(self) -> int | None:
        """Its status, or None while it runs."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        ends = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if ends is not None and time.monotonic() > ends:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(_PAUSE)
        return status

    def send_signal(self, sig: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        """End it by force."""
        self.send_signal(signal.SIGKILL)


def start(
    command: Sequence[str | Path], *, account: Account, environment: Mapping[str, str], when_orphaned: signal.Signals, output: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start another program as `account`."""
    switches = not account.is_ours
    return subprocess.Popen(
        command,
        env=environment,
        cwd="/",
        user=account.uid if switches else None,
        group=account.gid if switches else None,
        extra_groups=[] if switches else None,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=_end_with(os.getpid(), when_orphaned),
    )


def fork(name: str, work: Callable[[], int], *, account: Account, keep: Sequence[int] = ()) -> Forked:
    """Do `work` in a process of its own as `account`; of what is open it has the standard streams and `keep`."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _become(name, work, account, keep, parent)
    return Forked(pid)


def _become(name: str, work: Callable[[], int], account: Account, keep: Sequence[int], parent: int) -> NoReturn:
    """The child's whole life. It never returns into the supervisor's code, whatever happens."""
    try:
        _let_go(keep)
        _switch(account)
        _end_with(parent, signal.SIGTERM)()
        if _libc is not None:
            _libc.prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)
        os._exit(work())
    finally:  # only where it failed
        traceback.print_exc()
        os._exit(1)


def _let_go(keep: Sequence[int]) -> None:
    """Leave the supervisor's session, its signal handlers and what it holds open, the lock of the folder above all."""
    os.setsid()
    os.chdir("/")
    signal.set_wakeup_fd(-1)
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(one, signal.SIG_DFL)
    edges = [2, *sorted(keep), os.sysconf("SC_OPEN_MAX")]
    for low, high in pairwise(edges):
        os.closerange(low + 1, high)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)


def _switch(account: Account) -> None:
    os.umask(0o077)
    if not account.is_ours:
        os.setgroups([])
        os.setgid(account.gid)
        os.setuid(account.uid)


def _end_with(parent: int, when_orphaned: signal.Signals) -> Callable[[], None]:
    """Called in the child: ask the system for a signal when the parent dies; end at once where it died before we could ask."""

    def ask() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(when_orphaned), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return ask
