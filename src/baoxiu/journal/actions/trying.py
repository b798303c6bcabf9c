"""Which ways out of the house are set, and one message sent by hand to see whether a way works. Secrets are never told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.journal import channels
from baoxiu.journal.actions.recording import record
from baoxiu.journal.channels import NotSent, Outgoing
from baoxiu.journal.channels.apprise import FellSilent
from baoxiu.journal.events import Happened, subject_of
from baoxiu.journal.ids import new_id

WAYS = ("sms", "mail", "chat", "webhook")
PRODUCTS: Mapping[str, str] = {
    "wecombot": "WeCom 企业微信", "dingtalk": "DingTalk 钉钉", "feishu": "Feishu 飞书", "lark": "Feishu 飞书",
    "mailto": "SMTP", "mailtos": "SMTP (TLS)", "json": "HTTP (JSON)", "jsons": "HTTPS (JSON)",
}  # fmt: skip


class NoSuchWay(Refusal):
    """{by} is no way out of the house. Choose {ways}."""

    code: ClassVar[str] = "no_such_way"
    zh: ClassVar[str] = "没有“{by}”这种渠道，可选 {ways}。"


@dataclass(frozen=True, slots=True)
class Way:
    """One way: whether it is set, and by what product; nothing of its address."""

    by: str
    kind: str  # 'set', 'file', 'none'
    product: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a message sent to see."""

    result: str  # 'sent', 'file', 'refused', 'unsure'
    why: str = ""


def ways_set() -> list[Way]:
    """Every way a message may leave by, as the settings of the installation say."""
    configured = channels.configured()
    return [_way(by, configured) for by in WAYS]


def try_channel(by: str, address: str, *, title: str, text: str, actor: Actor, at: datetime) -> Tried:
    """Send one message now, beside the queue, and say what became of it. Who tried which way is recorded, the address is not."""
    if by not in WAYS:
        raise NoSuchWay(by=by, ways=", ".join(WAYS))
    said = address.strip()
    if not said or len(said) > 200 or "\0" in said:
        raise Malformed(what="address / 收件地址", why="empty / 未填写" if not said else said[:40], field="address")
    tried = _tried(by, Outgoing(f"try:{new_id(at)}", by, said, actor.name, title, text, "", 1))
    organisation = actor.organisation_id or 0
    record(Happened("ChannelTried", subject_of("channel", by), organisation, at, actor, {"by": by, "result": tried.result}))
    return tried


def _tried(by: str, outgoing: Outgoing) -> Tried:
    secret = channels.configured().get(by, "")
    try:
        channels.channel_for(by).send(outgoing)
    except NotSent as refused:
        return Tried("refused", _hidden(str(refused), secret))
    except FellSilent as silent:
        return Tried("unsure", _hidden(str(silent), secret))
    return Tried("sent" if secret and secret != "file" else "file")


def _way(by: str, configured: Mapping[str, str]) -> Way:
    address = configured.get(by, "file" if not configured else "")
    if address == "file":
        return Way(by, "file", str(settings.CHANNEL_FILE.name))
    scheme = address.partition("://")[0].lower()
    return Way(by, "set", PRODUCTS.get(scheme, scheme)) if address else Way(by, "none")


def _hidden(text: str, secret: str) -> str:
    """What a gateway said, without any piece of the address it was reached by."""
    for piece in sorted(re.split(r"[:/@?&=,]+", secret), key=len, reverse=True):
        if len(piece) > 3 and piece.lower() not in PRODUCTS:
            text = text.replace(piece, "•••")
    return text
