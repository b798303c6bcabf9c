"""An event as an iCalendar file: folded at 75 octets without cutting a character, escaped so that nothing breaks out of its line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baoxiu.web.shared.icalendar import Meeting, escaped, folded, quoted, written

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def unfolded(file: bytes) -> list[str]:
    """The lines as they were before folding."""
    return file.decode().replace("\r\n ", "").split("\r\n")


def meeting(**said: str) -> Meeting:
    """A visit."""
    words = {"title": "维修", "place": "3 栋", "about": "x", "organiser": "枫林", **said}
    return Meeting("u@x", AT, AT + timedelta(hours=1), reached_at="tel:+86571", page="http://x/p/1", sequence=3, confirmed=True, **words)


@given(TEXT)
def test_a_folded_line_has_75_octets_at_most_and_unfolds_to_itself(text: str) -> None:
    line = "SUMMARY:" + escaped(text)

    pieces = folded(line).split(b"\r\n")

    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.decode() or not piece for piece in pieces)
    assert unfolded(folded(line)) == [line, ""]


@given(TEXT, TEXT, TEXT, TEXT)
def test_no_text_breaks_out_of_its_line(title: str, place: str, about: str, organiser: str) -> None:
    lines = unfolded(written(meeting(title=title, place=place, about=about, organiser=organiser), at=AT))

    assert len(lines) == len(unfolded(written(meeting(), at=AT)))
    assert lines.count("BEGIN:VEVENT") == 1


def test_commas_semicolons_backslashes_and_breaks_are_escaped() -> None:
    assert escaped("a,b;c\\d\r\ne\x07") == "a\\,b\\;c\\\\d\\ne"
    assert quoted('Fa. "Meier"\n; x') == "Fa. 'Meier'; x"


def test_what_the_standard_asks_for_is_there() -> None:
    lines = unfolded(written(meeting(), at=AT))

    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for wanted in ("UID:u@x", "DTSTAMP:20260302T020000Z", "DTSTART:20260302T020000Z", "DTEND:20260302T030000Z", "SEQUENCE:3"):
        assert wanted in lines
    assert 'ORGANIZER;CN="枫林":tel:+86571' in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]
