"""The words for each fault of a pack: what is wrong, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass

from baoxiu.core.errors import Words


@dataclass(frozen=True, slots=True)
class Saying:
    """What is wrong and what would be right, with blanks for the facts."""

    what: Words
    remedy: Words


def _s(what_en: str, remedy_en: str, what_zh: str, remedy_zh: str) -> Saying:
    return Saying({"en": what_en, "zh": what_zh}, {"en": remedy_en, "zh": remedy_zh})


READING = {
    "not_yaml": _s(
        "This is not YAML: {why}.",
        "Check indentation, quotes and brackets here.",
        "不是有效的 YAML：{why}。",
        "请检查此处的缩进、引号和括号。",
    ),
    "two_documents": _s(
        "A second document starts here.",
        "Give each procedure a file of its own.",
        "此处开始了第二份文档。",
        "请把每个规程放在单独的文件中。",
    ),
    "too_deep": _s(
        "This is nested too deep or repeated too often.",
        "Write it flatter; no pack needs that.",
        "嵌套过深或重复过多。",
        "请写得平一些，规程包用不到这么多层。",
    ),
    "unknown_alias": _s(
        "*{name} stands for nothing here.",
        "Put &{name} before it, outside of itself.",
        "*{name} 在此处没有所指。",
        "请先用 &{name} 定义，且不能引用自身。",
    ),
    "tag": _s(
        "{tag} reads as a YAML tag.", "Put the expression in quotes: '!…'.", "{tag} 被当作 YAML 标签。", "请给表达式加上引号：'!…'。"
    ),
    "key_not_a_word": _s("A key must be a word.", "Write `word: value`.", "键必须是一个词。", "请写成“词: 值”。"),
    "key_twice": _s(
        "The key {key} stands twice (first in line {first}).",
        "Keep one of the two.",
        "键 {key} 出现两次（第一次在第 {first} 行）。",
        "请只保留一个。",
    ),
    "unreadable_file": _s(
        "The file cannot be read: {why}.", "Save it as a UTF-8 text file.", "文件无法读取：{why}。", "请以 UTF-8 文本保存。"
    ),
    "no_such_file": _s("The pack has no {file}.", "Make it: {why}.", "规程包缺少 {file}。", "请补上：{why}。"),
    "nothing_here": _s(
        "There is no procedure in this pack.",
        "Add a file such as work-order.yaml with `procedure: work-order`.",
        "规程包里没有任何规程。",
        "请添加文件，例如 work-order.yaml，写明 `procedure: work-order`。",
    ),
    "not_a_map": _s("This must be keys and values.", "Write `key: value`, one a line.", "此处应为键和值。", "请逐行写“键: 值”。"),
}

SHAPES = {
    "unknown_key": _s("{key} is unknown here.", "{hint}", "此处不认识 {key}。", "{hint_zh}"),
    "cut_by_comma": _s(
        '"{found}" is read as a key: a comma cut the text in two.',
        "Put the whole text in quotes.",
        "“{found}”被当作键：逗号把文字截断了。",
        "请给整段文字加上引号。",
    ),
    "missing_key": _s("{key} is missing.", "Add `{key}: …`.", "缺少 {key}。", "请补上 `{key}: …`。"),
    "not_one_of": _s("{found} is not possible for {key}.", "{hint}", "{key} 不能是 {found}。", "{hint_zh}"),
    "bad_span": _s(
        "{found} is not a length of time.",
        "Write it as 30m, 4h, 3h30m, 2d, 3 working_days, 5 working_hours or half_working_day.",
        "{found} 不是时长。",
        "请写成 30m、4h、3h30m、2d、3 working_days、5 working_hours 或 half_working_day。",
    ),
    "bad_clause": _s("{found} is not the number of a clause.", "Write it as LCD-25.", "{found} 不是条款编号。", "请写成 LCD-25 的形式。"),
    "bad_name": _s(
        "{found} cannot be a name.",
        "Use small letters, digits and hyphens, such as work-order.",
        "{found} 不能作名称。",
        "请用小写字母、数字和连字符，例如 work-order。",
    ),
    "wrong_kind": _s(
        "{key} must be {wanted_en}, not {found_en}.",
        "Text that looks like something else goes in quotes.",
        "{key} 应为{wanted_zh}，而不是{found_zh}。",
        "看起来像其他类型的文字请加引号。",
    ),
    "bad_value": _s("{key}: {why}.", "See docs/pack-language.md.", "{key}：{why}。", "请参阅 docs/pack-language.md。"),
    "effect_verbs": _s(
        "A consequence has exactly one of {verbs}; here {found}.",
        "Split it into one row each.",
        "每个后果只能有一个动作（{verbs}），此处有 {found}。",
        "请拆成每行一个。",
    ),
    "procedure_twice": _s(
        "The procedure {name} stands in {first} too.", "Rename one of the two.", "规程 {name} 在 {first} 中也有。", "请给其中一个改名。"
    ),
    "bad_price": _s(
        "This row of prices cannot be read: {why}.",
        "The columns are code, title_zh, title_en, kind, unit, price, from_on, until_on, clause.",
        "这一行价目无法读取：{why}。",
        "各列为 code、title_zh、title_en、kind、unit、price、from_on、until_on、clause。",
    ),
    "no_such_column": _s(
        "prices.csv has no column {column}.",
        "Its first line names the columns: code, title_zh, title_en, kind, unit, price, from_on, until_on, clause.",
        "prices.csv 缺少 {column} 列。",
        "首行应写列名：code、title_zh、title_en、kind、unit、price、from_on、until_on、clause。",
    ),
    "price_twice": _s(
        "The price {price} stands twice for overlapping days.",
        "End the older one with until_on the day before.",
        "价目 {price} 在重叠的日期内出现两次。",
        "请用 until_on 让旧价在前一天结束。",
    ),
}

STATES = {
    "state_unreached": _s(
        "Nothing leads to the state {state}.",
        "Add a command with `to: {state}`, or remove it.",
        "没有操作能到达状态 {state}。",
        "请添加 `to: {state}` 的操作，或删除该状态。",
    ),
    "state_not_left": _s(
        "Nothing leads out of the state {state}.",
        "Add a command with `from: {state}`, or mark it `final: done`.",
        "状态 {state} 没有出路。",
        "请添加 `from: {state}` 的操作，或标为 `final: done`。",
    ),
    "state_no_end": _s(
        "From the state {state} no final state can be reached.",
        "Add a way out that ends.",
        "从状态 {state} 到不了任何终结状态。",
        "请添加一条能结束的路径。",
    ),
    "final_left": _s(
        "{command} leaves {state}, which is final.",
        "Remove it from `from`, or remove `final`.",
        "{command} 从终结状态 {state} 出发。",
        "请从 `from` 中去掉它，或去掉 `final`。",
    ),
    "no_final": _s(
        "No state is final.", "Mark at least one state `final: done`.", "没有终结状态。", "请至少把一个状态标为 `final: done`。"
    ),
    "unknown_state": _s("There is no state {name}.", "{hint}", "没有状态 {name}。", "{hint_zh}"),
    "branch_open": _s(
        "The last branch of {command} has a condition, so it may lead nowhere.",
        "End with a branch without `if`, such as {{state: same}}.",
        "{command} 的最后一个分支带有条件，可能无处可去。",
        "请以不带 `if` 的分支结尾，例如 {{state: same}}。",
    ),
    "branch_dead": _s(
        "The branches after this one can never be taken.",
        "Give this one an `if`, or put it last.",
        "此后的分支永远不会生效。",
        "请给此分支加 `if`，或移到最后。",
    ),
}

COMMANDS = {
    "nobody_may": _s(
        "No role may give the command {command}.",
        "Say who: `by: …`; or move it to system_commands.",
        "没有角色可以执行操作 {command}。",
        "请写明 `by: …`，或移到 system_commands。",
    ),
    "stands_nowhere": _s(
        "The command {command} stands open in no state.",
        "Say where: `from: …`.",
        "操作 {command} 在任何状态都不可用。",
        "请写明 `from: …`。",
    ),
    "unknown_role": _s("There is no role {name}.", "{hint}", "没有角色 {name}。", "{hint_zh}"),
    "unknown_command": _s("There is no command {name}.", "{hint}", "没有操作 {name}。", "{hint_zh}"),
    "command_twice": _s(
        "{command} is both a command and a system command.",
        "Rename one of the two.",
        "{command} 既是操作又是系统操作。",
        "请给其中一个改名。",
    ),
    "guard_without_words": _s(
        "The condition says nothing to who is refused.",
        "Add `else: {{zh: …, en: …}}` with what to do instead.",
        "条件没有告诉被拒绝者原因。",
        "请加上 `else: {{zh: …, en: …}}`，说明该怎么办。",
    ),
    "never_born": _s(
        "Nobody may open {procedure} and no procedure of the pack opens it.",
        "Add `by: …` to `opens`, or open it from another procedure.",
        "没有人可以开 {procedure}，也没有其他规程开它。",
        "请在 `opens` 中写明 `by: …`，或由其他规程打开。",
    ),
    "two_verdicts": _s(
        "An answer either runs a command or goes to a state; this does {found}.",
        "Keep one of `run` and `to`, or use only `then` and `tell`.",
        "答复要么执行操作，要么转到状态；此处{found}。",
        "请只保留 `run` 或 `to` 之一。",
    ),
}

CLOCKS = {
    "clock_never_starts": _s(
        "The clock {clock} never starts.",
        "Name a command in `starts`, or `opened`.",
        "时限 {clock} 从不开始。",
        "请在 `starts` 中写一个操作，或 `opened`。",
    ),
    "clock_never_stops": _s(
        "The clock {clock} never stops while the ticket lives.",
        "Name what ends it: `stops: […]`.",
        "时限 {clock} 在单子存续期间从不停止。",
        "请写明何时结束：`stops: […]`。",
    ),
    "clock_no_target": _s(
        "The clock {clock} has no time limit.",
        "Give it one of `within`, `due` or `limit`.",
        "时限 {clock} 没有规定时间。",
        "请写明 `within`、`due` 或 `limit` 之一。",
    ),
    "clock_two_targets": _s(
        "The clock {clock} has {count} time limits.",
        "Keep one of `within`, `due` and `limit`.",
        "时限 {clock} 有 {count} 个时间规定。",
        "`within`、`due`、`limit` 只保留一个。",
    ),
    "clock_twice": _s(
        "{name} names both a clock and a quota.", "Rename one of the two.", "{name} 同时是时限和频次的名称。", "请给其中一个改名。"
    ),
    "unknown_clock": _s("There is no clock or quota {name}.", "{hint}", "没有时限或频次 {name}。", "{hint_zh}"),
    "unknown_limit": _s("There is no table of limits {name}.", "{hint}", "没有时限表 {name}。", "{hint_zh}"),
    "limit_empty": _s(
        "The table of limits {name} has no row.",
        "Add rows such as `urban: 45m`.",
        "时限表 {name} 没有内容。",
        "请添加，例如 `urban: 45m`。",
    ),
    "quota_never_stops": _s(
        "The quota {quota} neither ends after some time nor stops.",
        "Add `for: 3 working_days` or `stops: […]`.",
        "频次 {quota} 没有期限也不会停止。",
        "请写明 `for: 3 working_days` 或 `stops: […]`。",
    ),
    "quota_not_a_list": _s(
        "The quota {quota} counts {name}, which is no list.",
        "Count a field of the type contact_log, promises or list.",
        "频次 {quota} 所计的 {name} 不是列表。",
        "请计数 contact_log、promises 或 list 类型的字段。",
    ),
    "unknown_calendar": _s(
        "There is no calendar {name}.",
        "Write always, unit, or a calendar of the pack: {known}.",
        "没有日历 {name}。",
        "请写 always、unit 或规程包的日历：{known}。",
    ),
    "bad_calendar": _s("{why_en}", "", "{why_zh}", ""),
}

FIELDS = {
    "unknown_field": _s("There is no field {name}.", "{hint}", "没有字段 {name}。", "{hint_zh}"),
    "field_never_filled": _s(
        "The field {name} is used but nothing fills it.",
        "Ask for it in a command, or `set` it.",
        "字段 {name} 被使用，但没有任何操作填写它。",
        "请在某个操作中询问或用 `set` 写入。",
    ),
    "field_by_engine": _s(
        "{name} is written by the engine; nobody may be asked for it.",
        "Remove the ask, or `written_by: engine`.",
        "{name} 由系统填写，不能向人询问。",
        "请去掉该询问，或去掉 `written_by: engine`。",
    ),
    "not_a_list": _s(
        "{name} is no list; nothing can be added to it.",
        "Use `set`, or make it promises, contact_log or list.",
        "{name} 不是列表，不能追加。",
        "请用 `set`，或改为 promises、contact_log、list 类型。",
    ),
    "money_without_rounding": _s(
        "The amount {name} has no rounding rule.",
        "Add `round_to: 0.01` (or what the price list says).",
        "金额 {name} 没有取整规则。",
        "请写明 `round_to: 0.01`（或按收费标准）。",
    ),
    "charge_without_rounding": _s(
        "The charge {name} has no rounding rule.",
        "Add `round_to: 0.1`, or `rounding: none` where nothing is rounded.",
        "收费 {name} 没有取整规则。",
        "请写明 `round_to: 0.1`；不取整请写 `rounding: none`。",
    ),
    "choice_without_choices": _s(
        "{name} is a choice with nothing to choose from.",
        "Add `of: {{key: words}}`.",
        "{name} 是选项字段，却没有选项。",
        "请写明 `of: {{键: 文字}}`。",
    ),
    "promise_beyond_most": _s(
        "{command} adds a promise without asking whether {most} were given already.",
        "Add `when: [{{that: 'size({name}) < {most}', else: …}}]`.",
        "{command} 追加承诺时没有检查是否已满 {most} 次。",
        "请加上 `when: [{{that: 'size({name}) < {most}', else: …}}]`。",
    ),
    "unknown_mode": _s(
        "`opens` names {name} as what carries the mode, but does not ask for it.",
        "Add it to `asks` of `opens`.",
        "`opens` 以 {name} 决定方式，却没有询问它。",
        "请在 `opens` 的 `asks` 中加上它。",
    ),
    "unknown_gate": _s("There is no {kind} {name} to need.", "{hint}", "没有可要求的{kind} {name}。", "{hint_zh}"),
}

EXPRESSIONS = {
    "expression_broken": _s(
        "The expression {source} cannot be read: {why}.",
        "Check brackets, quotes and operators (&&, ||, !, ==).",
        "表达式 {source} 无法识别：{why}。",
        "请检查括号、引号和运算符（&&、||、!、==）。",
    ),
    "expression_unknown_name": _s(
        "The expression {source} uses {name}, which nothing knows.", "{hint}", "表达式 {source} 用到的 {name} 不存在。", "{hint_zh}"
    ),
    "expression_unknown_function": _s(
        "The expression {source} calls {name}, which is no function.", "{hint}", "表达式 {source} 调用的 {name} 不是函数。", "{hint_zh}"
    ),
    "number_blank": _s(
        "The number has a blank {name} that nothing fills.",
        "Use {{unit}}, {{date:%y%m%d}}, {{seq:4}}.",
        "编号中的 {name} 无法填写。",
        "请使用 {{unit}}、{{date:%y%m%d}}、{{seq:4}}。",
    ),
    "number_without_seq": _s(
        "Without {{seq}} two tickets get the same number.", "Add {{seq:4}}.", "编号没有 {{seq}}，会重号。", "请加上 {{seq:4}}。"
    ),
}

PACKS = {
    "clause_unlisted": _s(
        "The clause {clause} is cited, but clauses.yaml does not list it.",
        "Add it there in one line.",
        "引用了条款 {clause}，但 clauses.yaml 中没有。",
        "请在其中补上一行。",
    ),
    "clause_unused": _s(
        "The clause {clause} is listed, but nothing fulfils it.",
        "Cite it where it holds: `clause: {clause}`.",
        "条款 {clause} 已列出，但没有任何规则引用。",
        "请在落实它的地方写 `clause: {clause}`。",
    ),
    "unknown_procedure": _s("There is no procedure {name} in this pack.", "{hint}", "本规程包没有规程 {name}。", "{hint_zh}"),
    "unknown_guide": _s(
        "There is no guide {name}.",
        "Write guides/{name}.md, or correct the name. {hint}",
        "没有指引 {name}。",
        "请编写 guides/{name}.md，或更正名称。{hint_zh}",
    ),
    "unused_guide": _s(
        "The guide {name} is shown nowhere.",
        "Name it in `guides` or at a command.",
        "指引 {name} 没有在任何地方显示。",
        "请在 `guides` 或某个操作中引用。",
    ),
    "unknown_form": _s(
        "There is no form {name}.",
        "Write slips/{name}.typ, or correct the name.",
        "没有单据格式 {name}。",
        "请编写 slips/{name}.typ，或更正名称。",
    ),
    "words_missing": _s(
        "{place} has no words in {language}.", "Add `{language}: …`.", "{place} 缺少 {language} 文字。", "请补上 `{language}: …`。"
    ),
    "unknown_contact": _s("There is no contact {name}.", "{hint}", "没有联系人 {name}。", "{hint_zh}"),
    "unknown_part": _s("There is no part {name} of the pack.", "{hint}", "规程包没有部分 {name}。", "{hint_zh}"),
    "bad_override": _s(
        "The override {path} leads nowhere.",
        "Name a thing that stands in this procedure, such as clocks.arrival.within.",
        "覆盖项 {path} 不存在。",
        "请写本规程中已有的内容，例如 clocks.arrival.within。",
    ),
    "unknown_category": _s("There is no category {name}.", "{hint}", "没有类别 {name}。", "{hint_zh}"),
}

SAYINGS: dict[str, Saying] = {**READING, **SHAPES, **STATES, **COMMANDS, **CLOCKS, **FIELDS, **EXPRESSIONS, **PACKS}
