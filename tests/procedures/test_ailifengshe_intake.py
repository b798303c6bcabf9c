"""Ailifengshe: the call at the hotline, from the draft to the order."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.errors import Refused
from baoxiu.intake import actions, queries
from baoxiu.intake.models import Request
from procedures.stage import Order, Stage


def said(stage: Stage, **answers: Any) -> dict[str, Any]:
    return {
        "unit": stage.station,
        "procedure": "repair",
        "text": "厨房水管漏水",
        "category": "plumbing",
        "reporter_name": "王女士",
        "reporter_phone": "13800138000",
        "place": "3 栋 2 单元 1201",
        "answers": answers,
    }


@pytest.mark.clause("ALF-03")
def test_what_is_noted_during_the_call_is_kept_until_the_order_is_made(hotline: Stage) -> None:
    clerk, at = hotline.actor("hotline"), hotline.at("2026-03-02 09:00")
    actions.save_draft("tab-1", {"text": "厨房漏水，业主说"}, by=clerk, at=at)
    actions.save_draft("tab-1", {"text": "厨房水管漏水", "place": "1201"}, by=clerk, at=at)

    (draft,) = queries.drafts_of(clerk.id or 0)
    assert draft.form == {"text": "厨房水管漏水", "place": "1201"}
    assert hotline.every("repair") == []
    actions.file_report(said(hotline, premises="in_home"), by=clerk, at=at)
    actions.drop_draft("tab-1", by=clerk)

    assert len(hotline.every("repair")) == 1


@pytest.mark.clause("ALF-04")
def test_a_report_without_public_or_in_home_makes_no_order_and_is_not_kept(hotline: Stage) -> None:
    with pytest.raises(Refused) as refused:
        actions.file_report(said(hotline), by=hotline.actor("hotline"), at=hotline.at("2026-03-02 09:00"))

    assert (refused.value.clause, refused.value.field) == ("ALF-04", "premises")
    assert not Request.objects.exists()


@pytest.mark.clause("ALF-05")
def test_the_code_goes_to_the_number_the_caller_gave(hotline: Stage) -> None:
    filed = actions.file_report(said(hotline, premises="in_home"), by=hotline.actor("hotline"), at=hotline.at("2026-03-02 09:00"))

    order = Order(hotline, hotline.order(filed.number).id)
    (sms,) = order.messages("customer", by="sms")
    assert sms.address == "+8613800138000"
    assert order.fields["visit_code"] in sms.words["zh"]
    assert (order.fields["customer"], order.fields["address"], order.fields["fault"]) == ("王女士", "3 栋 2 单元 1201", "厨房水管漏水")


@pytest.mark.clause("ALF-05")
def test_two_customers_get_two_codes(hotline: Stage) -> None:
    codes = {hotline.report(at="2026-03-02 09:00").fields["visit_code"] for _ in range(8)}

    assert len(codes) > 1
