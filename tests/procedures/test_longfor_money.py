"""Time that is true, added up and never rounded; the higher standard once; material by the list or with its mark-up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from baoxiu.core.errors import Refused
from procedures.longfor import DAY, PAID, Estate, Slip

WATER, DRAIN, LAMP = ({"code": code} for code in ("L-WATER", "L-DRAIN", "L-LAMP"))


def paid(longfor: Estate, *works: Mapping[str, object]) -> Slip:
    """A paid job in work."""
    planned = [{**work, "minutes": 30} for work in works] or PAID["planned_works"]
    return longfor.slip().to_survey().surveyed({**PAID, "planned_works": planned}).agreed("price").started()


@pytest.mark.clause("LFR-79")
def test_handling_time_runs_from_the_start_at_the_home_to_its_end(longfor: Estate) -> None:
    slip = longfor.slip().to_door()
    assert "_labour" not in slip.fields

    slip.entered(at=f"{DAY} 10:00").surveyed().started()
    assert longfor.wall(slip.fields["_labour"][0]["at"]) == f"{DAY} 10:00"
    slip.done(at=f"{DAY} 10:43")

    (span,) = slip.fields["_labour"]
    assert (longfor.wall(span["at"]), longfor.wall(span["until"])) == (f"{DAY} 10:00", f"{DAY} 10:43")


@pytest.mark.clause("LFR-80", "LFR-101")
@pytest.mark.parametrize(("end", "amount"), [("10:37:00", "37.00"), ("10:37:30", "37.50"), ("10:07:01", "7.02")])
def test_times_are_true_and_never_rounded(longfor: Estate, end: str, amount: str) -> None:
    slip = paid(longfor) if end > "10:11" else longfor.slip().to_survey().surveyed(PAID, at=f"{DAY} 10:01")
    if slip.state == "getting_ready":
        slip.agreed("price", at=f"{DAY} 10:02").started(at=f"{DAY} 10:03")

    slip.done(at=f"{DAY} {end}", works=[WATER])

    assert slip.bill()["total"] == amount


@pytest.mark.clause("LFR-81")
def test_several_visits_are_added_up(longfor: Estate) -> None:
    slip = paid(longfor)
    again = {"reason": "等胶干", "handler": longfor.id_of("technician"), "next_at": longfor.iso(f"{DAY} 15:00")}
    slip.run("come_again", again, by="technician", at=f"{DAY} 10:20")
    slip.packed(at=f"{DAY} 14:40").departed(at=f"{DAY} 14:45").arrived(at=f"{DAY} 14:50").entered(at=f"{DAY} 15:00")
    slip.surveyed(PAID, at=f"{DAY} 15:01").started(at=f"{DAY} 15:03").done(at=f"{DAY} 15:13", works=[WATER])

    assert [longfor.wall(span["until"]) for span in slip.fields["_labour"]] == [f"{DAY} 10:20", f"{DAY} 15:13"]
    assert slip.bill()["total"] == "33.00"


@pytest.mark.clause("LFR-83")
def test_material_of_paid_service_is_listed_by_the_charge_table(longfor: Estate) -> None:
    slip = paid(longfor)
    slip.done(at=f"{DAY} 10:30", works=[WATER], materials=[{"code": "M-HOSE", "quantity": 2}])

    (line,) = [one for one in slip.bill()["lines"] if one["code"] == "M-HOSE"]
    assert (line["price"], line["amount"]) == ("18.00", "36.00")
    assert slip.fields["materials"][0]["title"]["zh"] == "不锈钢软管"


@pytest.mark.clause("LFR-83")
def test_paid_work_without_its_lines_is_refused(longfor: Estate) -> None:
    slip = paid(longfor)
    slip.tick_all("protection", at=f"{DAY} 10:30")

    with pytest.raises(Refused) as refused:
        slip.run("work_done", {"result": "好"}, by="technician", at=f"{DAY} 10:30")

    assert (refused.value.clause, refused.value.field) == ("LFR-83", "works")


@pytest.mark.clause("LFR-84")
@pytest.mark.parametrize(("stock_in", "price"), [("8.33", "10.8"), ("10.00", "13.0"), ("0.45", "0.6")])
def test_material_not_in_the_table_costs_stock_in_plus_thirty_percent_exact_to_a_jiao(longfor: Estate, stock_in: str, price: str) -> None:
    slip = paid(longfor)
    special = {"title": "进口阀芯", "quantity": 1, "stock_in_price": stock_in}

    slip.done(at=f"{DAY} 10:30", works=[WATER], materials=[special])

    (line,) = [one for one in slip.bill()["lines"] if one.get("stock_in_price")]
    assert Decimal(line["price"]) == Decimal(price)
    assert Decimal(line["amount"]) == Decimal(price)


@pytest.mark.clause("LFR-85", "LFR-86")
def test_several_kinds_of_work_cost_the_higher_standard_and_no_minute_twice(longfor: Estate) -> None:
    slip = paid(longfor, LAMP, DRAIN)
    slip.done(at=f"{DAY} 10:30", works=[LAMP, DRAIN])

    said = slip.bill()
    assert [(one["code"], one["amount"]) for one in said["lines"]] == [("L-DRAIN", "40.00"), ("L-LAMP", "0.00")]
    assert said["total"] == "40.00"


@pytest.mark.clause("LFR-85", "LFR-86")
def test_the_higher_standard_is_about_the_service_charge_alone(longfor: Estate) -> None:
    slip = paid(longfor, LAMP, DRAIN)
    used = [{"code": "M-BULB", "quantity": 1}, {"code": "M-SEAL", "quantity": 3}]
    slip.done(at=f"{DAY} 10:30", works=[LAMP, DRAIN], materials=used)

    assert slip.bill()["total"] == "54.50"


@pytest.mark.clause("LFR-101")
def test_a_billing_unit_is_a_setting_that_is_shown_before_the_work(longfor: Estate) -> None:
    longfor.change("project", settings={"billing_unit": "30m", "minimum": "30m"})
    slip = longfor.slip().to_survey().surveyed({**PAID, "planned_works": [{"code": "L-WATER", "minutes": 10}]})
    quote = slip.costs().quote
    assert quote is not None
    assert (str(quote["total"]), quote["tariff"]) == ("30.00", {"billing_unit": 1800, "minimum": 1800})

    slip.agreed("price").started().done(at=f"{DAY} 10:12", works=[WATER])

    assert slip.bill()["total"] == "30.00"
    assert longfor.wall(slip.fields["_labour"][0]["until"]) == f"{DAY} 10:12"
