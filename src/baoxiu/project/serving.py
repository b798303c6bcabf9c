"""One web process: takes connections from a socket the supervisor opened, and tells it when the first page can be served."""

from __future__ import annotations

import os
import socket

import uvicorn

GRACE = 5  # seconds a page under way may still take when we are asked to stop


def serve(listening: int, ready: int) -> int:
    """Serve until told to stop. Given are the numbers of the socket and of the pipe that says we are ready."""
    config = uvicorn.Config(
        "baoxiu.project.asgi:application",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    _Announced(config, ready).run([socket.socket(fileno=listening)])
    return 0


class _Announced(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: int) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        os.write(self._ready, b"1")
        os.close(self._ready)
