"""What the checks say of states and commands."""

from __future__ import annotations

from core.smallpack import SmallPack


def test_a_state_nobody_reaches_is_told(small: SmallPack) -> None:
    small.edit(
        "job.yaml",
        "  done: {title: {zh: 完成, en: Done}, final: done}",
        "  done: {title: {zh: 完成, en: Done}, final: done}\n  lost: {title: {zh: 迷, en: Lost}, final: done}",
    )

    assert "to: lost" in small.fault("state_unreached", at="  lost:").remedy["en"]


def test_a_state_nobody_leaves_is_told(small: SmallPack) -> None:
    small.edit(
        "job.yaml",
        "  done: {title: {zh: 完成, en: Done}, final: done}",
        "  done: {title: {zh: 完成, en: Done}, final: done}\n  stuck: {title: {zh: 卡, en: Stuck}}",
    )
    small.edit("job.yaml", "      - {state: same}\n", "      - {state: stuck}\n")

    assert "from: stuck" in small.fault("state_not_left", at="  stuck:").remedy["en"]


def test_a_circle_without_an_end_is_told(small: SmallPack) -> None:
    small.edit(
        "job.yaml",
        "    from: going\n    by: worker\n    asks: {price: optional}",
        "    from: new\n    by: worker\n    asks: {price: optional}",
    )
    small.edit("job.yaml", "    from: going\n    by: worker\n    to: new\n", "    from: [going, new]\n    by: worker\n    to: going\n")

    assert {fault.code for fault in small.faults} >= {"state_not_left"}


def test_a_state_from_which_no_end_is_reached_is_told(small: SmallPack) -> None:
    states = "  a: {title: {zh: 甲, en: A}}\n  b: {title: {zh: 乙, en: B}}\n"
    away = "  round: {title: {zh: 转, en: Round}, from: [new, b], by: desk, to: a}\n"
    again = "  again: {title: {zh: 再, en: Again}, from: a, by: desk, to: b}\n"
    small.edit("job.yaml", "states:\n", "states:\n" + states)
    small.edit("job.yaml", "commands:\n", "commands:\n" + away + again)

    ends = [fault for fault in small.faults if fault.code == "state_no_end"]

    assert [fault.what["en"] for fault in ends] == [
        "From the state a no final state can be reached.",
        "From the state b no final state can be reached.",
    ]


def test_an_answer_lets_a_waiting_state_be_left_but_no_other(small: SmallPack) -> None:
    small.edit("job.yaml", "states:\n", "states:\n  waiting: {title: {zh: 等, en: Waiting}}\n  idle: {title: {zh: 闲, en: Idle}}\n")
    wait = "  wait: {title: {zh: 等, en: Wait}, from: new, by: desk, then: {open: call-back, fields: {order: number}}, to: waiting}\n"
    rest = "  rest: {title: {zh: 闲, en: Rest}, from: new, by: desk, to: idle}\n"
    small.edit("job.yaml", "commands:\n", "commands:\n" + wait + rest)
    small.edit("job.yaml", "call-back.unhappy: {tell: boss}", "call-back.unhappy: {to: new}")

    assert "idle" in small.fault("state_not_left", at="  idle:").what["en"]


def test_a_procedure_without_a_final_state_is_told(small: SmallPack) -> None:
    small.edit("call-back.yaml", "  happy: {title: {zh: 满意, en: Happy}, final: done}", "  happy: {title: {zh: 满意, en: Happy}}")
    small.edit(
        "call-back.yaml", "  unhappy: {title: {zh: 不满意, en: Unhappy}, final: done}", "  unhappy: {title: {zh: 不满意, en: Unhappy}}"
    )

    assert small.fault("no_final", file="call-back.yaml", at="states:").line


def test_a_state_that_is_none_gets_the_nearest(small: SmallPack) -> None:
    small.edit("job.yaml", "    to: done\n", "    to: dome\n")

    assert small.fault("unknown_state", at="to: dome").remedy["en"] == "Did you mean done?"


def test_nobody_leaves_an_end_without_a_condition(small: SmallPack) -> None:
    small.edit("job.yaml", "    from: going\n    by: worker\n    to: new\n", "    from: [going, done]\n    by: worker\n    to: new\n")

    assert "reopen" in small.fault("final_left", at="from: [going, done]").what["en"]


def test_branches_end_with_one_that_is_always_taken(small: SmallPack) -> None:
    small.edit("job.yaml", "      - {state: same}\n", "")

    assert "{state: same}" in small.fault("branch_open", at="- {state: going, if").remedy["en"]


def test_a_branch_that_can_never_be_taken_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "- {state: going, if: 'outcome == \"reached\"'}", "- {state: going}")

    assert small.fault("branch_dead", at="- {state: going}").line


def test_what_another_ticket_says_is_not_asked_in_a_command(small: SmallPack) -> None:
    small.edit(
        "job.yaml",
        "    from: going\n    by: worker\n    to: new\n",
        "    from: going\n    by: worker\n    asks: {why: linked}\n    to: new\n",
    )

    assert "opens" in small.fault("linked_here", at="    asks: {why: linked}").remedy["en"]


def test_a_command_no_role_may_give_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "    from: going\n    by: worker\n    to: new\n", "    from: going\n    to: new\n")

    assert "by:" in small.fault("nobody_may", at="  reopen:").remedy["en"]


def test_a_command_another_allows_needs_no_role_of_its_own(small: SmallPack) -> None:
    small.edit("job.yaml", "    from: going\n    by: worker\n    to: new\n", "    from: going\n    to: new\n")
    small.edit(
        "job.yaml",
        "    adds: {promises: {at: promised_at}}\n",
        "    adds: {promises: {at: promised_at}}\n    then: {allow: reopen, to: desk}\n",
    )

    assert small.faults == []


def test_a_command_that_stands_open_nowhere_is_told(small: SmallPack) -> None:
    small.edit(
        "call-back.yaml", "happy: {title: {zh: 满意, en: Happy}, from: due, by: desk", "happy: {title: {zh: 满意, en: Happy}, by: desk"
    )

    assert small.fault("stands_nowhere", file="call-back.yaml", at="by: desk, to: happy").line


def test_a_role_that_is_none_gets_the_nearest(small: SmallPack) -> None:
    small.edit("job.yaml", "    from: going\n    by: worker\n    to: new\n", "    from: going\n    by: walker\n    to: new\n")

    assert small.fault("unknown_role", at="by: walker").remedy["en"] == "Did you mean worker?"


def test_whoever_is_told_is_somebody(small: SmallPack) -> None:
    small.edit("job.yaml", "    breach: {tell: [desk]}\n", "    breach: {tell: [desc]}\n")

    assert small.fault("unknown_role", at="tell: [desc]").remedy["en"] == "Did you mean desk?"


def test_a_person_asked_for_may_be_told_and_may_act(small: SmallPack) -> None:
    small.edit(
        "job.yaml", "    asks: {price: optional}\n", "    asks: {price: optional, helper: {type: person, label: {zh: 帮手, en: Helper}}}\n"
    )
    small.edit("job.yaml", "- {tell: desk, words", "- {tell: helper, words")

    assert small.faults == []


def test_the_same_command_for_people_and_system_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "answers:\n", "system_commands:\n  reopen: {from: going, to: new}\n\nanswers:\n")

    assert small.fault("command_twice", at="  reopen: {from: going, to: new}").line


def test_a_command_that_is_run_exists(small: SmallPack) -> None:
    small.edit("job.yaml", "call-back.unhappy: {tell: boss}", "call-back.unhappy: {run: reopn}")

    assert small.fault("unknown_command", at="run: reopn").remedy["en"] == "Did you mean reopen?"


def test_a_command_run_on_a_linked_ticket_exists_there(small: SmallPack) -> None:
    small.edit("job.yaml", "- {tell: desk, words", "- {run: finish, linked: call-back}\n      - {tell: desk, words")

    assert "finish" in small.fault("unknown_command", at="linked: call-back").what["en"]


def test_whoever_is_refused_is_told_why(small: SmallPack) -> None:
    small.edit("job.yaml", ", else: {zh: 已承诺三次, en: Three promises were given}}", "}")

    assert "what to do instead" in small.fault("guard_without_words", at="size(promises) < 3").remedy["en"]


def test_an_answer_runs_or_leads_not_both(small: SmallPack) -> None:
    small.edit("job.yaml", "call-back.unhappy: {tell: boss}", "call-back.unhappy: {run: reopen, to: new}")

    assert small.fault("two_verdicts", at="run: reopen, to: new").line


def test_a_procedure_nobody_opens_is_told(small: SmallPack) -> None:
    small.edit("job.yaml", "      - {open: call-back, to: desk, fields: {order: number}}\n", "")

    assert "by:" in small.fault("never_born", file="call-back.yaml", at="opens:").remedy["en"]
