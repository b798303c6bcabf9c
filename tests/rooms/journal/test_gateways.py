"""Sending through a gateway that is really there, on this machine, in all its moods."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from baoxiu.journal.channels import NotSent, Outgoing
from baoxiu.journal.channels import apprise as module
from baoxiu.journal.channels.apprise import AppriseChannel, FellSilent
from gateway import Gateway, open_gateway


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with open_gateway() as made:
        yield made


def send(gateway: Gateway, address: str = "+8613800138000", port: int | None = None) -> None:
    channel = AppriseChannel(f"json://127.0.0.1:{port or gateway.port}/send/{{to}}")
    channel.send(Outgoing("k1:1", "sms", address, "王女士", "SZ01-7", "张师傅 14:25 前到", "SZ01-7", 1))


def test_a_message_arrives_with_its_words_for_whom_it_is(gateway: Gateway) -> None:
    send(gateway)

    assert [(body["title"], body["message"]) for body in gateway.got] == [("SZ01-7", "张师傅 14:25 前到")]
    assert "13800138000" in gateway.paths[0]


@pytest.mark.parametrize("status", ["400", "403", "429", "500", "503"])
def test_a_gateway_that_says_no_has_not_sent(gateway: Gateway, status: str) -> None:
    gateway.mood = status

    with pytest.raises(NotSent, match=status):
        send(gateway)


def test_a_gateway_that_cannot_be_reached_has_not_sent(gateway: Gateway) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotSent, match="refused"):
            send(gateway, port=taken.getsockname()[1])


@pytest.mark.parametrize("mood", ["closes", "silent"])
def test_a_gateway_that_took_it_and_fell_silent_may_have_sent(gateway: Gateway, mood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER", 2)
    gateway.mood = mood

    with pytest.raises(FellSilent):
        send(gateway)

    assert len(gateway.got) == 1


@pytest.mark.parametrize("address", ["a/../b", "x?y=1", "用户@例子.cn", "a b"])
def test_an_address_cannot_change_where_a_message_goes(gateway: Gateway, address: str) -> None:
    send(gateway, address)

    assert gateway.paths[0].startswith("/send/")
    assert gateway.paths[0].count("/") == 2
    assert "?" not in gateway.paths[0]
