"""Channels in settings: set once, never shown again, tried, switched off, removed; by who looks after the organisation alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from baoxiu.journal import actions, clock
from baoxiu.journal.models import Event, OwnChannel
from gateway import Gateway, open_gateway
from web.faces import Faces, tree

CHANNELS = "/desk/settings/channels"
SECRET = "geheim-99-token-of-the-gateway"


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    settings.CHANNELS_INSIDE, settings.CHANNELS = [ip_network("127.0.0.0/8")], ""
    with open_gateway() as made:
        yield made


def address_of(gateway: Gateway) -> str:
    return f"json://desk:{SECRET}@127.0.0.1:{gateway.port}/sms/{{to}}"


def page(faces: Faces, path: str = "", login: str = "director") -> str:
    answer = faces.as_(login).get(f"{CHANNELS}{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_channel_is_set_tried_and_never_shown_again(faces: Faces, gateway: Gateway) -> None:
    answer = faces.send("director", f"{CHANNELS}/sms/address", {"address": address_of(gateway)})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"{CHANNELS}/sms")

    tried = faces.as_("director").post(f"{CHANNELS}/sms/try", {"to": "+8613900139000"})
    assert "网关已接收" in tried.content.decode() or "已发出" in tried.content.decode()
    assert [body["message"] for body in gateway.got] == ["蓝海服务：由 高总 发送，用于测试此渠道。"]
    assert "13900139000" in gateway.paths[0]

    shown = page(faces, "/sms") + page(faces) + tried.content.decode()
    assert SECRET not in shown and f"{gateway.port}" not in shown
    assert "自设渠道" in shown and "json://…" in shown
    assert tree(faces.as_("director").get(f"{CHANNELS}/sms")).xpath("string(//textarea[@name='address'])").strip() == ""


@pytest.mark.parametrize(("mood", "words"), [("403", "不接受地址中的密钥"), ("404", "核对路径"), ("503", "网关自身故障")])
def test_the_answer_of_the_gateway_is_told_in_words(faces: Faces, gateway: Gateway, mood: str, words: str) -> None:
    faces.send("director", f"{CHANNELS}/sms/address", {"address": address_of(gateway)})
    gateway.mood = mood

    told = faces.as_("director").post(f"{CHANNELS}/sms/try", {"to": "+8613900139000"}).content.decode()

    assert "没有发出" in told and words in told and mood in told
    assert words in page(faces, "/sms")
    assert "Nobody" not in told


def test_without_a_channel_a_try_says_that_nothing_left(faces: Faces, settings: Any, tmp_path: Any) -> None:
    settings.CHANNELS, settings.CHANNEL_FILE = "", tmp_path / "outbox"
    assert "写入消息文件" in faces.as_("director").post(f"{CHANNELS}/mail/try", {"to": "gao@example.org"}).content.decode()

    settings.CHANNELS = "mail=mailtos://desk:geheim99@127.0.0.1:9/?to={to}"
    told = faces.as_("director").post(f"{CHANNELS}/mail/try", {"to": "gao@example.org"}).content.decode()
    assert "没有发出" in told and "地址无法识别" in told
    assert "SMTP" in page(faces) and "geheim99" not in told + page(faces)
    assert set(Event.objects.filter(type="ChannelTried").values_list("data__result", flat=True)) == {"file", "refused"}


def test_a_channel_is_switched_off_and_on_and_removed(faces: Faces, gateway: Gateway) -> None:
    faces.send("director", f"{CHANNELS}/sms/address", {"address": address_of(gateway)})

    assert faces.send("director", f"{CHANNELS}/sms/switch", {"off": "1"}).status_code == 204
    assert "自设渠道已停用" in page(faces) and "恢复使用" in page(faces, "/sms")
    assert faces.send("director", f"{CHANNELS}/sms/switch", {"off": "0"}).status_code == 204
    assert "自设渠道已停用" not in page(faces)
    assert faces.send("director", f"{CHANNELS}/sms/remove").status_code == 204
    assert not OwnChannel.objects.exists()
    assert faces.send("director", f"{CHANNELS}/sms/remove").status_code == 404


@pytest.mark.parametrize("what", ["address", "try", "switch", "remove"])
def test_who_does_not_look_after_the_whole_may_not(faces: Faces, gateway: Gateway, what: str) -> None:
    faces.send("director", f"{CHANNELS}/sms/address", {"address": address_of(gateway)})
    form = {"address": "json://10.0.0.1/{to}", "to": "1", "off": "1"}

    assert [faces.send(login, f"{CHANNELS}/sms/{what}", form).status_code for login in ("coordinator", "engineer")] == [403, 403]
    assert faces.send("owner_manager", f"{CHANNELS}/sms/{what}", form).status_code in (
        200,
        204,
        404,
        422,
    )  # of another organisation: his own
    own = OwnChannel.objects.get(organisation_id=faces.cast.lanhai.pk)
    assert (own.off, own.ending, gateway.got) == (False, own.ending, [])
    assert not OwnChannel.objects.exclude(pk=own.pk).exists()


@pytest.mark.parametrize(
    ("address", "status"), [("json://169.254.169.254/{to}", 422), ("syslog://{to}", 422), (f"{SECRET}", 422), ("", 422)]
)
def test_what_cannot_be_set_is_refused_at_its_field_without_repeating_it(faces: Faces, gateway: Gateway, address: str, status: int) -> None:
    answer = faces.send("director", f"{CHANNELS}/sms/address", {"address": address})

    assert answer.status_code == status
    assert SECRET not in answer.content.decode()
    assert not OwnChannel.objects.exists()


def test_unknown_ways_are_not_there(faces: Faces) -> None:
    assert faces.as_("director").get(f"{CHANNELS}/pigeon").status_code == 404
    for what in ("try", "switch", "remove"):
        assert faces.send("director", f"{CHANNELS}/pigeon/{what}", {"to": "1"}).status_code in (404, 409)
    assert faces.send("director", f"{CHANNELS}/pigeon/address", {"address": "json://a.example/{to}"}).status_code == 409
    assert faces.send("director", f"{CHANNELS}/mail/try", {"to": " "}).status_code == 422


def test_a_channel_that_fails_is_seen_on_the_first_page_of_settings(faces: Faces, gateway: Gateway) -> None:
    faces.send("director", f"{CHANNELS}/sms/address", {"address": address_of(gateway)})
    gateway.mood = "500"
    for k in range(3):
        assert "连续失败" not in page(faces)
        at = clock.now() + timedelta(minutes=k)
        actions.try_channel("sms", "1", title="", text="x", actor=faces.cast.actor("director"), at=at)

    assert "1 种渠道连续失败" in faces.as_("director").get("/desk/settings").content.decode()
    assert "已连续失败 3 次" in page(faces) and "网关自身故障" in page(faces, "/sms")


def test_what_went_wrong_inside_shows_no_secret(faces: Faces, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("the database is full")

    monkeypatch.setattr(actions, "set_channel", broken)
    browser = Client(headers={"Accept-Language": "zh-CN"}, raise_request_exception=False)
    browser.force_login(faces.cast.people["director"])

    answer = browser.post(f"{CHANNELS}/sms/address", {"address": f"wecombot://{SECRET}"})

    assert answer.status_code == 500
    assert SECRET not in answer.content.decode() + caplog.text
