"""Faults of states and commands."""

from __future__ import annotations

from baoxiu.core.procedure.sayings.saying import say

STATES = {
    "state_unreached": say(
        "Nothing leads to the state {state}.",
        "Add a command with `to: {state}`, or remove it.",
        "没有操作能到达状态 {state}。",
        "请添加 `to: {state}` 的操作，或删除该状态。",
    ),
    "state_not_left": say(
        "Nothing leads out of the state {state}.",
        "Add a command with `from: {state}`, or mark it `final: done`.",
        "状态 {state} 没有出路。",
        "请添加 `from: {state}` 的操作，或标为 `final: done`。",
    ),
    "state_no_end": say(
        "From the state {state} no final state can be reached.",
        "Add a way out that ends.",
        "从状态 {state} 到不了任何终结状态。",
        "请添加一条能结束的路径。",
    ),
    "final_left": say(
        "{command} leaves {state}, which is final.",
        "Remove it from `from`, or remove `final`.",
        "{command} 从终结状态 {state} 出发。",
        "请从 `from` 中去掉它，或去掉 `final`。",
    ),
    "no_final": say(
        "No state is final.", "Mark at least one state `final: done`.", "没有终结状态。", "请至少把一个状态标为 `final: done`。"
    ),
    "unknown_state": say("There is no state {name}.", "{hint}", "没有状态 {name}。", "{hint_zh}"),
    "branch_open": say(
        "The last branch of {command} has a condition, so it may lead nowhere.",
        "End with a branch without `if`, such as {{state: same}}.",
        "{command} 的最后一个分支带有条件，可能无处可去。",
        "请以不带 `if` 的分支结尾，例如 {{state: same}}。",
    ),
    "branch_dead": say(
        "The branches after this one can never be taken.",
        "Give this one an `if`, or put it last.",
        "此后的分支永远不会生效。",
        "请给此分支加 `if`，或移到最后。",
    ),
}

COMMANDS = {
    "linked_here": say(
        "{name} is said by the ticket that opens this one; that is possible at the birth alone, and never required.",
        "Write `{name}: linked` under `opens: asks:` only.",
        "{name} 由开出本单的单据带来，只能用于开单，且不能设为必填。",
        "请只在 `opens: asks:` 下写 `{name}: linked`。",
    ),
    "nobody_may": say(
        "No role may give the command {command}.",
        "Say who: `by: …`; or move it to system_commands.",
        "没有角色可以执行操作 {command}。",
        "请写明 `by: …`，或移到 system_commands。",
    ),
    "stands_nowhere": say(
        "The command {command} stands open in no state.",
        "Say where: `from: …`.",
        "操作 {command} 在任何状态都不可用。",
        "请写明 `from: …`。",
    ),
    "unknown_role": say("There is no role {name}.", "{hint}", "没有角色 {name}。", "{hint_zh}"),
    "unknown_command": say("There is no command {name}.", "{hint}", "没有操作 {name}。", "{hint_zh}"),
    "command_twice": say(
        "{command} is both a command and a system command.",
        "Rename one of the two.",
        "{command} 既是操作又是系统操作。",
        "请给其中一个改名。",
    ),
    "guard_without_words": say(
        "The condition says nothing to who is refused.",
        "Add `else: {{zh: …, en: …}}` with what to do instead.",
        "条件没有告诉被拒绝者原因。",
        "请加上 `else: {{zh: …, en: …}}`，说明该怎么办。",
    ),
    "never_born": say(
        "Nobody may open {procedure} and no procedure of the pack opens it.",
        "Add `by: …` to `opens`, or open it from another procedure.",
        "没有人可以开 {procedure}，也没有其他规程开它。",
        "请在 `opens` 中写明 `by: …`，或由其他规程打开。",
    ),
    "two_verdicts": say(
        "An answer either runs a command or goes to a state; this does {found}.",
        "Keep one of `run` and `to`, or use only `then` and `tell`.",
        "答复要么执行操作，要么转到状态；此处{found}。",
        "请只保留 `run` 或 `to` 之一。",
    ),
}
