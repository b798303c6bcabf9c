"""What can be asked of acceptance."""

from baoxiu.acceptance.queries.disposals import Due, disposal_on, disposals_of, papers_due, when_due
from baoxiu.acceptance.queries.printing import FormBroken, Printout, copies_of, filled, printouts

__all__ = ["Due", "FormBroken", "Printout", "copies_of", "disposal_on", "disposals_of", "filled", "papers_due", "printouts", "when_due"]
