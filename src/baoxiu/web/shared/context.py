"""What every page knows: its clock, its words for scripts, where this person may go."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baoxiu.journal import clock
from baoxiu.web.shared import doors
from baoxiu.web.shared.fields_said import said_by_fields, said_by_phones


def shared(request: HttpRequest) -> dict[str, Any]:
    """Asked for by settings; lists and counts are made only where a page shows them."""
    language, outside = get_language() or "zh-hans", cache(lambda: doors.is_outside(request))
    return {
        "now": getattr(request, "now", None) or clock.now(),
        "is_chinese": language.startswith("zh"),
        "is_outside": outside,
        "said": _said,
        "most_bytes": settings.UPLOAD_LIMIT,
        "doors": lambda: doors.of(request, outside=outside()),
        "further_doors": lambda: doors.further(request, outside=outside()),
        "job_face": lambda: "field" if outside() else "desk",
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
        "letters_left": _("{left} more characters fit, {most} in all"),
        "paste_cut": _("Only {most} characters fit here: the last {cut} of what was pasted did not go in"),
        "file_large": _("{name} is larger than {most} MB. Send a smaller one, or a part of it."),
        "file_kind": _("{name} is of a kind that is not taken. Photos, PDF, Word, Excel, sound and video are."),
        "file_empty": _("{name} is empty. Choose it again."),
        "failed": _("That did not arrive. Check the connection and try again."),
        "locating": _("Looking for your place…"),
        "located": _("Found, to {metres} m"),
        "no_place": _("The telephone does not say where it is. Allow it, or choose another way."),
        "draft_saved": _("Draft saved"),
        "draft_waiting": _("Draft not saved yet"),
        "still_needed": _("Still needed: {what}"),
        "signature": _("the signature"),
        "previous": _("Previous"),
        "next_one": _("Next one"),
        "original": _("Open the original"),
        "close": _("Close"),
        **_said_without_signal(),
        **said_by_fields(),
    }


def _said_without_signal() -> dict[str, str]:
    """Words of the phone's outbox and of the page it shows without signal."""
    return {
        "away": _("No signal"),
        "waits": _("{count} waiting to be sent"),
        "sending": _("Sending {count}"),
        "refused": _("{count} not accepted"),
        "log_in": _("Log in again to send what waits"),
        "of_another": _("{count} belong to somebody else; he has to log in here to send them"),
        "again": _("Send again"),
        "give_up": _("Do not send"),
        "sure_give_up": _("This was done and would not be recorded. Really not send it?"),
        "held": _("waits for the one above"),
        "kept_full": _("This phone has no room left. Free some space; the form stays open."),
        "jobs": _("My jobs"),
        "no_jobs": _("No job was taken along. Open the page once with signal."),
        "call": _("Call"),
        "next": _("What now"),
        "about": _("About the job"),
        "before": _("Before that"),
        "if_needed": _("if it comes to that"),
        "done_here": _("Nothing more to do here without signal."),
        "ended": _("Ended on this phone; the office decides when it arrives."),
        "noted": _("Noted on this phone"),
        "needs_signal": _("This needs signal"),
        "clock_fast": _("This phone's clock is {span} fast. What you do is recorded by the office's clock."),
        "clock_slow": _("This phone's clock is {span} slow. What you do is recorded by the office's clock."),
        **said_by_phones(),
    }
