"""Lenovo: parts used on jobs, off the station's shelf, with the serial numbers of both pieces."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import Refusal
from baoxiu.stock import queries
from procedures.parts import DAY, PART, give_back, line, moved, shelf, sound, states, write_back
from procedures.stage import Order, Stage


@pytest.fixture
def job(lenovo: Stage) -> Order:
    """An order in service at a station that has two boards."""
    lenovo.has_parts("station", PART, 2)
    return lenovo.in_service(at="2026-03-02 09:00")


# -- used on the job


@pytest.mark.clause("LCD-46")
def test_a_part_used_on_a_job_leaves_the_shelf_with_both_serial_numbers(lenovo: Stage, job: Order) -> None:
    write_back(job, line(serial="N-1", old_serial="O-1"))

    assert moved(lenovo) == [("opening", 2, 2), ("use", -1, 1)]
    (movement,) = queries.moved_by([job.row.pk])
    assert (movement.number, movement.by_name) == (job.number, lenovo.name_of("engineer"))
    assert states(job) == [(PART, "N-1", "O-1", "owed")]
    assert sound(lenovo)


@pytest.mark.clause("LCD-46")
def test_writing_back_again_moves_only_the_difference_and_what_was_wrong_is_reversed(lenovo: Stage, job: Order) -> None:
    write_back(job, line(quantity=2))
    write_back(job, line(quantity=2), at=f"{DAY} 15:10")
    assert moved(lenovo) == [("opening", 2, 2), ("use", -2, 0)]

    write_back(job, line(), at=f"{DAY} 15:20")

    assert moved(lenovo) == [("opening", 2, 2), ("use", -2, 0), ("reversal", 1, 1)]
    assert len(states(job)) == 1
    assert sound(lenovo)


@pytest.mark.clause("LCD-46")
def test_a_part_the_station_has_not_is_not_used(lenovo: Stage, job: Order) -> None:
    with pytest.raises(Refusal) as refused:
        write_back(job, line(quantity=3))

    assert (refused.value.code, refused.value.clause) == ("not_enough_stock", "LCD-46")
    assert "申领" in refused.value.say("zh")
    assert (shelf(lenovo), job.fields.get("used_parts"), states(job)) == (2, None, [])


@pytest.mark.parametrize("quantity", [0, -1, 1.5])
def test_parts_are_used_in_whole_pieces(lenovo: Stage, job: Order, quantity: float) -> None:
    with pytest.raises(Refusal):
        write_back(job, {"code": PART, "quantity": quantity})
    assert shelf(lenovo) == 2


@pytest.mark.parametrize(
    "lines",
    [
        (line(serial="N-1"), line(serial="n-1 ")),
        (line(old_serial="O-1"), line(old_serial="O-1")),
        (line(serial="X-1", old_serial="X-1"),),
    ],
)
@pytest.mark.clause("LCD-46")
def test_the_same_serial_number_does_not_stand_twice_on_a_job(lenovo: Stage, job: Order, lines: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(Refusal) as refused:
        write_back(job, *lines)

    assert (refused.value.code, refused.value.clause) == ("serial_twice", "LCD-46")
    assert shelf(lenovo) == 2


@pytest.mark.clause("LCD-46")
def test_nor_on_two_jobs_and_the_other_job_is_named(lenovo: Stage, job: Order) -> None:
    write_back(job, line(serial="N-1", old_serial="O-1"))
    other = lenovo.in_service(at="2026-03-02 09:30")

    for wrong in (line(serial="N-1"), line(serial="N-2", old_serial="O-1")):
        with pytest.raises(Refusal) as refused:
            write_back(other, wrong)
        assert refused.value.code == "serial_twice"
        assert job.number in refused.value.say("zh")
    assert (shelf(lenovo), states(other)) == (1, [])


def test_a_serial_number_is_of_one_piece(job: Order) -> None:
    with pytest.raises(Refusal) as refused:
        write_back(job, line(quantity=2, serial="N-1"))
    assert refused.value.code == "serial_of_many"


def test_a_serial_number_written_wrong_is_put_right_and_the_right_one_is_free_again(lenovo: Stage, job: Order) -> None:
    write_back(job, line(serial="N-1"))
    write_back(job, line(serial="N-7"), at=f"{DAY} 15:20")
    other = lenovo.in_service(at="2026-03-02 09:30")

    write_back(other, line(serial="N-1"))

    assert moved(lenovo) == [("opening", 2, 2), ("use", -1, 1), ("reversal", 1, 2), ("use", -1, 1), ("use", -1, 0)]
    assert sound(lenovo)


def test_a_part_that_fails_again_is_taken_out_and_once_support_had_it_may_be_put_in_again(lenovo: Stage, job: Order) -> None:
    lenovo.has_parts("station", PART, 5)
    write_back(job, line(serial="N-1", old_serial="O-1"))
    second = lenovo.in_service(at="2026-03-02 09:30")
    write_back(second, line(serial="N-2", old_serial="N-1"))

    third = lenovo.in_service(at="2026-03-02 09:40")
    with pytest.raises(Refusal) as refused:
        write_back(third, line(serial="N-1", old_serial="O-3"))
    assert refused.value.code == "serial_owed"
    assert second.number in refused.value.say("zh")

    back = give_back(second, line(serial="N-1"))
    back.run("receive", by="parts_desk", at="2026-03-05 10:00")
    write_back(third, line(serial="N-1", old_serial="O-3"), at="2026-03-06 10:00")
    assert states(third) == [(PART, "N-1", "O-3", "owed")]
