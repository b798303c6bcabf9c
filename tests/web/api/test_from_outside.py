"""The API as a server answers it: a body too large, sent for real, and a database that is away."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

MB = 1024 * 1024
NOBODY = "postgresql://nobody@/nothing?host=/nonexistent"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """A server of ours whose database is away: its port and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    settings = {**os.environ, "DATABASE_URL": NOBODY, "BAOXIU_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "baoxiu.project.settings"}
    arguments = [sys.executable, "-m", "uvicorn", "baoxiu.project.asgi:application", "--port", str(port), "--log-level", "warning"]
    with (folder / "log").open("wb") as log, subprocess.Popen(arguments, env=settings, stdout=log, stderr=log) as process:
        try:
            _wait_for(port, process, folder / "log")
            yield port, process.pid
        finally:
            process.kill()


def test_two_hundred_megabytes_are_refused_unread_and_memory_stays_as_it_was(server: tuple[int, int]) -> None:
    port, pid = server
    with _sending(port, 2, "application/json"):  # the first request brings the addresses and what they need into memory
        before = _peak(pid)

    with _sending(port, 200, "multipart/form-data; boundary=b") as response:
        body = json.loads(response.read())

    assert (response.status, body["code"], response.headers["Content-Type"]) == (413, "too_large", "application/problem+json")
    assert _peak(pid) - before < 24 * MB


def test_a_json_body_of_two_megabytes_is_refused_unread(server: tuple[int, int]) -> None:
    with _sending(server[0], 2, "application/json") as response:
        assert response.status == 413


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer bx_x"}, {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}])
def test_while_the_database_is_away_the_answer_is_503_and_says_when_to_come_back(server: tuple[int, int], headers: dict[str, str]) -> None:
    with closing(HTTPConnection("127.0.0.1", server[0], timeout=20)) as connection:
        connection.request("GET", "/api/v1/tickets", headers={"Accept-Language": "en", **headers})
        response = connection.getresponse()
        body = json.loads(response.read())

    assert (response.status, body["code"]) == (503, "database_away")
    assert int(response.headers["Retry-After"]) > 0 and "Idempotency-Key" in body["detail"]


@contextmanager
def _sending(port: int, megabytes: int, kind: str) -> Iterator[HTTPResponse]:
    """Send so many megabytes, one at a time, until they are sent or the server has heard enough."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.putrequest("POST", "/api/v1/tickets/x/files")
        connection.putheader("Content-Type", kind)
        connection.putheader("Content-Length", str(megabytes * MB))
        connection.endheaders()
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(megabytes):
                connection.send(b"x" * MB)
        with connection.getresponse() as response:
            yield response


def _peak(pid: int) -> int:
    """The most memory the process ever had."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise ChildProcessError(log.read_text(encoding="utf-8"))
