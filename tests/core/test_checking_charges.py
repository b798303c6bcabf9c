"""Charges under check: each of a kind the engine knows, with its lines in fields of the right type, and nothing of the other's."""

from __future__ import annotations

import pytest

from core.smallpack import SmallPack

FIELDS = (
    "fields:\n  works: {type: price_lines, label: {zh: 服务, en: Work}}\n  parts_used: {type: part_lines, label: {zh: 用料, en: Parts}}\n"
)


def charged(small: SmallPack, charges: str) -> SmallPack:
    small.edit("job.yaml", "fields:\n", FIELDS)
    small.edit("job.yaml", "figures:\n", f"charges:\n{charges}\n\nfigures:\n")
    return small


@pytest.mark.parametrize(
    ("charges", "code", "at", "told"),
    [
        ("  travel: {lines: works, rounding: none}", "not_one_of", "travel:", "labour"),
        ("  labour: {rounding: none}", "charge_without_lines", "labour:", "price_lines"),
        ("  labour: {lines: wroks, rounding: none}", "unknown_field", "labour:", "works"),
        ("  labour: {lines: parts_used, rounding: none}", "charge_lines_kind", "labour:", "price_lines"),
        ("  materials: {lines: works, round_to: 0.1}", "charge_lines_kind", "materials:", "part_lines"),
        ("  labour: {lines: works, minutes: works, rounding: none}", "charge_lines_kind", "labour:", "labour_time"),
        ("  labour: {lines: works, checked: true, rounding: none}", "charge_key", "labour:", "materials"),
        ("  materials: {lines: parts_used, billing_unit: 30m, round_to: 0.1}", "charge_key", "materials:", "labour"),
        ("  labour: {lines: works, rounding: none, if: 'nothing_known'}", "expression_unknown_name", "labour:", "nothing_known"),
        ("  labour: {lines: works, rounding: none, collected_by: nobody}", "unknown_role", "labour:", "nobody"),
    ],
)
def test_what_is_wrong_with_a_charge_is_said_at_its_line(small: SmallPack, charges: str, code: str, at: str, told: str) -> None:
    fault = charged(small, charges).fault(code, at=at)

    assert told in fault.what["en"] + fault.remedy["en"]


def test_a_charge_that_is_right_is_taken(small: SmallPack) -> None:
    charged(small, "  labour: {lines: works, rounding: none, billing_unit: 30m, minimum: 'setting(\"least\")', collected_by: worker}")

    assert small.faults == []


def test_prices_that_overlap_are_told_at_the_later_line(small: SmallPack) -> None:
    days = ["A,甲,A,service,次,1,,2026-06-30", "B,乙,B,service,次,1,,", "A,甲,A,service,次,2,2026-06-30,"]
    rows = "\n".join(["code,title_zh,title_en,kind,unit,price,from_on,until_on", *days, ""])
    small.write("prices.csv", rows)

    (fault,) = [fault for fault in small.faults if fault.code == "price_twice"]
    assert (fault.file, fault.line) == ("prices.csv", 4)
