"""One web process: takes connections from a socket the supervisor opened, and tells it when the first page can be served."""

from __future__ import annotations

import os
import socket
import sys

import uvicorn

GRACE = 5  # seconds a page under way may still take when we are asked to stop


def main() -> None:
    """Serve until told to stop. Arguments: the socket's and the ready pipe's numbers."""
    listening, ready = int(sys.argv[1]), int(sys.argv[2])
    _warm_up()
    config = uvicorn.Config(
        "baoxiu.project.asgi:application",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    _Announced(config, ready).run([socket.socket(fileno=listening)])


class _Announced(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: int) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        os.write(self._ready, b"1")
        os.close(self._ready)


def _warm_up() -> None:
    """Load what the first page would otherwise wait for."""
    import django
    from django.urls import get_resolver

    django.setup()
    assert get_resolver().url_patterns


if __name__ == "__main__":
    main()
