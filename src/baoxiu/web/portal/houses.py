"""The public page of an organisation: who it is, whom to ring, where to report, and where a stranger finds his own reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.web.shared import links, naming, report_form
from baoxiu.web.shared.languages import in_language

SETTING = "public_page"  # of a unit, for it and all below: `false` takes its page and its door away


@dataclass(frozen=True, slots=True)
class HouseShown:
    """What stands in the head of a customer's page before there is a ticket."""

    root: Unit
    unit: Unit

    @property
    def organisation(self) -> str:
        """The name on top."""
        return in_language(naming.unit(self.root))

    @property
    def title(self) -> str:
        """The unit that takes the report, where that is not the organisation itself."""
        return in_language(naming.unit(self.unit)) if self.unit.pk != self.root.pk else ""

    @property
    def phone(self) -> str:
        """Whom to ring."""
        return links.hotline(self.unit)


def stranger(organisation_id: int) -> Actor:
    """A customer who has not said who he is."""
    return Actor(id=None, name="", kind="customer", organisation_id=organisation_id)


def house_on(code: str) -> Unit:
    """The organisation with a public page at this code; one that switched it off is not there."""
    found = directory.organisations().filter(code__iexact=code, active=True).first()
    if found is None or not is_public(found):
        raise NotFound(what="page / 页面", name=code)
    return found


def is_public(unit: Unit) -> bool:
    """Whether a unit shows itself to strangers."""
    return directory.unit_facts(unit.pk, unit.changed).settings.get(SETTING, True) is not False


def doors_of(root: Unit, at: datetime) -> list[Unit]:
    """The units a stranger may report to: those that serve places, else the organisation itself; none where no procedure lets him."""
    actor = stranger(root.pk)
    serving = [unit for unit in directory.units_that_serve(root.pk) if is_public(unit)]
    found = [unit for unit in serving if report_form.openable(unit, actor, at)]
    return found or ([root] if report_form.openable(root, actor, at) else [])


def door_on(root: Unit, code: str, at: datetime) -> Unit:
    """One of them, by its code."""
    found = next((unit for unit in doors_of(root, at) if unit.code == code), None)
    if found is None:
        raise NotFound(what="unit / 单位", name=code)
    return found
