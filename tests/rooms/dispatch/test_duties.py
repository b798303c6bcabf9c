"""The duty roster: who is on when; nobody twice; what decisions know of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baoxiu.core.errors import Malformed
from baoxiu.dispatch import actions, queries
from baoxiu.dispatch.actions import OnDutyAlready
from baoxiu.dispatch.models import Duty
from baoxiu.dispatch.queries.jobs import PERSON
from baoxiu.journal.models import Event
from baoxiu.tickets import world
from procedures.stage import Stage

SINCE, UNTIL, NOON, EVENING = "2026-03-02 08:00", "2026-03-02 16:00", "2026-03-02 12:00", "2026-03-02 20:00"


@pytest.fixture
def estate(db: None) -> Stage:
    """An estate by the property standard."""
    return Stage("property-service-standard")


def laid(stage: Stage, *, since: str = SINCE, until: str = UNTIL, who: str = "repairer", shift: str = "早班") -> Duty:
    by, at = stage.actor("desk"), stage.at("2026-03-01 18:00")
    return actions.set_duty(stage.station, stage.people[who], shift, since=stage.at(since), until=stage.at(until), by=by, at=at)


def on_shift(stage: Stage, at: str) -> bool:
    assert "on_shift" in PERSON
    given = {"person": stage.id_of("repairer"), "at": stage.at(at), "unit": stage.station.pk}
    return bool(world.known(["person"], given)[0]["person"]["on_shift"])


def test_a_person_is_on_shift_while_the_roster_says_so(estate: Stage) -> None:
    assert on_shift(estate, EVENING) is True
    laid(estate)

    assert [on_shift(estate, at) for at in ("2026-03-02 07:59", SINCE, NOON, UNTIL, EVENING)] == [False, True, True, False, False]


def test_whoever_is_taken_off_by_hand_is_off_whatever_the_roster_says(estate: Stage) -> None:
    from baoxiu.directory import actions as directory

    laid(estate)
    directory.set_on_shift(estate.people["repairer"], False)

    assert on_shift(estate, NOON) is False


@pytest.mark.parametrize(
    ("since", "until"), [("2026-03-02 15:59", "2026-03-02 23:00"), ("2026-03-02 00:00", "2026-03-02 08:01"), (NOON, "2026-03-02 13:00")]
)
def test_nobody_is_on_duty_twice(estate: Stage, since: str, until: str) -> None:
    laid(estate)

    with pytest.raises(OnDutyAlready):
        laid(estate, since=since, until=until)

    assert laid(estate, since=UNTIL, until=EVENING).shift == "早班"


@pytest.mark.parametrize(
    ("since", "until", "shift"), [(UNTIL, SINCE, "早班"), (SINCE, SINCE, "早班"), (SINCE, "2026-03-05 08:00", "早班"), (SINCE, UNTIL, " ")]
)
def test_a_duty_runs_forward_is_not_endless_and_has_a_name(estate: Stage, since: str, until: str, shift: str) -> None:
    with pytest.raises(Malformed):
        laid(estate, since=since, until=until, shift=shift)


def test_taken_off_it_ends_and_stays_on_record(estate: Stage) -> None:
    duty = laid(estate)
    actions.end_duty(duty, by=estate.actor("desk"), at=estate.at(NOON))

    assert on_shift(estate, "2026-03-02 12:01") is False
    assert list(queries.on_duty(estate.root, estate.at("2026-03-02 11:59"))) == [duty]
    assert list(Event.objects.filter(type__startswith="Duty").order_by("at").values_list("type", flat=True)) == ["DutySet", "DutyEnded"]


def test_one_not_begun_never_begins(estate: Stage) -> None:
    duty = laid(estate)
    actions.end_duty(duty, by=estate.actor("desk"), at=estate.at("2026-03-01 20:00"))

    assert list(queries.on_duty(estate.root, estate.at(SINCE))) == []
    assert laid(estate, since=SINCE).starts_at == estate.at(SINCE)


def test_the_roster_lists_a_span_in_order(estate: Stage) -> None:
    late = laid(estate, since=UNTIL, until=EVENING, shift="中班")
    early = laid(estate)

    found = queries.duties_of(estate.root, since=estate.at(SINCE) - timedelta(hours=1), until=estate.at(EVENING))

    assert list(found) == [early, late]
