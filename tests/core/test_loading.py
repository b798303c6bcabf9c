"""Reading a pack's files: YAML as 1.2 has it, lines kept, misfits told with what would fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.procedure.faults import PackFaults
from baoxiu.core.procedure.loading import load_pack, read_pack
from baoxiu.core.procedure.reading import Unreadable, read
from core.smallpack import SmallPack


def value(text: str) -> object:
    return read(text, "x.yaml")[0].value


def test_the_small_pack_is_right_in_everything(small: SmallPack) -> None:
    assert [fault.say("en") for fault in small.faults] == []
    assert list(small.load().procedures) == ["call-back", "job"]


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "y", "n", "Yes", "NO"])
def test_no_word_but_true_and_false_is_a_boolean(word: str) -> None:
    assert value(f"a: {word}") == {"a": word}
    assert value("a: true\nb: False") == {"a": True, "b": False}


@pytest.mark.parametrize(
    "text", ["4h", "3h30m", "09:00", "22:00-06:00", "2026-03-02", "2010-01-01", "1:30:00", "1_000", "007", "0755-86001234", "1e", "."]
)
def test_durations_times_of_day_and_dates_stay_text(text: str) -> None:
    assert value(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("-3", -3), ("0", 0), ("0x1f", 31), ("0o17", 15), ("0.30", 0.3), ("1e3", 1000.0), ("-.5", -0.5)]
)
def test_numbers_are_numbers(text: str, number: float) -> None:
    found = value(f"a: {text}")
    assert found == {"a": number}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(number)


def test_nothing_is_null_and_quotes_make_text() -> None:
    assert value('a:\nb: ~\nc: null\nd: "12"\ne: "true"\nf: ""') == {"a": None, "b": None, "c": None, "d": "12", "e": "true", "f": ""}


def test_every_key_and_row_keeps_its_line() -> None:
    found, _ = read("a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n", "x.yaml")

    assert found.line(("a", "b")) == 2
    assert found.line(("a", "c", 1)) == 5
    assert found.line(("a", "c", 1, "d")) == 5
    assert found.line(("a", "c", 7, "nothing")) == 3


def test_a_key_that_stands_twice_is_refused_with_both_lines(small: SmallPack) -> None:
    small.edit("job.yaml", "  reopen:\n", "  finish: {from: going, by: desk, to: done}\n  reopen:\n")

    fault = small.fault("key_twice", at="  finish: {from")

    assert "finish" in fault.what["en"]
    assert "first in line" in fault.what["en"]


def test_an_expression_without_quotes_is_told_to_take_some(small: SmallPack) -> None:
    small.edit("job.yaml", "if: 'outcome == \"reached\"'}\n      - {state: same}", "if: !late}\n      - {state: same}")

    assert "quotes" in small.fault("tag", at="!late").remedy["en"]


def test_broken_yaml_is_told_with_its_line(small: SmallPack) -> None:
    small.edit(
        "call-back.yaml", "  happy: {title: {zh: 满意, en: Happy}, final: done}", "  happy: {title: {zh: 满意, en: Happy}, final: done"
    )

    assert "not YAML" in small.fault("not_yaml", file="call-back.yaml", at="  unhappy: {title: {zh: 不满意, en: Unhappy}, final").what["en"]


def test_a_second_document_is_refused(small: SmallPack) -> None:
    small.write("call-back.yaml", (small.path / "call-back.yaml").read_text("utf-8") + "---\nprocedure: other\n")

    assert small.fault("two_documents", file="call-back.yaml", at="---").line


def test_a_file_that_is_not_utf_8_is_told_so(small: SmallPack) -> None:
    (small.path / "clauses.yaml").write_bytes("SML-01: 四小时".encode("gbk"))

    assert [fault.file for fault in small.faults if fault.code == "unreadable_file"] == ["clauses.yaml"]


@pytest.mark.parametrize(
    "bomb",
    [
        "a: " + "[" * 5000,
        "a: &x [*x]",
        "a: &b [1,1]\n" + "".join(f"{chr(98 + n)}: &{chr(99 + n)} [{('*' + chr(98 + n) + ',') * 9}]\n" for n in range(20)),
    ],
)
def test_depth_and_aliases_cannot_blow_the_reader_up(bomb: str) -> None:
    with pytest.raises(Unreadable):
        read(bomb, "x.yaml")


@given(st.text(max_size=200))
def test_whatever_a_file_holds_reading_ends_in_a_value_or_a_fault(text: str) -> None:
    try:
        found, faults = read(text, "x.yaml")
    except Unreadable as unreadable:
        assert unreadable.fault.line >= 1
    else:
        assert found.line(()) >= 1
        assert all(fault.line >= 1 for fault in faults)


def test_an_unknown_key_is_told_with_the_nearest_known_one(small: SmallPack) -> None:
    small.edit("job.yaml", "    needs: [checklist.tidy]\n", "    need: [checklist.tidy]\n")

    fault = small.fault("unknown_key", at="    need: [")

    assert fault.remedy == {"en": "Did you mean needs?", "zh": "是否想写 needs？"}


def test_a_comma_that_cuts_a_text_in_two_is_told_as_that(small: SmallPack) -> None:
    small.edit("job.yaml", "en: First call}", "en: First call, at once}")

    assert "quotes" in small.fault("cut_by_comma", at="at once").remedy["en"]


def test_what_is_missing_is_named(small: SmallPack) -> None:
    small.edit("job.yaml", "kind: work_order\n", "")

    assert "kind" in small.fault("missing_key", at="procedure: job").what["en"]


def test_a_kind_of_field_that_is_none_gets_the_nearest(small: SmallPack) -> None:
    small.edit("job.yaml", "type: contact_log", "type: contact_logs")

    assert small.fault("not_one_of", at="contact_logs").remedy["en"] == "Did you mean contact_log?"


def test_a_length_of_time_that_is_none_is_told_how_to_write_it(small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "    within: four hours\n")

    assert "3h30m" in small.fault("bad_span", at="four hours").remedy["en"]


def test_a_row_of_limits_is_a_length_of_time(small: SmallPack) -> None:
    small.edit("job.yaml", "water: 45m", "water: soon")

    assert small.fault("bad_span", at="water: soon").line


def test_a_clause_has_a_number(small: SmallPack) -> None:
    small.edit("job.yaml", "    clause: SML-01\n", "    clause: first\n")

    assert "LCD-25" in small.fault("bad_clause", at="clause: first").remedy["en"]


def test_text_that_reads_as_a_number_is_told_to_take_quotes(small: SmallPack) -> None:
    small.edit("job.yaml", "title: {zh: 重新联系, en: Back}", "title: 12")

    assert "quotes" in small.fault("wrong_kind", at="title: 12").remedy["en"]


def test_a_consequence_has_one_verb(small: SmallPack) -> None:
    small.edit("job.yaml", "- {tell: desk, words", "- {tell: desk, open: call-back, words")

    assert "tell, open" in small.fault("effect_verbs", at="open: call-back, words").what["en"]


def test_a_name_is_of_small_letters(small: SmallPack) -> None:
    small.edit("call-back.yaml", "procedure: call-back", "procedure: Call Back")

    assert "work-order" in small.fault("bad_name", file="call-back.yaml", at="Call Back").remedy["en"]


def test_two_files_cannot_hold_the_same_procedure(small: SmallPack) -> None:
    small.write("other.yaml", (small.path / "call-back.yaml").read_text("utf-8"))

    assert "call-back.yaml" in small.fault("procedure_twice", file="other.yaml", at="procedure:").what["en"]


def test_a_pack_without_its_first_file_is_told_to_make_it(small: SmallPack) -> None:
    (small.path / "pack.yaml").unlink()

    assert [fault.file for fault in small.faults if fault.code == "no_such_file"] == ["pack.yaml"]


def test_a_pack_without_procedures_is_refused(small: SmallPack) -> None:
    for name in ("job.yaml", "call-back.yaml"):
        (small.path / name).unlink()

    assert "nothing_here" in {fault.code for fault in small.faults}


def test_a_row_of_prices_that_cannot_be_read_is_told_with_its_line(small: SmallPack) -> None:
    small.write("prices.csv", (small.path / "prices.csv").read_text("utf-8") + "L2,夜间,Night,labour,次,thirty,,,\n")

    assert "price" in small.fault("bad_price", file="prices.csv", at="thirty").what["en"]


def test_prices_need_their_columns(small: SmallPack) -> None:
    small.write("prices.csv", "code,title_zh\nL1,上门费\n")

    assert "price" in small.fault("no_such_column", file="prices.csv", at="code").what["en"]


def test_every_fault_comes_at_once_in_the_order_of_files_and_lines(small: SmallPack) -> None:
    small.edit("job.yaml", "    within: 4h\n", "    within: soon\n")
    small.edit("job.yaml", "type: money, round_to: 0.01", "type: gold")
    small.edit("call-back.yaml", "kind: call_back\n", "")

    with pytest.raises(PackFaults) as refused:
        load_pack(small.path)

    assert [(fault.file, fault.code) for fault in refused.value.faults] == [
        ("call-back.yaml", "missing_key"), ("job.yaml", "not_one_of"), ("job.yaml", "bad_span"),
    ]  # fmt: skip
    assert refused.value.say("zh") == "规程包 small 有 3 处问题。"
    assert refused.value.lines("zh")[0].startswith("call-back.yaml:1: ")


def test_guides_come_in_parts_by_language(small: SmallPack) -> None:
    assert small.load().guides == {"hello": {"zh": "您好", "en": "Good morning"}}


def test_an_example_file_with_a_misfit_is_told_with_its_line(small: SmallPack) -> None:
    small.edit("examples/rung.yaml", "with: {outcome", "wiht: {outcome")

    assert "Did you mean with?" in small.fault("unknown_key", file="examples/rung.yaml", at="wiht: {outcome").remedy["en"]


@given(st.binary(max_size=300))
def test_no_bytes_in_a_file_can_break_the_loader(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    folder: Path = tmp_path_factory.mktemp("junk")
    (folder / "pack.yaml").write_bytes(junk)
    (folder / "job.yaml").write_bytes(junk)
    (folder / "prices.csv").write_bytes(junk)

    pack, faults = read_pack(folder)

    assert pack is None
    assert faults
