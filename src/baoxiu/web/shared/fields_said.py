"""Words the fields of a form put on the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def said_by_fields() -> dict[str, str]:
    """What scripts of fields say, in the reader's language."""
    return {
        "recent": _("recent"),
        "nothing_found": _("Nothing found. Try fewer or other words."),
        "nothing_near": _("No signal: only what belongs to your jobs is found here."),
        "photo_unread": _("This device cannot read {names}. Take the photo here, or save it as JPEG first."),
        "scan_hold": _("Hold the code into the frame."),
        "scan_no_camera": _("The camera is not allowed here. Type the code instead."),
        "close": _("Close"),
        "less": _("less"),
        "more": _("more"),
        "sum": _("Together {amount}"),
        "agreed_to": _("agreed {amount}"),
        "beyond": _("{amount} more than agreed: ask again before the work"),
        "by_time": _("by the time worked"),
        "worked": _("{hours} h {minutes} min"),
        "today": _("today"),
        "tomorrow": _("tomorrow"),
        "morning": _("morning"),
        "afternoon": _("afternoon"),
        "evening": _("evening"),
        "between": _("Allowed: {from} – {until} {clause}"),
        "only_between": _("Not allowed: between {from} and {until} {clause}"),
        "only_ahead": _("Not allowed: later than {from} {clause}"),
    }


def said_by_phones() -> dict[str, str]:
    """What the worker's phone says of what it keeps, sends and gets back."""
    return {
        "arrived": _("{count} arrived, {at}"),
        "outbox": _("What this phone keeps"),
        "list_refused": _("Not accepted"),
        "list_waits": _("Waiting to be sent, in this order"),
        "list_drafts": _("Begun and not sent"),
        "list_taken": _("Arrived"),
        "mend": _("Correct it"),
        "open_job": _("Open the job"),
        "do_mend": _("Correct what is named and send it again; the rest is filled in already."),
        "do_not_mine": _("The job is with somebody else now. Ring the office; what you did is still written here."),
        "do_look": _("Look where the job stands now, then send it again or give it up."),
        "draft_waits": _("Begun here and not sent:"),
        "draft_back": _("What you had typed at {at} is back."),
        "draft_drop": _("Start afresh"),
        "draft_closed": _("not possible now"),
        "draft_no_room": _("This phone has no room left. Everything stays on this page: free some space before you close it."),
        "draft_no_room_photos": _("Little room left: your words are kept, the photos only on this page. Free some space first."),
        "no_room_for_jobs": _("This phone has no room left to take the jobs along. Free some space while there is signal."),
        "go_on": _("Go on"),
        "navigate": _("Navigate"),
        "new_time": _("New time"),
        "others": _("What else is possible"),
        "cannot": _("Cannot come, cannot do it"),
    }
