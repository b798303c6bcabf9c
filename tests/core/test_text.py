"""What texts are found by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.text import any_of, fold, initials, likeness, named, tokens, wanted


def test_chinese_is_cut_into_pairs_and_its_last_character() -> None:
    assert tokens("水管爆裂") == sorted(["水管", "管爆", "爆裂", "裂"])


def test_width_and_case_do_not_matter() -> None:
    assert tokens("ＡＢＣ１２３") == tokens("abc123") == ["abc123"]
    assert fold("Ｐ－１") == "p-1"


def test_a_telephone_is_found_by_all_of_it_and_by_its_last_digits() -> None:
    found = tokens("电话 +86 138-0013-8000")

    assert {"8613800138000", "13800138000", "~8000", "~00138000"} <= set(found)


def test_a_room_number_is_no_telephone() -> None:
    assert not [token for token in tokens("3-2-1201") if token.startswith("~")]


def test_names_are_found_by_their_pinyin_initials_from_every_character() -> None:
    assert {"@wns", "@ns", "@s", "王女", "女士"} <= set(named("王女士"))
    assert not [token for token in tokens("王女士") if token.startswith("@")]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("水管", "'#水管':* | ('水管')"),
        ("漏", "'#漏':* | ('漏':*)"),
        ("8000", "'#8000':* | (('8000':* | '~8000'))"),
        ("wns", "'#wns':* | (('wns':* | '@wns':*))"),
        ("o'neil", "'#o''neil':* | (('o':*) & ('neil':* | '@neil':*))"),
        ("，。!", ""),
        ("  ", ""),
    ],
)
def test_what_is_typed_becomes_a_question_to_the_index(typed: str, asked: str) -> None:
    assert wanted(typed) == asked


def test_rare_characters_of_names_are_characters_like_others() -> None:
    assert {"𠮷", "㛃"} <= set(tokens("𠮷")) | set(tokens("㛃"))
    assert {"𠮷㛃", "@jj"} <= set(named("𠮷㛃"))
    assert wanted("𠮷㛃") == "'#𠮷㛃':* | ('𠮷㛃')"


def test_a_short_list_is_found_by_the_initials_of_each_run_of_chinese() -> None:
    assert initials("公共照明") == "ggzm"
    assert initials("3 栋电梯", "王 㛃") == "ddt w j"
    assert initials("Lift", "") == ""


def test_letters_and_digits_beside_chinese_do_not_hide_it() -> None:
    assert {"3", "漏水", "1201"} <= set(tokens("3漏水1201"))
    assert wanted("A座") == "'#a座':* | (('a':*) & '座':*)"


def test_likeness_is_what_two_share_of_all_they_have() -> None:
    assert likeness(tokens("厨房水管爆裂"), tokens("厨房水管爆裂")) == 1
    assert likeness(tokens("厨房水管爆裂"), tokens("电梯困人")) == 0
    assert likeness([], tokens("电梯")) == 0
    assert 0 < likeness(tokens("厨房水管爆裂"), tokens("厨房水管漏水")) < 1


@given(st.text())
def test_tokens_are_sorted_single_and_never_empty(text: str) -> None:
    found = tokens(text)

    assert found == sorted(set(found))
    assert "" not in found


@given(st.text(min_size=1))
def test_whatever_is_typed_gives_a_question_with_its_quotes_in_pairs(text: str) -> None:
    assert wanted(text).count("'") % 2 == 0
    assert any_of(tokens(text)).count("'") % 2 == 0
