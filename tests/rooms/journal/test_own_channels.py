"""An organisation's own ways out: sealed at rest, used first, kept from reaching inside, told of without their secret."""

from __future__ import annotations

import io
import json
import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from baoxiu.core.errors import Malformed, NotFound
from baoxiu.journal import actions, queries
from baoxiu.journal.actions import ways as module
from baoxiu.journal.channels import NotSent, hiding
from baoxiu.journal.channels.sealing import CannotBeOpened, seal, unseal
from baoxiu.journal.models import ChannelHealth, Delivery, Event, Message, OwnChannel
from baoxiu.project import checks
from cast import Cast
from gateway import Gateway, open_gateway

SECRET = "geheim-99-token-of-the-gateway"
HERE = [ip_network("127.0.0.0/8")]


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    settings.CHANNELS_INSIDE, settings.CHANNELS = HERE, ""
    with open_gateway() as made:
        yield made


def address_of(gateway: Gateway) -> str:
    return f"json://desk:{SECRET}@127.0.0.1:{gateway.port}/sms/{{to}}?-token={SECRET}"


def set_(cast: Cast, address: str, by: str = "sms", organisation: int | None = None) -> None:
    owner = organisation or cast.lanhai.pk
    actions.set_channel(by, address, organisation_id=owner, actor=cast.actor("director"), at=cast.at)


def way(cast: Cast, by: str = "sms", after: timedelta = timedelta()) -> queries.Way:
    return next(one for one in queries.ways_of(cast.lanhai.pk, cast.at + after) if one.by == by)


def tell(cast: Cast, key: str = "k1", organisation: int | None = None) -> Message:
    owner = organisation or cast.lanhai.pk
    person = cast.people["director" if owner == cast.lanhai.pk else "owner_manager"]
    person.phone = "+8613800138000"
    person.save()
    actions.tell(f"person:{person.pk}", {"zh": "请回电"}, key=key, organisation_id=owner, unit_id=None, by="sms", at=cast.at)
    return Message.objects.get(key=key)


def drain(cast: Cast, after: timedelta = timedelta()) -> actions.Drained:
    return actions.drain_messages(cast.at + after)


# -- at rest


def test_an_address_is_sealed_and_only_its_kind_and_end_stand_beside(cast: Cast) -> None:
    set_(cast, f"wecombot://{SECRET}-abcd", "chat")

    own = OwnChannel.objects.get()
    assert SECRET not in own.sealed
    assert (own.scheme, own.ending, own.off) == ("wecombot", "abcd", False)
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(c)::text from journal_ownchannel c")
        assert SECRET not in cursor.fetchone()[0]
    assert unseal(cast.lanhai.pk, "chat", own.sealed) == f"wecombot://{SECRET}-abcd"


def test_a_row_laid_under_another_organisation_does_not_open(cast: Cast) -> None:
    sealed = seal(cast.lanhai.pk, "sms", "json://x/{to}")

    for whose, by in ((cast.yuehe.pk, "sms"), (cast.lanhai.pk, "mail")):
        with pytest.raises(CannotBeOpened):
            unseal(whose, by, sealed)


def test_a_key_before_still_opens_and_the_night_seals_anew(cast: Cast, settings: Settings) -> None:
    set_(cast, f"wecombot://{SECRET}", "chat")
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another key from today on"
    settings.SECRET_KEY_FALLBACKS = [before]
    assert actions.seal_anew() == 1
    assert actions.seal_anew() == 0

    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(cast.lanhai.pk, "chat", OwnChannel.objects.get().sealed) == f"wecombot://{SECRET}"


def test_a_key_that_is_lost_is_said_and_nothing_is_sent_by_another_way(cast: Cast, gateway: Gateway, settings: Settings) -> None:
    set_(cast, address_of(gateway))
    settings.SECRET_KEY = "another key"
    message = tell(cast)

    assert drain(cast).refused == 1
    assert "type it again" in message.deliveries.get().last_error
    assert actions.seal_anew() == 0
    assert gateway.got == []


@pytest.mark.parametrize(
    ("address", "ending"),
    [
        ("wecombot://693a4bc6-7a0c-4bc4-97a0-0ec2f5aa3f1e", "3f1e"),
        ("dingtalk://short/{to}", ""),
        ("mailtos://desk:pw@mail.example.org/long/enough?to={to}", "ough"),
        ("json://127.0.0.1/{to}", ""),
    ],
)
def test_what_may_be_shown_of_an_address(address: str, ending: str) -> None:
    assert hiding.ending_of(address) == ending


# -- who goes first


def test_a_message_leaves_by_the_organisations_own_channel(cast: Cast, gateway: Gateway, settings: Settings, tmp_path: Path) -> None:
    settings.CHANNEL_FILE = tmp_path / "outbox"
    set_(cast, address_of(gateway))
    ours, theirs = tell(cast), tell(cast, "k2", cast.yuehe.pk)

    assert drain(cast).sent == 2

    assert [body["message"] for body in gateway.got] == ["请回电"]
    assert "13800138000" in gateway.paths[0]
    (line,) = [json.loads(line) for file in settings.CHANNEL_FILE.iterdir() for line in file.read_text().splitlines()]
    assert line["key"].startswith(theirs.key)  # the other organisation has set none
    ours.refresh_from_db()
    assert (ours.state, way(cast).kind, way(cast).sent_at) == ("sent", "own", cast.at)


def test_a_change_holds_from_the_next_round_without_a_restart(cast: Cast, gateway: Gateway, settings: Settings, tmp_path: Path) -> None:
    settings.CHANNEL_FILE = tmp_path / "outbox"
    actor, owner = cast.actor("director"), cast.lanhai.pk
    tell(cast)
    drain(cast)
    assert gateway.got == []

    set_(cast, address_of(gateway))
    tell(cast, "k2")
    drain(cast)
    assert len(gateway.got) == 1

    actions.switch_channel("sms", off=True, organisation_id=owner, actor=actor, at=cast.at)
    tell(cast, "k3")
    drain(cast)
    assert len(gateway.got) == 1
    assert way(cast).kind == "file"

    actions.switch_channel("sms", off=False, organisation_id=owner, actor=actor, at=cast.at)
    tell(cast, "k4")
    drain(cast)
    assert len(gateway.got) == 2

    actions.remove_channel("sms", organisation_id=owner, actor=actor, at=cast.at)
    tell(cast, "k5")
    drain(cast)
    assert len(gateway.got) == 2
    assert not OwnChannel.objects.exists()


def test_a_channel_of_ones_own_that_fails_is_not_passed_over(cast: Cast, gateway: Gateway, settings: Settings) -> None:
    """What it would cost another, and from whose number it would come, nobody has agreed to."""
    set_(cast, address_of(gateway))
    settings.CHANNELS = f"sms=json://127.0.0.1:{gateway.port}/installation/{{to}}"
    gateway.mood = "500"
    message = tell(cast)

    assert drain(cast).refused == 1

    assert [path.split("/")[1] for path in gateway.paths] == ["sms"]
    assert message.deliveries.get().state == "waiting"


# -- what is seen of failures


def test_a_channel_that_fails_again_and_again_is_seen_until_it_sends(cast: Cast, gateway: Gateway) -> None:
    set_(cast, address_of(gateway))
    gateway.mood = "403"
    tell(cast)
    for minutes in (0, 1, 6):
        assert not way(cast).is_failing
        drain(cast, timedelta(minutes=minutes))

    found = way(cast)
    assert (found.is_failing, found.failed, found.failing_since) == (True, 3, cast.at)
    assert "403" in found.why
    assert not way(cast, after=timedelta(days=8)).is_failing  # nobody has used it since

    gateway.mood = "200"
    drain(cast, timedelta(minutes=40))
    assert (way(cast).failed, way(cast).why) == (0, "")


def test_of_the_installations_channel_no_words_are_told(cast: Cast, gateway: Gateway, settings: Settings) -> None:
    settings.CHANNELS = f"sms=json://127.0.0.1:{gateway.port}/{{to}}"
    gateway.mood = "500"
    tell(cast, organisation=cast.yuehe.pk)
    for minutes in (0, 1, 6):
        drain(cast, timedelta(minutes=minutes))

    assert (way(cast).is_failing, way(cast).why) == (True, "")


@pytest.mark.django_db(transaction=True)
def test_the_doctor_names_channels_that_fail(cast: Cast) -> None:
    at = cast.at
    parts, names = connection.get_connection_params(), ("dbname", "user", "host", "port", "password")
    address = psycopg.conninfo.make_conninfo(**{key: parts[key] for key in names if parts.get(key)})
    assert [one.is_well for one in checks.channels(address)] == [True]

    with connection.cursor() as cursor:
        cursor.execute("select now()")
        at = cursor.fetchone()[0]
    module.note_health(cast.lanhai.pk, "sms", [NotSent(SECRET)] * 3, at)
    module.note_health(0, "mail", [NotSent("no")] * 5, at)
    module.note_health(cast.yuehe.pk, "sms", [NotSent("no")] * 2, at)
    module.note_health(cast.yuehe.pk, "chat", [NotSent("no")] * 9, at - timedelta(days=8))

    found = list(checks.channels(address))
    assert [one.is_well for one in found] == [False, False]
    assert "mail" in found[0].words and "BAOXIU_CHANNELS" in found[0].words
    assert cast.lanhai.title in found[1].words and "3" in found[1].words
    assert SECRET not in found[1].words
    assert queries.WAYS == ("sms", "mail", "chat", "webhook")
    assert ChannelHealth.objects.filter(failed__gte=3).count() == 3


# -- tried by hand, recorded


@pytest.mark.parametrize(("mood", "result"), [("200", "sent"), ("401", "refused"), ("503", "refused"), ("closes", "unsure")])
def test_a_try_is_a_real_message_and_its_answer_is_told(cast: Cast, gateway: Gateway, mood: str, result: str) -> None:
    set_(cast, address_of(gateway))
    gateway.mood = mood

    tried = actions.try_channel("sms", "+8613900139000", title="试", text="试发", actor=cast.actor("director"), at=cast.at)

    assert tried.result == result
    assert [body["message"] for body in gateway.got] == ["试发"]
    assert "13900139000" in gateway.paths[0]
    assert SECRET not in tried.why
    assert mood in tried.why or result != "refused"
    assert bool(way(cast).failed) == (result != "sent")


def test_a_channel_that_is_switched_off_can_still_be_tried(cast: Cast, gateway: Gateway) -> None:
    set_(cast, address_of(gateway))
    actions.switch_channel("sms", off=True, organisation_id=cast.lanhai.pk, actor=cast.actor("director"), at=cast.at)

    tried = actions.try_channel("sms", "1", title="试", text="试发", actor=cast.actor("director"), at=cast.at)

    assert (tried.result, len(gateway.got)) == ("sent", 1)


def test_everything_is_recorded_without_the_secret(cast: Cast, gateway: Gateway) -> None:
    actor, owner = cast.actor("director"), cast.lanhai.pk
    set_(cast, address_of(gateway))
    actions.try_channel("sms", "+8613900139000", title="试", text="试发", actor=actor, at=cast.at)
    actions.switch_channel("sms", off=True, organisation_id=owner, actor=actor, at=cast.at)
    actions.switch_channel("sms", off=True, organisation_id=owner, actor=actor, at=cast.at)  # as it is already: nothing happened
    actions.switch_channel("sms", off=False, organisation_id=owner, actor=actor, at=cast.at)
    actions.remove_channel("sms", organisation_id=owner, actor=actor, at=cast.at)

    events = list(Event.objects.filter(type__startswith="Channel").order_by("seq"))
    assert [one.type for one in events] == ["ChannelSet", "ChannelTried", "ChannelSwitchedOff", "ChannelSwitchedOn", "ChannelRemoved"]
    assert {one.actor_name for one in events} == {actor.name}
    assert len({one.ticket_id for one in events}) == 1
    told = json.dumps([one.data for one in events])
    assert "13900139000" not in told and SECRET not in told
    assert events[0].data == {"by": "sms", "scheme": "json"}
    assert list(queries.find_tampering()) == []


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that reaches the log of an installation that logs everything."""
    said, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(said), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_secret_in_logs_nor_in_what_a_delivery_keeps(
    cast: Cast, gateway: Gateway, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    set_(cast, address_of(gateway))
    for k, mood in enumerate(("200", "403", "closes")):
        gateway.mood = mood
        tell(cast, f"k{k}")
        drain(cast)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        set_(cast, f"json://desk:{SECRET}@127.0.0.1:{taken.getsockname()[1]}/{SECRET}/{{to}}")
        tell(cast, "k9")
        drain(cast)
    logging.getLogger("baoxiu").info("the log is heard")

    kept = " ".join(Delivery.objects.values_list("last_error", flat=True)) + " ".join(ChannelHealth.objects.values_list("why", flat=True))
    out = capfd.readouterr()
    assert len(gateway.got) == 3
    assert "refused" in kept and "the log is heard" in log.getvalue()
    assert SECRET not in kept + log.getvalue() + out.out + out.err


def test_what_is_not_there_cannot_be_switched_or_removed(cast: Cast) -> None:
    facts: dict[str, Any] = {"organisation_id": cast.lanhai.pk, "actor": cast.actor("director"), "at": cast.at}
    with pytest.raises(NotFound):
        actions.switch_channel("sms", off=True, **facts)
    with pytest.raises(NotFound):
        actions.remove_channel("mail", **facts)
    with pytest.raises(Malformed):
        actions.try_channel("sms", " ", title="", text="", actor=facts["actor"], at=cast.at)
