"""Faults of clocks, fields, expressions and the pack itself."""

from __future__ import annotations

from baoxiu.core.procedure.sayings.saying import say

CLOCKS = {
    "clock_never_starts": say(
        "The clock {clock} never starts.",
        "Name a command in `starts`, or `opened`.",
        "时限 {clock} 从不开始。",
        "请在 `starts` 中写一个操作，或 `opened`。",
    ),
    "clock_never_stops": say(
        "The clock {clock} never stops while the ticket lives.",
        "Name what ends it: `stops: […]`.",
        "时限 {clock} 在单子存续期间从不停止。",
        "请写明何时结束：`stops: […]`。",
    ),
    "clock_no_target": say(
        "The clock {clock} has no time limit.",
        "Give it one of `within`, `due` or `limit`.",
        "时限 {clock} 没有规定时间。",
        "请写明 `within`、`due` 或 `limit` 之一。",
    ),
    "clock_two_targets": say(
        "The clock {clock} has {count} time limits.",
        "Keep one of `within`, `due` and `limit`.",
        "时限 {clock} 有 {count} 个时间规定。",
        "`within`、`due`、`limit` 只保留一个。",
    ),
    "clock_twice": say(
        "{name} names both a clock and a quota.", "Rename one of the two.", "{name} 同时是时限和频次的名称。", "请给其中一个改名。"
    ),
    "unknown_clock": say("There is no clock or quota {name}.", "{hint}", "没有时限或频次 {name}。", "{hint_zh}"),
    "unknown_limit": say("There is no table of limits {name}.", "{hint}", "没有时限表 {name}。", "{hint_zh}"),
    "limit_empty": say(
        "The table of limits {name} has no row.",
        "Add rows such as `urban: 45m`.",
        "时限表 {name} 没有内容。",
        "请添加，例如 `urban: 45m`。",
    ),
    "quota_never_stops": say(
        "The quota {quota} neither ends after some time nor stops.",
        "Add `for: 3 working_days` or `stops: […]`.",
        "频次 {quota} 没有期限也不会停止。",
        "请写明 `for: 3 working_days` 或 `stops: […]`。",
    ),
    "quota_not_a_list": say(
        "The quota {quota} counts {name}, which is no list.",
        "Count a field of the type contact_log, promises or list.",
        "频次 {quota} 所计的 {name} 不是列表。",
        "请计数 contact_log、promises 或 list 类型的字段。",
    ),
    "unknown_calendar": say(
        "There is no calendar {name}.",
        "Write always, unit, or a calendar of the pack: {known}.",
        "没有日历 {name}。",
        "请写 always、unit 或规程包的日历：{known}。",
    ),
    "bad_calendar": say("{why_en}", "", "{why_zh}", ""),
}

FIELDS = {
    "unknown_field": say("There is no field {name}.", "{hint}", "没有字段 {name}。", "{hint_zh}"),
    "field_never_filled": say(
        "The field {name} is used but nothing fills it.",
        "Ask for it in a command, or `set` it.",
        "字段 {name} 被使用，但没有任何操作填写它。",
        "请在某个操作中询问或用 `set` 写入。",
    ),
    "field_by_engine": say(
        "{name} is written by the engine; nobody may be asked for it.",
        "Remove the ask, or `written_by: engine`.",
        "{name} 由系统填写，不能向人询问。",
        "请去掉该询问，或去掉 `written_by: engine`。",
    ),
    "not_a_list": say(
        "{name} is no list; nothing can be added to it.",
        "Use `set`, or make it promises, contact_log or list.",
        "{name} 不是列表，不能追加。",
        "请用 `set`，或改为 promises、contact_log、list 类型。",
    ),
    "each_not_a_list": say(
        "{name} is no list; there is nothing to open one ticket each for.",
        "Leave `each` out, or name a field of the type findings, list or part_lines.",
        "{name} 不是列表，不能逐项开单。",
        "请去掉 `each`，或写 findings、list、part_lines 类型的字段。",
    ),
    "visit_without_arrival": say(
        "{command} ends a visit, and no command begins one.",
        "Give the command that notes the arrival `visit: arrive`.",
        "{command} 结束上门，但没有任何操作登记到达。",
        "请给登记到达的操作加上 `visit: arrive`。",
    ),
    "proof_without_arrival": say(
        "{command} asks for a proof of arrival and is no arrival.",
        "Add `visit: arrive` (or `absent`), or leave the proof out.",
        "{command} 要求到达证明，却不是到达。",
        "请加上 `visit: arrive`（或 `absent`），或去掉到达证明。",
    ),
    "appointment_no_time": say(
        "The appointment {name} is no time.",
        "Name a field of the type time, promise or promises.",
        "约定时间字段 {name} 不是时间。",
        "请写 time、promise 或 promises 类型的字段。",
    ),
    "money_without_rounding": say(
        "The amount {name} has no rounding rule.",
        "Add `round_to: 0.01` (or what the price list says).",
        "金额 {name} 没有取整规则。",
        "请写明 `round_to: 0.01`（或按收费标准）。",
    ),
    "stock_without_lines": say(
        "The field {name} moves parts, and holds no lines of parts.",
        "Give it the type part_lines or part_returns, or leave `stock` out.",
        "字段 {name} 会变动备件库存，但不是备件明细。",
        "请改用 part_lines 或 part_returns 类型，或去掉 `stock`。",
    ),
    "charge_without_rounding": say(
        "The charge {name} has no rounding rule.",
        "Add `round_to: 0.1`, or `rounding: none` where nothing is rounded.",
        "收费 {name} 没有取整规则。",
        "请写明 `round_to: 0.1`；不取整请写 `rounding: none`。",
    ),
    "choice_without_choices": say(
        "{name} is a choice with nothing to choose from.",
        "Add `of: {{key: words}}`.",
        "{name} 是选项字段，却没有选项。",
        "请写明 `of: {{键: 文字}}`。",
    ),
    "promise_beyond_most": say(
        "{command} adds a promise without asking whether {most} were given already.",
        "Add `when: [{{that: 'size({name}) < {most}', else: …}}]`.",
        "{command} 追加承诺时没有检查是否已满 {most} 次。",
        "请加上 `when: [{{that: 'size({name}) < {most}', else: …}}]`。",
    ),
    "unknown_mode": say(
        "`opens` names {name} as what carries the mode, but does not ask for it.",
        "Add it to `asks` of `opens`.",
        "`opens` 以 {name} 决定方式，却没有询问它。",
        "请在 `opens` 的 `asks` 中加上它。",
    ),
    "unknown_gate": say("There is no {kind} {name} to need.", "{hint}", "没有可要求的{kind} {name}。", "{hint_zh}"),
}

EXPRESSIONS = {
    "expression_broken": say(
        "The expression {source} cannot be read: {why}.",
        "Check brackets, quotes and operators (&&, ||, !, ==).",
        "表达式 {source} 无法识别：{why}。",
        "请检查括号、引号和运算符（&&、||、!、==）。",
    ),
    "expression_misfits": say(
        "The expression {source} mixes kinds: {why}.",
        "Compare like with like: times with times, numbers with numbers, text in quotes.",
        "表达式 {source} 混用了不同类型：{why}。",
        "请比较同类值：时间比时间，数字比数字，文字加引号。",
    ),
    "not_a_condition": say(
        "{source} is not yes or no, so it never holds.",
        "Compare it with something, such as `{source} != null`.",
        "{source} 不是是非判断，永远不会成立。",
        "请写成比较，例如 `{source} != null`。",
    ),
    "not_compiled": say(
        "The procedure cannot be made ready to run: {why}",
        "Correct what it names.",
        "规程无法投入运行：{why}",
        "请更正所指内容。",
    ),
    "expression_unknown_name": say(
        "The expression {source} uses {name}, which nothing knows.", "{hint}", "表达式 {source} 用到的 {name} 不存在。", "{hint_zh}"
    ),
    "expression_unknown_function": say(
        "The expression {source} calls {name}, which is no function.", "{hint}", "表达式 {source} 调用的 {name} 不是函数。", "{hint_zh}"
    ),
    "number_blank": say(
        "The number has a blank {name} that nothing fills.",
        "Use {{unit}}, {{date:%y%m%d}}, {{seq:4}}.",
        "编号中的 {name} 无法填写。",
        "请使用 {{unit}}、{{date:%y%m%d}}、{{seq:4}}。",
    ),
    "number_without_seq": say(
        "Without {{seq}} two tickets get the same number.", "Add {{seq:4}}.", "编号没有 {{seq}}，会重号。", "请加上 {{seq:4}}。"
    ),
}

PACKS = {
    "clause_unlisted": say(
        "The clause {clause} is cited, but clauses.yaml does not list it.",
        "Add it there in one line.",
        "引用了条款 {clause}，但 clauses.yaml 中没有。",
        "请在其中补上一行。",
    ),
    "clause_unused": say(
        "The clause {clause} is listed, but nothing fulfils it.",
        "Cite it where it holds: `clause: {clause}`.",
        "条款 {clause} 已列出，但没有任何规则引用。",
        "请在落实它的地方写 `clause: {clause}`。",
    ),
    "unknown_procedure": say("There is no procedure {name} in this pack.", "{hint}", "本规程包没有规程 {name}。", "{hint_zh}"),
    "unknown_guide": say(
        "There is no guide {name}.",
        "Write guides/{name}.md, or correct the name. {hint}",
        "没有指引 {name}。",
        "请编写 guides/{name}.md，或更正名称。{hint_zh}",
    ),
    "unused_guide": say(
        "The guide {name} is shown nowhere.",
        "Name it in `guides` or at a command.",
        "指引 {name} 没有在任何地方显示。",
        "请在 `guides` 或某个操作中引用。",
    ),
    "unknown_form": say(
        "There is no form {name}.",
        "Write slips/{name}.typ, or correct the name.",
        "没有单据格式 {name}。",
        "请编写 slips/{name}.typ，或更正名称。",
    ),
    "untitled": say(
        "{name} has no {key}; people would read its name.",
        "Add `{key}: {{zh: …, en: …}}`.",
        "{name} 没有 {key}，用户看到的将是它的键名。",
        "请加上 `{key}: {{zh: …, en: …}}`。",
    ),
    "words_missing": say(
        "{place} has no words in {language}.", "Add `{language}: …`.", "{place} 缺少 {language} 文字。", "请补上 `{language}: …`。"
    ),
    "unknown_part": say("There is no part {name} of the pack.", "{hint}", "规程包没有部分 {name}。", "{hint_zh}"),
    "override_misfits": say(
        "With the values of {unit} the procedure does not fit at {place}: {why}.",
        "Give a value such as the one it replaces.",
        "{unit} 的覆盖值在 {place} 处不合规程：{why}。",
        "请写与原值同类的值。",
    ),
    "bad_time": say(
        "{found} is no time of any place.",
        'Write "2026-03-02 09:00", "09:20" on the same day, and a zone such as Asia/Shanghai.',
        "{found} 不是有效的时间。",
        "请写“2026-03-02 09:00”，同一天可写“09:20”；时区写 Asia/Shanghai。",
    ),
    "time_goes_back": say(
        "{found} lies before the turn before ({before}).",
        "Put the turns in their order, with the day where it changes.",
        "{found} 早于上一步（{before}）。",
        "请按先后顺序排列，跨天时写明日期。",
    ),
    "bad_override": say(
        "The override {path} leads nowhere.",
        "Name a thing that stands in this procedure, such as clocks.arrival.within.",
        "覆盖项 {path} 不存在。",
        "请写本规程中已有的内容，例如 clocks.arrival.within。",
    ),
    "empty_topic": say(
        "The topic {name} says nothing.",
        "Give it `entries` or `phrases`, or remove the file.",
        "主题 {name} 没有内容。",
        "请写上 `entries` 或 `phrases`，或删除该文件。",
    ),
    "unknown_category": say("There is no category {name}.", "{hint}", "没有类别 {name}。", "{hint_zh}"),
}
