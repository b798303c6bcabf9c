"""The owner takes his consent back while the work goes on: it stops, both stay as evidence, and nobody reports it finished."""

from __future__ import annotations

import pytest

from baoxiu.core.errors import Refused
from procedures.longfor import DAY, PAID, Estate


@pytest.mark.clause("LFR-44")
def test_consent_to_the_price_taken_back_stops_the_work_by_its_clause(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(PAID).agreed("price").started()

    slip.run("withdraw_consent", {"consent": "price", "reason": "嫌贵"}, by="customer", at=f"{DAY} 10:20")

    slip.tick_all("protection", at=f"{DAY} 10:25")
    with pytest.raises(Refused) as refused:
        slip.run("work_done", {"result": "修好", "works": [{"code": "L-WATER", "minutes": 20}]}, by="technician", at=f"{DAY} 10:30")
    assert (refused.value.reason, refused.value.clause) == ("withdrawn", "LFR-44")
    assert [(one["agreed"], one["by_name"]) for one in slip.fields["_consents"] if one["consent"] == "price"] == [
        (True, longfor.customer.name),
        (False, longfor.customer.name),
    ]
    assert longfor.wall(slip.fields["_labour"][-1]["until"]) == f"{DAY} 10:20"


def test_consent_given_again_lets_the_work_go_on_and_the_time_between_is_nobodys(longfor: Estate) -> None:
    slip = longfor.slip().to_survey().surveyed(PAID).agreed("price").started()
    slip.run("withdraw_consent", {"consent": "price", "reason": "再想想"}, by="technician", at=f"{DAY} 10:20")

    slip.agreed("price", at=f"{DAY} 10:50").done(at=f"{DAY} 11:00", works=[{"code": "L-WATER", "minutes": 30}])

    spans = [(longfor.wall(span["at"]), longfor.wall(span["until"])) for span in slip.fields["_labour"]]
    assert spans == [(f"{DAY} 10:00", f"{DAY} 10:20"), (f"{DAY} 10:50", f"{DAY} 11:00")]
