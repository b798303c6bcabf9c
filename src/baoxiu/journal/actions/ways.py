"""An organisation's own ways out: set, switched off and on, removed; how each channel fared. No address is recorded or told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, NotFound, Refusal
from baoxiu.journal.actions.recording import record
from baoxiu.journal.channels import allowed
from baoxiu.journal.channels.hiding import ending_of, scheme_of
from baoxiu.journal.channels.sealing import CannotBeOpened, is_of_today, seal, unseal
from baoxiu.journal.events import Happened, subject_of
from baoxiu.journal.models import ChannelHealth, OwnChannel
from baoxiu.journal.queries.ways import WAYS

LONGEST = 1000
NEEDS_A_RECIPIENT = ("sms", "mail")


class NoSuchWay(Refusal):
    """{by} is no way out of the house. Choose {ways}."""

    code: ClassVar[str] = "no_such_way"
    zh: ClassVar[str] = "没有“{by}”这种渠道，可选 {ways}。"


class GatewayUnreadable(Refusal):
    """This address cannot be read as {scheme}://… Look at the examples below: every part must be there."""

    code: ClassVar[str] = "gateway_unreadable"
    zh: ClassVar[str] = "地址无法按 {scheme}://… 识别，请对照页面下方的示例，各部分都要填写。"


class GatewayNotKnown(Refusal):
    """An address begins with one of these gateways: {schemes}. For another, ask whoever runs this installation."""

    code: ClassVar[str] = "gateway_not_known"
    zh: ClassVar[str] = "地址须以下列网关之一开头：{schemes}。其他网关请联系系统管理员设置。"


class OptionNotAllowed(Refusal):
    """The option {option} reads files or asks other servers and may not stand in an address. Leave it out."""

    code: ClassVar[str] = "option_not_allowed"
    zh: ClassVar[str] = "地址中不能使用参数 {option}（会读取文件或访问其他服务器），请去掉。"


class GatewayInside(Refusal):
    """{host} lies inside the network of this installation. Whoever runs it may allow it with BAOXIU_CHANNELS_INSIDE."""

    code: ClassVar[str] = "gateway_inside"
    zh: ClassVar[str] = "{host} 在本系统的内部网络，不能使用；如确需使用，请系统管理员设置 BAOXIU_CHANNELS_INSIDE。"


class NamesNobody(Refusal):
    """The address does not say whom a message is for. Write {{to}} where the number or mail address belongs."""

    code: ClassVar[str] = "names_nobody"
    zh: ClassVar[str] = "地址中没有收件人的位置，请在号码或邮箱处写 {{to}}。"


@transaction.atomic
def set_channel(by: str, address: str, *, organisation_id: int, actor: Actor, at: datetime) -> None:
    """Set an organisation's own channel, or set it anew; it is used from now on."""
    said = _readable(way_named(by), address.strip())
    facts = {"scheme": scheme_of(said), "ending": ending_of(said), "off": False, "set_at": at, "set_by": actor.name[:80]}
    made = {"sealed": seal(organisation_id, by, said), **facts}
    OwnChannel.objects.update_or_create({**made}, organisation_id=organisation_id, by=by)
    ChannelHealth.objects.filter(owner=organisation_id, by=by).delete()
    _record("ChannelSet", by, organisation_id, actor, at, {"scheme": facts["scheme"]})


@transaction.atomic
def switch_channel(by: str, *, off: bool, organisation_id: int, actor: Actor, at: datetime) -> None:
    """Have messages leave by the installation's channel for a while, or by the organisation's own again."""
    if _mine(by, organisation_id).exclude(off=off).update(off=off):
        ChannelHealth.objects.filter(owner=organisation_id, by=by).delete()
        _record("ChannelSwitchedOff" if off else "ChannelSwitchedOn", by, organisation_id, actor, at)


@transaction.atomic
def remove_channel(by: str, *, organisation_id: int, actor: Actor, at: datetime) -> None:
    """Forget an organisation's own channel, its address with it."""
    _mine(by, organisation_id).delete()
    ChannelHealth.objects.filter(owner=organisation_id, by=by).delete()
    _record("ChannelRemoved", by, organisation_id, actor, at)


def seal_anew() -> int:
    """Seal with today's key what stands under one before it; how many."""
    done = 0
    for own in OwnChannel.objects.all():
        if is_of_today(own.sealed):
            continue
        try:
            sealed = seal(own.organisation_id, own.by, unseal(own.organisation_id, own.by, own.sealed))
        except CannotBeOpened:
            continue  # only typing it again helps; settings say so
        done += OwnChannel.objects.filter(pk=own.pk, sealed=own.sealed).update(sealed=sealed)
    return done


def note_health(owner: int, by: str, outcomes: Sequence[Exception | None], at: datetime) -> None:
    """Keep how often in a row a channel failed, and when it last sent."""
    row = ChannelHealth.objects.filter(owner=owner, by=by)
    if not row.exists():
        ChannelHealth.objects.bulk_create([ChannelHealth(owner=owner, by=by)], ignore_conflicts=True)
    if None in outcomes:
        row.update(failed=0, failing_since=None, why="", sent_at=at)
    failed = list(_failed_last(outcomes))
    if failed:
        since: Any = Coalesce(F("failing_since"), at)
        row.update(failed=F("failed") + len(failed), failing_since=since, failed_at=at, why=str(failed[0])[:300])


def way_named(by: str) -> str:
    """One of the ways there are."""
    if by not in WAYS:
        raise NoSuchWay(by=by[:20], ways=", ".join(WAYS))
    return by


def _failed_last(outcomes: Sequence[Exception | None]) -> Iterable[Exception]:
    """The failures after the last success, the newest first."""
    for outcome in reversed(outcomes):
        if outcome is None:
            return
        yield outcome


def _mine(by: str, organisation_id: int) -> Any:
    found = OwnChannel.objects.filter(organisation_id=organisation_id, by=way_named(by))
    if not found.exists():
        raise NotFound(what="channel / 渠道", name=by)
    return found


def _readable(by: str, address: str) -> str:
    """The address, if it is one an organisation may set; nothing of it is said in a refusal."""
    if not address or len(address) > LONGEST or re.search(r"[\s\x00-\x1f]", address):
        raise Malformed(what="address / 渠道地址", why="empty, blank inside or too long / 未填写、含空格或过长", field="address")
    scheme = scheme_of(address)
    if "://" not in address or scheme not in allowed.SCHEMES:
        raise GatewayNotKnown(schemes=", ".join(allowed.SCHEMES), field="address")
    if by in NEEDS_A_RECIPIENT and "{to}" not in address:
        raise NamesNobody(field="address")
    if option := allowed.forbidden_option(address):
        raise OptionNotAllowed(option=option, field="address")
    hosts = allowed.hosts_of(address)
    if hosts is None:
        raise GatewayUnreadable(scheme=scheme, field="address")
    if inside := next((host for host in hosts if allowed.is_known_inside(host)), ""):
        raise GatewayInside(host=inside, field="address")
    return address


def _record(type_: str, by: str, organisation_id: int, actor: Actor, at: datetime, facts: dict[str, Any] | None = None) -> None:
    subject = subject_of("channel", f"{organisation_id}:{by}")
    record(Happened(type_, subject, organisation_id, at, actor, {"by": by, **(facts or {})}))
