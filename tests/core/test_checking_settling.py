"""A tariff under check: it begins where tickets end, always has a tier, says how much, and rests on what was written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from baoxiu.core.engine.facts import TicketFacts, UnitFacts
from baoxiu.core.engine.settling import NoTariff, settings_asked, tariff_of, worth
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.schema import schema
from baoxiu.core.settlement import Ruling
from core.smallpack import SmallPack

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STATEMENTS = "statements: {of: crew, drawn_by: desk, disputed_by: worker, answered_by: desk}\n"
RIGHT = """\
settlement:
  at: [done]
  shows: [t1, rung_at]
  tiers:
    in_time: {title: {zh: 按时, en: In time}, if: 'rung_at - t1 <= duration("4h")', fee: 'setting("fees").full'}
    late: {title: {zh: 未按时, en: Late}, fee: '60'}
  deductions:
    unhappy: {title: {zh: 不满意, en: Unhappy}, if: 'linked("call-back").exists(c, c.state == "unhappy")', share: 0.2}
    silent: {title: {zh: 未联系, en: Silent}, if: 'size(calls) == 0', amount: '5.5'}
"""


def settled(small: SmallPack, settlement: str = RIGHT, statements: str = STATEMENTS) -> SmallPack:
    if "levels:" in (small.path / "pack.yaml").read_text("utf-8"):
        return small
    small.edit(
        "pack.yaml", "contacts:\n", f"levels: {{crew: {{zh: 班组, en: Crew}}}}\nsettings: {{fees: {{full: 80.5}}}}\n{statements}contacts:\n"
    )
    small.edit("job.yaml", "figures:\n", f"{settlement}\nfigures:\n")
    return small


def test_a_tariff_that_is_right_is_taken(small: SmallPack) -> None:
    assert settled(small).faults == []


@pytest.mark.parametrize(
    ("was", "now", "code", "at", "told"),
    [
        ("at: [done]", "at: [going]", "settled_too_early", "at: [going]", "final"),
        ("at: [done]", "at: [gone]", "unknown_state", "at: [gone]", "gone"),
        ("shows: [t1, rung_at]", "shows: [t1, rang_at]", "unknown_field", "shows:", "rung_at"),
        ("en: Late}, fee", "en: Late}, if: 'true', fee", "tier_open", "late:", "without `if`"),
        ("""if: 'rung_at - t1 <= duration("4h")', """, "", "tier_hides", "in_time:", "last"),
        ("share: 0.2", "share: 0.2, amount: '1'", "deduction_unsaid", "unhappy: {title", "share"),
        (", share: 0.2", "", "deduction_unsaid", "unhappy: {title", "amount"),
        ("rung_at - t1 <= duration", "now - t1 <= duration", "settled_by_the_moment", "in_time:", "now"),
        ("""'rung_at - t1 <= duration("4h")'""", """'clock("first_call").kept'""", "settled_by_the_moment", "in_time:", "clock"),
        ("'size(calls) == 0'", "'size(calls) == 0 && person.id == 1'", "settled_by_the_moment", "silent:", "person"),
        ("size(calls)", "size(kalls)", "expression_unknown_name", "silent:", "kalls"),
        ("fee: '60'", "fee: '60 +'", "expression_broken", "late:", "60 +"),
        ("{zh: 未按时, en: Late}", "{zh: 未按时}", "words_missing", "late:", "en"),
        ("share: 0.2", "share: 2", "out_of_range", "unhappy:", ""),
    ],
)
def test_what_is_wrong_with_a_tariff_is_said_at_its_line(small: SmallPack, was: str, now: str, code: str, at: str, told: str) -> None:
    assert was in RIGHT
    spoilt = settled(small, RIGHT.replace(was, now))

    fault = spoilt.fault(code, at=at) if code != "out_of_range" else next(one for one in spoilt.faults if one.file == "job.yaml")

    assert told in fault.what["en"] + fault.remedy["en"]


@pytest.mark.parametrize(
    ("statements", "code", "told"),
    [
        ("", "tariff_without_statements", "statements"),
        (STATEMENTS.replace("of: crew", "of: station"), "not_one_of", "crew"),
        (STATEMENTS.replace("answered_by: desk", "answered_by: nobody"), "unknown_role", "nobody"),
    ],
)
def test_what_is_wrong_with_statements_is_said_in_the_pack(small: SmallPack, statements: str, code: str, told: str) -> None:
    (fault,) = [one for one in settled(small, statements=statements).faults if one.code == code]

    assert fault.file == "pack.yaml" and told in fault.what["en"] + fault.remedy["en"]


def test_statements_without_a_tariff_are_said(small: SmallPack) -> None:
    assert "statements_without_tariff" in {one.code for one in settled(small, settlement="").faults}


def test_editors_are_told_of_both_keys() -> None:
    assert "settlement" in schema()["properties"]
    assert "statements" in schema("pack")["properties"]


# -- what a ticket comes to


def ticket(**fields: object) -> TicketFacts:
    settings = fields.pop("settings", {})
    assert isinstance(settings, dict)
    unit = UnitFacts(1, "C1", "一班", "/1/", "Asia/Shanghai", settings=settings)
    return TicketFacts("1", "J1", "job", "work_order", "done", None, 1, AT, unit, fields=fields)


def loaded(small: SmallPack) -> LoadedProcedure:
    return settled(small).load().procedures["job"]


def amounts(small: SmallPack, facts: TicketFacts, ruling: Ruling = Ruling()) -> list[tuple[str, str]]:  # noqa: B008 - it never changes
    tariff = tariff_of(loaded(small))
    assert tariff is not None
    return [(item.name, str(item.amount)) for item in worth(tariff, facts, AT, ruling).items]


RUNG = {"rung_at": "2026-03-02T02:00:00+00:00", "calls": [{"outcome": "reached"}]}


def test_the_first_tier_that_holds_is_taken_and_deductions_come_off(small: SmallPack) -> None:
    assert amounts(small, ticket(**RUNG)) == [("in_time", "80.50")]
    assert amounts(small, ticket()) == [("late", "60.00"), ("silent", "-5.50")]


def test_a_ruling_names_the_tier_and_lets_go(small: SmallPack) -> None:
    assert amounts(small, ticket(), Ruling("in_time", frozenset({"silent"}))) == [("in_time", "80.50")]
    assert amounts(small, ticket(), Ruling("no_such_tier")) == [("late", "60.00"), ("silent", "-5.50")]


def test_a_unit_has_fees_of_its_own(small: SmallPack) -> None:
    assert amounts(small, ticket(**RUNG, settings={"fees": {"full": "81.255"}})) == [("in_time", "81.26")]


def test_a_unit_overrides_a_tier_and_everybody_else_keeps_it(small: SmallPack) -> None:
    small.edit("job.yaml", "figures:\n", "overrides:\n  C1: {settlement.tiers.late.fee: '70'}\n\nfigures:\n")
    own, other = tariff_of(loaded(small), "C1"), tariff_of(loaded(small), "C2")

    assert own is not None and other is not None
    assert [str(worth(one, ticket(), AT).items[0].amount) for one in (own, other)] == ["70.00", "60.00"]


@pytest.mark.parametrize("fees", [{}, {"full": None}, {"full": "much"}, {"full": -1}, {"full": True}])
def test_a_tariff_without_an_amount_is_refused_by_name(small: SmallPack, fees: object) -> None:
    with pytest.raises(NoTariff) as refused:
        amounts(small, ticket(**RUNG, settings={"fees": fees}))

    assert "In time" in refused.value.say("en") and "按时" in refused.value.say("zh")


def test_a_tariff_names_the_settings_it_rests_on(small: SmallPack) -> None:
    rule = loaded(small).definition.settlement

    assert rule is not None and settings_asked(rule) == {"fees"}
