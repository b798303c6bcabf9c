"""Customers, found by number, name, room or initials; telephone numbers in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.errors import Malformed
from baoxiu.directory import actions, queries
from baoxiu.directory.models import Contact, Customer
from baoxiu.directory.queries.pieces import asked, pieces
from cast import Cast


def names(rows: list[Customer]) -> list[str]:
    return [row.name for row in rows]


@pytest.mark.parametrize(
    ("said", "number", "kind"),
    [
        ("138 0013 8000", "+8613800138000", "mobile"),
        ("＋86 138-0013-8000", "+8613800138000", "mobile"),
        ("013800138000", "+8613800138000", "mobile"),
        ("0755-12345678", "+8675512345678", "landline"),
        ("(010) 8888 1234", "+861088881234", "landline"),
        ("400-810-8888", "+864008108888", "landline"),
        ("+49 30 901820", "+4930901820", "landline"),
        ("95598", "95598", "landline"),
    ],
)
def test_a_number_is_kept_in_one_form(said: str, number: str, kind: str) -> None:
    read = queries.telephone(said)

    assert (read.number, read.kind) == (number, kind)


@pytest.mark.parametrize("said", ["", "abc", "abc13800138000", "1-800-FLOWERS", "1380013800", "12", "138001380001", "王女士", "+", "()-"])
def test_what_is_no_number_is_refused_and_letters_are_never_guessed(said: str) -> None:
    with pytest.raises(queries.NotATelephone) as refused:
        queries.telephone(said)

    assert said in refused.value.say("zh")


def test_a_landline_without_area_code_takes_the_units(cast: Cast) -> None:
    with pytest.raises(queries.NotATelephone):
        queries.telephone("86001234")

    assert queries.telephone("86001234", area="0755").number == "+8675586001234"


def test_the_second_try_dials_a_leading_zero() -> None:
    assert queries.second_dial("+8613800138000") == "013800138000"
    assert queries.second_dial("95598") == "95598"


def test_a_number_is_masked_but_for_its_ends() -> None:
    assert queries.masked("+8613800138000") == "138****8000"
    assert queries.masked("110") == "****"
    assert queries.shown("+8613800138000") == "138 0013 8000"


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_number_or_a_plain_refusal(text: str) -> None:
    try:
        read = queries.telephone(text)
    except queries.NotATelephone:
        return
    assert queries.telephone(read.number) == read


def test_a_caller_is_known_by_any_of_his_numbers(cast: Cast) -> None:
    yuehe = cast.yuehe.pk

    assert queries.customer_by_phone(yuehe, "13800138000") == cast.customers["wang"]
    assert queries.customer_by_phone(yuehe, "0755 8600 1234") == cast.customers["wang"]
    assert queries.customer_by_phone(yuehe, "13700137000") is None
    assert queries.customer_by_phone(yuehe, "no number") is None


def test_another_organisation_does_not_know_the_caller(cast: Cast) -> None:
    assert queries.customer_by_phone(cast.lanhai.pk, "13800138000") is None
    assert queries.find_customers(cast.lanhai.pk, "王女士") == []


def test_the_one_whose_first_number_it_is_comes_first(cast: Cast) -> None:
    shared = "138 0013 8000"
    actions.add_contact(cast.customers["zhao"], shared)

    assert queries.customer_by_phone(cast.yuehe.pk, shared) == cast.customers["wang"]


@pytest.mark.parametrize("text", ["王女士", "女士", "王", "wns", "WN", "8000", "138001", "1201", "2 单元 1201", "王 1201", "86001234"])
def test_a_customer_is_found_by_name_initials_number_or_room(cast: Cast, text: str) -> None:
    assert "王女士" in names(queries.find_customers(cast.yuehe.pk, text))


@pytest.mark.parametrize("text", ["王先生", "赵 1201", "9999", "", "  ", "%", "_", "'; drop table"])
def test_what_nobody_has_finds_nobody(cast: Cast, text: str) -> None:
    assert queries.find_customers(cast.yuehe.pk, text) == []


def test_every_word_must_fit(cast: Cast) -> None:
    assert names(queries.find_customers(cast.yuehe.pk, "先生 1101")) == ["赵先生"]
    assert queries.find_customers(cast.yuehe.pk, "先生 1201") == []


def test_a_new_name_is_found_and_the_old_one_no_more(cast: Cast) -> None:
    actions.change_customer(cast.customers["wang"], name="欧阳女士")

    assert names(queries.find_customers(cast.yuehe.pk, "oyns")) == ["欧阳女士"]
    assert queries.find_customers(cast.yuehe.pk, "wns") == []


def test_a_place_is_found_by_two_of_its_characters(cast: Cast) -> None:
    found = queries.find_sites(cast.yuehe.pk, "1201")

    assert [site.code for site in found] == ["YH1-3-2-1201"]
    assert {site.code for site in queries.site_line(found[0])} == {"YH1-3-2-1201", "YH1-3", "YH1"}
    assert queries.find_sites(cast.lanhai.pk, "1201") == []


def test_what_a_customer_owns_and_what_stands_at_his_home_is_his(cast: Cast) -> None:
    assert [a.code for a in queries.assets_of(cast.customers["wang"])] == ["KT-1201"]
    assert [a.code for a in queries.assets_of(cast.customers["ou"])] == ["NB-0001"]
    assert list(queries.assets_of(cast.customers["zhao"])) == []


def test_the_same_number_twice_is_one_contact(cast: Cast) -> None:
    wang = cast.customers["wang"]
    actions.add_contact(wang, "+86 13800138000")

    assert Contact.objects.filter(customer=wang).count() == 2


def test_a_bad_contact_adds_no_customer(cast: Cast) -> None:
    with pytest.raises(queries.NotATelephone):
        actions.add_customer(cast.yuehe, "新住户", contacts=["13900000001", "call me"])
    with pytest.raises(Malformed):
        actions.add_customer(cast.yuehe, "新住户", contacts=["x@"])

    assert queries.find_customers(cast.yuehe.pk, "新住户") == []


def test_a_place_of_another_organisation_is_refused(cast: Cast) -> None:
    with pytest.raises(actions.OtherOrganisation):
        actions.add_customer(cast.lanhai, "某人", site=cast.sites["YH1"])


@given(st.text(min_size=1, max_size=12), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]

    assert set(asked(part, "n")) <= pieces(text, "n")
