"""What a ticket costs by its procedure's charges: lines get their price when they are written down; estimate and bill follow from them.

A ticket keeps the price list of its first priced line (`_price_list`), so that a new list changes nothing that was begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from baoxiu.core.engine.asks import AskPlan
from baoxiu.core.engine.refusing import FormRefused
from baoxiu.core.errors import Refused
from baoxiu.core.expressions import Expression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.money import CENT, Money
from baoxiu.core.pricing import (
    Bill,
    Markup,
    PriceRow,
    Rule,
    Tariff,
    Unpriced,
    bill,
    estimate,
    in_force,
    priced_material,
    priced_work,
    row_of,
    spells_of,
    time_by_visit,
)
from baoxiu.core.procedure.elements import Charge, Price, Procedure
from baoxiu.core.procedure.elements.shapes import is_span
from baoxiu.core.procedure.loaded import PackOf
from baoxiu.core.spans import read_span

if TYPE_CHECKING:
    from baoxiu.core.engine.scope import DecisionScope

Json = Any
Role = Literal["works", "planned_works", "materials", "planned_materials"]
PRICE_LIST, PAYMENTS, CONSENTS = "_price_list", "_payments", "_consents"
NAMES = ("estimate", "bill", "price_list", "paid", "owed")


@dataclass(frozen=True, slots=True)
class ChargesPlan:
    """A procedure's charges, compiled."""

    labour: Charge
    materials: Charge
    rows: tuple[PriceRow, ...]  # the pack's own list, where the organisation has none in force
    version: str
    roles: Mapping[str, Role]  # field -> what its lines are
    conditions: Mapping[str, Expression] = field(default_factory=dict)  # 'labour', 'materials': only charged where it holds
    collected_by: frozenset[str] = frozenset()
    refunded_by: frozenset[str] = frozenset()

    @property
    def markup(self) -> Markup | None:
        """What material on no list costs; None where such material is refused."""
        times = (self.materials.otherwise or {}).get("stock_in_price")
        return Markup(times, self.materials.round_to or CENT) if times is not None else None

    def expressions(self) -> Iterable[Expression]:
        """Every expression it may run."""
        yield from self.conditions.values()
        lengths = (self.labour.billing_unit, self.labour.minimum)
        yield from (compiled(length) for length in lengths if length is not None and not is_span(length))


def plan_of_charges(definition: Procedure, pack: PackOf | None) -> ChargesPlan | None:
    """The charges of a procedure; None where it charges nothing."""
    if not definition.charges:
        return None
    labour = definition.charges.get("labour") or Charge()
    materials = definition.charges.get("materials") or Charge()
    named: dict[Role, str | None] = {
        "works": labour.lines, "planned_works": labour.planned, "materials": materials.lines, "planned_materials": materials.planned,
    }  # fmt: skip
    whole = definition.charges.values()
    return ChargesPlan(
        labour=labour,
        materials=materials,
        rows=tuple(_row(price) for price in pack.prices) if pack else (),
        version=f"{pack.pack.pack} {pack.pack.version}" if pack else "",
        roles={name: role for role, name in named.items() if name is not None},
        conditions={name: compiled(charge.when) for name, charge in definition.charges.items() if charge.when},
        collected_by=frozenset(role for charge in whole for role in charge.collected_by),
        refunded_by=frozenset(role for charge in whole for role in charge.refunded_by),
    )


def _row(price: Price) -> PriceRow:
    title = {str(language): words for language, words in price.title.items()}
    return PriceRow(price.code, title, price.kind, price.unit, Money(price.price), price.from_on, price.until_on)


# -- the list, and lines on their way onto the ticket


def list_for(scope: DecisionScope) -> tuple[dict[str, Json], dict[str, PriceRow]]:
    """The list a ticket is priced by: the one it began with, else the organisation's in force now, else the pack's. And its prices."""
    plan = scope.plan.charges
    kept = scope.stored(PRICE_LIST)
    known = scope.ticket.world.get("prices")
    on = kept["on"] if kept else scope.at.astimezone(ZoneInfo(scope.ticket.unit.zone)).date().isoformat()
    day = date.fromisoformat(on)
    if known:
        return {"version": known["version"], "id": known.get("id"), "on": on}, in_force(map(row_of, known["rows"]), day)
    return {"version": plan.version if plan else "", "on": on}, in_force(plan.rows if plan else (), day)


def rows_for(ask: AskPlan, scope: DecisionScope) -> list[dict[str, Json]] | None:
    """What may be chosen for the lines of an ask, with its price; None where the ask is no charged line."""
    plan = scope.plan.charges
    role = plan.roles.get(ask.name) if plan is not None else None
    if role is None:
        return None
    wanted = role.endswith("materials")
    return [row.as_json() for row in list_for(scope)[1].values() if (row.kind == "material") == wanted]


def priced(asks: Mapping[str, AskPlan], taken: dict[str, Json], scope: DecisionScope) -> dict[str, Json]:
    """The form with the prices of its charged lines; the ticket keeps by which list they were made."""
    plan = scope.plan.charges
    names = [name for name in asks if plan is not None and name in plan.roles and taken.get(name)]
    if plan is None or not names:
        return taken
    stamp, rows = list_for(scope)
    faults: list[Refused] = []
    found = dict(taken)
    for name in names:
        try:
            found[name] = [price_line(plan, plan.roles[name], line, rows) for line in taken[name]]
        except Unpriced as fault:
            words = {"zh": fault.say("zh"), "en": fault.say("en")}
            faults.append(Refused(words, clause=_clause(plan, plan.roles[name]), code=fault.code, field=name))
    if faults:
        raise FormRefused(faults)
    if scope.stored(PRICE_LIST) is None:
        scope.write(PRICE_LIST, {name: value for name, value in stamp.items() if value is not None})
    scope.take(found)
    return found


def price_line(plan: ChargesPlan, role: Role, line: Mapping[str, Json], rows: Mapping[str, PriceRow]) -> dict[str, Json]:
    """One line with its price; refused with what to do where it can have none."""
    if role in ("works", "planned_works"):
        return priced_work(line, rows, planned=role == "planned_works")
    checked = plan.materials.checked and role == "materials"
    return priced_material(line, rows, markup=plan.markup, listed=plan.materials.from_ is not None, checked=checked)


def _clause(plan: ChargesPlan, role: Role) -> str | None:
    charge = plan.labour if role in ("works", "planned_works") else plan.materials
    return next(iter(charge.clause), None)


# -- what it comes to


def estimate_on(scope: DecisionScope) -> Bill | None:
    """What is planned, priced; None where nothing is planned."""
    plan = scope.plan.charges
    if plan is None:
        return None
    works, materials = _lines(scope, plan.labour.planned), _lines(scope, plan.materials.planned)
    if not works and not materials:
        return None
    charged = _charged(scope, works, materials)
    return estimate(*charged, Rule(tariff_now(scope), plan.labour.several_kinds))


def bill_on(scope: DecisionScope) -> Bill | None:
    """What was done, priced by the time that was worked; None where nothing was done yet.

    A billing unit or a minimum counts only where it was shown and agreed to before; else time counts exactly.
    """
    plan = scope.plan.charges
    if plan is None:
        return None
    works, materials = _lines(scope, plan.labour.lines), _lines(scope, plan.materials.lines)
    if not works and not materials:
        return None
    charged = _charged(scope, works, materials)
    return bill(*charged, times_on(scope), Rule(tariff_shown(scope), plan.labour.several_kinds))


def times_on(scope: DecisionScope) -> dict[int, timedelta]:
    """The time worked, by visit: from the ticket's labour record, or from the field the charge names."""
    plan = scope.plan.charges
    source = plan.labour.minutes if plan is not None else None
    entries = scope.stored("_labour") if source in (None, "worked") else scope.raw(str(source))
    times = time_by_visit(spells_of(entries or ()))
    if plan is not None and plan.labour.over == "last_visit" and times:
        last = max(times)
        return {last: times[last]}
    return times


def _lines(scope: DecisionScope, name: str | None) -> list[Mapping[str, Json]]:
    return [line for line in scope.raw(name) or () if isinstance(line, Mapping)] if name else []


def _charged(scope: DecisionScope, works: list[Json], materials: list[Json]) -> tuple[list[Json], list[Json]]:
    """The lines of those charges whose condition holds."""
    plan = scope.plan.charges
    conditions = plan.conditions if plan is not None else {}
    free = {name for name, condition in conditions.items() if not condition.holds(scope)}
    return ([] if "labour" in free else works), ([] if "materials" in free else materials)


def tariff_now(scope: DecisionScope) -> Tariff:
    """How time is charged by the procedure and the unit's settings."""
    plan = scope.plan.charges
    labour = plan.labour if plan is not None else Charge()
    return Tariff(_length(labour.billing_unit, scope), _length(labour.minimum, scope), labour.round_to or CENT)


def tariff_shown(scope: DecisionScope) -> Tariff:
    """How time is charged by what the customer last agreed to."""
    step = scope.plan.charges.labour.round_to if scope.plan.charges is not None else None
    said: Mapping[str, int] = next((quote.get("tariff", {}) for quote in agreed_quotes(scope)), {})
    lengths = {name: timedelta(seconds=seconds) for name, seconds in said.items()}
    return Tariff(**lengths, step=step or CENT)


def _length(written: str | None, scope: DecisionScope) -> timedelta:
    if written is None:
        return timedelta()
    found = written if is_span(written) else compiled(written).run(scope)
    if isinstance(found, str):
        return read_span(found).length if is_span(found) else timedelta()
    if isinstance(found, int | float):
        return timedelta(minutes=found)
    return found if isinstance(found, timedelta) else timedelta()


# -- quotes


def agreed_quotes(scope: DecisionScope) -> Iterable[Mapping[str, Json]]:
    """The quotes the customer agreed to and has not taken back since, the latest first."""
    taken_back: set[str] = set()
    for record in reversed(scope.stored(CONSENTS) or ()):
        if record.get("withdrawn"):
            taken_back.add(record["consent"])
        elif record.get("agreed") and record.get("quote") and record["consent"] not in taken_back:
            yield record["quote"]


def quote_of(scope: DecisionScope) -> dict[str, Json] | None:
    """What is laid before the customer: the lines, their sum, the list's version, the tariff, and which revision it is."""
    found = bill_on(scope) or estimate_on(scope) if _dearer(scope) else estimate_on(scope) or bill_on(scope)
    if found is None:
        return None
    tariff = tariff_now(scope).as_json()
    said = {"price_list": price_list_on(scope), "lines": [dict(line) for line in found.lines], "total": str(found.total)}
    return {**said, **({"tariff": tariff} if tariff else {}), "nth": _nth(scope, said)}


def _dearer(scope: DecisionScope) -> bool:
    """Whether what was done costs more than what was planned."""
    done, planned = bill_on(scope), estimate_on(scope)
    return done is not None and (planned is None or done.total > planned.total)


def _nth(scope: DecisionScope, said: Mapping[str, Json]) -> int:
    """1 for the first quote; one more each time its lines or its sum have changed since the customer was asked."""
    before = [record["quote"] for record in scope.stored(CONSENTS) or () if record.get("quote")]
    if not before:
        return 1
    same = all(before[-1].get(name) == said[name] for name in ("lines", "total", "price_list"))
    return int(before[-1]["nth"]) + (0 if same else 1)


def price_list_on(scope: DecisionScope) -> str | None:
    """The version of the list the ticket is priced by."""
    return list_for(scope)[0]["version"] or None if scope.plan.charges is not None else None


# -- payments


def paid_on(scope: DecisionScope) -> Money:
    """What was paid, refunds taken off."""
    signs = {"payment": 1, "refund": -1}
    return sum((Money.of(one["amount"]) * signs[one["kind"]] for one in scope.stored(PAYMENTS) or ()), Money())


def owed_on(scope: DecisionScope) -> Money:
    """What is still to be paid of the bill; below zero where too much was paid."""
    found = bill_on(scope)
    return (found.total if found is not None else Money()) - paid_on(scope)


def payable_on(scope: DecisionScope) -> Money:
    """The most that may be taken now: the bill; before there is one, what was agreed (a deposit). Without what was paid."""
    found = bill_on(scope)
    agreed = next((Money.of(quote["total"]) for quote in agreed_quotes(scope)), Money())
    return (found.total if found is not None else agreed) - paid_on(scope)


# -- as expressions see it, and as it is kept


def _seen(what: Callable[[DecisionScope], Bill | Money | None]) -> Callable[[DecisionScope], float | None]:
    def see(scope: DecisionScope) -> float | None:
        found = what(scope) if scope.plan.charges is not None else None
        total = found.total if isinstance(found, Bill) else found
        return float(total.amount) if total is not None else None

    return see


SEEN: Mapping[str, Callable[[DecisionScope], Any]] = {
    "estimate": _seen(estimate_on), "bill": _seen(bill_on), "paid": _seen(paid_on), "owed": _seen(owed_on), "price_list": price_list_on,
}  # fmt: skip


def as_kept(name: str, scope: DecisionScope) -> Json:
    """What one of the names comes to, as a record keeps it: amounts as exact text."""
    if name == "price_list":
        return price_list_on(scope)
    found = {"estimate": estimate_on, "bill": bill_on, "paid": paid_on, "owed": owed_on}[name](scope)
    return str(found.total if isinstance(found, Bill) else found) if found is not None else None
