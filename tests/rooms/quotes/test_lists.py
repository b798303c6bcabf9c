"""Price lists in versions: which holds, what meets, what comes out of files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Malformed, NotFound, NotYours
from baoxiu.core.sheets import SheetRefused, Step, compare, read_sheet
from baoxiu.quotes import actions, queries
from baoxiu.quotes.actions.register import Prices
from baoxiu.quotes.models import PriceList, PriceRow
from procedures.house import House
from rooms.quotes.jobs import DAY, quoted, row

JANUARY, MARCH, APRIL = date(2026, 1, 1), date(2026, 3, 2), date(2026, 4, 1)


def laid(house: House, version: str = "2026", *, from_on: date = JANUARY, until_on: date | None = None, price: str = "120") -> PriceList:
    return actions.lay_list(
        house.root, version, [row(price=price)], from_on=from_on, until_on=until_on, by=SYSTEM, at=house.at(f"{DAY} 08:00")
    )


def quoted_by(house: House, at: str = "09") -> tuple[str, str]:
    """The list a new job is priced by, and what half an hour of electrical work costs there."""
    order = quoted(house, materials=[], at=at)
    return order.fields["_price_list"]["version"], order.fields["planned_works"][0]["price"]


def test_the_packs_list_holds_until_the_organisation_has_its_own(paid: House) -> None:
    assert quoted_by(paid) == ("paid-visits 1.0", "60.00")

    laid(paid)
    assert quoted_by(paid, at="10") == ("2026", "120.00")


def test_a_list_holds_on_its_days_and_below_its_unit(paid: House) -> None:
    laid(paid, "old", until_on=date(2026, 3, 1))
    assert quoted_by(paid)[0] == "paid-visits 1.0"

    laid(paid, "new", from_on=MARCH)
    assert quoted_by(paid, at="10")[0] == "new"

    actions.lay_list(paid.station, "centre", [row(price="70")], from_on=JANUARY, by=SYSTEM, at=paid.at(f"{DAY} 08:00"))
    assert quoted_by(paid, at="11") == ("centre", "70.00")


def test_a_ticket_keeps_the_list_it_began_with(paid: House) -> None:
    laid(paid, "old", until_on=MARCH)
    order = quoted(paid, materials=[])
    laid(paid, "new", from_on=date(2026, 3, 3), price="300")

    order.run("survey", {"charged": True, "planned_works": [{"code": "L1", "minutes": 60}]}, by="technician", at="2026-03-05 09:00")

    assert order.fields["_price_list"]["version"] == "old"
    assert order.fields["planned_works"][0]["price"] == "120.00"


@pytest.mark.parametrize(("from_on", "until_on"), [(JANUARY, None), (date(2026, 6, 30), None), (date(2025, 1, 1), JANUARY)])
def test_lists_that_share_a_day_are_refused_with_what_to_do(paid: House, from_on: date, until_on: date | None) -> None:
    laid(paid, "first", until_on=date(2026, 6, 30))

    with pytest.raises(actions.ListsMeet) as refusal:
        laid(paid, "second", from_on=from_on, until_on=until_on)
    assert "first" in refusal.value.say("zh")
    assert refusal.value.field == "from_on"
    assert PriceList.objects.count() == 1


def test_the_database_itself_refuses_lists_and_rows_that_meet(paid: House) -> None:
    first = laid(paid, "first", until_on=date(2026, 6, 30))

    with pytest.raises(IntegrityError, match="price_lists_never_meet"), transaction.atomic():
        PriceList.objects.create(unit=paid.root, version="x", from_on=date(2026, 6, 30), laid_at=paid.began_at)
    with pytest.raises(IntegrityError, match="prices_never_meet"), transaction.atomic():
        PriceRow.objects.create(list=first, place=1, code="L1", title={}, kind="labour", price=1, from_on=MARCH)


def test_rows_quotes_and_payments_are_never_changed(paid: House) -> None:
    laid(paid)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE quotes_pricerow SET price = 1")


def test_a_list_can_be_ended_so_that_the_next_begins(paid: House) -> None:
    laid(paid, "first")
    actions.end_list(paid.root, "first", until_on=date(2026, 3, 31), by=SYSTEM, at=paid.at(f"{DAY} 08:00"))
    laid(paid, "second", from_on=APRIL)

    with pytest.raises(actions.BadList):
        actions.end_list(paid.root, "first", until_on=APRIL, by=SYSTEM, at=paid.at(f"{DAY} 08:00"))


@pytest.mark.parametrize(
    ("version", "until_on", "codes", "why"),
    [
        ("", None, ["L1"], Malformed),
        ("x", date(2025, 12, 31), ["L1"], actions.BadList),
        ("x", None, [], actions.BadList),
        ("x", None, ["L1", "L1"], actions.BadList),
    ],
)
def test_a_list_that_cannot_be_is_refused(paid: House, version: str, until_on: date | None, codes: list[str], why: type[Exception]) -> None:
    with pytest.raises(why):
        actions.lay_list(paid.root, version, [row(code) for code in codes], from_on=JANUARY, until_on=until_on, by=SYSTEM, at=paid.began_at)


def test_a_version_stands_once(paid: House) -> None:
    laid(paid, "same", until_on=JANUARY)

    with pytest.raises(actions.BadList):
        laid(paid, "same", from_on=MARCH)


def test_prices_are_kept_by_whoever_stands_at_the_top_and_seen_by_all_below(paid: House) -> None:
    keeper, other = paid.actor("finance"), paid.actor("technician")
    assert (actions.may_lay(keeper, paid.station, at=paid.began_at), actions.may_lay(other, paid.station, at=paid.at(DAY))) == (True, False)
    with pytest.raises(NotYours):
        actions.lay_list(paid.station, "x", [row()], from_on=JANUARY, by=other, at=paid.at(DAY))

    one = laid(paid)
    assert [shown.version for shown in queries.lists_of(other, at=paid.at(DAY))] == ["2026"]
    assert [price.code for price in queries.rows_of(one.pk, seen_by=other)] == ["L1"]
    assert [version for version, _ in queries.pack_lists(other, at=paid.at(DAY))] == ["paid-visits 1.0"]


def test_strangers_find_no_list(paid: House) -> None:
    one = laid(paid)
    stranger = replace(paid.actor("finance"), organisation_id=paid.root.pk + 1000)

    with pytest.raises(NotFound):
        queries.list_on(one.pk, seen_by=stranger, at=paid.at(DAY))


# -- out of files

GOOD = (
    "单位编码,版本,价目表名称,启用日期,编号,名称,类别,计价单位,单价（元）,生效日期\n"
    "{unit},2026,工时与材料,2026-01-01,D1,疏通马桶,人工,次,60,\n"
    "{unit},2026,工时与材料,2026-01-01,M9,阀门,材料,个,33.50,2026-01-01\n"
)


def compared(house: House, text: str, encoding: str = "utf-8") -> list[Step]:
    """What would become of the rows of a file."""
    register = Prices([house.root])
    return compare(read_sheet(text.format(unit=house.root.code).encode(encoding), register.table), register)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_file_becomes_a_list_with_its_title_and_sent_again_nothing(paid: House, encoding: str) -> None:
    steps = compared(paid, GOOD, encoding)
    Prices([paid.root]).write(steps, by=SYSTEM, at=paid.at(f"{DAY} 08:00"))

    one = PriceList.objects.get()
    assert (one.version, one.title, one.from_on, one.until_on) == ("2026", "工时与材料", JANUARY, None)
    kept = one.rows.order_by("place").values_list("code", "kind", "price", "title__zh", "from_on")
    assert [(code, kind, f"{price:.2f}", title, day) for code, kind, price, title, day in kept] == [
        ("D1", "labour", "60.00", "疏通马桶", None), ("M9", "material", "33.50", "阀门", JANUARY),
    ]  # fmt: skip
    assert {step.what for step in compared(paid, GOOD, encoding)} == {"same"}


def test_each_bad_row_is_told_with_its_line_and_the_good_ones_stay_good(paid: House) -> None:
    begin = "{unit},2026,工时与材料,2026-01-01,"
    bad = (
        "D1,疏通,人工,次,70,",
        ",无编号,人工,次,1,",
        "A1,,人工,次,-5,",
        "A2,甲,工具,个,1,",
        "A3,乙,材料,个,1,1月1日",
        "A4,丙,材料,个,abc,",
    )
    steps = compared(paid, GOOD + "".join(f"{begin}{row}\n" for row in bad))

    assert [step.what for step in steps] == ["new", "new", *["refused"] * 6]
    assert [step.line for step in steps[2:]] == [4, 5, 6, 7, 8, 9]
    told = [{one.column: one.why["zh"] for one in step.faults} for step in steps[2:]]
    assert [set(one) for one in told] == [{"list_unit", "code"}, {"code"}, {"title_zh", "price"}, {"kind"}, {"from_on"}, {"price"}]
    assert "没有填写" in told[2]["title_zh"]


def test_what_is_no_table_is_refused_as_a_whole(paid: House) -> None:
    with pytest.raises(SheetRefused):
        read_sheet(b"PK\x03\x04 nothing", Prices([paid.root]).table)
