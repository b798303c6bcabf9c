"""Django behind the ASGI server: one thread answers a request from beginning to end.

A thread waits for the loop only where it must: a short body is read before the thread is asked, an answer that is whole is
handed over whole. What is long, up or down, goes piece by piece, so that nothing large is ever held.
"""

from __future__ import annotations

import asyncio
import contextvars
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baoxiu.web.shared.live import Message, Receive, Scope, Send

SHORT = 64 * 1024  # bytes of a body that are read before a thread is asked
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
NAMES = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


class Pages:
    """A WSGI application as an ASGI one, in so many threads."""

    def __init__(self, django: Wsgi, threads: int) -> None:
        """No thread is started before the first request."""
        self.django = django
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()
        environ = environ_of(scope)
        environ["wsgi.input"] = await _body(environ, receive, loop)
        context = contextvars.copy_context()
        answer = await loop.run_in_executor(self.executor, context.run, self._answer, environ)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.pieces is None:
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await self._stream(answer, answer.pieces, send, loop)

    async def _stream(self, answer: Answer, pieces: Iterator[bytes], send: Send, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while piece := await loop.run_in_executor(self.executor, next, pieces, b""):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await loop.run_in_executor(self.executor, answer.close)

    def _answer(self, environ: Environ) -> Answer:
        """In a thread: the whole answer, or how its pieces are come by."""
        answer = Answer()
        response = self.django(environ, answer.begin)
        answer.close = getattr(response, "close", answer.close)
        if getattr(response, "streaming", True):
            answer.pieces = filter(None, response)
            return answer
        try:
            answer.body = b"".join(response)
        finally:
            answer.close()
        return answer


@dataclass(slots=True)
class Answer:
    """What Django answered. `pieces`: of an answer that is not whole."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    pieces: Iterator[bytes] | None = None
    close: Callable[[], object] = bool

    def begin(self, status: str, headers: list[tuple[str, str]], _fault: object = None) -> None:
        """What WSGI calls `start_response`."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


class Incoming(io.RawIOBase):
    """A long body, read by a thread as it comes in."""

    def __init__(self, receive: Receive, loop: asyncio.AbstractEventLoop) -> None:
        """Nothing is asked for yet."""
        self._receive, self._loop = receive, loop
        self._left, self._is_more = memoryview(b""), True

    def readable(self) -> bool:
        """It is read, and nothing else."""
        return True

    def readinto(self, buffer: Any) -> int:
        """What has come in, at most as much as fits; 0 at the end."""
        while not self._left and self._is_more:
            message = asyncio.run_coroutine_threadsafe(_next(self._receive), self._loop).result()
            self._left, self._is_more = memoryview(message.get("body", b"")), message.get("more_body", False)
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


def environ_of(scope: Scope) -> Environ:
    """A request as WSGI puts it."""
    host, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", "")
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, said in scope["headers"]:
        if b"_" in name:  # it would pass for the one with a hyphen
            continue
        key = NAMES.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        value = said.decode("latin-1")
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


async def _body(environ: Environ, receive: Receive, loop: asyncio.AbstractEventLoop) -> io.BufferedIOBase:
    """The body: whole where it says that it is short, else as it comes."""
    length = environ.get("CONTENT_LENGTH", "" if "HTTP_TRANSFER_ENCODING" in environ else "0")
    if not length.isascii() or not length.isdigit() or int(length) > SHORT:
        return io.BufferedReader(Incoming(receive, loop))
    pieces = []
    is_more = length != "0"
    while is_more:
        message = await receive()
        pieces.append(message.get("body", b""))
        is_more = message.get("more_body", False)
    return io.BytesIO(b"".join(pieces))


async def _next(receive: Receive) -> Message:
    return await receive()
