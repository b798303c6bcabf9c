"""Keeps processes running: starts them, starts them again when they die, and stops them in order."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from baoxiu.project.console import say, warn
from baoxiu.project.processes import Process
from baoxiu.project.refusals import ChildWillNotStart

SHORTEST_WAIT = 0.25  # seconds before the first restart; doubles with each failure in a row
LONGEST_WAIT = 20.0
LIVED_WELL = 10.0  # seconds after which a process counts as started
TRIES = 5  # starts that may fail before a process that never worked is given up
PATIENCE = 15.0  # seconds from asking to stop until force


@dataclass(slots=True)
class Child:
    """A process to keep. `begin` starts it; `is_up` tells whether it does its work."""

    name: str
    begin: Callable[[], Process]
    is_up: Callable[[], bool]
    end: signal.Signals = signal.SIGTERM
    ends_last: bool = False  # the others need it until they have ended
    why: Callable[[], str] = str  # what may have stopped it, in words
    has_worked: bool = False
    process: Process | None = None
    failures: int = 0
    started_at: float = 0.0
    due_at: float = field(default=0.0)

    def look(self, at: float) -> None:
        """Start the process when it is due; note when it died and when to try again."""
        if self.process is None:
            if at >= self.due_at:
                self.process, self.started_at = self.begin(), at
        elif (status := self.process.poll()) is not None:
            self.process = None
            self._note_death(status, at)
        elif not self.has_worked and self.is_up():
            self.has_worked = True
        if self.process and self.failures and at - self.started_at > LIVED_WELL:
            self.failures = 0

    def ask_to_end(self) -> None:
        """Ask the process to end its work in order."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.end)

    def wait_for_end(self, until: float) -> None:
        """Wait for the end; by force when patience is over."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _note_death(self, status: int, at: float) -> None:
        self.failures += 1
        if not self.has_worked and self.failures >= TRIES:
            raise ChildWillNotStart(name=self.name, status=status)
        wait = min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** min(self.failures - 1, 10))
        self.due_at, why = at + wait, self.why()
        warn(
            f"{self.name} stopped ({_reason(status)}); it is started again in {wait:g} s.{why}",
            f"{self.name} 已停止（{_reason(status)}），{wait:g} 秒后重新启动。{why}",
        )


class Supervisor:
    """Several children, watched until somebody says stop."""

    def __init__(self, children: Sequence[Child]) -> None:
        """Children in the order they start; they stop together."""
        self.children = children
        self.has_told = False

    def keep(self, when_up: Callable[[], None]) -> None:
        """Keep all running until Ctrl-C or SIGTERM; call `when_up` once, when every child does its work."""
        with _wake_up() as wake_up:
            try:
                while True:
                    self._look(when_up)
                    select.select([wake_up], [], [], 0.05 if not self.has_told else 1.0)
                    _drain(wake_up)
            except KeyboardInterrupt:
                say("Stopping ...", "正在停止……")
            finally:
                self.stop()

    def stop(self) -> None:
        """Ask all at once, then wait for each; what the others need ends after them."""
        for is_last in (False, True):
            group = [child for child in self.children if child.ends_last == is_last]
            for child in group:
                child.ask_to_end()
            until = time.monotonic() + PATIENCE
            for child in group:
                child.wait_for_end(until)

    def _look(self, when_up: Callable[[], None]) -> None:
        for child in self.children:
            child.look(time.monotonic())
        if not self.has_told and all(child.has_worked for child in self.children):
            self.has_told = True
            when_up()


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end the block as Ctrl-C does; once it ends, further signals no longer disturb the clearing up."""

    def interrupt(number: int, frame: object) -> None:
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {one: signal.signal(one, interrupt) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def _wake_up() -> Iterator[socket.socket]:
    """A socket that becomes readable when a child dies or a signal comes."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    old_fd = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    old_handler = signal.signal(signal.SIGCHLD, lambda number, frame: None)
    try:
        yield ours
    finally:
        signal.signal(signal.SIGCHLD, old_handler)
        signal.set_wakeup_fd(old_fd)
        ours.close()
        theirs.close()


def _drain(wake_up: socket.socket) -> None:
    try:
        while wake_up.recv(4096):
            pass
    except BlockingIOError:
        return


def _reason(status: int) -> str:
    if status >= 0:
        return f"status {status}"
    return signal.Signals(-status).name


def pipe_says(pipe: int) -> Callable[[], bool]:
    """Whether something was written to `pipe`, or its other end closed."""

    def says() -> bool:
        return bool(select.select([pipe], [], [], 0)[0]) and os.read(pipe, 1) == b"1"

    return says
