"""A report rehearsed while it is being taken: where its ticket would go and what would run. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core import engine
from baoxiu.core.engine import Foreseen
from baoxiu.core.engine.facts import Actor, UnitFacts
from baoxiu.core.errors import Refusal
from baoxiu.directory import queries as directory
from baoxiu.intake.actions import Report
from baoxiu.intake.actions.reports import LONGEST, Known, read_phone
from baoxiu.tickets.actions.choosing import looked_up_at_opening
from baoxiu.tickets.actions.opening import around
from baoxiu.tickets.actions.placing import covered
from baoxiu.tickets.actions.reporting import wish_of
from baoxiu.tickets.actions.rows import Origin


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would become of a report: how its ticket would be born, at which unit, and why it would wait where none is found."""

    foreseen: Foreseen
    unit: UnitFacts
    waits: str = ""  # 'uncovered' or 'no_capacity'


def rehearse_report(given: Report, *, by: Actor, at: datetime, door: str = "desk") -> Rehearsed:
    """Go the way of a report as far as what it says leads; nobody is made a customer, no number and no place of a day is taken."""
    report, phone = _said(given)
    row: Mapping[str, Any] = {"id": None, "reporter_phone": phone, "reported_at": at}
    wish = wish_of(report, known_of(report, phone), row, catalogue.procedure_for(report.unit, report.procedure, at=at))
    origin = Origin(by, at, door)
    wish, _ = looked_up_at_opening(wish, report.answers, origin)
    found = around(wish, origin)
    wish = covered(wish, found, origin)
    foreseen = engine.foresee(wish.procedure, wish.unit, wish.form, by, at, world=found)
    return Rehearsed(foreseen, wish.unit, next((flag for flag in wish.flags if flag in {"uncovered", "no_capacity"}), ""))


def _said(report: Report) -> tuple[Report, str]:
    """The report cut to what can be kept, and its telephone where it is one already."""
    cut = {name: getattr(report, name)[:most] for name, most in LONGEST.items() if getattr(report, name)}
    try:
        phone = read_phone(report)
    except Refusal:
        phone = ""
    return replace(report, **cut), phone


def known_of(report: Report, phone: str = "") -> Known:
    """Whose it is and where, as far as the directory knows: the owner named, else the customer with this number."""
    organisation = report.organisation_id
    owner = directory.customers_of(organisation).filter(pk=report.owner).first() if report.owner else None
    if owner is None and phone:
        owner = directory.customer_by_phone(organisation, phone)
    customer = {"id": owner.pk, "name": owner.name, "vip": owner.vip} if owner else None
    sites = directory.things_with("site", [report.site], organisation) if report.site else {}
    assets = directory.things_with("asset", [report.asset], organisation) if report.asset else {}
    return Known(customer, next(iter(sites.values()), None), next(iter(assets.values()), None))
