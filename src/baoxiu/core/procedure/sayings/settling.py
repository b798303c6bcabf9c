"""What is wrong with a tariff or with statements, in both languages."""

from __future__ import annotations

from baoxiu.core.procedure.sayings.saying import say

SETTLING = {
    "settled_too_early": say(
        "A ticket in the state {name} has not ended, so it cannot be settled.",
        "Name states that are `final`.",
        "状态 {name} 尚未结束，不能结费。",
        "请写带有 `final` 的状态。",
    ),
    "tier_open": say(
        "The last tier {name} has a condition, so a ticket may have none.",
        "End with a tier without `if`: what is paid in every other case, `fee: '0'` where it is nothing.",
        "最后一档 {name} 带有条件，有的单可能无档可归。",
        "请以不带 `if` 的一档结尾，写明其余情况付多少；不付费写 `fee: '0'`。",
    ),
    "tier_hides": say(
        "The tier {name} has no condition and hides those behind it.",
        "Say when it holds (`if`), or put it last.",
        "档次 {name} 没有条件，其后的各档都用不到。",
        "请写明条件（`if`），或把它放到最后。",
    ),
    "deduction_unsaid": say(
        "The deduction {name} does not say how much, or says it twice.",
        "Write one of `amount: '10'` and `share: 0.2` (of the fee).",
        "扣款 {name} 没有写明扣多少，或写了两次。",
        "请写 `amount: '10'` 或 `share: 0.2`（按费用比例）之一。",
    ),
    "settled_by_the_moment": say(
        "{source} looks at {name}, which is another tomorrow: the statement could not be made again from its events.",
        'Compare what was written: fields, t1, state, linked("…"), setting("…"), working_time(a, b).',
        "{source} 用到 {name}，它会随时间变化，结费单将无法由事件重算。",
        '请比较已写入的内容：字段、t1、state、linked("…")、setting("…")、working_time(a, b)。',
    ),
    "tariff_without_statements": say(
        "The procedure {name} has a tariff, and the pack says nothing of statements.",
        "Write `statements: {{of: LEVEL, drawn_by: …, disputed_by: …, answered_by: …}}`.",
        "规程 {name} 有结费标准，但规程包没有写结费单。",
        "请写 `statements: {{of: 层级, drawn_by: …, disputed_by: …, answered_by: …}}`。",
    ),
    "statements_without_tariff": say(
        "Statements are drawn up, and no procedure says what is paid.",
        "Write `settlement` in the procedure that is paid for.",
        "写了结费单，但没有任何规程写明付多少。",
        "请在需要结费的规程里写 `settlement`。",
    ),
}
