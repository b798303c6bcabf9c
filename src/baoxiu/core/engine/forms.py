"""Reading a form: every value in the shape its ask wants, or a refusal that says what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.refusing import FormRefused, listed, refused
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Refusal, Refused
from baoxiu.core.expressions.templates import written
from baoxiu.core.expressions.values import json_of, text_of, time_of
from baoxiu.core.money import Money
from baoxiu.core.pricing.times import bounds, entries_fault

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
        if given in _BLANK and not _cleared(ask, given):
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


def _cleared(ask: AskPlan | None, given: Json) -> bool:
    """Lines taken away on purpose: an empty list says that none are left."""
    return ask is not None and ask.kept and not ask.required and ask.type in _PRICED_LINES and isinstance(given, list)


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


def _signature(given: Json, ask: AskPlan) -> Json:
    """A drawing by its file, or as strokes: a signature of nothing is none."""
    said = given.strip() if isinstance(given, str) else given
    if isinstance(said, Mapping) and "file" in said:
        drawn = _has_ink(said["file"])  # the name typed below it is no ink
    else:
        drawn = any(_has_ink(part) for part in said.values()) if isinstance(said, Mapping) else _has_ink(said)
    if not drawn:
        raise refused("unsigned_drawing", field=ask.name, clause=ask.clause, label=ask.label)
    return json_of(said)


def _has_ink(given: Json) -> bool:
    """Whether there is anything in it: text, or a list in which somewhere is more than nothing."""
    if isinstance(given, list | tuple):
        return any(_has_ink(one) for one in given)
    return given is not None and given is not False and bool(str(given).strip())


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
    if isinstance(quantity, str) and quantity.strip():
        quantity = _number(quantity, _NO_ASK)
    if isinstance(quantity, bool) or not isinstance(quantity, int | float) or quantity <= 0:
        raise _Unfit("的数量应大于 0", "needs quantities above 0")
    if kept.get("checked") not in (None, ""):
        kept["checked"] = _tick(kept["checked"], _NO_ASK)
    for key in ("price", "amount", "stock_in_price"):
        if kept.get(key) is not None:
            kept[key] = _money(kept[key] if not isinstance(kept[key], float) else repr(kept[key]), _NO_ASK)
    return {**kept, "quantity": quantity}


def _labour_time(given: Json, _ask: AskPlan) -> list[dict[str, Json]]:
    """Time entries written by hand, in their order: each ends after it begins, and nobody works twice at once."""
    if not isinstance(given, list | tuple) or not all(isinstance(one, Mapping) for one in given):
        raise _Unfit("应为工时记录", "must be time entries")
    entries = [json_of(dict(one)) for one in given]
    fault = entries_fault(entries)
    if fault is not None:
        raise _Unfit(*_TIME_FAULTS[fault])
    return sorted(entries, key=lambda entry: bounds(entry)[0] or _NEVER)


_NEVER = datetime.max.replace(tzinfo=UTC)
_TIME_FAULTS = {
    "unfinished": ("每条工时都应有带时区的起止时间", "needs a begin and an end with their zone in each entry"),
    "backwards": ("的结束时间应晚于开始时间", "runs backwards: the end must be later than the begin"),
    "overlapping": ("的记录有重叠，同一段时间不能记两次", "overlaps: the same time cannot be entered twice"),
}


def _list(given: Json, _ask: AskPlan) -> list[Json]:
    if not isinstance(given, list | tuple):
        return [json_of(given)]
    return [json_of(one) for one in given]


def _map(given: Json, _ask: AskPlan) -> dict[str, Json]:
    if not isinstance(given, dict):
        raise _Unfit("格式不正确", "must be an object")
    return {str(key): json_of(inner) for key, inner in given.items()}


def _findings(given: Json, _ask: AskPlan) -> list[dict[str, Json]]:
    """What somebody noticed, one entry each: what, where, and which kind."""
    if not isinstance(given, list | tuple) or len(given) > _MOST_FINDINGS:
        raise _Unfit(f"应为清单，最多 {_MOST_FINDINGS} 项", f"must be a list of {_MOST_FINDINGS} at most")
    found: list[dict[str, Json]] = [json_of(dict(one)) if isinstance(one, Mapping) else {"what": _text(one, _ask)} for one in given]
    if not all(isinstance(one.get("what"), str) and one["what"].strip() for one in found):
        raise _Unfit("每一项都要写明发现了什么", "needs to say of each what was found")
    return found


def _proof(given: Json, ask: AskPlan) -> dict[str, Json]:
    """How somebody shows that he is there: {how: code | qr, code}, {how: place, lat, lon, accuracy} or {how: none, reason}."""
    said = {"how": given} if isinstance(given, str) else given
    if not isinstance(said, Mapping):
        raise _Unfit("格式不正确", "must be an object")
    how = _choice(said.get("how"), ask)
    proof: dict[str, Json] = {"how": how}
    if how == "place":
        return proof | _coordinates(said)
    wanted = "reason" if how == "none" else "code"
    text = str(said.get(wanted) or "").strip()
    if not text or len(text) > _LONGEST_PROOF:
        raise _Unfit(*_PROOF_WANTS[wanted])
    return {**proof, wanted: text}


def _coordinates(said: Mapping[str, Json]) -> dict[str, Json]:
    try:
        lat, lon = float(said["lat"]), float(said["lon"])
        accuracy = float(said.get("accuracy") or 0)
    except (KeyError, TypeError, ValueError):
        raise _Unfit("没有取得手机定位", "has no place: let the telephone find it") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 <= accuracy <= _LONGEST):
        raise _Unfit("的定位不正确", "is no place on earth")
    return {"lat": round(lat, 6), "lon": round(lon, 6), "accuracy": round(accuracy)}


_PROOF_WANTS = {"reason": ("请写明无法证明的原因", "needs a reason"), "code": ("请填写验证码或二维码内容", "needs the code")}
_LONGEST_PROOF = 400
_MOST_FINDINGS = 30
_PRICED_LINES = frozenset({"part_lines", "price_lines"})
_NO_ASK = AskPlan("", "money", {})

READERS: dict[str, Callable[[Json, AskPlan], Json]] = {
    "text": _text, "long_text": _text, "phone": _text, "code": _text, "choice": _choice, "number": _number, "rating": _rating,
    "money": _money, "time": _time, "promise": _time, "date": _date, "tick": _tick, "person": _person, "signature": _signature,
    "part_lines": _lines, "part_returns": _lines, "price_lines": _lines, "photos": _list, "list": _list,
    "checklist": _list, "labour_time": _labour_time, "map": _map, "proof": _proof, "findings": _findings,
}  # fmt: skip
