"""Lenovo: replaced parts on their way back, and what stations owe by age."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baoxiu.core.errors import NotFound, Refusal, Refused
from baoxiu.stock import queries
from baoxiu.stock.actions import remind_of_returns
from procedures.parts import DAY, PART, give_back, line, shelf, states, write_back
from procedures.stage import Order, Stage


@pytest.fixture
def job(lenovo: Stage) -> Order:
    """An order in service at a station that has two boards."""
    lenovo.has_parts("station", PART, 2)
    return lenovo.in_service(at="2026-03-02 09:00")


# -- replaced parts on their way back


@pytest.mark.clause("LCD-46")
def test_a_return_marks_the_old_piece_until_support_has_it(lenovo: Stage, job: Order) -> None:
    write_back(job, line(serial="N-1", old_serial="O-1"))
    back = give_back(job, line(serial="O-1"))
    assert states(job) == [(PART, "N-1", "O-1", "sent")]

    back.run("send_off", {"courier": "sf", "waybill": "SF7"}, by="coordinator", at=f"{DAY} 17:00")
    back.run("receive", by="parts_desk", at="2026-03-05 10:00")

    assert states(job) == [(PART, "N-1", "O-1", "received")]
    assert (back.fields["waybill"], back.at_of("received_at")) == ("SF7", "2026-03-05 10:00")
    assert shelf(lenovo) == 1  # a replaced part is no stock


def test_a_serial_number_noted_only_at_the_return_is_kept(job: Order) -> None:
    write_back(job, line(serial="N-1"))
    give_back(job, line(serial="O-9"))
    assert states(job) == [(PART, "N-1", "O-9", "sent")]


@pytest.mark.clause("LCD-46")
def test_nothing_goes_back_where_nothing_was_replaced(job: Order) -> None:
    with pytest.raises(Refused) as refused:
        give_back(job, line())

    assert refused.value.clause == "LCD-46"
    assert "先回写" in refused.value.say("zh")


@pytest.mark.clause("LCD-46")
@pytest.mark.parametrize(
    ("returned", "code", "words"),
    [
        ((line("FAN-1"),), "guard", "核对编码"),
        ((line(serial="O-2"),), "other_serial", "O-1"),
        ((line(), line()), "returned_already", "均已返还"),
        ((line(quantity=2),), "returned_already", "均已返还"),
    ],
)
def test_what_goes_back_is_what_was_replaced(job: Order, returned: tuple[dict[str, Any], ...], code: str, words: str) -> None:
    write_back(job, line(serial="N-1", old_serial="O-1"))

    with pytest.raises(Refusal) as refused:
        give_back(job, *returned)

    assert refused.value.clause == "LCD-46"
    assert (code == "guard" or refused.value.code == code) and words in refused.value.say("zh")
    assert states(job) == [(PART, "N-1", "O-1", "owed")]
    assert job.opened("part-return") == []


@pytest.mark.clause("LCD-46")
def test_a_return_is_never_opened_by_hand(lenovo: Stage) -> None:
    with pytest.raises(Refused) as refused:
        lenovo.report({"order": "SZ0001", "lines": [line()]}, at="2026-03-02 09:00", by="coordinator", procedure="part-return")

    assert (refused.value.reason, refused.value.clause) == ("opens_by_link", "LCD-46")


@pytest.mark.clause("LCD-46")
def test_what_was_forgotten_goes_back_even_after_the_order_is_closed(job: Order) -> None:
    write_back(job, line(serial="N-1", old_serial="O-1"), line(serial="N-2", old_serial="O-2"))
    give_back(job, line(serial="O-1"))
    with pytest.raises(Refused) as twice:
        give_back(job, line(serial="O-2"))
    assert "补返" in twice.value.say("zh")
    job.sign(at=f"{DAY} 16:20").run("solve", by="engineer", at=f"{DAY} 16:30")

    job.run("return_rest", {"further_parts": [line(serial="O-2")]}, by="coordinator", at="2026-03-05 09:00")

    assert {state for *_, state in states(job)} == {"sent"}
    assert len(job.fields["returned_parts"]) == 2
    with pytest.raises(Refusal) as refused:
        job.run("return_rest", {"further_parts": [line(serial="O-2")]}, by="coordinator", at="2026-03-05 09:10")
    assert refused.value.code == "returned_already"


@pytest.mark.clause("LCD-12")
def test_what_support_finds_missing_is_owed_still_and_may_be_sent_again(job: Order) -> None:
    write_back(job, line(serial="N-1", old_serial="O-1"), line(serial="N-2", old_serial="O-2"))
    back = give_back(job, line(serial="O-1"), line(serial="O-2"))
    with pytest.raises(Refusal) as refused:
        back.run("report_short", {"missing": "多一件", "received": [line("FAN-1")]}, by="parts_desk", at="2026-03-05 10:00")
    assert refused.value.code == "not_on_the_way"

    back.run("report_short", {"missing": "少一件", "received": [line(serial="O-1")]}, by="parts_desk", at="2026-03-05 10:00")

    assert [state for *_, state in states(job)] == ["received", "owed"]
    assert queries.returns_of([job.row.pk])[job.row.pk] == queries.Returns(replaced=2, received=1, sent=0, owed=1, missing=1)
    job.run("return_rest", {"further_parts": [line(serial="O-2")]}, by="engineer", at="2026-03-06 10:00")
    assert [state for *_, state in states(job)] == ["received", "sent"]


def test_a_short_return_of_which_nothing_came_is_owed_whole(job: Order) -> None:
    write_back(job, line(old_serial="O-1"))
    give_back(job, line(serial="O-1")).run("report_short", {"missing": "空箱"}, by="parts_desk", at="2026-03-05 10:00")

    assert queries.returns_of([job.row.pk])[job.row.pk].missing == 1


def test_a_piece_that_went_back_is_not_struck_from_the_job(job: Order) -> None:
    write_back(job, line(old_serial="O-1"))
    give_back(job, line(serial="O-1"))

    with pytest.raises(Refusal) as refused:
        write_back(job, line("CBL-1"), at=f"{DAY} 17:00")

    assert refused.value.code == "sent_already"


# -- another station


@pytest.mark.clause("LCD-46")
def test_another_station_returns_nothing_of_ours(lenovo: Stage, job: Order) -> None:
    write_back(job, line(old_serial="O-1"))
    elsewhere = lenovo.found("GZ", "station", "region", "广州站")
    lenovo.hire("engineer", "罗工", login="engineer_gz", unit=elsewhere)

    with pytest.raises(NotFound):
        give_back(job, line(serial="O-1"), by="engineer_gz")
    assert [state for *_, state in states(job)] == ["owed"]


@pytest.mark.clause("LCD-46")
def test_an_order_whose_parts_a_station_owes_is_not_sent_to_another(lenovo: Stage) -> None:
    lenovo.found("GZ", "station", "region", "广州站")
    lenovo.has_parts("station", PART, 1)
    order = write_back(lenovo.judged(at="2026-03-02 09:00"), line(), at="2026-03-02 10:00")

    with pytest.raises(Refused) as refused:
        order.run("redispatch", {"station": "GZ", "why": "就近"}, by="region", at="2026-03-02 11:00")

    assert refused.value.clause == "LCD-46"
    assert "旧件须由本站返还" in refused.value.say("zh")


@pytest.mark.clause("LCD-46")
def test_a_piece_another_station_put_in_is_returned_by_that_station(lenovo: Stage, job: Order) -> None:
    """Where an order changed hands all the same, by an import or in an older version of the procedure."""
    elsewhere = lenovo.found("GZ", "station", "region", "广州站")
    write_back(job, line(old_serial="O-1"))
    queries.replaced_on(job.row.pk).update(unit=elsewhere)

    with pytest.raises(Refusal) as refused:
        give_back(job, line(serial="O-1"))

    assert (refused.value.code, refused.value.clause) == ("owed_elsewhere", "LCD-46")
    assert "广州站" in refused.value.say("zh")


def test_a_service_point_returns_what_its_head_station_put_in(lenovo: Stage, job: Order) -> None:
    write_back(job, line(old_serial="O-1"))
    job.run("not_repaired", {"found": "仍黑屏", "promised_at": lenovo.iso("2026-03-05 10:00")}, by="engineer", at=f"{DAY} 15:30")
    job.run("reassign", {"point": lenovo.units["point"].code}, by="coordinator", at=f"{DAY} 15:40")
    lenovo.hire("engineer", "小林", login="engineer_point", unit=lenovo.units["point"])

    job.run("return_rest", {"further_parts": [line(serial="O-1")]}, by="engineer_point", at=f"{DAY} 16:00")

    assert [state for *_, state in states(job)] == ["sent"]


# -- what is owed, by station and age


@pytest.fixture
def owing(lenovo: Stage) -> list[Order]:
    """Three jobs of one station and one of another, with parts replaced on different days; one came back."""
    elsewhere = lenovo.found("GZ", "station", "region", "广州站")
    lenovo.has_parts("station", PART, 9)
    lenovo.has_parts("GZ", PART, 9)
    jobs = [write_back(lenovo.judged(at=f"2026-03-{day} 09:00"), line(), at=f"2026-03-{day} 12:00") for day in ("02", "10", "25")]
    third = jobs[-1]
    third.run("promise_visit", {"promised_at": lenovo.iso("2026-03-26 10:00")}, by="coordinator", at="2026-03-25 13:00")
    third.run("print", by="coordinator", at="2026-03-26 09:00")
    third.depart(at="2026-03-26 09:10")
    give_back(third, line(), at="2026-03-26 12:00")
    foreign = lenovo.report_at(elsewhere, at="2026-03-20 09:00")
    lenovo.hire("engineer", "罗工", login="engineer_gz", unit=elsewhere)
    lenovo.hire("coordinator", "何协调", login="coordinator_gz", unit=elsewhere)
    foreign.run("download", by="coordinator_gz", at="2026-03-20 09:30")
    return [*jobs, write_back(foreign, line(), at="2026-03-20 12:00", by="engineer_gz")]


@pytest.mark.clause("LCD-12")
def test_unreturned_parts_are_shown_by_station_and_age(lenovo: Stage, owing: list[Order]) -> None:
    at = lenovo.at("2026-04-02 12:00")

    ours, theirs = queries.owed_by_station(lenovo.actor("parts_desk"), at=at)

    assert (ours.unit, dict(ours.ages), ours.owed, ours.sent) == (lenovo.station, {"0-7": 0, "8-15": 0, "16-30": 1, "31-": 1}, 2, 1)
    assert (theirs.unit.title, dict(theirs.ages), theirs.owed) == ("广州站", {"0-7": 0, "8-15": 1, "16-30": 0, "31-": 0}, 1)


def test_a_count_opens_its_pieces(lenovo: Stage, owing: list[Order]) -> None:
    at, desk = lenovo.at("2026-04-02 12:00"), lenovo.actor("parts_desk")

    (oldest,) = queries.owed_pieces(desk, at=at, unit=lenovo.station, band="31-")
    (on_way,) = queries.owed_pieces(desk, at=at, state="sent")

    assert (oldest.ticket_id, on_way.ticket_id) == (owing[0].row.pk, owing[2].row.pk)
    assert queries.owed_pieces(desk, at=at).count() == 3


def test_who_owes_a_part_past_its_days_and_who_waits_for_it_are_told_once_a_term(lenovo: Stage, owing: list[Order]) -> None:
    ours = owing[0]
    within = timedelta(days=10)
    used_at = queries.replaced_on(ours.row.pk)[0].used_at

    def told(after: timedelta, role: str = "coordinator") -> list[str]:
        remind_of_returns(used_at + after)
        return [one.words["zh"] for one in ours.messages(role, saying="未返还")]

    assert told(within - timedelta(minutes=1)) == []
    (first,) = told(within)
    assert ours.number in first and PART in first and "已满 10 天" in first
    assert told(within + timedelta(days=3)) == [first]  # once a term, however often somebody looks
    assert len(told(within, "parts_desk")) == 1
    assert "已满 20 天" in told(2 * within)[-1]


def test_a_station_with_a_term_of_its_own_is_told_by_that_and_what_went_back_is_not_asked_for(lenovo: Stage, owing: list[Order]) -> None:
    lenovo.change("station", settings={"part_return_days": 3})
    owed, sent = owing[0], owing[2]
    used_at = queries.replaced_on(owed.row.pk)[0].used_at

    remind_of_returns(used_at + timedelta(days=3))
    remind_of_returns(lenovo.at("2026-04-02 12:00"))

    assert "已满 3 天" in owed.messages("coordinator", saying="未返还")[0].words["zh"]
    assert sent.messages("coordinator", saying="未返还") == []


def test_a_station_sees_only_what_it_owes(lenovo: Stage, owing: list[Order]) -> None:
    at = lenovo.at("2026-04-02 12:00")

    (line_,) = queries.owed_by_station(lenovo.actor("coordinator_gz"), at=at)

    assert (line_.unit.title, line_.owed) == ("广州站", 1)
    assert queries.owed_pieces(lenovo.actor("coordinator_gz"), at=at, unit=lenovo.station).count() == 0


@pytest.mark.parametrize(("age", "band"), [(7, "0-7"), (8, "8-15"), (15, "8-15"), (16, "16-30"), (30, "16-30"), (31, "31-")])
def test_a_day_belongs_to_one_band(lenovo: Stage, job: Order, age: int, band: str) -> None:
    write_back(job, line())
    (owed,) = queries.owed_by_station(lenovo.actor("parts_desk"), at=lenovo.at(f"{DAY} 15:00") + timedelta(days=age))

    assert [key for key, count in owed.ages.items() if count] == [band]


@pytest.mark.clause("LCD-14")
def test_the_returns_of_a_month_are_told_for_every_station_as_they_stood(lenovo: Stage, owing: list[Order]) -> None:
    period = (lenovo.at("2026-03-01 00:00"), lenovo.at("2026-04-01 00:00"))
    units = [lenovo.station, lenovo.units["GZ"], lenovo.units["point"]]
    owing[2].child("part-return").run("receive", by="parts_desk", at="2026-04-03 10:00")

    now = queries.returns_in(period, units)
    then = queries.returns_in(period, units, as_of=lenovo.at("2026-04-01 00:00"))
    earlier = queries.returns_in(period, units, as_of=lenovo.at("2026-03-25 18:00"))

    assert now[lenovo.station.pk] == queries.Returns(replaced=3, received=1, sent=0, owed=2)
    assert then[lenovo.station.pk] == queries.Returns(replaced=3, received=0, sent=1, owed=2)
    assert earlier[lenovo.station.pk] == queries.Returns(replaced=3, owed=3)
    assert now[lenovo.units["GZ"].pk] == queries.Returns(replaced=1, owed=1)
    assert now[lenovo.units["point"].pk] == queries.Returns()
    assert now[lenovo.units["point"].pk].share is None
    assert len(queries.pieces_in(period, units)) == 4
