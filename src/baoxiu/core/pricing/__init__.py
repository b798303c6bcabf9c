"""What work costs: price lists, time at work, the service charge, materials, the bill. Pure and decimal; see docs/engines/pricing.md."""

from baoxiu.core.pricing.bills import Bill, Rule, bill, estimate
from baoxiu.core.pricing.labour import SEVERAL_KINDS, Tariff, charged_time, unit_of_time
from baoxiu.core.pricing.lists import PriceRow, in_force, meet, overlaps, row_of
from baoxiu.core.pricing.materials import Markup, priced_material
from baoxiu.core.pricing.refusals import Unpriced
from baoxiu.core.pricing.times import Spell, entries_fault, spells_of, time_by_visit, worked
from baoxiu.core.pricing.works import priced_work

__all__ = [
    "SEVERAL_KINDS",
    "Bill",
    "Markup",
    "PriceRow",
    "Rule",
    "Spell",
    "Tariff",
    "Unpriced",
    "bill",
    "charged_time",
    "entries_fault",
    "estimate",
    "in_force",
    "meet",
    "overlaps",
    "priced_material",
    "priced_work",
    "row_of",
    "spells_of",
    "time_by_visit",
    "unit_of_time",
    "worked",
]
