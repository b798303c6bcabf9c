"""What every page knows: its clock, its words for scripts, where this person may go."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baoxiu.journal import clock
from baoxiu.web.shared import doors


def shared(request: HttpRequest) -> dict[str, Any]:
    """Asked for by settings; lists and counts are made only where a page shows them."""
    language, outside = get_language() or "zh-hans", cache(lambda: doors.is_outside(request))
    return {
        "now": getattr(request, "now", None) or clock.now(),
        "is_chinese": language.startswith("zh"),
        "said": _said,
        "doors": lambda: doors.of(request, outside=outside()),
        "further_doors": lambda: doors.further(request, outside=outside()),
        "unread": cache(lambda: doors.unread(request)),
    }


def _said() -> dict[str, str]:
    """Words that scripts put on the page."""
    return {
        "left": _("{span} left"),
        "over": _("{span} over"),
        "days": _("{days} d {hours} h"),
        "hours": _("{hours} h {minutes} min"),
        "minutes": _("{minutes} min"),
        "seconds": _("{seconds} s"),
        "live": _("live"),
        "not_live": _("reconnecting"),
        "offline": _("No connection. What you typed stays here."),
        "failed": _("That did not arrive. Check the connection and try again."),
        "locating": _("Looking for your place…"),
        "located": _("Found, to {metres} m"),
        "no_place": _("The telephone does not say where it is. Allow it, or choose another way."),
        "draft_saved": _("Draft saved"),
        "draft_waiting": _("Draft not saved yet"),
        "still_needed": _("Still needed: {what}"),
        "signature": _("the signature"),
    }
