"""An HTTP gateway that is really there, on this machine, in all its moods."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """Answers with a status, sends elsewhere, closes without a word, or falls silent."""

    mood: str = "200"
    got: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0
    elsewhere: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.paths.append(request.path)
        self.got.append(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
        if self.mood == "silent":
            self.released.wait(10)
        if self.mood in ("silent", "closes"):
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        request.send_response(int(self.mood))
        request.send_header("Content-Length", "0")
        if self.elsewhere:
            request.send_header("Location", self.elsewhere)
        request.end_headers()


@contextmanager
def open_gateway() -> Iterator[Gateway]:
    """A gateway at a port of its own, as long as the block lasts."""
    made = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
