"""How our processes are started: as the right user, in a session of their own, and never outliving us."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from baoxiu.project.account import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def start(
    command: Sequence[str | Path],
    *,
    account: Account,
    environment: Mapping[str, str],
    when_orphaned: signal.Signals,
    output: IO[bytes] | None = None,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` as `account`.

    1. A session of its own: Ctrl-C reaches the supervisor alone, which then stops all in order.
    2. Killed with us: when this process dies, even by SIGKILL, the system sends `when_orphaned` (Linux).
    """
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
        pass_fds=keep,
        start_new_session=True,
        preexec_fn=_before(when_orphaned, os.getpid()),
    )


def _before(when_orphaned: signal.Signals, parent: int) -> Callable[[], None]:
    def before() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(when_orphaned), 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask
            os.kill(os.getpid(), signal.SIGKILL)

    return before
