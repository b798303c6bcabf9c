"""What the checks say of clauses, guides, forms, words and prices."""

from __future__ import annotations

import pytest

from baoxiu.core.procedure.examples import run_examples
from core.smallpack import SmallPack


def test_a_clause_that_is_cited_is_listed(small: SmallPack) -> None:
    small.edit("job.yaml", "    clause: SML-01\n", "    clause: [SML-01, SML-09]\n")

    assert "SML-09" in small.fault("clause_unlisted", at="[SML-01, SML-09]").what["en"]


def test_a_clause_that_is_listed_is_fulfilled(small: SmallPack) -> None:
    small.write("clauses.yaml", (small.path / "clauses.yaml").read_text("utf-8") + "SML-03: {zh: 打扫。, en: Sweep.}\n")

    assert "clause: SML-03" in small.fault("clause_unused", file="clauses.yaml", at="SML-03").remedy["en"]


def test_a_price_may_fulfil_a_clause_and_cites_none_that_is_not_listed(small: SmallPack) -> None:
    small.edit("prices.csv", "SML-01", "SML-08")

    assert small.fault("clause_unlisted", file="prices.csv", at="SML-08").line


def test_a_clause_is_told_in_each_language(small: SmallPack) -> None:
    small.edit("clauses.yaml", "SML-01: {zh: 四小时内联系。, en: Ring within four hours.}", "SML-01: 四小时内联系。")

    assert "en" in small.fault("words_missing", file="clauses.yaml", at="SML-01").what["en"]


def test_words_people_read_stand_in_each_language(small: SmallPack) -> None:
    small.edit("job.yaml", "title: {zh: 重新联系, en: Back}", "title: 重新联系")

    assert "commands.reopen.title" in small.fault("words_missing", at="title: 重新联系").what["en"]


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("    title: {zh: 重新联系, en: Back}\n", "", "  reopen:"),
        (
            "fault: {type: text, label: {zh: 故障, en: Fault}, required: true}",
            "fault: {type: text, required: true}\n  colour: {type: text}",
            "colour:",
        ),
        ("asks: {price: optional}", "asks: {price: optional, tip_for_us: number}", "tip_for_us"),
    ],
)
def test_what_people_press_or_fill_in_is_called_something(small: SmallPack, old: str, new: str, at: str) -> None:
    small.edit("job.yaml", old, new)

    assert "{zh: …, en: …}" in small.fault("untitled", at=at).remedy["en"]


def test_a_pack_in_one_language_needs_no_other(small: SmallPack) -> None:
    small.edit("job.yaml", "title: {zh: 重新联系, en: Back}", "title: 重新联系")
    small.edit("pack.yaml", "languages: [zh, en]", "languages: [zh]")

    assert small.faults == []


def test_the_words_of_a_role_stand_in_each_language(small: SmallPack) -> None:
    small.edit("pack.yaml", "worker: {title: {zh: 维修工, en: Worker}}", "worker: {title: 维修工}")

    assert small.fault("words_missing", file="pack.yaml", at="维修工").line


@pytest.mark.parametrize(("old", "new"), [("{open: call-back,", "{open: call-bak,"), ("call-back.unhappy:", "call-bak.unhappy:")])
def test_a_procedure_that_is_opened_or_answers_exists(small: SmallPack, old: str, new: str) -> None:
    small.edit("job.yaml", old, new)

    assert small.fault("unknown_procedure", at="call-bak").remedy["en"] == "Did you mean call-back?"


def test_the_state_an_answer_waits_for_exists_there(small: SmallPack) -> None:
    small.edit("job.yaml", "call-back.unhappy:", "call-back.unhapy:")

    assert small.fault("unknown_state", at="unhapy").remedy["en"] == "Did you mean unhappy?"


def test_a_guide_that_is_shown_is_written(small: SmallPack) -> None:
    small.edit("job.yaml", "script: hello", "script: helo")

    assert "guides/helo.md" in small.fault("unknown_guide", at="script: helo").remedy["en"]


def test_a_guide_that_is_written_is_shown(small: SmallPack) -> None:
    small.write("guides/bye.md", "再见\n\n<!-- en -->\nBye\n")

    assert small.fault("unused_guide", file="guides/bye.md", at="再见").line


def test_a_guide_stands_in_each_language(small: SmallPack) -> None:
    small.write("guides/hello.md", "您好\n")

    assert "en" in small.fault("words_missing", file="guides/hello.md", at="您好").what["en"]


def test_the_place_of_a_guide_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "- {at: new, to: desk", "- {at: newest, to: desk")

    assert small.fault("unknown_state", at="newest").remedy["en"] == "Did you mean new?"


def test_the_step_of_a_checklist_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "step: going", "step: gone")

    assert small.fault("unknown_state", at="step: gone").line


def test_a_form_that_is_printed_is_there(small: SmallPack) -> None:
    small.edit("job.yaml", "figures:\n", "slips:\n  slip: {form: slip, title: {zh: 单, en: Slip}}\n\nfigures:\n")

    assert "slips/slip.typ" in small.fault("unknown_form", at="form: slip").remedy["en"]


def test_an_override_leads_to_something(small: SmallPack) -> None:
    small.edit("job.yaml", "figures:\n", "overrides:\n  S1: {clocks.first_cal.within: 2h}\n\nfigures:\n")

    assert small.fault("bad_override", at="first_cal.within").line


def test_an_override_is_of_the_kind_it_replaces(small: SmallPack) -> None:
    small.edit("job.yaml", "figures:\n", "overrides:\n  S1: {clocks.first_call.within: soon}\n\nfigures:\n")

    assert "clocks.first_call.within" in small.fault("override_misfits", at="  S1:").what["en"]


def test_an_override_of_something_that_stands_is_fine(small: SmallPack) -> None:
    small.edit("job.yaml", "figures:\n", "overrides:\n  S1: {clocks.first_call.within: 2h}\n\nfigures:\n")

    assert small.faults == []


def test_the_same_price_does_not_hold_twice_on_a_day(small: SmallPack) -> None:
    small.write("prices.csv", (small.path / "prices.csv").read_text("utf-8") + "L1,上门费,Call-out,labour,次,35.00,2026-06-01,,\n")

    assert "until_on" in small.fault("price_twice", file="prices.csv", at="35.00").remedy["en"]


def test_a_price_that_ended_before_may_follow(small: SmallPack) -> None:
    small.edit("prices.csv", "2026-01-01,,", "2026-01-01,2026-05-31,")
    small.write("prices.csv", (small.path / "prices.csv").read_text("utf-8") + "L1,上门费,Call-out,labour,次,35.00,2026-06-01,,\n")

    assert small.faults == []


def test_what_a_version_says_it_changed_is_a_part_of_it(small: SmallPack) -> None:
    small.write("pack.yaml", (small.path / "pack.yaml").read_text("utf-8") + "changed: [jobs]\n")

    assert small.fault("unknown_part", file="pack.yaml", at="changed").remedy["en"] == "Did you mean job?"


def test_a_role_stands_at_a_level_there_is(small: SmallPack) -> None:
    small.edit("pack.yaml", "worker: {title: {zh: 维修工, en: Worker}}", "worker: {title: {zh: 维修工, en: Worker}, level: staton}")
    small.write("pack.yaml", (small.path / "pack.yaml").read_text("utf-8") + "levels: {station: {zh: 站, en: Station}}\n")

    assert small.fault("not_one_of", file="pack.yaml", at="staton").remedy["en"] == "Did you mean station?"


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("procedure: job", "procedure: jop", "unknown_procedure", "Did you mean job?"),
        ("by: desk, do", "by: desc, do", "unknown_role", "Did you mean desk?"),
        ("by: desk, do", "on: call-bak, by: desk, do", "unknown_procedure", "Did you mean call-back?"),
        ('at: "10:00"', 'at: "25:00"', "bad_time", "09:20"),
        ('at: "10:00"', 'at: "08:00"', "time_goes_back", "order"),
        ("procedure: job\n", "procedure: job\nzone: Moon/Crater\n", "bad_time", "Asia/Shanghai"),
    ],
)
def test_what_a_golden_case_names_exists_and_its_time_goes_on(small: SmallPack, old: str, new: str, code: str, says: str) -> None:
    small.edit("examples/rung.yaml", old, new)

    changed = new.strip().splitlines()[-1]
    assert says in small.fault(code, file="examples/rung.yaml", at=changed).remedy["en"]


def test_a_case_that_looks_at_a_ticket_there_is_not_comes_out_otherwise(small: SmallPack) -> None:
    small.edit("examples/rung.yaml", "by: desk, do", "on: call-back, by: desk, do")

    assert [(one.what, one.expected) for one in run_examples(small.load())] == [("on", "call-back")]
