"""Units, people, places, customers, things and days as tables that are filled in Excel and taken back (core.sheets)."""

from baoxiu.directory.actions.registers.assets import Assets
from baoxiu.directory.actions.registers.customers import Customers
from baoxiu.directory.actions.registers.days import Days
from baoxiu.directory.actions.registers.keeping import Kept, one_at_a_time, say_taken
from baoxiu.directory.actions.registers.people import People
from baoxiu.directory.actions.registers.sites import Sites
from baoxiu.directory.actions.registers.units import Units

__all__ = ["Assets", "Customers", "Days", "Kept", "People", "Sites", "Units", "one_at_a_time", "say_taken"]
