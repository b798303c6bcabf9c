"""Faults of files: what cannot be read, what has no shape."""

from __future__ import annotations

from baoxiu.core.procedure.sayings.saying import say

READING = {
    "not_yaml": say(
        "This is not YAML: {why}.",
        "Check indentation, quotes and brackets here.",
        "不是有效的 YAML：{why}。",
        "请检查此处的缩进、引号和括号。",
    ),
    "two_documents": say(
        "A second document starts here.",
        "Give each procedure a file of its own.",
        "此处开始了第二份文档。",
        "请把每个规程放在单独的文件中。",
    ),
    "too_deep": say(
        "This is nested too deep or repeated too often.",
        "Write it flatter; no pack needs that.",
        "嵌套过深或重复过多。",
        "请写得平一些，规程包用不到这么多层。",
    ),
    "unknown_alias": say(
        "*{name} stands for nothing here.",
        "Put &{name} before it, outside of itself.",
        "*{name} 在此处没有所指。",
        "请先用 &{name} 定义，且不能引用自身。",
    ),
    "tag": say(
        "{tag} reads as a YAML tag.", "Put the expression in quotes: '!…'.", "{tag} 被当作 YAML 标签。", "请给表达式加上引号：'!…'。"
    ),
    "key_not_a_word": say("A key must be a word.", "Write `word: value`.", "键必须是一个词。", "请写成“词: 值”。"),
    "key_twice": say(
        "The key {key} stands twice (first in line {first}).",
        "Keep one of the two.",
        "键 {key} 出现两次（第一次在第 {first} 行）。",
        "请只保留一个。",
    ),
    "unreadable_file": say(
        "The file cannot be read: {why}.", "Save it as a UTF-8 text file.", "文件无法读取：{why}。", "请以 UTF-8 文本保存。"
    ),
    "no_such_file": say("The pack has no {file}.", "Make it: {why}.", "规程包缺少 {file}。", "请补上：{why}。"),
    "nothing_here": say(
        "There is no procedure in this pack.",
        "Add a file such as work-order.yaml with `procedure: work-order`.",
        "规程包里没有任何规程。",
        "请添加文件，例如 work-order.yaml，写明 `procedure: work-order`。",
    ),
    "not_a_map": say("This must be keys and values.", "Write `key: value`, one a line.", "此处应为键和值。", "请逐行写“键: 值”。"),
}

SHAPES = {
    "unknown_key": say("{key} is unknown here.", "{hint}", "此处不认识 {key}。", "{hint_zh}"),
    "cut_by_comma": say(
        '"{found}" is read as a key: a comma cut the text in two.',
        "Put the whole text in quotes.",
        "“{found}”被当作键：逗号把文字截断了。",
        "请给整段文字加上引号。",
    ),
    "missing_key": say("{key} is missing.", "Add `{key}: …`.", "缺少 {key}。", "请补上 `{key}: …`。"),
    "not_one_of": say("{found} is not possible for {key}.", "{hint}", "{key} 不能是 {found}。", "{hint_zh}"),
    "bad_span": say(
        "{found} is not a length of time.",
        "Write it as 30m, 4h, 3h30m, 2d, 3 working_days, 5 working_hours or half_working_day.",
        "{found} 不是时长。",
        "请写成 30m、4h、3h30m、2d、3 working_days、5 working_hours 或 half_working_day。",
    ),
    "bad_clause": say("{found} is not the number of a clause.", "Write it as LCD-25.", "{found} 不是条款编号。", "请写成 LCD-25 的形式。"),
    "bad_name": say(
        "{found} cannot be a name.",
        "Use small letters, digits and hyphens, such as work-order.",
        "{found} 不能作名称。",
        "请用小写字母、数字和连字符，例如 work-order。",
    ),
    "wrong_kind": say(
        "{key} must be {wanted_en}, not {found_en}.",
        "Text that looks like something else goes in quotes.",
        "{key} 应为{wanted_zh}，而不是{found_zh}。",
        "看起来像其他类型的文字请加引号。",
    ),
    "bad_value": say("{key}: {why}.", "See docs/pack-language.md.", "{key}：{why}。", "请参阅 docs/pack-language.md。"),
    "effect_verbs": say(
        "A consequence has exactly one of {verbs}; here {found}.",
        "Split it into one row each.",
        "每个后果只能有一个动作（{verbs}），此处有 {found}。",
        "请拆成每行一个。",
    ),
    "procedure_twice": say(
        "The procedure {name} stands in {first} too.", "Rename one of the two.", "规程 {name} 在 {first} 中也有。", "请给其中一个改名。"
    ),
    "bad_price": say(
        "This row of prices cannot be read: {why}.",
        "The columns are code, title_zh, title_en, kind, unit, price, from_on, until_on, clause.",
        "这一行价目无法读取：{why}。",
        "各列为 code、title_zh、title_en、kind、unit、price、from_on、until_on、clause。",
    ),
    "no_such_column": say(
        "prices.csv has no column {column}.",
        "Its first line names the columns: code, title_zh, title_en, kind, unit, price, from_on, until_on, clause.",
        "prices.csv 缺少 {column} 列。",
        "首行应写列名：code、title_zh、title_en、kind、unit、price、from_on、until_on、clause。",
    ),
    "price_twice": say(
        "The price {price} stands twice for overlapping days.",
        "End the older one with until_on the day before.",
        "价目 {price} 在重叠的日期内出现两次。",
        "请用 until_on 让旧价在前一天结束。",
    ),
}
