"""The worker's own time: his day with its free gaps, his diary from the events, the calendar that follows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.web.field import days
from baoxiu.web.shared import links
from web.faces import Faces, tree


@pytest.fixture
def served(faces: Faces) -> Faces:
    """An order that a named engineer holds, and did something on."""
    from web.portal.test_portal import to_service

    to_service(faces)
    faces.send("engineer", f"/field/jobs/{faces.number}/do/write_back", {"repair_note": "更换电源板"})
    return faces


def test_the_day_of_whoever_holds_a_job_shows_it_and_no_other_persons(served: Faces) -> None:
    mine = tree(served.as_("engineer").get("/field/day"))
    others = tree(served.as_("engineer_two").get("/field/day"))

    assert served.number in "".join(mine.xpath("//a[contains(@class, 'card')]/@href"))
    assert not others.xpath("//li[contains(@class, 'job-slot')]")


def test_the_week_has_seven_days_and_tomorrow_is_one(served: Faces) -> None:
    week = tree(served.as_("engineer").get("/field/day?span=week"))
    tomorrow = tree(served.as_("engineer").get("/field/day?span=tomorrow"))

    assert len(week.xpath("//section[@class='own-day']")) == 7
    (one,) = tomorrow.xpath("//section[@class='own-day']")
    assert f"{(timezone.localdate(clock.now()) + timedelta(days=1)).day}" in one.text_content()


def test_free_gaps_fill_the_hours_at_work_around_what_stands_there() -> None:
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    hours = [(nine, nine + timedelta(hours=8))]
    job = days.Slot("job", nine + timedelta(hours=2), nine + timedelta(hours=3))
    short = days.Slot("job", nine + timedelta(hours=3, minutes=10), nine + timedelta(hours=8))

    gaps = days._gaps(hours, [job, short], nine - timedelta(hours=1))

    assert [(gap.start, gap.end) for gap in gaps] == [(nine, nine + timedelta(hours=2))]  # ten minutes are no gap
    later = days._gaps(hours, [job], nine + timedelta(hours=4))
    assert [(gap.start, gap.end) for gap in later] == [(nine + timedelta(hours=4), nine + timedelta(hours=8))]


def test_the_diary_says_what_was_done_and_keeps_to_the_one_who_did_it(served: Faces) -> None:
    mine = tree(served.as_("engineer").get("/field/diary")).xpath("//article[contains(@class, 'diary-job')]")
    others = tree(served.as_("engineer_two").get("/field/diary")).xpath("//article[contains(@class, 'diary-job')]")

    assert len(mine) == 1
    assert served.number in mine[0].text_content()
    assert "回写" in mine[0].text_content()
    assert not others


def test_the_diary_goes_back_by_weeks_and_never_beyond_today(served: Faces) -> None:
    client = served.as_("engineer")
    before = tree(client.get(f"/field/diary?until={timezone.localdate(clock.now()) - timedelta(days=7)}"))
    wrong = client.get("/field/diary?until=soon")

    assert not before.xpath("//article[contains(@class, 'diary-job')]")
    assert before.xpath("//a[contains(., '后一周')]")
    assert wrong.status_code == 200
    assert not tree(wrong).xpath("//a[contains(., '后一周')]")


def test_the_calendar_is_read_by_its_link_alone_names_no_customer_and_ends_with_its_owner(served: Faces) -> None:
    person = served.cast.people["engineer"]
    address = f"/field/diary/{links.diary_token(person.pk, clock.now())}.ics"
    answer = Client().get(address)
    text = answer.content.decode()

    assert answer["Content-Type"].startswith("text/calendar")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "林海贸易" not in text
    assert "0755" not in text
    assert Client().get("/field/diary/altered.ics").status_code == 404
    late = f"/field/diary/{links.diary_token(person.pk, clock.now() - timedelta(days=366))}.ics"
    assert Client().get(late).status_code == 410

    directory.set_active(person, False, by=served.cast.actor("director"), at=clock.now())
    assert Client().get(address).status_code == 404
