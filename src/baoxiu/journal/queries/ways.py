"""By which channel an organisation's messages leave: its own, else the installation's. What is told of one never holds its secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from baoxiu.journal import channels
from baoxiu.journal.channels import Sealed, WayOut
from baoxiu.journal.channels.apprise import OwnChannel as Watched
from baoxiu.journal.channels.hiding import scheme_of
from baoxiu.journal.channels.sealing import CannotBeOpened, unseal
from baoxiu.journal.models import ChannelHealth, OwnChannel

WAYS = ("sms", "mail", "chat", "webhook")
PRODUCTS: Mapping[str, str] = {
    "wecombot": "WeCom 企业微信", "dingtalk": "DingTalk 钉钉", "feishu": "Feishu 飞书", "lark": "Lark 飞书", "mailto": "SMTP",
    "mailtos": "SMTP (TLS)", "json": "HTTP (JSON)", "jsons": "HTTPS (JSON)", "form": "HTTP", "forms": "HTTPS", "twilio": "Twilio",
}  # fmt: skip
FAILS = 3  # in a row: then the channel is at fault, not one recipient
LATELY = timedelta(days=7)  # what failed before and was not used since is forgotten


@dataclass(frozen=True, slots=True)
class Own:
    """What may be told of a channel an organisation set itself."""

    product: str
    scheme: str
    ending: str
    off: bool
    set_at: datetime
    set_by: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way: what messages leave by now, the organisation's own channel if there is one, and how it fared."""

    by: str
    kind: str  # 'own', 'set', 'file', 'none'
    product: str = ""
    own: Own | None = None
    failed: int = 0
    failing_since: datetime | None = None
    why: str = ""
    sent_at: datetime | None = None

    @property
    def is_failing(self) -> bool:
        """Whether it failed so often in a row that somebody should look."""
        return self.failed >= FAILS


def channel_for(by: str, organisation_id: int) -> WayOut:
    """The channel an organisation's messages leave by, as it stands at this moment."""
    own = OwnChannel.objects.filter(organisation_id=organisation_id, by=by, off=False).first()
    return own_channel(own) if own else WayOut(channels.channel_for(by))


def own_channel(own: OwnChannel) -> WayOut:
    """An organisation's own channel, opened."""
    try:
        return WayOut(Watched(unseal(own.organisation_id, own.by, own.sealed)), own.organisation_id)
    except CannotBeOpened:
        return WayOut(Sealed(), own.organisation_id)


def ways_of(organisation_id: int, at: datetime) -> list[Way]:
    """Every way an organisation's messages may leave by."""
    owned = {own.by: own for own in OwnChannel.objects.filter(organisation_id=organisation_id)}
    lately = Q(failed=0) | Q(failed_at__gte=at - LATELY)
    health = {(row.owner, row.by): row for row in ChannelHealth.objects.filter(lately, owner__in=[organisation_id, 0])}
    return [_way(by, organisation_id, owned.get(by), health) for by in WAYS]


def product_of(scheme: str) -> str:
    """What a gateway is called."""
    return PRODUCTS.get(scheme, scheme)


def _way(by: str, organisation_id: int, own: OwnChannel | None, health: Mapping[tuple[int, str], ChannelHealth]) -> Way:
    told = Own(product_of(own.scheme), own.scheme, own.ending, own.off, own.set_at, own.set_by) if own else None
    if told and not told.off:
        kind, product, owner = "own", told.product, organisation_id
    else:
        (kind, product), owner = _installations(by), 0
    fared = health.get((owner, by)) or ChannelHealth()
    why = fared.why if owner else ""  # of the installation's channel others' messages tell too
    return Way(by, kind, product, told, fared.failed, fared.failing_since, why, fared.sent_at)


def _installations(by: str) -> tuple[str, str]:
    configured = channels.configured()
    address = configured.get(by, "file" if not configured else "")
    if address == "file":
        return "file", str(settings.CHANNEL_FILE.name)
    return ("set", product_of(scheme_of(address))) if address else ("none", "")
