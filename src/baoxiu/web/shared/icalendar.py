"""One event as an iCalendar file (RFC 5545): UTF-8, CRLF, lines folded at 75 octets, text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST = 75  # octets of a line without its break
CONTROL = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), 0x7F])  # what no text value may hold; a line break is written \\n
REMINDER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What stands in the calendar."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    about: str
    organiser: str  # its name
    reached_at: str  # an address: mailto:…, tel:…
    page: str
    sequence: int  # grows when it is moved, so that a calendar replaces what it has
    confirmed: bool


def written(meeting: Meeting, *, at: datetime) -> bytes:
    """The file."""
    return b"".join(folded(line) for line in _lines(meeting, at))


def _lines(meeting: Meeting, at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Baoxiu//Visits//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(meeting.uid)}"
    yield f"DTSTAMP:{utc(at)}"
    yield f"DTSTART:{utc(meeting.starts_at)}"
    yield f"DTEND:{utc(meeting.ends_at)}"
    yield f"SEQUENCE:{meeting.sequence}"
    yield f"STATUS:{'CONFIRMED' if meeting.confirmed else 'TENTATIVE'}"
    yield f"SUMMARY:{escaped(meeting.title)}"
    yield f"LOCATION:{escaped(meeting.place)}"
    yield f"DESCRIPTION:{escaped(meeting.about)}"
    yield f'ORGANIZER;CN="{quoted(meeting.organiser)}":{meeting.reached_at}'
    yield f"URL:{meeting.page}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-PT{int(REMINDER.total_seconds() // 60)}M")
    yield f"DESCRIPTION:{escaped(meeting.title)}"
    yield from ("END:VALARM", "END:VEVENT", "END:VCALENDAR")


def escaped(text: str) -> str:
    """A text value: backslash, comma, semicolon and line breaks escaped, what is no text left out."""
    said = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROL)
    return said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def quoted(text: str) -> str:
    """A parameter's value between quotation marks: it may hold none itself, and no line break."""
    return text.translate(CONTROL | {0x0A: None, 0x22: "'"})


def folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, each further one begun with a space; no character is cut in two."""
    pieces, here = [], b""
    for sign in line:
        octets = sign.encode()
        if len(here) + len(octets) > LONGEST:
            pieces.append(here)
            here = b" "
        here += octets
    return b"\r\n".join([*pieces, here]) + b"\r\n"


def utc(at: datetime) -> str:
    """An instant as a calendar writes it."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
