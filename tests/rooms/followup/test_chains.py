"""Call-backs that are due, and the chain of what was done over again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from baoxiu.core.engine.followups import drawn_number
from baoxiu.followup import queries
from baoxiu.followup.queries import Chain, chain_of
from procedures.house import House, Order
from rooms.acceptance.papers import OWNER, ended, keeping

RULE_END = "  clause: VST-07"


@pytest.fixture
def house(db: None) -> House:
    """Owner visits: each is rung after, and what is not solved is visited again."""
    return keeping()


def answered(house: House, order: Order, answer: str, at: str) -> Order | None:
    """The owner's answer; the visit it leads to."""
    (call,) = order.opened("call-back")
    call.run("record", {"solved": answer, **({"satisfied": 5} if answer == "yes" else {})}, by="service_centre", at=at)
    return next(iter(call.opened("visit")), None)


def chain(house: House, order: Order, by: str = "service_centre") -> Chain | None:
    return chain_of(order.row, house.actor(by))


def said(found: Chain | None) -> Sequence[tuple[str, str]]:
    return [(one.ticket.procedure_key, one.ticket.state) for one in found.rounds] if found else []


def test_a_job_nobody_followed_yet_is_no_chain(house: House) -> None:
    assert chain(house, house.report(OWNER, procedure="visit", at="2026-03-02 09:00", by="service_centre")) is None


def test_a_job_that_is_right_is_fixed_the_first_time(house: House) -> None:
    order = ended(house, "2026-03-02", call_back=False)
    assert (found := chain(house, order)) is not None
    assert found.is_fixed_first_time is None  # nobody has rung yet
    answered(house, order, "yes", "2026-03-03 09:00")

    found = chain(house, order)
    assert found is not None
    assert (said(found), found.reworks, found.is_fixed_first_time) == ([("visit", "completed"), ("call-back", "solved")], [], True)


def test_the_chain_is_the_same_from_wherever_it_is_asked(house: House) -> None:
    order = ended(house, "2026-03-02", call_back=False)
    again = answered(house, order, "no", "2026-03-03 09:00")
    assert again is not None
    whole = [("visit", "completed"), ("call-back", "not_solved"), ("visit", "reported")]

    assert [said(chain(house, one)) for one in (order, again, order.opened("call-back")[0])] == [whole] * 3
    found = chain(house, order)
    assert found is not None
    assert found.is_fixed_first_time is False
    assert [one.ticket.number for one in found.reworks] == [again.number]


def test_who_worked_stands_in_the_chain(house: House) -> None:
    order = ended(house, "2026-03-02")
    found = chain(house, order)

    assert found is not None
    assert [one.people for one in found.rounds] == [("维修人员",), ("服务中心",)]


def test_what_somebody_may_not_see_is_not_in_his_chain(house: House) -> None:
    order = ended(house, "2026-03-02")
    stranger = keeping("{years: 3}")

    found = chain_of(order.row, stranger.actor("service_centre"))
    assert found is not None
    assert found.rounds == []


def test_the_queue_says_whom_to_ring_about_what(house: House) -> None:
    first, second = ended(house, "2026-03-02", call_back=False), ended(house, "2026-03-03", call_back=False)
    second.opened("call-back")[0].run("no_answer", by="service_centre", at="2026-03-03 15:30")

    calls = queries.calls_due(house.actor("service_centre"))
    assert [call.order for call in calls] == [first.number, second.number]
    assert [(call.command, call.tried, call.rule["way"]) for call in calls] == [("record", 0, "phone"), ("record", 1, "phone")]


def test_the_draw_stands_on_the_job(house: House) -> None:
    order = ended(house, "2026-03-02")

    (drawn,) = queries.drawn_for(order.row)
    pack = house.pack.key
    assert (drawn["rule"], drawn["drawn"], drawn["number"]) == ("after_repair", True, drawn_number(pack, "after_repair", order.number))


def test_how_many_jobs_needed_nobody_again(house: House) -> None:
    for day, answer in (("2026-03-02", "yes"), ("2026-03-03", "no"), ("2026-03-04", "yes")):
        answered(house, ended(house, day, call_back=False), answer, f"{day} 17:00")
    actor = house.actor("service_centre")

    found = queries.first_time_fixed(actor, since=house.at("2026-03-01 00:00"), until=house.at("2026-04-01 00:00"))
    assert (found.counted, found.again, round(found.share or 0, 2)) == (3, 1, 0.67)
    none = queries.first_time_fixed(actor, since=house.at("2025-03-01 00:00"), until=house.at("2025-04-01 00:00"))
    assert none.share is None
