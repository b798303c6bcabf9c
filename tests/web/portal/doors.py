"""The customer's doors as tests ask them: an organisation with a page, signs, a stranger with a phone, the messages that went out."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from baoxiu.catalogue import actions as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory.models import Asset, Site
from baoxiu.intake import actions as intake
from baoxiu.journal import actions as journal
from baoxiu.journal import clock
from baoxiu.tickets.models import Ticket
from baoxiu.web.shared import links
from web.faces import Faces

WANG = {"text": "厨房水管漏水", "reporter_name": "王女士", "reporter_phone": "138 0013 8000", "key": "k-wang-1"}


def stranger(language: str = "zh-CN") -> Client:
    """Somebody with a phone and no account."""
    return Client(headers={"Accept-Language": language})


def open_house(faces: Faces, pack: str = "owner-visit-basic") -> None:
    """The property company works by a pack whose procedure customers may open."""
    cast = faces.cast
    reviewer, approver = cast.actor("owner_manager"), cast.actor("front_desk")
    catalogue.adopt_shipped(cast.yuehe, pack, reviewer=reviewer, approver=approver, at=cast.at)


def sign_for(faces: Faces, thing: Site | Asset | None) -> Any:
    """The sign of a room or machine of the estate."""
    (sign,) = intake.hang_signs(faces.cast.units["YH-1"], [thing], by=faces.cast.actor("front_desk"), at=clock.now())
    return sign


def reported(faces: Faces, client: Client | None = None, **said: str) -> str:
    """A report by the estate's door; the address of its page."""
    form = {**WANG, "place": "3 栋 2 单元 1201", **said}
    answer = (client or stranger()).post("/o/YH/report/YH-1", form, headers={"HX-Request": "true"})
    assert answer.status_code == 204, answer.content.decode()
    return str(answer["HX-Redirect"]).removesuffix("?new")


def newest() -> Ticket:
    """The estate's ticket opened last."""
    return Ticket.objects.filter(organisation__code="YH").order_by("-opened_at", "-id")[0]


def address_of(ticket: Ticket) -> str:
    """The customer's page of a ticket."""
    return f"/p/{links.ticket_token(ticket.pk, clock.now())}"


def messages_sent() -> list[dict[str, Any]]:
    """What left the house, as the rehearsal's channel wrote it."""
    import json

    from django.conf import settings

    while not journal.drain_messages(clock.now()).is_nothing:
        pass
    lines = (line for file in sorted(settings.CHANNEL_FILE.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines]


def codes_sent() -> list[str]:
    """The codes that went to telephones, oldest first."""
    found = (re.search(r"查询报修的验证码：(\d{6})", line["text"]) for line in messages_sent())
    return [match[1] for match in found if match]


__all__ = ["SYSTEM", "WANG", "address_of", "codes_sent", "messages_sent", "newest", "open_house", "reported", "sign_for", "stranger"]
