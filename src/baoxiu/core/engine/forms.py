"""Reading a form: every value in the shape its ask wants, or a refusal that says what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.refusing import FormRefused, listed, refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refusal, Refused
from baoxiu.core.expressions.templates import written
from baoxiu.core.expressions.values import json_of, text_of, time_of
from baoxiu.core.money import Money

Json = Any
_BLANK: tuple[Json, ...] = (None, "", [], {})
_LONGEST = 20_000
_DEEPEST = 12


class _Unfit(Exception):
    """A value does not fit its ask; it carries why, zh and en."""


def read_form(asks: Mapping[str, AskPlan], form: Mapping[str, Json], scope: DecisionScope, *, strict: bool = True) -> dict[str, Json]:
    """The form as taken: normalised, defaults filled, hidden asks left out. `strict` refuses what is missing or unknown.

    1. Every value given is read by its type. 2. What other values make visible, required, too early or too late is
    judged over the whole form. 3. All faults are told at once.
    """
    faults: list[Refused] = []
    taken = _values(asks, form, faults, strict=strict)
    scope.take(taken)
    for ask in asks.values():
        fault = _judge(ask, taken, scope) if strict else None
        if fault is not None:
            faults.append(fault)
    if faults:
        raise FormRefused(faults)
    return taken


def _values(asks: Mapping[str, AskPlan], form: Mapping[str, Json], faults: list[Refused], *, strict: bool) -> dict[str, Json]:
    taken: dict[str, Json] = {}
    for name, given in form.items():
        ask = asks.get(name)
        if given in _BLANK:
            continue
        if ask is not None:
            _take(ask, given, taken, faults)
        elif strict:
            faults.append(refused("unknown_field", field=name, name=name))
        else:
            taken[name] = json_of(given)
    for name, ask in asks.items():
        if ask.default is not None and name not in taken:
            taken[name] = ask.default
    return taken


def _take(ask: AskPlan, given: Json, taken: dict[str, Json], faults: list[Refused]) -> None:
    try:
        _refuse_unkeepable(given)
        taken[ask.name] = READERS.get(ask.type, _as_is)(given, ask)
    except _Unfit as unfit:
        zh, en = unfit.args
        faults.append(refused("bad_value", field=ask.name, clause=ask.clause, label=ask.label, why_zh=zh, why_en=en))
    except Refused as fault:
        faults.append(fault)


def _judge(ask: AskPlan, taken: dict[str, Json], scope: DecisionScope) -> Refused | None:
    if ask.shown_when is not None and not ask.shown_when.holds(scope):
        taken.pop(ask.name, None)
        scope.forget(ask.name)
        return None
    if ask.name not in taken:
        return _missing(ask, scope)
    if ask.required and ask.type == "tick" and taken[ask.name] is not True:
        return refused("must_tick", field=ask.name, clause=ask.clause, label=ask.label)
    return _out_of_time(ask, scope) if ask.after is not None or ask.before is not None else None


def _missing(ask: AskPlan, scope: DecisionScope) -> Refused | None:
    if not (ask.required or (ask.required_when is not None and ask.required_when.holds(scope))):
        return None
    return refused("must_tick" if ask.type == "tick" else "missing", field=ask.name, clause=ask.clause, label=ask.label)


def _out_of_time(ask: AskPlan, scope: DecisionScope) -> Refused | None:
    given = scope.value(ask.name)
    if not isinstance(given, datetime):
        return None
    if given <= scope.at and ask.type == "promise":
        return refused("in_the_past", field=ask.name, clause=ask.clause, label=ask.label)
    earliest = ask.after.run(scope) if ask.after is not None else None
    if isinstance(earliest, datetime) and given <= earliest:
        code = "in_the_past" if earliest == scope.at else "too_early"
        return refused(code, field=ask.name, clause=ask.clause, label=ask.label, limit=written(earliest, scope))
    latest = ask.before.run(scope) if ask.before is not None else None
    if isinstance(latest, datetime) and given >= latest:
        return refused("too_late", field=ask.name, clause=ask.clause, label=ask.label, limit=written(latest, scope))
    return None


def _refuse_unkeepable(given: Json, depth: int = 0) -> None:
    """What no database keeps as text or JSON: a null character, half a character, a number that is none, nesting without end."""
    if isinstance(given, str):
        if "\0" in given or (not given.isascii() and any("\ud800" <= sign <= "\udfff" for sign in given)):
            raise _Unfit("含有无法保存的字符", "has characters that cannot be kept")
    elif isinstance(given, float) and not isfinite(given):
        raise _Unfit("应为数字", "must be a number")
    elif isinstance(given, dict | list | tuple):
        if depth > _DEEPEST:
            raise _Unfit("嵌套过深", "is nested too deep")
        for inner in (*given, *given.values()) if isinstance(given, dict) else given:
            _refuse_unkeepable(inner, depth + 1)


def _as_is(given: Json, _ask: AskPlan) -> Json:
    return json_of(given)


def _text(given: Json, ask: AskPlan) -> str | int | float | bool:
    if isinstance(given, bool | int | float):
        return given
    if not isinstance(given, str):
        raise _Unfit("应为文字", "must be text")
    text = given.strip()
    if not text:
        raise refused("missing", field=ask.name, clause=ask.clause, label=ask.label)
    if len(text) > _LONGEST:
        raise _Unfit(f"不能超过 {_LONGEST} 字", f"is limited to {_LONGEST} characters")
    return text


def _choice(given: Json, ask: AskPlan) -> str:
    key = str(given)
    if ask.options is not None and key not in ask.options:
        options = listed(list(ask.options.values()))
        raise refused("bad_choice", field=ask.name, clause=ask.clause, label=ask.label, options=options)
    return key


def _number(given: Json, _ask: AskPlan) -> int | float:
    text = str(given).strip()
    try:
        number = int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        raise _Unfit("应为数字", "must be a number") from None
    if isinstance(given, bool) or not isfinite(number):
        raise _Unfit("应为数字", "must be a number")
    return number


def _rating(given: Json, ask: AskPlan) -> int:
    stars = _number(given, ask)
    if stars not in {1, 2, 3, 4, 5}:
        raise _Unfit("应为 1 到 5", "must be 1 to 5")
    return int(stars)


def _money(given: Json, _ask: AskPlan) -> str:
    try:
        return str(Money.of(given))
    except Refusal:
        raise _Unfit("应为金额，例如 12.30", "must be an amount such as 12.30") from None


def _time(given: Json, _ask: AskPlan) -> str:
    if isinstance(given, datetime) and given.tzinfo:
        return text_of(given)
    read = time_of(given) if isinstance(given, str) else None
    if read is None:
        raise _Unfit("应为带时区的时间，例如 2026-03-02T09:00+08:00", "must be a time with its zone, such as 2026-03-02T09:00+08:00")
    return text_of(read)


def _date(given: Json, _ask: AskPlan) -> str:
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise _Unfit("应为日期，例如 2026-03-02", "must be a date such as 2026-03-02") from None


def _tick(given: Json, _ask: AskPlan) -> bool:
    if isinstance(given, bool):
        return given
    known = {"true": True, "on": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if not isinstance(given, str | int) or str(given) not in known:
        raise _Unfit("应为是或否", "must be yes or no")
    return known[str(given)]


def _person(given: Json, _ask: AskPlan) -> int:
    if isinstance(given, dict):
        given = given.get("id")
    if isinstance(given, bool) or not str(given).isdigit():
        raise _Unfit("请选择一个人", "must name one person")
    return int(given)


def _lines(given: Json, _ask: AskPlan) -> list[dict[str, Json]]:
    if not isinstance(given, list | tuple) or not all(isinstance(line, dict) for line in given):
        raise _Unfit("应为明细行", "must be lines")
    return [_line(line) for line in given]


def _line(line: Mapping[str, Json]) -> dict[str, Json]:
    kept = json_of(dict(line))
    quantity = kept.get("quantity", 1)
    if isinstance(quantity, str) and quantity.strip().isdigit():
        quantity = int(quantity)
    if isinstance(quantity, bool) or not isinstance(quantity, int | float) or quantity <= 0:
        raise _Unfit("的数量应大于 0", "needs quantities above 0")
    for key in ("price", "amount"):
        if kept.get(key) is not None:
            kept[key] = _money(kept[key], _NO_ASK)
    return {**kept, "quantity": quantity}


def _list(given: Json, _ask: AskPlan) -> list[Json]:
    if not isinstance(given, list | tuple):
        return [json_of(given)]
    return [json_of(one) for one in given]


def _map(given: Json, _ask: AskPlan) -> dict[str, Json]:
    if not isinstance(given, dict):
        raise _Unfit("格式不正确", "must be an object")
    return {str(key): json_of(inner) for key, inner in given.items()}


_NO_ASK = AskPlan("", "money", {})

READERS: dict[str, Callable[[Json, AskPlan], Json]] = {
    "text": _text, "long_text": _text, "phone": _text, "code": _text, "choice": _choice, "number": _number, "rating": _rating,
    "money": _money, "time": _time, "promise": _time, "date": _date, "tick": _tick, "person": _person,
    "part_lines": _lines, "part_returns": _lines, "price_lines": _lines, "photos": _list, "list": _list,
    "checklist": _list, "map": _map,
}  # fmt: skip
