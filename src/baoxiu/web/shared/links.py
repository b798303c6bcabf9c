"""Signed links for people without an account: to one ticket, or to the report form of a unit or a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from baoxiu.core.errors import NotFound, Refusal
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit

TICKET, REPORT, CODE, SHOWN = "baoxiu.ticket", "baoxiu.report", "baoxiu.code", "baoxiu.shown"
LASTS = timedelta(days=90)  # a ticket's link; the form of a room hangs on its wall for years
WALL = timedelta(days=3650)
DIARY = "baoxiu.diary"
FOLLOWED = timedelta(days=365)
CUSTOMERS_RING = "contact_phone"  # a setting of units
TYPING = timedelta(minutes=10)  # a code is typed in that time
LOOKING = timedelta(hours=1)  # and shows one's reports so long


class LinkExpired(Refusal):
    """This link has expired. Ring us, and we send you a new one."""

    code = "link_expired"
    zh = "链接已过期，请致电我们重新发送。"


class LinkBroken(NotFound):
    """This link is not whole. Open it once more from the message you got, or scan the sign again."""

    zh = "链接不完整，请从短信中重新打开，或再扫一次二维码。"


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where a report made by link goes to, and the place it is about where the link names one."""

    unit_id: int
    site: str  # the place's code, or nothing


def ticket_token(ticket_id: object, at: datetime) -> str:
    """The token that opens one ticket to its customer."""
    return signing.dumps({"t": str(ticket_id), "u": _until(at, LASTS)}, salt=TICKET)


def ticket_of(token: str, at: datetime) -> str:
    """The id of the ticket a token opens."""
    return str(_read(token, TICKET, at)["t"])


def ticket_behind(token: str) -> str:
    """The id of the ticket a token is about, though its time may be over: to say whom to ring, nothing else."""
    return str(_signed(token, TICKET)["t"])


def report_token(unit_id: int, site: str, at: datetime) -> str:
    """The token behind a QR code on a room, a machine or a wall."""
    return signing.dumps({"n": unit_id, "s": site, "u": _until(at, WALL)}, salt=REPORT)


def place_of(token: str, at: datetime) -> ReportPlace:
    """Where a report by this token goes."""
    said = _read(token, REPORT, at)
    return ReportPlace(said["n"], said["s"])


def diary_token(person_id: int, at: datetime) -> str:
    """The token of a worker's own calendar; it is asked for again and again by his calendar app."""
    return signing.dumps({"d": person_id, "u": _until(at, FOLLOWED)}, salt=DIARY)


def diary_of(token: str, at: datetime) -> int:
    """Whose calendar it is."""
    return int(_read(token, DIARY, at)["d"])


def code_token(code_id: int, at: datetime) -> str:
    """The token of the page a code is typed on."""
    return signing.dumps({"c": code_id, "u": _until(at, TYPING)}, salt=CODE)


def code_of(token: str, at: datetime) -> int:
    """The code a page asks for."""
    return int(_read(token, CODE, at)["c"])


def shown_token(code_id: int, at: datetime) -> str:
    """The token of one's own reports, once the code was right."""
    return signing.dumps({"c": code_id, "u": _until(at, LOOKING)}, salt=SHOWN)


def shown_of(token: str, at: datetime) -> int:
    """The code that was right."""
    return int(_read(token, SHOWN, at)["c"])


def house_address(code: str) -> str:
    """The whole address of an organisation's public page."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("portal:house", args=[code])


def hotline(unit: Unit) -> str:
    """The number to ring about a unit: its own, else that of the nearest above, else the one its settings name for customers."""
    own = next((one.phone for one in directory.units_above(unit) if one.phone), "")
    return own or str(directory.unit_facts(unit.pk, unit.changed).settings.get(CUSTOMERS_RING) or "")


def report_sign_address(mark: str) -> str:
    """The whole address behind a sign to report by: short, so that the code stays coarse and is read from afar."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("portal:sign", args=[mark])


def ticket_address(ticket_id: object, at: datetime) -> str:
    """The whole address to send to the customer."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("portal:ticket", args=[ticket_token(ticket_id, at)])


def sign_address(mark: str) -> str:
    """The whole address behind the sign of a site: who scans it is there."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("field:at", args=[mark])


def report_address(unit_id: int, site: str, at: datetime) -> str:
    """The whole address to print as a QR code."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("portal:report", args=[report_token(unit_id, site, at)])


def _until(at: datetime, lasts: timedelta) -> int:
    return int((at + lasts).timestamp())


def _read(token: str, salt: str, at: datetime) -> dict[str, Any]:
    """What a token says; one that was changed is not there, one past its time has expired."""
    said = _signed(token, salt)
    if said["u"] < at.timestamp():
        raise LinkExpired
    return said


def _signed(token: str, salt: str) -> dict[str, Any]:
    try:
        said: dict[str, Any] = signing.loads(token, salt=salt)
    except signing.BadSignature as wrong:
        raise LinkBroken from wrong
    return said
