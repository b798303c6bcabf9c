"""What an organisation may set as the address of a channel, and that none leads inside."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest
from pytest_django import Settings

from baoxiu.core.errors import Refusal
from baoxiu.journal import actions
from baoxiu.journal.actions import ways as module
from baoxiu.journal.channels import NotSent, Outgoing, allowed
from baoxiu.journal.channels.apprise import OwnChannel as Watched
from baoxiu.journal.channels.outside import LiesInside, lies_inside, only_outside
from baoxiu.journal.models import OwnChannel
from cast import Cast
from gateway import Gateway, open_gateway


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    settings.CHANNELS_INSIDE = [ip_network("127.0.0.0/8")]
    with open_gateway() as made:
        yield made


def set_(cast: Cast, address: str, by: str = "sms") -> None:
    actions.set_channel(by, address, organisation_id=cast.lanhai.pk, actor=cast.actor("director"), at=cast.at)


@pytest.mark.parametrize(
    ("by", "address", "code"),
    [
        ("sms", "", "malformed"),
        ("sms", "json://a.example/{to} json://b.example", "malformed"),
        ("sms", "json://" + "a" * 1000 + "/{to}", "malformed"),
        ("sms", "nonsense", "gateway_not_known"),
        ("sms", "syslog://{to}", "gateway_not_known"),
        ("sms", "file:///etc/passwd?{to}", "gateway_not_known"),
        ("sms", "mqtt://broker.example/{to}", "gateway_not_known"),
        ("sms", "twilio://no-sid/{to}", "gateway_unreadable"),
        ("sms", "json://a.example/{to},json://b.example/x", "gateway_unreadable"),
        ("sms", "json://gateway.example/send", "names_nobody"),
        ("mail", "mailtos://desk:pw@mail.example.org", "names_nobody"),
        ("chat", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?template=/etc/passwd", "option_not_allowed"),
        ("chat", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?x=1;TEMPLATE=/etc/passwd", "option_not_allowed"),
        ("mail", "mailtos://desk:pw@mail.example.org?to={to}&pgp%70rv=/etc/passwd", "option_not_allowed"),
        ("webhook", "jsons://hooks.example.org/x?verify=no", "option_not_allowed"),
        ("pigeon", "json://a.example/{to}", "no_such_way"),
    ],
)
def test_what_cannot_be_set_is_refused_and_says_nothing_of_the_address(cast: Cast, by: str, address: str, code: str) -> None:
    with pytest.raises(Refusal) as told:
        set_(cast, address, by)

    assert told.value.code == code
    assert not OwnChannel.objects.exists()
    assert "example" not in told.value.say("en").replace("examples", "") and "etc" not in told.value.say("zh")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "LOCALHOST.", "[::1]", "[::ffff:10.0.0.1]", "10.0.0.8",
        "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "[fd00:ec2::254]", "[64:ff9b::7f00:1]",
    ],
)  # fmt: skip
def test_an_address_that_points_inside_is_refused(cast: Cast, host: str) -> None:
    with pytest.raises(Refusal) as told:
        set_(cast, f"json://{host}/{{to}}")
    assert told.value.code in ("gateway_inside", "gateway_unreadable")
    assert not allowed.hosts_of(f"json://{host}/{{to}}") or told.value.code == "gateway_inside"


def test_a_mail_server_named_in_an_option_is_looked_at_too(cast: Cast) -> None:
    with pytest.raises(module.GatewayInside):
        set_(cast, "mailto://desk:pw@mail.example.org?to={to}&smtp=169.254.169.254", "mail")


def test_what_the_installation_allows_may_lie_inside(cast: Cast, settings: Settings) -> None:
    settings.CHANNELS_INSIDE = [ip_network("10.1.0.0/16")]
    set_(cast, "json://10.1.2.3/{to}")

    with pytest.raises(module.GatewayInside):
        set_(cast, "json://10.2.2.3/{to}")


def test_a_name_that_leads_inside_is_not_connected_to(gateway: Gateway, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **named: real("127.0.0.1", *more, **named))
    channel = Watched(f"json://harmless.example:{gateway.port}/{{to}}")
    outgoing = Outgoing("k", "sms", "+8613800138000", "", "", "x", "", 1)
    channel.send(outgoing)
    assert len(gateway.got) == 1

    settings.CHANNELS_INSIDE = []
    with pytest.raises(NotSent, match="BAOXIU_CHANNELS_INSIDE"):
        channel.send(outgoing)
    mail = replace(channel, address=f"mailto://u:p@harmless.example:{gateway.port}?to={{to}}")
    with pytest.raises(NotSent, match="BAOXIU_CHANNELS_INSIDE"):
        mail.send(replace(outgoing, address="gao@example.org"))
    assert len(gateway.got) == 1


def test_a_gateway_cannot_send_on_to_the_inside(gateway: Gateway, settings: Settings) -> None:
    settings.CHANNELS_INSIDE = [ip_network("127.0.0.1/32")]
    gateway.mood, gateway.elsewhere = "307", f"http://127.0.0.2:{gateway.port}/metadata"

    with pytest.raises(NotSent):
        Watched(f"json://127.0.0.1:{gateway.port}/{{to}}?redirect=yes").send(Outgoing("k", "sms", "1", "", "", "x", "", 1))

    assert gateway.paths == ["/1"]


def test_other_threads_and_what_comes_after_connect_as_ever(gateway: Gateway, settings: Settings) -> None:
    settings.CHANNELS_INSIDE = []
    with only_outside() as kept_from, pytest.raises(LiesInside):
        socket.create_connection(("127.0.0.1", gateway.port), timeout=2)
    assert kept_from == ["127.0.0.1"]

    socket.create_connection(("127.0.0.1", gateway.port), timeout=2).close()


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888"])
def test_the_public_network_is_outside(host: str, settings: Settings) -> None:
    settings.CHANNELS_INSIDE = []
    assert not lies_inside(host)
    assert lies_inside("/run/postgres.sock")
