"""Messages leave once per key, whatever the channels do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotFound
from baoxiu.directory import actions as directory
from baoxiu.journal import actions, queries
from baoxiu.journal.actions import lanes, sending
from baoxiu.journal.channels import NotSent, Outgoing, WayOut, channel_for
from baoxiu.journal.models import Delivery, Message, Notice
from cast import Cast

WORDS = {"zh": "请在 4 小时内联系用户", "en": "Ring the customer within 4 hours"}


@dataclass
class Gateway:
    """A channel that behaves as told, message by message: 'ok', 'refuses', 'breaks', 'hangs'; then it is fine."""

    knows_keys: bool = False
    moods: list[str] = field(default_factory=list)
    got: list[Outgoing] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def send(self, outgoing: Outgoing) -> None:
        mood = self.moods.pop(0) if self.moods else "ok"
        if mood == "refuses":
            raise NotSent("the gateway is closed")
        if mood == "hangs":
            self.released.wait(30)
        self.got.append(outgoing)
        if mood == "breaks":
            raise ConnectionResetError("cut off after sending")


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    made = Gateway()
    monkeypatch.setattr(sending, "channel_for", lambda by, organisation_id: WayOut(made))
    yield made
    made.released.set()


@pytest.fixture
def tell(cast: Cast) -> Callable[..., Message]:
    """Tell the coordinator of the crew's station by text message, if nothing else is said."""
    directory.change_unit(cast.lanhai, settings={"contacts": {"office": {"mail": "office@lanhai.example"}}}, by=SYSTEM, at=cast.at)
    for k, name in enumerate(("coordinator", "engineer", "engineer_two")):
        person = cast.people[name]
        person.phone, person.email = f"+861380013800{k}", f"{name}@lanhai.example"
        person.save()

    def message(to: str = "role:coordinator", **facts: Any) -> Message:
        settings: dict[str, Any] = {
            "key": "k1",
            "organisation_id": cast.lanhai.pk,
            "unit_id": cast.units["SZ01-A"].pk,
            "by": "sms",
            "at": cast.at,
        }
        address = facts.pop("address", "")
        given = settings | facts
        actions.tell(to, WORDS, **given)
        Message.objects.filter(key=given["key"]).update(address=address, number="SZ01-7")
        return Message.objects.get(key=given["key"])

    return message


def drain(cast: Cast, after: timedelta = timedelta()) -> actions.Drained:
    return actions.drain_messages(cast.at + after)


def state_of(message: Message) -> tuple[str, list[str]]:
    message.refresh_from_db()
    return message.state, [delivery.state for delivery in message.deliveries.order_by("id")]


def test_a_role_is_told_at_the_nearest_unit_under_the_bell(cast: Cast, tell: Callable[..., Message]) -> None:
    message = tell(by="notice", task=True)

    drain(cast)

    (notice,) = queries.notices_of(cast.people["coordinator"].pk)
    assert (notice.words, notice.number, notice.task) == (WORDS, "SZ01-7", True)
    assert state_of(message) == ("sent", [])
    assert Notice.objects.count() == 1


def test_everybody_who_holds_the_role_is_told(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    tell("engineer")

    drain(cast)

    assert {one.name for one in gateway.got} == {"李工", "王工"}
    assert {one.address for one in gateway.got} == {"+8613800138001", "+8613800138002"}
    assert queries.unread_of(cast.people["engineer"].pk) == 1


def test_a_person_reads_his_own_language(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    cast.people["coordinator"].language = "en"
    cast.people["coordinator"].save()
    tell(f"person:{cast.people['coordinator'].pk}")

    drain(cast)

    assert [one.text for one in gateway.got] == [WORDS["en"]]


@pytest.mark.parametrize(("address", "by", "reached"), [("138 0013 8000", "sms", "+8613800138000"), ("a@b.example", "mail", "a@b.example")])
def test_a_customer_is_reached_at_the_address_of_the_report(
    cast: Cast, tell: Callable[..., Message], gateway: Gateway, address: str, by: str, reached: str
) -> None:
    tell("customer", by="notice", address=address)

    drain(cast)

    assert [(one.by, one.address) for one in gateway.got] == [(by, reached)]


def test_a_contact_of_the_unit_above_is_reached(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    tell("contact:office", by="mail")

    drain(cast)

    assert [one.address for one in gateway.got] == ["office@lanhai.example"]


NOBODY = [
    ("role:ghost", ""),
    ("person:999999", ""),
    ("person:x", ""),
    ("contact:ghost", ""),
    ("ghost:x", ""),
    ("customer", "0755-26001000"),
]


@pytest.mark.parametrize(("to", "address"), NOBODY)
def test_what_reaches_nobody_is_a_dead_letter_that_says_why(
    cast: Cast, tell: Callable[..., Message], gateway: Gateway, to: str, address: str
) -> None:
    message = tell(to, address=address)

    drain(cast)

    assert [row.pk for row in queries.dead_letters(cast.lanhai.pk)] == [message.pk]
    assert to in queries.dead_letters(cast.lanhai.pk)[0].last_error
    assert list(queries.dead_letters(cast.yuehe.pk)) == []
    assert gateway.got == []


def test_a_person_of_another_organisation_is_never_told(cast: Cast, tell: Callable[..., Message]) -> None:
    tell(f"person:{cast.people['front_desk'].pk}", by="notice")

    drain(cast)

    assert not Notice.objects.exists()


def test_the_same_key_twice_is_one_message(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    tell()
    tell()

    drain(cast)
    drain(cast)

    assert len(gateway.got) == 1


def test_a_storm_looks_up_the_same_role_once(
    cast: Cast, tell: Callable[..., Message], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for k in range(60):
        tell(key=f"k{k}", by="notice")

    with django_assert_max_num_queries(20):
        drain(cast)

    assert queries.unread_of(cast.people["coordinator"].pk) == 60


def test_a_refusal_is_tried_again_later_and_with_the_same_key(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    gateway.moods = ["refuses", "refuses"]
    message = tell()

    drain(cast)
    assert state_of(message) == ("sending", ["waiting"])
    assert drain(cast, timedelta(seconds=59)).is_nothing
    drain(cast, timedelta(minutes=1))
    assert drain(cast, timedelta(minutes=5)).is_nothing
    drain(cast, timedelta(minutes=6))

    assert state_of(message) == ("sent", ["sent"])
    assert [one.attempt for one in gateway.got] == [3]
    assert gateway.got[0].key.startswith("k1:")


def test_after_the_eighth_try_it_is_a_dead_letter_and_can_be_sent_again(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    gateway.moods = ["refuses"] * 8
    message = tell()
    for day in range(10):
        drain(cast, timedelta(days=2 * day))

    (dead,) = queries.dead_letters(cast.lanhai.pk)
    assert state_of(message) == ("dead", ["dead"])
    assert [(d.attempts, d.last_error) for d in dead.deliveries.all()] == [(8, "the gateway is closed")]

    actions.resend(message.pk, organisation_id=cast.lanhai.pk, at=cast.at + timedelta(days=30))
    drain(cast, timedelta(days=30))

    assert state_of(message) == ("sent", ["sent"])
    assert len(gateway.got) == 1


def test_nobody_sends_another_organisations_letters_again(cast: Cast, tell: Callable[..., Message]) -> None:
    message = tell("role:ghost")
    drain(cast)

    with pytest.raises(NotFound):
        actions.resend(message.pk, organisation_id=cast.yuehe.pk, at=cast.at)


def test_a_letter_to_nobody_finds_somebody_after_the_role_was_given(cast: Cast, tell: Callable[..., Message]) -> None:
    message = tell("role:night_desk", by="notice")
    drain(cast)
    directory.give_post(cast.people["supervisor"], cast.units["SZ01"], "night_desk", by=SYSTEM, at=cast.at)

    actions.resend(message.pk, organisation_id=cast.lanhai.pk, at=cast.at)
    drain(cast)

    assert state_of(message) == ("sent", [])
    assert queries.unread_of(cast.people["supervisor"].pk) == 1


@pytest.mark.parametrize("mood", ["breaks", "hangs"])
def test_a_channel_that_may_have_sent_is_not_asked_again_by_itself(
    cast: Cast, tell: Callable[..., Message], gateway: Gateway, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "PATIENCE", 2)
    gateway.moods = [mood]
    message = tell()

    drain(cast)
    gateway.released.set()
    drain(cast, timedelta(days=3))

    assert state_of(message) == ("dead", ["unsure"])
    assert len(gateway.got) <= 1
    assert [row.pk for row in queries.dead_letters(cast.lanhai.pk)] == [message.pk]


def test_a_receiver_that_knows_keys_is_asked_again(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    gateway.knows_keys, gateway.moods = True, ["breaks"]
    message = tell()

    drain(cast)
    drain(cast, timedelta(minutes=1))

    assert state_of(message) == ("sent", ["sent"])
    assert len({one.key for one in gateway.got}) == 1


def test_a_hanging_channel_holds_up_no_other(cast: Cast, tell: Callable[..., Message], monkeypatch: pytest.MonkeyPatch) -> None:
    silent, fine = Gateway(moods=["hangs"] * 100), Gateway()
    monkeypatch.setattr(sending, "channel_for", lambda by, organisation_id: WayOut(silent if by == "sms" else fine))
    monkeypatch.setattr(lanes, "PATIENCE", 3)
    for k in range(20):
        tell(key=f"sms{k}")
    tell(key="mail", by="mail")
    tell(key="notice", by="notice")

    done = drain(cast)
    silent.released.set()

    states = dict(Message.objects.values_list("key", "state"))
    assert (states["mail"], states["notice"]) == ("sent", "sent")
    assert (done.sent, done.unsure) == (1, lanes.LANES)
    assert Delivery.objects.filter(state="waiting", attempts=0).count() == 20 - lanes.LANES


def test_a_worker_that_died_while_sending_leaves_the_question_open(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    message = tell()
    sending._resolve(cast.at)
    assert len(sending._claim(cast.at)) == 1  # and here the worker dies

    assert drain(cast, timedelta(minutes=1)).is_nothing
    drain(cast, timedelta(minutes=6))

    assert state_of(message) == ("dead", ["unsure"])
    assert gateway.got == []


def test_a_worker_that_died_is_followed_where_keys_are_known(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    gateway.knows_keys = True
    message = tell()
    sending._resolve(cast.at)
    sending._claim(cast.at)

    drain(cast, timedelta(minutes=6))

    assert state_of(message) == ("sent", ["sent"])


def test_two_of_three_sent_is_not_sent(cast: Cast, tell: Callable[..., Message], gateway: Gateway) -> None:
    gateway.moods = ["refuses"]
    message = tell("engineer")

    drain(cast)
    assert state_of(message)[0] == "sending"
    drain(cast, timedelta(minutes=1))

    assert state_of(message) == ("sent", ["sent", "sent"])
    assert len(gateway.got) == 2


def test_the_file_channel_writes_a_line_a_message_once(
    cast: Cast, tell: Callable[..., Message], settings: Settings, tmp_path: Path
) -> None:
    settings.CHANNELS, settings.CHANNEL_FILE = "", tmp_path / "outbox"
    message = tell()
    drain(cast)
    Delivery.objects.update(state="waiting", next_try_at=cast.at)  # as if noting it had failed
    Message.objects.update(state="sending")

    drain(cast)

    lines = [json.loads(line) for file in settings.CHANNEL_FILE.iterdir() for line in file.read_text().splitlines()]
    assert [(line["address"], line["text"], line["number"]) for line in lines] == [("+8613800138000", WORDS["zh"], "SZ01-7")]
    assert state_of(message) == ("sent", ["sent"])


def test_a_folder_that_cannot_be_written_is_a_refusal_not_a_crash(
    cast: Cast, tell: Callable[..., Message], settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "outbox").write_text("a file, not a folder")
    settings.CHANNELS, settings.CHANNEL_FILE = "", tmp_path / "outbox"
    message = tell()

    drain(cast)

    assert state_of(message) == ("sending", ["waiting"])
    assert "outbox" in message.deliveries.get().last_error


def outgoing(by: str = "sms") -> Outgoing:
    return Outgoing("k", by, "+8613800138000", "王女士", "SZ01-7", "x", "SZ01-7", 1)


def test_channels_are_read_from_one_setting(settings: Settings) -> None:
    settings.CHANNELS = "sms=json://127.0.0.1:1/?a=1,2,mail=mailto://u:p@h?to={to},chat=file"

    assert getattr(channel_for("sms"), "address", "") == "json://127.0.0.1:1/?a=1,2"
    assert getattr(channel_for("mail"), "address", "") == "mailto://u:p@h?to={to}"
    assert channel_for("chat").knows_keys
    with pytest.raises(NotSent, match="webhook="):
        channel_for("webhook").send(outgoing("webhook"))


def test_an_address_nobody_can_read_is_certain_not_to_have_sent(settings: Settings) -> None:
    settings.CHANNELS = "sms=nonsense"

    with pytest.raises(NotSent, match="'sms' cannot be read"):
        channel_for("sms").send(outgoing())


def test_a_task_stays_until_it_is_ticked_by_whose_it_is(cast: Cast, tell: Callable[..., Message]) -> None:
    tell(by="notice", task=True)
    drain(cast)
    me, other = cast.people["coordinator"].pk, cast.people["engineer"].pk
    (notice,) = queries.notices_of(me)

    actions.read_notices(person_id=me, at=cast.at)
    assert queries.unread_of(me) == 1
    with pytest.raises(NotFound):
        actions.tick_notice(notice.pk, person_id=other, at=cast.at)
    actions.tick_notice(notice.pk, person_id=me, at=cast.at)
    actions.tick_notice(notice.pk, person_id=me, at=cast.at + timedelta(days=1))

    assert queries.unread_of(me) == 0
    assert queries.notices_of(me)[0].done_at == cast.at
