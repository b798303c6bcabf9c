"""A property company's slips: two years where paid, one where free, for ever where coordinated; what later rooms keep goes along."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.acceptance import actions, queries
from baoxiu.journal import queries as journal
from baoxiu.quotes.models import Payment
from baoxiu.visits.models import Visit
from procedures.longfor import DAY, PAID, Estate, Slip


@pytest.fixture
def estate(db: None, settings: Any, tmp_path: Any) -> Estate:
    """An estate that rings nobody afterwards."""
    settings.FILES = tmp_path
    return Estate("longfor-property", settings={"follow_up_share": 0.0})


def paid(estate: Estate) -> Slip:
    """A paid job, paid and filed."""
    slip = estate.slip().to_survey().surveyed(PAID)
    slip.run("agree", {"consent": "price", "note": "先生同意"}, by="customer", at=f"{DAY} 10:08")
    slip.started().done(works=[{"code": "L-WATER"}]).showed().signed()
    slip.run("take_payment", {"method": "cash", "amount": slip.bill()["total"], "reference": "R-1"}, by="technician", at=f"{DAY} 10:55")
    return slip.handed_in().archived()


def due(estate: Estate, at: str) -> set[str]:
    return {one.ticket.number for one in queries.papers_due(estate.actor("customer_centre"), at=estate.at(at))}


@pytest.mark.clause("LFR-64", "LFR-65", "LFR-66")
def test_paid_slips_two_years_free_ones_one_coordination_for_ever(estate: Estate) -> None:
    free, charged = estate.slip().to_return().handed_in().archived(), paid(estate)
    coordination = estate.coordination()

    assert due(estate, "2027-03-02 23:00") == set()
    assert due(estate, "2027-03-03 01:00") == {free.number}
    assert {free.number, charged.number} <= due(estate, "2028-03-03 01:00")
    assert coordination.number not in due(estate, "2099-01-01 00:00")


def test_what_visits_say_of_the_home_goes_and_the_books_stay(estate: Estate) -> None:
    slip = paid(estate)
    amount = Payment.objects.get(ticket_id=slip.id).amount
    disposal = actions.propose_disposal([slip.number], by=estate.actor("customer_centre"), at=estate.at("2028-03-10 09:00"))
    actions.approve_disposal(disposal.pk, by=estate.actor("supervisor"), at=estate.at("2028-03-10 10:00"))

    visit = Visit.objects.get(ticket_id=slip.id)
    assert (visit.proof, visit.fetched, visit.by_name) == (None, [], "工程维修员")
    assert Payment.objects.get(ticket_id=slip.id).amount == amount  # books have a time of their own
    assert journal.find_tampering() == []
