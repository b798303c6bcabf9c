"""The day's plan on the real rooms: who has what, what a drop costs, what refuses it, and that the procedure's command does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotFound, Refused, StaleVersion
from baoxiu.directory import actions as directory
from baoxiu.dispatch import actions
from baoxiu.dispatch.actions import NobodyMayBeNamed
from baoxiu.dispatch.models import Placement
from baoxiu.dispatch.queries.planning import Asked, DayPlan, Drop, drop_of, pool_of
from baoxiu.journal.models import Event, Message
from baoxiu.tickets.models import Ticket
from procedures.house import House, Order

DAY = "2026-03-02 "
JOB = {"premises": "in_home", "category": "plumbing"}


@dataclass
class Desk:
    """Somebody at the desk of a house, on one day."""

    house: House
    who: str

    def plan(self, time: str = "09:10", **asked: Any) -> DayPlan:
        """The day as it stands at a time."""
        on = date.fromisoformat(asked.pop("on", DAY.strip()))
        return DayPlan(self.house.actor(self.who), Asked(on, self.house.zone, **asked), at=self.house.at(DAY + time))

    def drop(self, order: Order, to: str, start: str, *, at: str = "09:10") -> Drop:
        """What a drop would mean."""
        person, by = self.house.people[to].pk, self.house.actor(self.who)
        return drop_of(number(order), person, self.house.at(DAY + start), by=by, at=self.house.at(DAY + at), zone=self.house.zone)

    def place(self, order: Order, to: str, start: str, *, at: str = "09:10", command: str | None = None, **more: Any) -> Mapping[str, Any]:
        """Drop it, by the way the screen would take."""
        way = self.drop(order, to, start, at=at).way
        chosen = command if command is not None else way.command if way else ""
        place = actions.Place(number(order), self.house.people[to].pk, self.house.at(DAY + start), self.house.zone, chosen)
        return actions.place_job(place, more.pop("form", None), by=self.house.actor(self.who), at=self.house.at(DAY + at), **more)


def number(order: Order) -> str:
    return Ticket.objects.get(pk=order.id).number


def holder(order: Order) -> int | None:
    return Ticket.objects.get(pk=order.id).holder_id


def broken(drop: Drop) -> list[str]:
    return [one.rule for one in drop.fit.broken]


@pytest.fixture
def desk(hotline: House) -> Desk:
    return Desk(hotline, "engineering_supervisor")


def waiting_job(house: House, **more: Any) -> Order:
    """A job nobody grabbed in time: the supervisor assigns it now."""
    order = house.report({**JOB, **more}, at=DAY + "09:00", site=house.site.pk)
    house.wait(DAY + "09:06")
    return order


# -- what is drawn


def test_the_lines_are_those_who_are_sent_out_and_the_unassigned_stand_beside_them(desk: Desk) -> None:
    order = waiting_job(desk.house)

    plan = desk.plan()

    assert {row.name for row in plan.rows} == {"维修师傅", "老赵"}
    assert [one.number for one in plan.waiting] == [number(order)]
    assert plan.waiting[0].job.lasts == timedelta(minutes=45)
    assert plan.waiting[0].job.skill == "plumbing"


def test_a_job_in_hand_stands_on_its_line_an_appointment_at_its_time(desk: Desk) -> None:
    house = desk.house
    order = house.report({**JOB, "appointment_at": house.at(DAY + "14:00").isoformat()}, at=DAY + "09:00")
    house.wait(DAY + "09:06")
    desk.place(order, "worker", "14:00")

    (row,) = [row for row in desk.plan().rows if row.jobs]
    (laid,) = desk.plan().laid(row)

    assert row.technician.id == house.people["worker"].pk
    assert (laid.job.hold, house.wall(laid.start)) == ("appointment", DAY + "14:00")


def test_shifts_and_absences_bar_their_time(desk: Desk) -> None:
    house, order = desk.house, waiting_job(desk.house)
    worker, zhao = house.people["worker"], house.people["worker_two"]
    at = house.at(DAY + "08:00")
    actions.set_duty(house.station, worker, "早班", since=house.at(DAY + "08:00"), until=house.at(DAY + "12:00"), by=SYSTEM, at=at)
    directory.set_absence(zhao, "leave", since=house.at(DAY + "10:00"), until=house.at(DAY + "11:00"), by=SYSTEM, at=at)

    assert broken(desk.drop(order, "worker", "10:00")) == []
    assert broken(desk.drop(order, "worker", "11:30")) == ["shift"]
    assert broken(desk.drop(order, "worker_two", "10:30")) == ["leave"]
    assert broken(desk.drop(order, "worker_two", "11:00")) == []


# -- the drop


def test_a_drop_runs_the_procedures_own_command_and_keeps_the_time(desk: Desk) -> None:
    order = waiting_job(desk.house)

    said = desk.place(order, "worker", "10:00")

    assert said["command"] == "assign"
    assert (order.state, holder(order)) == ("assigned", desk.house.people["worker"].pk)
    (row,) = [row for row in desk.plan().rows if row.jobs]
    assert [desk.house.wall(one.start) for one in desk.plan().laid(row)] == [DAY + "10:00"]
    assert Event.objects.filter(type="JobPlaced").count() == 1


def test_moved_within_his_day_no_command_runs(desk: Desk) -> None:
    order = waiting_job(desk.house)
    desk.place(order, "worker", "10:00")
    version = Ticket.objects.get(pk=order.id).version

    said = desk.place(order, "worker", "15:00", at="09:20")

    assert said["command"] == ""
    assert Ticket.objects.get(pk=order.id).version == version
    assert desk.house.wall(Placement.objects.get(ticket_id=order.id).starts_at) == DAY + "15:00"


def test_to_another_line_it_is_assigned_to_another(desk: Desk) -> None:
    order = waiting_job(desk.house)
    desk.place(order, "worker", "10:00")

    assert desk.place(order, "worker_two", "11:00", at="09:20")["command"] == "reassign"
    assert holder(order) == desk.house.people["worker_two"].pk


def test_a_job_in_anothers_hands_is_not_free_where_he_is_filtered_out(desk: Desk) -> None:
    order = waiting_job(desk.house)
    desk.place(order, "worker", "10:00")
    directory.give_skill(desk.house.people["worker_two"], "carpentry", by=SYSTEM, at=desk.house.began_at)

    plan = desk.plan(skill="carpentry")

    assert [row.name for row in plan.rows] == ["老赵"]
    assert plan.waiting == []


def test_what_somebody_holds_is_planned_for_no_other_without_a_command(desk: Desk) -> None:
    order = waiting_job(desk.house)
    desk.place(order, "worker", "10:00")
    order.run("accept", {"busy": "free"}, by="worker", at=DAY + "09:12", door="field")
    order.run("arrive", {"code": order.fields["visit_code"]}, by="worker", at=DAY + "09:30")

    drop = desk.drop(order, "worker_two", "11:00", at="09:31")
    with pytest.raises(NobodyMayBeNamed):
        desk.place(order, "worker_two", "11:00", at="09:31", command="")

    assert drop.ways == ()
    assert holder(order) == desk.house.people["worker"].pk


def test_before_the_pool_had_its_time_the_drop_is_refused_by_the_procedures_clause(desk: Desk) -> None:
    house = desk.house
    order = house.report(JOB, at=DAY + "09:00")

    drop = desk.drop(order, "worker", "10:00", at="09:02")
    with pytest.raises(Refused) as refused:
        desk.place(order, "worker", "10:00", at="09:02", command="assign")

    assert drop.way is None
    assert refused.value.clause == "ALF-09"
    assert holder(order) is None


def test_a_missing_skill_refuses_by_clause_and_nothing_changes(desk: Desk) -> None:
    order = waiting_job(desk.house, category="electrical")

    with pytest.raises(Refused) as refused:
        desk.place(order, "worker", "10:00", command="assign")

    assert (refused.value.reason, refused.value.clause) == ("plan_skill", "ALF-07")
    assert "没有此项技能" in refused.value.say("zh")
    assert (holder(order), Placement.objects.count()) == (None, 0)


def test_a_full_load_refuses(desk: Desk) -> None:
    house = desk.house
    for _ in range(5):
        desk.place(waiting_job(house), "worker", "10:00", at="09:06")

    order = waiting_job(house)

    assert broken(desk.drop(order, "worker", "16:00")) == ["load"]
    assert broken(desk.drop(order, "worker_two", "16:00")) == []


def test_an_area_he_does_not_serve_refuses(desk: Desk) -> None:
    house = desk.house
    elsewhere = directory.add_site(house.root, level="room", code="X", title="别处", unit=house.station)
    actions.cover(house.station, site=elsewhere, by=SYSTEM, at=house.at(DAY + "08:00"))

    assert broken(desk.drop(waiting_job(house), "worker", "10:00")) == ["area"]


def test_an_agreed_time_moves_only_by_the_command_that_agrees_anew(desk: Desk) -> None:
    house = desk.house
    order = house.report({**JOB, "appointment_at": house.at(DAY + "14:00").isoformat()}, at=DAY + "09:00")
    house.wait(DAY + "09:06")
    desk.place(order, "worker", "14:00")

    drop = desk.drop(order, "worker", "15:00")
    assert broken(drop) == ["appointment"]
    assert [(way.command, way.is_open, way.at_once) for way in drop.ways] == [("rebook", True, False)]
    assert drop.broken(drop.way) == ()
    with pytest.raises(Refused) as refused:
        desk.place(order, "worker", "15:00", command="")
    assert refused.value.reason == "plan_appointment"

    desk.place(order, "worker", "15:00", command="rebook", form={"agreed_with_customer": True, "why": "业主改期"})

    assert house.wall(order.fields["appointment_at"]) == DAY + "15:00"


def test_with_another_person_an_agreed_time_stays(desk: Desk) -> None:
    house = desk.house
    order = house.report({**JOB, "appointment_at": house.at(DAY + "14:00").isoformat()}, at=DAY + "09:00")
    house.wait(DAY + "09:06")
    desk.place(order, "worker", "14:00")

    assert broken(desk.drop(order, "worker_two", "16:00")) == ["appointment"]
    assert desk.place(order, "worker_two", "14:00")["command"] == "reassign"


def test_who_becomes_late_is_told_before_the_drop(desk: Desk) -> None:
    house = desk.house
    first, second = waiting_job(house), waiting_job(house)
    desk.place(first, "worker", "10:00")

    drop = desk.drop(second, "worker", "09:45")

    assert [(one.number, one.moved) for one in drop.fit.others] == [(number(first), timedelta(minutes=30))]


def test_a_stale_page_is_refused_and_a_double_send_answered_once(desk: Desk) -> None:
    order = waiting_job(desk.house)
    version = Ticket.objects.get(pk=order.id).version
    with pytest.raises(StaleVersion):
        desk.place(order, "worker", "10:00", version=version - 1)

    first = desk.place(order, "worker", "10:00", version=version, key="k-1")
    again = desk.place(order, "worker", "10:00", version=version, key="k-1", command="assign")

    assert again == first
    assert Event.objects.filter(type="JobPlaced").count() == 1


# -- the pool


def test_the_pool_says_who_was_offered_until_when_and_that_nobody_took_it(desk: Desk) -> None:
    house = desk.house
    house.hire("worker", "电工", login="electrician", skills=("electrical",))
    order = house.report(JOB, at=DAY + "09:00")

    (offered,) = pool_of(desk.plan("09:02"))
    house.wait(DAY + "09:06")
    (missed,) = pool_of(desk.plan("09:06"))

    assert offered.planned.number == number(order)
    assert offered.to is not None
    assert {row.name for row in offered.to} == {"维修师傅", "老赵"}
    assert house.wall(offered.due_at) == DAY + "09:05"
    assert (offered.is_missed, missed.is_missed) == (False, True)


# -- other packs


def test_where_workers_take_jobs_themselves_the_desk_plans_and_the_one_meant_is_told(db: None) -> None:
    house = House("longfor-property")
    house.hire("technician", "小王", login="wang")
    order = house.report(at=DAY + "09:00", procedure="in-home", category="plumbing", wished_at=house.at(DAY + "10:00").isoformat())
    desk = Desk(house, "crew_leader")

    assert desk.place(order, "wang", "10:00")["command"] == ""

    (row,) = [row for row in desk.plan().rows if row.jobs]
    assert (row.name, row.jobs[0].is_held, holder(order)) == ("小王", False, None)
    assert Message.objects.filter(to=f"person:{house.people['wang'].pk}", words__zh__startswith="计划派给您").count() == 1
    actions.take_off_plan(number(order), by=house.actor("crew_leader"), at=house.at(DAY + "09:20"), zone=house.zone)
    assert [one.number for one in desk.plan("09:21").waiting] == [number(order)]


def test_a_city_plans_the_day_by_its_own_command(db: None) -> None:
    house = House("los-angeles-311")
    order = house.report(at=DAY + "09:00", by="call_taker", fault="bulky_items")
    order.run("dispatch", by="dispatcher", at=DAY + "09:01")
    desk = Desk(house, "dispatcher")

    assert {row.name for row in desk.plan().rows} == {house.people["crew"].name}
    assert "plan" in {way.command for way in desk.drop(order, "crew", "10:00").ways}
    desk.place(order, "crew", "10:00", command="plan")

    assert order.state == "planned"
    assert house.wall(order.fields["planned_at"]) == DAY + "10:00"
    assert broken(desk.drop(order, "crew", "11:00")) == ["appointment"]


def test_a_shop_without_visits_still_has_a_plan(db: None) -> None:
    house = House("repair-shop", zone="UTC")
    order = house.report(at=DAY + "09:00")
    desk = Desk(house, "front_desk")

    plan = desk.plan()

    assert {row.name for row in plan.rows} == {house.people["tester"].name, house.people["repairer"].name}
    assert [one.number for one in plan.waiting] == [number(order)]
    assert desk.place(order, "tester", "10:00")["command"] == ""


def test_a_station_of_the_network_is_told_why_its_engineer_cannot_go_yet(lenovo: House) -> None:
    order = lenovo.report(at=DAY + "09:00")
    order.run("download", by="coordinator", at=DAY + "09:02")
    desk = Desk(lenovo, "coordinator")

    drop = desk.drop(order, "engineer", "14:00")

    assert {row.name for row in desk.plan().rows} == {lenovo.people["engineer"].name}
    assert drop.way is None
    assert [(way.command, way.is_open) for way in drop.ways] == [("take_in", False), ("", True)]
    assert drop.ways[0].choice is not None
    assert drop.ways[0].choice.refusal is not None


# -- who sees what


def test_another_units_people_and_jobs_are_not_there(desk: Desk) -> None:
    house, order = desk.house, waiting_job(desk.house)
    other = directory.create_unit(house.root, level="project", code="ELSE", title="别的项目", by=SYSTEM, at=house.began_at)
    house.hire("worker", "外人", login="stranger", unit=other)
    house.hire("engineering_supervisor", "外主管", login="other_supervisor", unit=other)
    elsewhere = Desk(house, "other_supervisor")

    assert {row.name for row in elsewhere.plan().rows} == {"外人"}
    assert elsewhere.plan().waiting == []
    with pytest.raises(NotFound):
        elsewhere.drop(order, "stranger", "10:00")
    with pytest.raises(NotFound):
        desk.drop(order, "stranger", "10:00")


# -- how much it reads


def statements(plan: DayPlan) -> int:
    """How many statements drawing it takes."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        for row in plan.rows:
            plan.laid(row)
        assert plan.waiting is not None
        pool_of(plan)
    return len(seen)


def test_the_number_of_statements_does_not_grow_with_people_and_jobs(desk: Desk) -> None:
    house = desk.house
    waiting_job(house)
    statements(desk.plan())
    few = statements(desk.plan())
    for n in range(6):
        house.hire("worker", f"师傅{n}", login=f"w{n}", skills=("plumbing",))
    for n in range(12):
        order = waiting_job(house)
        if n % 2:
            desk.place(order, f"w{n % 6}", "10:00")

    many = statements(desk.plan())

    assert many == few
    assert few <= 8
