"""What a ticket knows and what a command asks for."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from baoxiu.core.procedure.elements.shapes import Amount, Clauses, Element, Expression, Short, Words

FieldType = Literal[
    "text", "long_text", "choice", "number", "money", "time", "date", "tick", "promise", "promises", "person", "unit",
    "site", "asset", "customer", "phone", "photo", "photos", "signature", "code", "checklist", "part_lines", "part_returns",
    "price_lines", "labour_time", "contact_log", "print_log", "door_note", "place", "rating", "list", "map",
    "proof", "findings",
]  # fmt: skip


class FieldOf(Element):
    """A field of the ticket."""

    type: FieldType
    label: Words | None = None
    of: dict[str, Words] | tuple[int | str, ...] | None = None  # choices: key -> words
    required: bool = False
    written_by: Literal["people", "engine"] = "people"
    default: Any = None
    most: int | None = None  # lists and promises: no entry beyond this
    round_to: Amount | None = None  # money: the rounding rule
    types: dict[str, Words] | None = None  # promises: kinds of promise
    shown_as: Any = None  # legacy value to show and export, never counted
    signer: str | None = None
    slip: str | None = None
    stock: Literal["used", "returned", "received", "arrived", "sent_back"] | None = None  # lines of parts: what they do to the shelf
    personal: bool = False  # masked for whoever does not need it now
    search: bool = False  # found by the search box
    clause: Clauses = ()


ASK_SHORT = {"required": {"required": True}, "optional": {}, "linked": {"linked": True}}


class Ask(Element):
    """One thing a command asks for. Without `type` it is the ticket's field of the same name, else what its other keys tell."""

    type: FieldType | None = None
    label: Words | None = None
    of: dict[str, Words] | tuple[int | str, ...] | str | None = None  # choices; `of: unit`: persons of this unit
    required: bool = False
    linked: bool = False  # at a birth: said by the ticket that opens this one, never asked of people
    required_when: Expression | None = None
    shown_when: Expression | None = None
    default: Any = None
    propose: Expression | None = None  # a value offered, the person may change it
    template: str | None = None  # text offered, {expression} blanks filled
    after: Expression | None = None  # times: strictly later than this
    before: Expression | None = None
    role: str | None = None  # person: who may be chosen
    help: Words | None = None
    clause: Clauses = ()


def _ask(value: Any) -> Any:
    if isinstance(value, str):
        return ASK_SHORT.get(value, {"type": value})
    return {} if value is None else value


Asks = dict[str, Annotated[Ask, Short(_ask, ({"enum": ["required", "optional", "linked", *get_args(FieldType)]}, {"type": "null"}))]]
