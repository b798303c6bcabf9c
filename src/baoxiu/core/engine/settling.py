"""What a ticket is worth by its procedure's tariff: the first tier that holds, and each deduction, from what was written on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.engine.facts import SYSTEM, TicketFacts
from baoxiu.core.engine.plans import Plan
from baoxiu.core.engine.scope import DecisionScope
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.money import ZERO, Money
from baoxiu.core.procedure.elements import Settlement, Tier
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.settlement.worth import Item, Ruling, Worth

NOTHING = Ruling()
_SETTING = re.compile(r"""\bsetting\(\s*["']([^"']*)["']\s*\)""")


class NoTariff(Refusal):
    """The tariff gives no amount for {number}: {tier} ({source}).

    Lay down the fee of this tier and grade in the unit's settings, then draw the statement up.
    """

    code = "no_tariff"
    zh = "{number} 结不出费用：{tier_zh}（{source}）。请先在单位参数中补齐该等级、该档次的费用，再出结费单。"


@dataclass(frozen=True, slots=True)
class Tariff:
    """A procedure's tariff as it holds at a unit."""

    plan: Plan
    rule: Settlement


def tariff_of(procedure: LoadedProcedure, *line: str) -> Tariff | None:
    """The tariff at a unit (`line`: its code and those above it); None where the procedure is not settled."""
    here = procedure.for_unit(*line)
    rule = here.definition.settlement
    return Tariff(plan_of(here), rule) if rule is not None else None


def worth(tariff: Tariff, ticket: TicketFacts, at: datetime, ruling: Ruling = NOTHING) -> Worth:
    """What `ticket` is worth by what is known of it at `at`, a ruling kept in mind. Refused where the tariff gives no amount."""
    scope = DecisionScope(tariff.plan, ticket, SYSTEM, at, tariff.plan.types)
    name = ruling.tier if ruling.tier in tariff.rule.tiers else _tier(tariff.rule, scope)
    tier = tariff.rule.tiers[name]
    fee = _amount(tier.fee, scope)
    if fee is None or fee < ZERO:
        titles = tier.title
        raise NoTariff(number=ticket.number, tier=titles.get("en") or titles["zh"], tier_zh=titles["zh"], source=tier.fee)
    return Worth((Item("fee", name, fee, tier.clause), *_deductions(tariff.rule, scope, fee, ruling)))


def shown(tariff: Tariff, ticket: TicketFacts) -> dict[str, Any]:
    """The fields the tariff lays beside a line, as they are kept."""
    return {name: ticket.fields.get(name) for name in tariff.rule.shows if ticket.fields.get(name) not in (None, "", [])}


def settings_asked(rule: Settlement) -> frozenset[str]:
    """The settings of a unit its tariff looks at."""
    named = frozenset(name for source in _sources(rule) for name in _SETTING.findall(source))
    return named | {"settlement_grade"} if asks_grade(rule) else named


def asks_grade(rule: Settlement) -> bool:
    """Whether its tariff looks at the grade of a unit's contract."""
    return any("grade" in compiled(source).functions for source in _sources(rule))


def _sources(rule: Settlement) -> Iterator[str]:
    said = [(tier.when, tier.fee) for tier in rule.tiers.values()] + [(one.when, one.amount) for one in rule.deductions.values()]
    yield from (source for pair in said for source in pair if source is not None)


def _tier(rule: Settlement, scope: DecisionScope) -> str:
    return next(name for name, tier in rule.tiers.items() if _holds(tier, scope))


def _holds(tier: Tier, scope: DecisionScope) -> bool:
    return tier.when is None or compiled(tier.when).holds(scope)


def _deductions(rule: Settlement, scope: DecisionScope, fee: Money, ruling: Ruling) -> Iterator[Item]:
    for name, one in rule.deductions.items():
        if name in ruling.waives or not compiled(one.when).holds(scope):
            continue
        taken = _amount(one.amount, scope) if one.amount is not None else (fee * Decimal(str(one.share))).rounded()
        if taken is None or taken < ZERO:
            titles: Mapping[Any, str] = one.title
            raise NoTariff(number=scope.ticket.number, tier=titles.get("en") or titles["zh"], tier_zh=titles["zh"], source=one.amount)
        if taken != ZERO:
            yield Item("deduction", name, ZERO - taken, one.clause)


def _amount(source: str, scope: DecisionScope) -> Money | None:
    """What an amount's expression comes to, to the cent, half up; a money field as it is kept, never by way of a float."""
    name = source.strip()
    found = scope.stored(name) if scope.types.get(name) == "money" else compiled(source).run(scope)
    if found is None or isinstance(found, bool):
        return None
    try:
        return Money.of(repr(found) if isinstance(found, float) else found).rounded()
    except Malformed:
        return None
