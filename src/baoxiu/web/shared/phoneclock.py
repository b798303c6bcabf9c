"""The clock of a phone beside ours: how fast it is, judged at the moment it sends, and when something was done by it, set right."""

from __future__ import annotations

from datetime import datetime, timedelta

from baoxiu.web.shared.requests import Asked

FAIR = timedelta(minutes=5)  # less than this is the way of the message, and a clock nobody would complain of


def happened_at(request: Asked) -> datetime | None:
    """When it was done by the phone's own clock; what is no time is left out."""
    return _time(request.POST.get("happened_at", ""))


def fast(request: Asked) -> timedelta:
    """How much the phone's clock was ahead of ours when it sent (behind: below nought); nought where it was about right or did not say."""
    sent = _time(request.POST.get("sent_at", ""))
    if sent is None:
        return timedelta()
    ahead = timedelta(seconds=round((sent - request.now).total_seconds()))
    return ahead if abs(ahead) > FAIR else timedelta()


def _time(said: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo else None
