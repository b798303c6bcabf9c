"""One cell as it was typed, made what its column means; or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from baoxiu.core.sheets.columns import SEPARATORS, Column, Fault, fault

YES = {"是": True, "有": True, "y": True, "yes": True, "true": True, "1": True, "√": True, "✓": True,
       "否": False, "无": False, "n": False, "no": False, "false": False, "0": False, "×": False}  # fmt: skip
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?|(\d{4})(\d{2})(\d{2})")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
EXCEL_BEGINS = date(1899, 12, 30)
BLANKS = " \t\r\n\u3000\u00a0\u200b\ufeff"


class Wrong(ValueError):
    """A cell that cannot be taken."""

    def __init__(self, why: tuple[str, str], remedy: tuple[str, str]) -> None:
        """Both as (zh, en)."""
        self.why, self.remedy = why, remedy
        super().__init__(why[1])


def read_cell(column: Column, raw: Any) -> tuple[Any, Fault | None]:
    """What a cell means in its column, and what is wrong with it."""
    text = plain(raw)
    if not text:
        if column.must:
            return None, fault(column.name, ("没有填写", "it is empty"), ("请填写此列", "fill it in"))
        return empty(column), None
    try:
        if column.many:
            return tuple(dict.fromkeys(_one(column, part) for part in _parts(text))), None
        return _one(column, raw if isinstance(raw, date | datetime) else text), None
    except Wrong as wrong:
        return None, fault(column.name, wrong.why, wrong.remedy)


def plain(raw: Any) -> str:
    """What stands in a cell as text, without blanks around it; a number that Excel made of a code is that code again."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw == int(raw) and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ", "minutes")
    text = str(raw).strip(BLANKS)
    return text[1:] if text.startswith("'") and text[1:2] in ("=", "+", "-", "@") else text


def empty(column: Column) -> Any:
    """What an empty cell means."""
    if column.blank is not None:
        return column.blank
    if column.many:
        return ()
    return {"date": None, "number": None, "whole": None, "yes": False}.get(column.kind, "")


def folded(text: str) -> str:
    """Full-width letters and digits as everybody writes them."""
    return unicodedata.normalize("NFKC", text).strip(BLANKS)


def _parts(text: str) -> list[str]:
    found = re.split(f"[{SEPARATORS}]", text)
    return [part.strip(BLANKS) for part in found if part.strip(BLANKS)]


def _one(column: Column, raw: Any) -> Any:
    return READS[column.kind](column, raw)


def _text(column: Column, raw: Any) -> str:
    text = plain(raw)
    if CONTROL.search(text):
        raise Wrong(("含有不可见的控制字符", "it holds control characters"), ("请重新输入这一格", "type the cell anew"))
    if len(text) > column.longest:
        raise Wrong((f"超过 {column.longest} 个字符", f"it is longer than {column.longest} characters"), ("请缩短", "make it shorter"))
    return text


def _code(column: Column, raw: Any) -> str:
    return _text(column, folded(plain(raw)))


def _number(column: Column, raw: Any) -> Decimal:
    text = folded(plain(raw)).replace(",", "").removeprefix("¥").removeprefix("￥")
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise Wrong((f"“{text}”不是数字", f"'{text}' is no number"), ("请只填数字", "write digits alone")) from None
    if not found.is_finite() or (column.kind == "whole" and found != found.to_integral_value()):
        raise Wrong((f"“{text}”不是整数", f"'{text}' is no whole number"), ("请填整数", "write a whole number"))
    if (column.least is not None and found < Decimal(str(column.least))) or (column.most is not None and found > Decimal(str(column.most))):
        bounds = f"{column.least if column.least is not None else '…'} – {column.most if column.most is not None else '…'}"
        raise Wrong((f"“{text}”不在范围内", f"'{text}' is out of range"), (f"应为 {bounds}", f"write {bounds}"))
    return found.normalize() if found else Decimal(0)


def _day(column: Column, raw: Any) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = folded(plain(raw))
    if text.isdecimal() and len(text) == 5:  # a date whose cell lost its format
        return EXCEL_BEGINS + timedelta(days=int(text))
    match = DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        return date(*(int(one) for one in match.groups() if one is not None))
    except ValueError:
        raise Wrong((f"“{text}”不是日期", f"'{text}' is no date"), ("请写成 2026-01-31", "write it as 2026-01-31")) from None


def _choice(column: Column, raw: Any) -> str:
    text = folded(plain(raw))
    for value, words in column.choices.items():
        if text == value or text in words.values():
            return value
    for value, words in column.choices.items():
        if text.casefold() in {value.casefold(), *(folded(one).casefold() for one in words.values())}:
            return value
    known = [*column.choices.values()][:12]
    zh, en = "、".join(one.get("zh", "") for one in known), ", ".join(one.get("en") or one.get("zh", "") for one in known)
    raise Wrong((f"没有“{text}”这一项", f"there is no '{text}'"), (f"可填：{zh}", f"choose from: {en}"))


def _yes(_column: Column, raw: Any) -> bool:
    text = folded(plain(raw)).casefold()
    if text not in YES:
        raise Wrong((f"“{text}”不是“是”或“否”", f"'{text}' is neither yes nor no"), ("请填 是 或 否", "write yes or no"))
    return YES[text]


READS: Mapping[str, Callable[[Column, Any], Any]] = {
    "text": _text, "code": _code, "phone": _code, "number": _number, "whole": _number, "date": _day, "choice": _choice, "yes": _yes,
}  # fmt: skip
