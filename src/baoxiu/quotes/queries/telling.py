"""A statement in words: each line with its tier, deductions and clauses as the tariff calls them, and what each of them adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.errors import Words
from baoxiu.core.procedure.elements import Settlement
from baoxiu.quotes.models import Dispute, StatementLine
from baoxiu.quotes.queries.reckoning import Reckoned
from baoxiu.quotes.queries.statements import Draft

ENTRIES: Mapping[str, Words] = {
    "order": {"zh": "当月结费", "en": "Of the month"},
    "correction": {"zh": "更正", "en": "Correction"},
    "ruling": {"zh": "异议调整", "en": "Dispute accepted"},
}
LATE: Words = {"zh": "补结", "en": "Settled late"}  # an order of a month that was drawn up without it
NO_TARIFF: Words = {"zh": "没有对应的结费标准", "en": "The tariff gives no amount"}
_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Reason:
    """One amount of a line, in words."""

    name: str
    title: Words
    clauses: Sequence[str]
    amount: Decimal
    is_deduction: bool


@dataclass(frozen=True, slots=True)
class LineTold:
    """One line. `id` is 0 on a draft; `refusal` says why an order cannot be priced."""

    id: int
    place: int
    number: str
    entry: str
    about: str
    ended_at: datetime
    reasons: Sequence[Reason]
    amount: Decimal
    shown: Mapping[str, Any]
    tariff_id: int
    dispute: Dispute | None = None
    refusal: Words | None = None

    @property
    def title(self) -> Words:
        """The tier it earns."""
        return self.reasons[0].title if self.reasons else NO_TARIFF

    @property
    def laid_beside(self) -> list[tuple[str, Any]]:
        """What is laid beside it, in the tariff's order; of a promise when it is for and why, not who wrote it down when."""
        rule = catalogue.procedure(self.tariff_id).definition.settlement
        order = ("mode", *(rule.shows if rule is not None else ()))
        return [(name, _bare(self.shown[name])) for name in order if name in self.shown]

    @property
    def deductions(self) -> Sequence[Reason]:
        """What was taken off."""
        return [one for one in self.reasons if one.is_deduction]


@dataclass(frozen=True, slots=True)
class Sum:
    """What one reason comes to over the whole statement."""

    title: Words
    clauses: Sequence[str]
    count: int
    amount: Decimal
    is_deduction: bool = False


def told(lines: Iterable[StatementLine]) -> list[LineTold]:
    """Lines as they are kept, in words."""
    return [
        LineTold(
            line.pk, line.place, line.ticket.number, line.entry, line.about, line.ended_at, _reasons(line.tariff_id, line.items),
            line.amount, line.shown, line.tariff_id, getattr(line, "dispute", None),
        )
        for line in lines
    ]  # fmt: skip


def entry_words(line: LineTold) -> Words:
    """What a line is, in words."""
    return LATE if line.entry == "order" and line.about else ENTRIES[line.entry]


def told_draft(draft: Draft) -> list[LineTold]:
    """The lines a draft would have."""
    first = [*((one, "") for one in draft.orders), *draft.late]
    orders = [_drafted(one, "order", one.worth.amount.amount, month) for one, month in first]
    corrections = [_drafted(one, "correction", differs, month) for one, differs, month in draft.corrections]
    return [_placed(line, place) for place, line in enumerate((*orders, *corrections), start=1)]


def sums(lines: Sequence[LineTold]) -> list[Sum]:
    """Every reason with how often it stands there and what it comes to: tiers, deductions, then corrections and rulings as a whole.

    They add up to what the lines add up to.
    """
    found: dict[tuple[bool, int, str, str], list[Reason]] = {}
    for line in lines:
        for one in line.reasons if line.entry == "order" else ():
            found.setdefault((one.is_deduction, _rank(line, one), one.name, one.title["zh"]), []).append(one)
    rows = [_sum(found[key]) for key in sorted(found)]
    later = [(ENTRIES[entry], [line.amount for line in lines if line.entry == entry]) for entry in ("correction", "ruling")]
    return [*rows, *(Sum(title, (), len(some), sum(some, _ZERO)) for title, some in later if some)]


def _rank(line: LineTold, one: Reason) -> int:
    """The place of a reason in its tariff."""
    rule = catalogue.procedure(line.tariff_id).definition.settlement
    names = [] if rule is None else [*(rule.deductions if one.is_deduction else rule.tiers)]
    return names.index(one.name) if one.name in names else len(names)


def _bare(value: Any) -> Any:
    entries = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    if not entries or len(entries) != len(value):
        return value
    return [{name: said for name, said in one.items() if name not in {"made_at", "by", "by_name", "door"}} for one in entries]


def _sum(some: Sequence[Reason]) -> Sum:
    first = some[0]
    return Sum(first.title, first.clauses, len(some), sum((one.amount for one in some), _ZERO), first.is_deduction)


def _drafted(one: Reckoned, entry: str, amount: Decimal, about: str) -> LineTold:
    reasons = _reasons(one.tariff_id, [item.said() for item in one.worth.items])
    refusal = {"zh": one.refusal.say("zh"), "en": one.refusal.say("en")} if one.refusal is not None else None
    return LineTold(0, 0, one.number, entry, about, one.ended_at, reasons, amount, one.shown, one.tariff_id, refusal=refusal)


def _placed(line: LineTold, place: int) -> LineTold:
    return replace(line, place=place)


def _reasons(tariff_id: int, items: Iterable[Mapping[str, Any]]) -> list[Reason]:
    rule = catalogue.procedure(tariff_id).definition.settlement
    return [_reason(rule, item) for item in items]


def _reason(rule: Settlement | None, item: Mapping[str, Any]) -> Reason:
    known: Mapping[str, Any] = {} if rule is None else rule.tiers if item["kind"] == "fee" else rule.deductions
    title: Words = known[item["name"]].title if item["name"] in known else {"zh": item["name"]}
    return Reason(item["name"], title, item["clauses"], Decimal(item["amount"]), item["kind"] == "deduction")
