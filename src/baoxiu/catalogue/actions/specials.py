"""Writing a customer into the register of special users, and striking him out."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from baoxiu.catalogue.queries.keeping import roles_named
from baoxiu.catalogue.queries.specials import KEPT_BY, keeps_specials, special_marks
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.actions import mark_customer
from baoxiu.directory.models import Customer


class RegisterKept(Refusal):
    """The register of special users is kept by {roles}. Tell them whom to write in."""

    code: ClassVar[str] = "register_kept"
    zh: ClassVar[str] = "特殊用户登记由 {roles_zh} 负责，请向其提出。"


def mark_special(customer: Customer, mark: str, reason: str, *, by: Actor, at: datetime) -> Customer:
    """Write a customer in as what he is, or strike him out with an empty mark; both with a reason, by who keeps the register."""
    if not keeps_specials(by, at=at):
        titles = roles_named(customer.organisation_id, KEPT_BY, at=at).values()
        raise RegisterKept(roles=", ".join(one["en"] for one in titles), roles_zh="、".join(one["zh"] for one in titles))
    if mark and mark not in special_marks(customer.organisation_id):
        raise Malformed(what=mark, why="no mark of the register / 不是登记类别", field="mark")
    return mark_customer(customer, mark, reason, by=by, at=at)
