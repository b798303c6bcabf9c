"""Tables people fill in Excel: one shape for template, upload and export; conventions in docs/operations/setting-up.md.

For: what an organisation keeps in lists (units, people, customers, …). Not for: reports recorded elsewhere (core.recorded).
"""

from baoxiu.core.sheets.columns import Column, Fault, Given, Sheet, Table, Values, fault
from baoxiu.core.sheets.comparing import Change, Key, Register, Step, compare, counts
from baoxiu.core.sheets.faults import SheetRefused
from baoxiu.core.sheets.reading import read_sheet
from baoxiu.core.sheets.writing import shown, told, write_refused, write_sheet

__all__ = [
    "Change",
    "Column",
    "Fault",
    "Given",
    "Key",
    "Register",
    "Sheet",
    "SheetRefused",
    "Step",
    "Table",
    "Values",
    "compare",
    "counts",
    "fault",
    "read_sheet",
    "shown",
    "told",
    "write_refused",
    "write_sheet",
]
