"""Django behind the ASGI server: bodies short and long, answers whole and in pieces, headers that pass for others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from baoxiu.project.pages import SHORT, Environ, Pages

Answered = tuple[int, dict[bytes, bytes], list[bytes]]


class Whole(list[bytes]):
    """An answer as Django marks one that is whole."""

    streaming = False
    closed = False

    def close(self) -> None:
        """As Django's: what belongs to the request is let go."""
        self.closed = True


def asked(django: Callable[..., Iterable[bytes]], pieces: Iterable[bytes], headers: list[tuple[bytes, bytes]]) -> Answered:
    """What an ASGI server is told, for a body that comes in `pieces`."""
    told: list[dict[str, Any]] = []
    left = iter(pieces)
    scope = {"type": "http", "method": "POST", "path": "/维修", "query_string": b"a=1", "http_version": "1.1", "headers": headers}

    async def receive() -> dict[str, Any]:
        piece = next(left, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(message: Any) -> None:
        told.append(message)

    asyncio.run(Pages(django, 2)(scope, receive, send))
    return told[0]["status"], dict(told[0]["headers"]), [each["body"] for each in told[1:]]


def echo(environ: Environ, start: Callable[..., object]) -> Whole:
    start("201 Created", [("X-Path", environ["PATH_INFO"]), ("X-Names", ",".join(sorted(n for n in environ if n.startswith("HTTP_"))))])
    return Whole([environ["wsgi.input"].read()])


@pytest.mark.parametrize(
    ("pieces", "length"),
    [
        ([b""], None),
        ([b"ab", b"c"], b"3"),
        ([b"x" * SHORT, b"y" * 7], str(SHORT + 7).encode()),
        ([b"x" * 70_000, b"", b"y"], b"70001"),
    ],
)
def test_a_body_arrives_as_it_was_sent(pieces: list[bytes], length: bytes | None) -> None:
    headers = [(b"content-length", length)] if length else []
    status, said, body = asked(echo, pieces, headers)

    assert (status, body) == (201, [b"".join(pieces)])
    assert said[b"x-path"].decode("latin-1").encode("latin-1").decode() == "/维修"


def test_a_long_body_is_read_no_further_than_the_view_reads() -> None:
    read: list[bytes] = []

    def refuses(environ: Environ, start: Callable[..., object]) -> Whole:
        read.append(environ["wsgi.input"].read1(10))
        start("413 Too Large", [])
        return Whole([b"no"])

    taken: list[bytes] = []

    def counted() -> Iterator[bytes]:
        for _ in range(1000):
            taken.append(b"z" * 1000)
            yield taken[-1]

    status, _, _ = asked(refuses, counted(), [(b"content-length", b"1000000")])

    assert (status, read) == (413, [b"z" * 10])
    assert len(taken) < 1000


def test_an_answer_in_pieces_is_sent_piece_by_piece_and_closed() -> None:
    closed: list[bool] = []

    class Pieces:
        streaming = True

        def __iter__(self) -> Iterator[bytes]:
            yield from (b"one", b"", b"two")

        def close(self) -> None:
            closed.append(True)

    def django(_environ: Environ, start: Callable[..., object]) -> Pieces:
        start("200 OK", [])
        return Pieces()

    assert asked(django, [], [])[2] == [b"one", b"two", b""]
    assert closed == [True]


def test_a_header_cannot_pass_for_another() -> None:
    _, said, _ = asked(echo, [b""], [(b"x_request_id", b"forged"), (b"x-request-id", b"real"), (b"accept", b"a"), (b"accept", b"b")])

    assert said[b"x-names"] == b"HTTP_ACCEPT,HTTP_X_REQUEST_ID"
