"""What the checks say of fields, expressions, amounts and gates."""

from __future__ import annotations

from baoxiu.core.procedure import elements
from baoxiu.core.procedure.checking.naming import EXPRESSIONS
from core.smallpack import SmallPack


def test_what_is_set_is_a_field(small: SmallPack) -> None:
    small.edit("job.yaml", "set_once: {rung_at: now}", "set_once: {rang_at: now}")

    assert small.fault("unknown_field", at="rang_at: now").remedy["en"] == "Did you mean rung_at?"


def test_what_is_added_to_is_a_list(small: SmallPack) -> None:
    small.edit("job.yaml", "adds: {calls: {outcome: outcome}}", "adds: {fault: {outcome: outcome}}")

    assert "set" in small.fault("not_a_list", at="adds: {fault").remedy["en"]


def test_a_field_that_is_used_and_never_filled_is_told_where_it_is_used(small: SmallPack) -> None:
    small.edit("job.yaml", "fields:\n", "fields:\n  estimate: {type: number, label: {zh: 估价, en: Estimate}}\n")
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises) < 3 && estimate > 0'")

    assert small.fault("field_never_filled", at="estimate > 0").what["en"] == "The field estimate is used but nothing fills it."


def test_a_field_another_procedure_hands_over_is_filled(small: SmallPack) -> None:
    small.edit("call-back.yaml", "fields:\n", "fields:\n  fault: {type: text, label: {zh: 故障, en: Fault}}\n")
    small.edit("call-back.yaml", "by: desk, to: happy}", "by: desk, to: happy, when: {that: fault != null, else: {zh: 无, en: none}}}")
    assert [fault.code for fault in small.faults] == ["field_never_filled"]

    small.edit("job.yaml", "fields: {order: number}", "fields: {order: number, fault: fault}")

    assert small.faults == []


def test_what_is_handed_over_is_known_there(small: SmallPack) -> None:
    small.edit("job.yaml", "fields: {order: number}", "fields: {ordre: number}")

    assert small.fault("unknown_field", at="ordre").remedy["en"] == "Did you mean order?"


def test_nobody_is_asked_for_what_the_engine_writes(small: SmallPack) -> None:
    small.edit("job.yaml", "asks: {price: optional}", "asks: {price: optional, rung_at: optional}")

    assert small.fault("field_by_engine", at="rung_at: optional").line


def test_a_choice_has_something_to_choose_from(small: SmallPack) -> None:
    small.edit("job.yaml", "kind: {type: choice, of: {water: {zh: 水, en: Water}, power: {zh: 电, en: Power}},", "kind: {type: choice,")

    assert small.fault("choice_without_choices", at="kind: {type: choice,").line


def test_a_word_written_to_a_choice_is_one_of_its_choices(small: SmallPack) -> None:
    small.edit("job.yaml", "    asks: {price: optional}\n", "    asks: {price: optional}\n    set: {kind: watter}\n")

    assert small.fault("not_one_of", at="kind: watter").remedy["en"] == "Did you mean water?"


def test_an_amount_says_how_it_is_rounded(small: SmallPack) -> None:
    small.edit("job.yaml", "type: money, round_to: 0.01", "type: money")

    assert "round_to" in small.fault("money_without_rounding", at="price: {type: money").remedy["en"]


def test_what_moves_parts_is_lines_of_parts(small: SmallPack) -> None:
    small.edit("job.yaml", "type: money, round_to: 0.01", "type: money, round_to: 0.01, stock: used")

    assert "part_lines" in small.fault("stock_without_lines", at="price: {type: money").remedy["en"]


def test_a_charge_says_how_it_is_rounded(small: SmallPack) -> None:
    small.edit("job.yaml", "figures:\n", "charges:\n  labour: {minutes: worked, over: all_visits}\n\nfigures:\n")

    assert "rounding: none" in small.fault("charge_without_rounding", at="labour:").remedy["en"]


def test_a_promise_beyond_the_most_is_asked_for_first(small: SmallPack) -> None:
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'fault != null'")

    assert "size(promises) < 3" in small.fault("promise_beyond_most", at="adds: {promises").remedy["en"]


def test_an_expression_that_cannot_be_read_is_told_why(small: SmallPack) -> None:
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises < 3'")

    assert "size(promises < 3" in small.fault("expression_broken", at="size(promises < 3").what["en"]


def test_a_name_nothing_knows_gets_the_nearest(small: SmallPack) -> None:
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises) < 3 && fualt != null'")

    assert small.fault("expression_unknown_name", at="fualt").remedy["en"] == "Did you mean fault?"


def test_a_function_nobody_knows_gets_the_nearest(small: SmallPack) -> None:
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises) < 3 && working_dayz(t1, now) < 2'")

    assert small.fault("expression_unknown_function", at="working_dayz").remedy["en"] == "Did you mean working_days?"


def test_a_blank_in_a_message_is_an_expression_too(small: SmallPack) -> None:
    small.edit("job.yaml", 'zh: "{number} 已完成"', 'zh: "{numbre} 已完成"')

    assert small.fault("expression_unknown_name", at="{numbre}").line


def test_what_a_command_asks_for_is_known_in_that_command_alone(small: SmallPack) -> None:
    small.edit("job.yaml", "asks: {price: optional}", "asks: {price: optional, tip: {type: number, label: {zh: 小费, en: Tip}}}")
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises) < 3 && tip > 0'")

    assert "tip" in small.fault("expression_unknown_name", at="tip > 0").what["en"]


def test_a_word_that_is_no_name_is_text_where_a_value_is_set(small: SmallPack) -> None:
    small.edit("job.yaml", "    asks: {price: optional}\n", "    asks: {price: optional}\n    set: {kind: water, fault: 修好了}\n")

    assert small.faults == []


def test_a_mass_of_a_comprehension_is_bound_not_unknown(small: SmallPack) -> None:
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises) < 3 && !calls.exists(c, c.outcome == \"no\")'")

    assert small.faults == []


def test_a_gate_that_is_needed_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "needs: [checklist.tidy]", "needs: [checklist.tidi]")

    assert small.fault("unknown_gate", at="checklist.tidi").remedy["en"] == "Did you mean tidy?"


def test_a_field_that_is_needed_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "needs: [checklist.tidy]", "needs: [checklist.tidy, signed]")

    assert small.fault("unknown_field", at="signed]").line


def test_a_kind_of_gate_there_is_not_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "needs: [checklist.tidy]", "needs: [checklist.tidy, consents.entry]")

    assert small.fault("unknown_gate", at="consents.entry").remedy["en"] == "Did you mean consent?"


def test_the_mode_is_asked_for(small: SmallPack) -> None:
    small.edit("job.yaml", "  to: new\n\ncommands", "  to: new\n  mode: service_mode\n\ncommands")

    assert "asks" in small.fault("unknown_mode", at="mode: service_mode").remedy["en"]


def test_numbering_counts_and_knows_its_blanks(small: SmallPack) -> None:
    small.edit("job.yaml", 'number: "J{date:%y%m%d}{seq:4}"', 'number: "J{date:%y%m%d}{station}"')

    assert small.fault("number_blank", at="{station}").line
    assert small.fault("number_without_seq", at="{station}").line


def test_every_expression_of_the_language_is_checked() -> None:
    """The table of where expressions stand names every place the types call one."""
    marked = {
        (name, key)
        for name, body in elements.Procedure.model_json_schema(by_alias=False)["$defs"].items()
        for key, shown in body.get("properties", {}).items()
        if '"cel"' in str(shown).replace("'", '"')
    }
    known = {(kind.__name__, key) for kind, keys in EXPRESSIONS.items() for key in keys}

    elsewhere = {("Trigger", "when"), ("Effect", "fields"), ("Effect", "when"), ("FollowUp", "fields")}
    elsewhere |= {("Rework", "fields"), ("Rework", "when")}
    missing = {place for place in marked if place not in known} - elsewhere
    assert missing == set()


def test_an_expression_that_compares_unlike_things_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises) < 3 && now - t1 > 3'")

    assert "mixes kinds" in small.fault("expression_misfits", at="now - t1 > 3").what["en"]


def test_a_length_of_time_an_expression_cannot_read_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises) < 3 && now - t1 > duration(\"three hours\")'")

    assert small.fault("expression_misfits", at="three hours").line


def test_a_condition_that_is_no_condition_is_told_what_to_write(small: SmallPack) -> None:
    small.edit("job.yaml", "that: 'size(promises) < 3'", "that: 'size(promises)'")
    small.edit("job.yaml", "promises, most: 3, label", "promises, label")

    assert "!= null" in small.fault("not_a_condition", at="that: 'size(promises)'").remedy["en"]


def test_what_a_linked_ticket_brings_is_known_and_fits(small: SmallPack) -> None:
    small.edit(
        "job.yaml", "that: 'size(promises) < 3'", 'that: \'size(promises) < 3 && call_back.order != "x" && size(linked("call-back")) < 2\''
    )

    assert small.faults == []
