"""What a customer is asked to agree to, word by word: what is shown to him, the price, what is written down, who answers and by what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from baoxiu.core.engine.asks import label_of
from baoxiu.core.engine.compiling import plan_of
from baoxiu.web.shared import drawing, money, showing
from baoxiu.web.shared.drawing import Field
from baoxiu.web.shared.languages import Words

if TYPE_CHECKING:
    from baoxiu.web.shared.ticket_page import TicketPage

ANSWERS = frozenset({"agree", "decline"})
PRICED = frozenset({"estimate", "bill"})
OWN = frozenset({"consent", "records", "shown"})  # asked by the consent's own card
PROOFS: Sequence[Mapping[str, Any]] = (
    {"name": "agreed_by", "type": "text", "label": {"zh": "答复人", "en": "Who answers"}},
    {"name": "signature", "type": "signature", "label": {"zh": "签字", "en": "Signature"}},
)
CODE: Mapping[str, Any] = {"name": "code", "type": "code", "label": {"zh": "验证码", "en": "Code"}}


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """One thing to agree to, as it is laid before the customer."""

    name: str
    title: Words
    words: Words
    shown: Sequence[showing.Shown]
    bill: money.BillShown | None
    price_list: str
    records: Sequence[tuple[str, Words]]
    clauses: Sequence[str]


def gathered(fields: Sequence[Field], command: str, page: TicketPage) -> list[Field]:
    """The form of an answer: its consents as cards, in place of a bare list and two tables of words."""
    if command not in ANSWERS:
        return list(fields)
    kept = [field for field in fields if field.name not in OWN and not (field.name == "code" and page.actor.kind == "customer")]
    chosen = next((field for field in fields if field.name == "consent"), None)
    if chosen is None:
        return kept
    consents = [consent_of(page, option.key) for option in chosen.options if option.key in page.procedure.consents]
    card = replace(chosen, template="shared/fields/consent.html", consents=consents)
    return [card, *(replace(field, help=_help(field)) for field in kept)]


def alone(page: TicketPage, name: str) -> list[Field]:
    """The form of one consent for a phone that is away: the card, who answers, and what shows it."""
    asks = [{"name": "consent", "type": "choice", "options": [{"value": name, "title": ""}], "default": name}, *PROOFS]
    if any(field.type == "code" for field in page.procedure.fields.values()):
        asks.append(CODE)
    fields = drawing.fields(asks, form=f"agree-{name}", zone=page.ticket.unit.zone, people=lambda _role: ())
    return gathered(fields, "agree", page)


def consent_of(page: TicketPage, name: str) -> ConsentShown:
    """One consent in words."""
    consent = page.procedure.consents[name]
    words = (page.pack.guides.get(consent.words) if page.pack and consent.words else None) or ""
    title = consent.title or label_of(name)
    records = [(key, label_of(key)) for key in consent.records]
    fields = [one for one in _shown(page, consent.shows) if one is not None]
    prices = page.money if set(consent.shows) & PRICED else None
    bill = next(iter(prices.bills[:1]), None) if prices else None
    listed = page.money.price_list if "price_list" in consent.shows and page.money else ""
    return ConsentShown(name, title, words, fields, bill, listed, records, consent.clause)


def _shown(page: TicketPage, names: Sequence[str]) -> list[showing.Shown | None]:
    acts = plan_of(page.standing.procedure).acts.values()
    asks = {name: ask for act in acts for name, ask in act.asks.items()}
    values = page.ticket.fields
    return [
        showing.shown(name, page.procedure.fields[name], values[name], page.names, entries=asks)
        if name in page.procedure.fields and values.get(name) not in (None, "", [], {})
        else None
        for name in names
    ]


def _help(field: Field) -> Words:
    """Either of the two shows that the customer answered himself."""
    if field.name == "code":
        return {"zh": "业主不便签字时，可核对发给他的验证码。", "en": "Where he cannot sign, the code that was sent to him."}
    return field.help
