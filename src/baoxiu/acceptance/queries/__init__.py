"""What can be asked of acceptance."""

from baoxiu.acceptance.queries.disposals import Due, disposal_on, disposals_of, papers_due, when_due
from baoxiu.acceptance.queries.outstanding import CopyOut, Crew, copies_out
from baoxiu.acceptance.queries.posters import Poster, sign_sheet
from baoxiu.acceptance.queries.printing import FONTS, FormBroken, Printout, copies_made, copies_of, filled, fonts, mark_of, printouts
from baoxiu.acceptance.queries.receipts import receipt
from baoxiu.acceptance.queries.settling import statement_pdf

__all__ = [
    "FONTS",
    "CopyOut",
    "Crew",
    "Due",
    "FormBroken",
    "Poster",
    "Printout",
    "copies_made",
    "copies_of",
    "copies_out",
    "disposal_on",
    "disposals_of",
    "filled",
    "fonts",
    "mark_of",
    "papers_due",
    "printouts",
    "receipt",
    "sign_sheet",
    "statement_pdf",
    "when_due",
]
