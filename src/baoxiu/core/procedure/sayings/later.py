"""Faults of what comes after a job: call-backs, rework, and how long papers are kept."""

from __future__ import annotations

from baoxiu.core.procedure.sayings.saying import say

LATER = {
    "follow_up_never": say(
        "Nothing calls for the follow-up rule {name}.",
        "Say when: `at: STATE`, `of: COMMAND`, or the consequence `{{follow_up: {name}}}`.",
        "回访规则 {name} 从不触发。",
        "请写明时机：`at: 状态`、`of: 操作`，或在操作后果中写 `{{follow_up: {name}}}`。",
    ),
    "follow_up_twice": say(
        "Two follow-up rules go by the name {name}.",
        "Give each a `name` of its own: the draw is made by it.",
        "有两条回访规则同名：{name}。",
        "请各写不同的 `name`，抽样按此名计算。",
    ),
    "follow_up_share": say(
        "The share {share} is not between 0 and 1.",
        "Write 1.0 for every job, 0.2 for a fifth.",
        "比例 {share} 不在 0 与 1 之间。",
        "全部回访写 1.0，五分之一写 0.2。",
    ),
    "follow_up_at_birth": say(
        "A ticket is born in the state {state}; there is no number yet to draw by.",
        "Name a later state, or a command in `of`.",
        "单子一开出就处于状态 {state}，此时还没有编号可供抽样。",
        "请写之后的状态，或用 `of` 写操作。",
    ),
    "retention_unsaid": say(
        "It is not said how long the papers are kept.",
        "Write one of `years: 2` and `for_ever: true`.",
        "没有写明保存多久。",
        "请写 `years: 2` 或 `for_ever: true` 之一。",
    ),
    "retention_open": say(
        "A condition without what holds else, or the other way round.",
        "Write `when` and `else` together, or neither.",
        "`when` 与 `else` 没有成对出现。",
        "两者都写，或都不写。",
    ),
    "copy_twice": say(
        "Two copies of the slip go to {of}.",
        "Name whose each copy is: a role, `customer`, or a word of its own.",
        "同一单据有两联都归 {of}。",
        "请写明每一联归谁：角色、`customer`，或另起名称。",
    ),
    "unknown_follow_up": say("There is no follow-up rule {name}.", "{hint}", "没有回访规则 {name}。", "{hint_zh}"),
}
