"""Whom a command sends out: judged by the rules of the day's plan through every door, and offered with what the day knows of him."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refusal, Refused
from baoxiu.core.planning import namings, role_named
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Skill
from baoxiu.dispatch import actions
from baoxiu.dispatch.queries.planning import Candidate, Crew, Named
from baoxiu.tickets import actions as tickets
from baoxiu.tickets import queries, world
from baoxiu.tickets.models import Ticket
from procedures.house import House, Order

DAY = "2026-03-02 "
JOB = {"premises": "in_home", "category": "plumbing"}


def waiting_job(house: House, **more: Any) -> Order:
    """A job nobody grabbed in time: the supervisor assigns it now."""
    order = house.report({**JOB, **more}, at=DAY + "09:00", site=house.site.pk)
    house.wait(DAY + "09:06")
    return order


def assign(order: Order, to: str, at: str = "09:10", door: str = "desk", command: str = "assign") -> None:
    house = order.house
    tickets.run_command(
        order.id, command, {"worker": house.people[to].pk}, by=house.actor("engineering_supervisor"), at=house.at(DAY + at), door=door
    )


def refused(order: Order, to: str, **how: Any) -> Refused:
    """What the door says; nothing changed."""
    before = Ticket.objects.get(pk=order.id)
    with pytest.raises(Refusal) as caught:
        assign(order, to, **how)
    after = Ticket.objects.get(pk=order.id)
    assert (after.version, after.holder_id) == (before.version, before.holder_id)
    assert isinstance(caught.value, Refused)
    return caught.value


def crew(order: Order, at: str = "09:10") -> dict[str, Candidate]:
    """Who is offered for the command, by name, in their order."""
    procedure, facts, _ = queries.known_of(Ticket.objects.get(pk=order.id))
    step = namings(procedure)["assign"]
    role = role_named(procedure, step)
    named = Named([facts.number], [facts.unit.path], step, role, order.house.root.pk)
    return {one.name: one for one in Crew(named, at=order.house.at(DAY + at)).candidates}


@pytest.mark.parametrize("door", ["desk", "api", "field"])
def test_a_missing_skill_refuses_by_clause_through_every_door(hotline: House, door: str) -> None:
    said = refused(waiting_job(hotline, category="electrical"), "worker", door=door)

    assert (said.reason, said.clause, said.field) == ("plan_skill", "ALF-07", "worker")
    assert said.say("zh") == "维修师傅没有此项技能：电。请选择具备此技能的人员，或先登记其技能。"
    assert "lacks the skill" in said.say("en")


def test_what_the_procedure_says_comes_first(hotline: House) -> None:
    order = hotline.report({**JOB, "category": "electrical"}, at=DAY + "09:00", site=hotline.site.pk)

    assert refused(order, "worker", at="09:02").clause == "ALF-09"


def test_skills_nobody_keeps_bar_nothing(hotline: House) -> None:
    Skill.objects.all().delete()
    order = waiting_job(hotline, category="electrical")

    assign(order, "worker")

    assert Ticket.objects.get(pk=order.id).holder_id == hotline.people["worker"].pk


def test_a_full_load_refuses_and_who_holds_it_is_not_named_anew(hotline: House) -> None:
    orders = [waiting_job(hotline) for _ in range(6)]
    for order in orders[:5]:
        assign(order, "worker")

    said = refused(orders[5], "worker")
    assign(orders[0], "worker", at="09:12", command="reassign")

    assert (said.reason, said.clause) == ("plan_load", "ALF-07")
    assert "在手 5 单，已达上限 5 单" in said.say("zh")


def test_who_is_away_or_marked_off_or_not_on_shift_is_refused(hotline: House) -> None:
    house, order = hotline, waiting_job(hotline)
    worker, zhao = house.people["worker"], house.people["worker_two"]
    early = house.at(DAY + "08:00")
    directory.set_absence(zhao, "leave", since=house.at(DAY + "09:00"), until=house.at(DAY + "11:00"), by=SYSTEM, at=early)
    actions.set_duty(house.station, worker, "晚班", since=house.at(DAY + "16:00"), until=house.at(DAY + "22:00"), by=SYSTEM, at=early)

    away, off = refused(order, "worker_two"), refused(order, "worker")
    assign(order, "worker_two", at="11:00")
    assign(order, "worker", at="16:00", command="reassign")

    assert (away.reason, off.reason) == ("plan_leave", "plan_shift")
    assert "03-02 09:00–03-02 11:00 不在岗：休假" in away.say("zh")
    assert "不在班次内（16:00–22:00）" in off.say("zh")


def test_whoever_is_marked_off_shift_is_not_sent_now_but_may_be_planned_for_tomorrow(hotline: House) -> None:
    house, order = hotline, waiting_job(hotline)
    directory.set_on_shift(house.people["worker"], False)
    tomorrow = house.at("2026-03-03 09:00")

    said = refused(order, "worker")
    place = actions.Place(queries.facts_on(order.id, seen_by=SYSTEM).number, house.people["worker"].pk, tomorrow, house.zone, "assign")
    actions.place_job(place, by=house.actor("engineering_supervisor"), at=house.at(DAY + "09:12"))

    assert said.reason == "plan_leave"
    assert Ticket.objects.get(pk=order.id).holder_id == house.people["worker"].pk


def test_an_area_he_does_not_serve_refuses(hotline: House) -> None:
    elsewhere = directory.add_site(hotline.root, level="room", code="X", title="别处", unit=hotline.station)
    actions.cover(hotline.station, site=elsewhere, by=SYSTEM, at=hotline.at(DAY + "08:00"))

    assert refused(waiting_job(hotline), "worker").reason == "plan_area"


def test_in_an_emergency_anybody_may_be_named(hotline: House) -> None:
    order = waiting_job(hotline, category="electrical")
    ticket = Ticket.objects.get(pk=order.id)
    Ticket.objects.filter(pk=order.id).update(fields={**ticket.fields, "_gathered": [{"id": "x", "number": "STORM"}]})
    directory.set_on_shift(hotline.people["worker"], False)

    assign(order, "worker")

    assert Ticket.objects.get(pk=order.id).holder_id == hotline.people["worker"].pk


def test_a_life_that_is_replayed_is_not_judged_by_the_crew_of_today(hotline: House) -> None:
    order = waiting_job(hotline, category="electrical")

    assign(order, "worker", door="replay")

    assert Ticket.objects.get(pk=order.id).holder_id == hotline.people["worker"].pk


def test_what_is_known_of_him_is_read_once_and_only_where_somebody_is_named(hotline: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    known = world.known

    def noting(names: Any, given: Any, tickets: Any = ()) -> Any:
        asked.append("_crew" in names)
        return known(names, given, tickets)

    monkeypatch.setattr(world, "known", noting)
    order = waiting_job(hotline)
    asked.clear()

    assign(order, "worker")
    order.run("accept", {"busy": "free"}, by="worker", at=DAY + "09:12", door="field")

    assert asked == [True, False]


# -- whom the form offers


def test_the_best_stands_first_and_who_is_barred_with_the_reason(hotline: House) -> None:
    house = hotline
    house.hire("worker", "电工", login="electrician", skills=("electrical",))
    assign(waiting_job(house), "worker")
    order = waiting_job(house)

    found = crew(order)

    assert list(found) == ["老赵", "维修师傅", "电工"]
    free, busy, barred = found.values()
    assert (free.technician.open, free.technician.most, free.is_there) == (0, 5, True)
    assert (free.soonest is not None and free.soonest.start, busy.soonest is not None and busy.soonest.start) == (
        house.at(DAY + "09:10"),
        house.at(DAY + "09:55"),
    )
    assert [(one.broken.rule, one.clauses) for one in barred.bars] == [("skill", ("ALF-07", "ALF-09"))]
    assert (barred.is_barred, busy.is_barred) == (True, False)


def test_who_comes_on_shift_later_is_free_from_then_on(hotline: House) -> None:
    house, order = hotline, waiting_job(hotline)
    since, until = house.at(DAY + "16:00"), house.at(DAY + "22:00")
    actions.set_duty(house.station, house.people["worker"], "晚班", since=since, until=until, by=SYSTEM, at=house.at(DAY + "08:00"))

    late = crew(order)["维修师傅"]

    assert ([one.broken.rule for one in late.bars], late.is_there) == (["shift"], False)
    assert late.soonest is not None
    assert late.soonest.start == since


def test_everybody_offered_free_of_bars_is_taken_and_everybody_barred_is_refused(hotline: House) -> None:
    house = hotline
    house.hire("worker", "电工", login="electrician", skills=("electrical",))
    directory.set_on_shift(house.people["worker_two"], False)
    offered = crew(waiting_job(house))
    logins = {person.name: login for login, person in house.people.items() if person.name in offered}

    assert {one.is_barred for one in offered.values()} == {True, False}
    for name, one in offered.items():
        order = waiting_job(house)
        if one.is_barred:
            assert refused(order, logins[name]).reason == f"plan_{one.bars[0].broken.rule}"
        else:
            assign(order, logins[name])


def test_the_number_of_statements_does_not_grow_with_the_crew(hotline: House) -> None:
    order = waiting_job(hotline)
    with CaptureQueriesContext(connection) as few:
        crew(order)
    for n in range(8):
        hotline.hire("worker", f"师傅{n}", login=f"w{n}", skills=("plumbing",))
        assign(waiting_job(hotline), f"w{n}")
    with CaptureQueriesContext(connection) as many:
        crew(order)

    assert len(many) == len(few)


def test_a_roster_nobody_kept_for_a_fortnight_is_none(hotline: House) -> None:
    house, order = hotline, waiting_job(hotline)
    since = house.at(DAY + "09:00") - timedelta(days=20)
    actions.set_duty(house.station, house.people["worker"], "早班", since=since, until=since + timedelta(hours=8), by=SYSTEM, at=since)

    assign(order, "worker")

    assert Ticket.objects.get(pk=order.id).holder_id == house.people["worker"].pk
