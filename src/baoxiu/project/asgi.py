"""One ASGI application: `/live` streams here, everything else is Django, synchronous, in a few threads.

Each thread keeps its own database connection, so a page costs no connecting; a stream costs no thread.
"""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import wait

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baoxiu.project.settings")

from django.conf import settings
from django.db import connections

from baoxiu.project.memory import keep_what_is_loaded
from baoxiu.project.pages import Pages
from baoxiu.project.wsgi import application as django
from baoxiu.web.desk.boards.lines import lines_drawn
from baoxiu.web.shared.live import LiveLine, Message, Receive, Scope, Send

LEAVING = 5.0  # seconds a page under way may keep its connection when the server ends
pages = Pages(django, settings.WEB_THREADS)
live = LiveLine(lines_drawn)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _live_and_die(receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"] == "/live":
        await live.stream(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _live_and_die(receive: Receive, send: Send) -> None:
    """Open the line when the server starts, close it when it ends."""
    message: Message = await receive()
    while message["type"] != "lifespan.shutdown":
        await live.open()
        keep_what_is_loaded()
        await send({"type": "lifespan.startup.complete"})
        message = await receive()
    await live.close()
    await asyncio.to_thread(_hang_up)
    await send({"type": "lifespan.shutdown.complete"})


def _hang_up() -> None:
    """Close the database connection of every thread: each takes one turn, and waits until all have taken theirs."""
    turns = threading.Barrier(settings.WEB_THREADS)
    wait([pages.executor.submit(_close, turns) for _ in range(settings.WEB_THREADS)])


def _close(turns: threading.Barrier) -> None:
    connections.close_all()
    turns.wait(timeout=LEAVING)
