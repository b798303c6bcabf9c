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
