"""What the checks say of clocks, quotas, limits and calendars."""

from __future__ import annotations

import pytest

from core.smallpack import SmallPack


def test_a_clock_that_never_stops_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "    stops: [{ring: 'outcome == \"reached\"'}]\n", "")

    assert "stops:" in small.fault("clock_never_stops", at="  first_call:\n".strip()).remedy["en"]


def test_a_clock_that_never_starts_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "    starts: opened\n", "    starts: []\n")

    assert small.fault("clock_never_starts", at="  first_call:").line


def test_a_clock_a_command_starts_and_stops_is_whole(small: SmallPack) -> None:
    small.edit("job.yaml", "    starts: opened\n    stops: [{ring: 'outcome == \"reached\"'}]\n", "    starts: []\n")
    small.edit("job.yaml", "opens:\n", "opens:\n  starts: first_call\n")
    small.edit("job.yaml", "    set_once: {rung_at: now}\n", "    set_once: {rung_at: now}\n    stops: first_call\n")

    assert small.faults == []


def test_a_trigger_that_is_no_command_gets_the_nearest(small: SmallPack) -> None:
    small.edit("job.yaml", "stops: [{ring: 'outcome == \"reached\"'}]", "stops: [{rinng: 'true'}]")

    assert small.fault("unknown_command", at="rinng").remedy["en"] == "Did you mean ring?"


def test_a_trigger_may_be_a_state_there_is(small: SmallPack) -> None:
    small.edit("job.yaml", "stops: [{ring: 'outcome == \"reached\"'}]", "stops: 'state:goin'")

    assert small.fault("unknown_state", at="state:goin").remedy["en"] == "Did you mean going?"


def test_a_clock_without_a_limit_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "")

    assert "within" in small.fault("clock_no_target", at="  first_call:").remedy["en"]


def test_a_clock_with_two_limits_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "    within: 4h\n    limit: arrive\n")

    assert "2" in small.fault("clock_two_targets", at="  first_call:").what["en"]


def test_a_table_of_limits_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "    limit: arrives\n")

    assert small.fault("unknown_limit", at="limit: arrives").remedy["en"] == "Did you mean arrive?"


def test_a_table_of_limits_has_rows(small: SmallPack) -> None:
    small.edit("job.yaml", "{by: kind, water: 45m, power: 2h}", "{by: kind}")

    assert small.fault("limit_empty", at="arrive: {by: kind}").line


def test_a_clock_that_is_paused_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "pauses: [first_call]", "pauses: [first_cal]")

    assert small.fault("unknown_clock", at="first_cal]").remedy["en"] == "Did you mean first_call?"


def test_a_clock_an_expression_asks_for_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "'clock(\"first_call\").kept'", "'clock(\"firstcall\").kept'")

    assert small.fault("unknown_clock", at="firstcall").remedy["en"] == "Did you mean first_call?"


def test_a_quota_ends_some_time(small: SmallPack) -> None:
    small.edit("job.yaml", ", for: 3 working_days, starts: opened", ", starts: opened")

    assert "for:" in small.fault("quota_never_stops", at="  daily:").remedy["en"]


def test_a_quota_counts_a_list_that_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "count: calls", "count: fault")

    assert small.fault("quota_not_a_list", at="count: fault").line


def test_a_quota_and_a_clock_have_names_of_their_own(small: SmallPack) -> None:
    small.edit("job.yaml", "  daily: {", "  first_call: {")

    assert small.fault("clock_twice", at="  first_call: {").line


def test_a_calendar_a_clock_counts_by_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "    within: 4h\n    calendar: nights\n")

    assert "night" in small.fault("unknown_calendar", at="calendar: nights").remedy["en"]


def test_a_calendar_of_the_pack_may_be_counted_by(small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "    within: 4h\n    calendar: night\n")

    assert small.faults == []


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('  mon-fri: ["09:00-17:00"]', "  mon-fri: []", "week:", "no working hour"),
        ('["09:00-17:00"]', '["nine-five"]', "nine-five", "not a window"),
        ("week:\n", "weeks:\n", "weeks", "weeks"),
    ],
)
def test_a_calendar_without_a_working_hour_or_misread_is_told_with_its_line(
    small: SmallPack, old: str, new: str, at: str, says: str
) -> None:
    small.edit("calendar.yaml", old, new)

    found = [fault for fault in small.faults if fault.code == "bad_calendar"]

    assert [fault.file for fault in found] == ["calendar.yaml"]
    assert says in found[0].what["en"]
    assert found[0].what["zh"] != found[0].what["en"]


def test_a_named_calendar_is_read_too(small: SmallPack) -> None:
    small.edit("pack.yaml", '["22:00-06:00"]', '["25:00-06:00"]')

    assert "25:00" in small.fault("bad_calendar", file="pack.yaml", at="25:00").what["en"]
