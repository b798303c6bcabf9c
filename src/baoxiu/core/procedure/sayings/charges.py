"""What is wrong with charges, in both languages."""

from __future__ import annotations

from baoxiu.core.procedure.sayings.saying import say

CHARGES = {
    "charge_without_lines": say(
        "The charge {name} has no lines.",
        "Name the field they stand in: `lines: …` for what was done, `planned: …` for what is planned (type {type}).",
        "收费 {name} 没有明细。",
        "请写明明细所在的字段：实际用 `lines: …`，预计用 `planned: …`（类型 {type}）。",
    ),
    "charge_lines_kind": say(
        "The field {name} cannot hold these lines.", "Make it of type {type}.", "字段 {name} 不能存放此类明细。", "请改为 {type} 类型。"
    ),
    "charge_key": say(
        "{key} has no effect here: it belongs to the charge {name}.",
        "Move it there, or leave it out.",
        "{key} 在此不起作用，它属于收费 {name}。",
        "请移到那里，或删去。",
    ),
}
