"""The functions packs may call. Each takes the decision's scope first; what is missing gives None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from baoxiu.core.engine import showing
from baoxiu.core.expressions.values import ready, time_of
from baoxiu.core.money import total as money_total
from baoxiu.core.spans import read_span

if TYPE_CHECKING:
    from baoxiu.core.engine.scope import DecisionScope


def _clock(scope: DecisionScope, name: str) -> dict[str, Any]:
    from baoxiu.core.engine.running import reading_of

    return reading_of(scope, name)


def _working_days(scope: DecisionScope, start: datetime, end: datetime) -> int:
    return scope.calendar().working_days(start, end)


def _working_time(scope: DecisionScope, start: datetime, end: datetime) -> timedelta:
    return scope.calendar().worked(start, end)


def _end_of_day(scope: DecisionScope, at: datetime) -> datetime:
    return scope.calendar().end_of_day(at)


def _days(scope: DecisionScope, start: datetime | str, end: datetime | str) -> int:
    zone = ZoneInfo(scope.ticket.unit.zone)
    return (_date(end, zone) - _date(start, zone)).days


def _date(value: datetime | str, zone: ZoneInfo) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value.astimezone(zone).date()


def _stock(scope: DecisionScope, part: Mapping[str, Any] | str) -> int:
    """Free pieces of a part; none known is none there."""
    code = part if isinstance(part, str) else part.get("code") or part.get("part")
    return int((scope.ticket.world.get("stock") or {}).get(code, 0))


def _late_parts(scope: DecisionScope) -> bool:
    """A linked part order still open past the time parts were promised for."""
    if "late_parts" in scope.ticket.world:
        return bool(scope.ticket.world["late_parts"])
    orders = (link for link in scope.ticket.links if link.kind == "part_order" and link.final is None)
    dues = (time_of(str(order.fields.get("due_at") or order.fields.get("promised_at"))) for order in orders)
    return any(due < scope.at for due in dues if due)


def _part_lead_time(scope: DecisionScope, _unit: Any = None) -> timedelta:
    """From the unit's setting: elapsed time, or working time where it says so."""
    written = str(_setting(scope, "part_lead_time") or "2d")
    calendar = scope.calendar("unit" if "working" in written else "always")
    return read_span(written).end(scope.at, calendar) - scope.at


def _outage(scope: DecisionScope, at: datetime) -> Mapping[str, Any] | None:
    outages = ready(list(scope.ticket.world.get("outages") or ()))
    return next((one for one in outages if one["since"] <= at and (one.get("until") is None or at <= one["until"])), None)


def _outage_covers(scope: DecisionScope, at: datetime) -> bool:
    return _outage(scope, at) is not None


def _outage_named(scope: DecisionScope, at: datetime) -> str | None:
    """When the outage that covers the instant began, and why: what a late entry refers to (LNG-27)."""
    found = _outage(scope, at)
    if found is None:
        return None
    began = found["since"].astimezone(ZoneInfo(scope.ticket.unit.zone))
    return f"{began:%Y-%m-%d %H:%M} {found.get('reason') or ''}".strip()


def _skill_for(scope: DecisionScope, fault: str) -> str | None:
    known = scope.ticket.world.get("skills") or {}
    category = scope.plan.categories.get(fault)
    return known.get(fault) or (category.skill if category else None)


def _by_fault(scope: DecisionScope, fault: str) -> list[str]:
    category = scope.plan.categories.get(fault)
    return [*category.tools, *category.parts] if category else []


def _tools_for(scope: DecisionScope, fault: str) -> list[str]:
    category = scope.plan.categories.get(fault)
    return list(category.tools) if category else []


def _parts_for(scope: DecisionScope, fault: str) -> list[str]:
    category = scope.plan.categories.get(fault)
    return list(category.parts) if category else []


def _national(_scope: DecisionScope, phone: str) -> str:
    """A telephone as it is dialled inside the country: digits alone, without 86."""
    digits = "".join(sign for sign in str(phone) if sign.isdigit())
    return digits.removeprefix("86") if str(phone).strip().startswith("+") else digits


def _setting(scope: DecisionScope, name: str) -> Any:
    own = scope.ticket.unit.settings
    return own[name] if name in own else scope.plan.settings.get(name)


def _grade(scope: DecisionScope) -> Any:
    """The settlement grade of the unit's contract in force; without one, what its settings or its pack say."""
    return (scope.ticket.world.get("contract") or {}).get("grade") or _setting(scope, "settlement_grade")


def _linked(scope: DecisionScope, procedure: str) -> list[dict[str, Any]]:
    from baoxiu.core.engine.scope import as_linked

    return [as_linked(link) for link in scope.ticket.links if link.procedure == procedure]


def _serves(_scope: DecisionScope, person: Mapping[str, Any], site: Any) -> bool:
    """A person without areas serves everywhere."""
    areas = person.get("areas")
    if not areas:
        return True
    wanted = {site.get("area"), site.get("code"), site.get("id")} if isinstance(site, dict) else {site}
    return bool(wanted & set(areas))


def _total_of(_scope: DecisionScope, lines: list[Mapping[str, Any]]) -> float:
    return float(money_total(lines).amount)


def _money(_scope: DecisionScope, amount: Any) -> float:
    return float(Decimal(str(amount)))


def _text(_scope: DecisionScope, value: Any) -> str:
    return "" if value is None else str(value)


def _has_role(scope: DecisionScope, role: str) -> bool:
    return role in scope.actor.roles_at(scope.ticket.unit.path)


def _signed(scope: DecisionScope, signer: str) -> bool:
    """Whether somebody signed: by the command, or in a field that is his to sign."""
    fields = scope.plan.definition.fields
    own = (name for name, field in fields.items() if field.type == "signature" and field.signer == signer)
    return any(entry["signer"] == signer for entry in scope.stored("_signatures") or ()) or any(scope.raw(name) for name in own)


BY_NAME: dict[str, Callable[..., Any]] = {
    "clock": _clock,
    "working_days": _working_days,
    "working_time": _working_time,
    "end_of_day": _end_of_day,
    "days": _days,
    "hours": lambda _scope, count: timedelta(hours=count),
    "stock": _stock,
    "late_parts": _late_parts,
    "part_lead_time": _part_lead_time,
    "outage_covers": _outage_covers,
    "outage_named": _outage_named,
    "skill_for": _skill_for,
    "by_fault": _by_fault,
    "tools_for": _tools_for,
    "parts_for": _parts_for,
    "national": _national,
    "setting": _setting,
    "grade": _grade,
    "linked": _linked,
    "serves": _serves,
    "total": _total_of,
    "money": _money,
    "text": _text,
    "has_role": _has_role,
    "signed": _signed,
    "service_hours": showing.hours_of_unit,
    "titles": showing.titles,
    "on_duty": showing.on_duty,
}
