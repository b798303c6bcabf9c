"""Prices, case by case: what was done or used, and what it comes to. Each row is a thing a customer could ask about."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baoxiu.core.money import Money
from baoxiu.core.pricing import (
    Markup,
    PriceRow,
    Rule,
    Tariff,
    Unpriced,
    bill,
    charged_time,
    in_force,
    meet,
    priced_material,
    priced_work,
    unit_of_time,
)

ROWS = {
    row.code: row
    for row in (
        PriceRow("E", {"zh": "电工"}, "labour", "小时", Money.of("60")),
        PriceRow("D", {"zh": "疏通"}, "labour", "小时", Money.of("90")),
        PriceRow("H", {"zh": "杂修"}, "labour", "半小时", Money.of("25")),
        PriceRow("Q", {"zh": "调试"}, "labour", "15分钟", Money.of("10")),
        PriceRow("F", {"zh": "慢工"}, "labour", "小时", Money.of("50")),
        PriceRow("B", {"zh": "换灯泡"}, "service", "个", Money.of("5")),
        PriceRow("T", {"zh": "疏通马桶"}, "service", "次", Money.of("60")),
        PriceRow("X", {"zh": "上门费"}, "travel", "次", Money.of("30")),
        PriceRow("M", {"zh": "灯泡"}, "material", "个", Money.of("12.50")),
        PriceRow("W", {"zh": "电线"}, "material", "米", Money.of("2.35")),
        PriceRow("Z", {"zh": "免费件"}, "material", "个", Money.of("0")),
    )
}
MARKUP = Markup(Decimal("1.30"))
HALF_HOUR = Tariff(billing_unit=timedelta(minutes=30))
LEAST = Tariff(minimum=timedelta(minutes=30))
BOTH = Tariff(timedelta(minutes=30), timedelta(hours=1))


def minutes(*times: float) -> dict[int, timedelta]:
    return {visit: timedelta(minutes=time) for visit, time in enumerate(times, start=1)}


def work(code: str, **more: Any) -> dict[str, Any]:
    return priced_work({"code": code, **more}, ROWS)


def part(**line: Any) -> dict[str, Any]:
    return priced_material(line, ROWS, markup=MARKUP)


SERVICE: list[tuple[str, list[dict[str, Any]], tuple[float, ...], Rule, str]] = [
    ("an hour at 60", [work("E")], (60,), Rule(), "60.00"),
    ("a minute at 60 an hour", [work("E")], (1,), Rule(), "1.00"),
    ("37 min 12 s", [work("E")], (37.2,), Rule(), "37.20"),
    ("17.5 minutes are no 18", [work("E")], (17.5,), Rule(), "17.50"),
    ("ten minutes at 50 an hour, to the cent", [work("F")], (10,), Rule(), "8.33"),
    ("twenty minutes at 50 an hour", [work("F")], (20,), Rule(), "16.67"),
    ("one second at 60 an hour", [work("E")], (1 / 60,), Rule(), "0.02"),
    ("half an hour priced by the half hour", [work("H")], (30,), Rule(), "25.00"),
    ("45 minutes priced by the half hour", [work("H")], (45,), Rule(), "37.50"),
    ("20 minutes priced by the quarter", [work("Q")], (20,), Rule(), "13.33"),
    ("two visits added", [work("E")], (17.5, 12.75), Rule(), "30.25"),
    ("three visits added", [work("E")], (10, 10, 10), Rule(), "30.00"),
    ("no time, no charge", [work("E")], (), Rule(), "0.00"),
    ("no work, no charge", [], (60,), Rule(), "0.00"),
    ("a bulb changed", [work("B")], (5,), Rule(), "5.00"),
    ("three bulbs changed", [work("B", quantity=3)], (5,), Rule(), "15.00"),
    ("a job without time kept", [work("B", quantity=3)], (), Rule(), "15.00"),
    ("a job is done once, over two visits", [work("T")], (20, 20), Rule(), "60.00"),
    ("bulb and drain in 30 minutes: the drain", [work("B"), work("D")], (30,), Rule(), "45.00"),
    ("bulb and toilet: the toilet", [work("B"), work("T")], (30,), Rule(), "60.00"),
    ("twenty bulbs and a toilet: the bulbs", [work("B", quantity=20), work("T")], (30,), Rule(), "100.00"),
    ("bulbs in two lines count together", [work("B", quantity=10), work("B", quantity=10), work("T")], (30,), Rule(), "100.00"),
    ("two kinds by time: the dearer rate for all of it", [work("E"), work("D")], (40,), Rule(), "60.00"),
    ("two kinds, two visits: each its own", [work("D", visit=1), work("E", visit=2)], (20, 30), Rule(), "60.00"),
    ("two kinds in the first, one in the second", [work("D", visit=1), work("E", visit=1), work("E", visit=2)], (20, 30), Rule(), "60.00"),
    ("the same kind twice is one", [work("E"), work("E")], (60,), Rule(), "60.00"),
    ("minutes noted beside change nothing here", [work("E", minutes=10), work("D", minutes=50)], (60,), Rule(), "90.00"),
    ("call-out comes beside", [work("X"), work("E")], (60,), Rule(), "90.00"),
    ("two call-outs", [work("X", quantity=2), work("E")], (30, 30), Rule(), "120.00"),
    ("each kind by its minutes", [work("E", minutes=20), work("D", minutes=40)], (60,), Rule(several="each"), "80.00"),
    ("no minute twice: the dearer first", [work("E", minutes=40), work("D", minutes=40)], (60,), Rule(several="each"), "80.00"),
    ("what is left goes to the kind without minutes", [work("E"), work("D", minutes=20)], (60,), Rule(several="each"), "70.00"),
    ("time nobody claims is not charged", [work("E", minutes=20)], (60,), Rule(several="each"), "20.00"),
    ("minutes run over two visits", [work("E", minutes=40)], (30, 30), Rule(several="each"), "40.00"),
    ("jobs and time, each", [work("B", quantity=2), work("E", minutes=30)], (60,), Rule(several="each"), "40.00"),
    ("a billing unit: 31 minutes are an hour", [work("E")], (31,), Rule(HALF_HOUR), "60.00"),
    ("a billing unit met exactly", [work("E")], (30,), Rule(HALF_HOUR), "30.00"),
    ("a billing unit for each visit", [work("E")], (10, 10), Rule(HALF_HOUR), "60.00"),
    ("a minimum: ten minutes are thirty", [work("E")], (10,), Rule(LEAST), "30.00"),
    ("a minimum passed counts exactly", [work("E")], (31.5,), Rule(LEAST), "31.50"),
    ("a minimum and a unit", [work("E")], (61,), Rule(BOTH), "90.00"),
    ("a minimum where nobody worked", [work("E")], (), Rule(BOTH), "0.00"),
    ("a step of a jiao", [work("F")], (10,), Rule(Tariff(step=Decimal("0.1"))), "8.30"),
]
MATERIAL: list[tuple[str, dict[str, Any], str]] = [
    ("from the list", part(code="M"), "12.50"),
    ("four from the list", part(code="M", quantity=4), "50.00"),
    ("by the metre", part(code="W", quantity="3.5"), "8.23"),
    ("free on the list", part(code="Z"), "0.00"),
    ("the list's price, whatever was typed", part(code="M", price="99"), "12.50"),
    ("stock-in 10.00", part(title="阀门", stock_in_price="10.00"), "13.00"),
    ("stock-in 8.72, to the jiao", part(title="阀门", stock_in_price="8.72", quantity=3), "33.90"),
    ("stock-in 0.35, half a jiao goes up", part(title="垫圈", stock_in_price="0.35"), "0.50"),
    ("stock-in 0.34, down", part(title="垫圈", stock_in_price="0.34"), "0.40"),
    ("stock-in 0.03 comes to nothing", part(title="垫圈", stock_in_price="0.03"), "0.00"),
    ("the owner's own", part(title="龙头", supplied_by="owner"), "0.00"),
    ("the owner's own, though on the list", part(code="M", supplied_by="owner", quantity=2), "0.00"),
    ("the company's from the list", part(code="M", supplied_by="company"), "12.50"),
]


@pytest.mark.parametrize(("works", "times", "rule", "comes_to"), [pytest.param(*row[1:], id=row[0]) for row in SERVICE])
def test_a_service_charge(works: list[dict[str, Any]], times: tuple[float, ...], rule: Rule, comes_to: str) -> None:
    assert str(bill(works, [], minutes(*times), rule).total) == comes_to


@pytest.mark.parametrize(("line", "comes_to"), [pytest.param(line, amount, id=name) for name, line, amount in MATERIAL])
def test_a_material(line: dict[str, Any], comes_to: str) -> None:
    assert (line["amount"], str(bill([], [line], {}).total)) == (comes_to, comes_to)


def test_there_are_as_many_cases_as_a_price_list_raises_questions() -> None:
    assert len(SERVICE) + len(MATERIAL) + len(REFUSED) >= 60
    assert len({row[0] for row in SERVICE}) == len(SERVICE)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("work on no list", {"work": {"code": "?"}}, "not_on_the_list"),
    ("material as work", {"work": {"code": "M"}}, "not_on_the_list"),
    ("minutes below nothing", {"work": {"code": "E", "minutes": -5}}, "bad_minutes"),
    ("no minutes at all", {"work": {"code": "E", "minutes": 0}}, "bad_minutes"),
    ("half a minus bulb", {"work": {"code": "B", "quantity": "-0.5"}}, "bad_quantity"),
    ("planned by time, no minutes", {"work": {"code": "E"}, "planned": True}, "no_minutes"),
    ("no stock-in price", {"part": {"title": "阀门"}}, "no_stock_in_price"),
    ("a stock-in price below nothing", {"part": {"title": "阀门", "stock_in_price": "-1"}}, "bad_price"),
    ("a stock-in price that is none", {"part": {"title": "阀门", "stock_in_price": "abc"}}, "bad_price"),
    ("minus two bulbs", {"part": {"code": "M", "quantity": -2}}, "bad_quantity"),
    ("no bulbs", {"part": {"code": "M", "quantity": 0}}, "bad_quantity"),
    ("nobody looked at it", {"part": {"code": "M"}, "checked": True}, "material_unchecked"),
]


@pytest.mark.parametrize(("given", "why"), [pytest.param(given, why, id=name) for name, given, why in REFUSED])
def test_what_has_no_price_is_refused_with_what_to_do(given: dict[str, Any], why: str) -> None:
    with pytest.raises(Unpriced) as refusal:
        if "work" in given:
            priced_work(given["work"], ROWS, planned=bool(given.get("planned")))
        else:
            priced_material(given["part"], ROWS, markup=MARKUP, checked=bool(given.get("checked")))

    assert refusal.value.code == why
    assert refusal.value.say("zh") != refusal.value.say("en")


def test_material_on_no_list_is_refused_where_there_is_no_mark_up_and_priced_by_hand_where_there_is_no_list() -> None:
    with pytest.raises(Unpriced) as refusal:
        priced_material({"title": "阀门", "price": "9"}, ROWS)
    assert refusal.value.code == "not_on_the_list"

    assert priced_material({"title": "阀门", "price": "9", "quantity": 2}, {}, listed=False)["amount"] == "18.00"


def test_the_others_of_a_visit_are_named_and_cost_nothing_more() -> None:
    lines = bill([work("B"), work("D")], [part(code="M")], minutes(30)).lines

    assert [(line["code"], line["amount"], line.get("included_in")) for line in lines] == [
        ("D", "45.00", None), ("B", "0.00", "D"), ("M", "12.50", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "length"),
    [
        ("小时", 60),
        ("半小时", 30),
        ("30分钟", 30),
        ("15 min", 15),
        ("hour", 60),
        ("分", 1),
        ("2小时", 120),
        ("次", None),
        ("0分钟", None),
        ("", None),
    ],
)
def test_units_of_time(unit: str, length: float | None) -> None:
    assert unit_of_time(unit) == (timedelta(minutes=length) if length else None)


def test_a_price_holds_on_its_days_both_included() -> None:
    old = PriceRow("M", {}, "material", "个", Money.of("1"), until_on=date(2026, 6, 30))
    new = PriceRow("M", {}, "material", "个", Money.of("2"), from_on=date(2026, 7, 1))

    assert in_force([old, new], date(2026, 6, 30))["M"] is old
    assert in_force([old, new], date(2026, 7, 1))["M"] is new
    assert not meet((old.from_on, old.until_on), (new.from_on, new.until_on))
    assert meet((None, None), (new.from_on, new.until_on))


def test_nobody_works_less_than_nothing() -> None:
    assert charged_time(timedelta(minutes=-3), BOTH) == timedelta()
