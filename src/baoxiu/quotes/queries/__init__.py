"""What can be asked of prices and money: lists, what one ticket costs, the day's takings, monthly statements of units."""

from baoxiu.quotes.providers import is_set_up
from baoxiu.quotes.queries.lists import PRICES, ShownList, list_on, lists_of, pack_lists, rows_of
from baoxiu.quotes.queries.money import Money, money_of, payment_on, payments_of, quotes_of, request_on, requests_of
from baoxiu.quotes.queries.recomputing import Difference, find_differences, recompute
from baoxiu.quotes.queries.rules import Rule, holds, last_over, rule_of, unit_settled, units_settled
from baoxiu.quotes.queries.statements import Draft, Row, draft_of, line_on, lines_of, statement_on, statements_of, total_of
from baoxiu.quotes.queries.takings import Takings, takings
from baoxiu.quotes.queries.telling import LineTold, Reason, Sum, entry_words, sums, told, told_draft

__all__ = [
    "PRICES",
    "Difference",
    "Draft",
    "LineTold",
    "Money",
    "Reason",
    "Row",
    "Rule",
    "ShownList",
    "Sum",
    "Takings",
    "draft_of",
    "entry_words",
    "find_differences",
    "holds",
    "is_set_up",
    "last_over",
    "line_on",
    "lines_of",
    "list_on",
    "lists_of",
    "money_of",
    "pack_lists",
    "payment_on",
    "payments_of",
    "quotes_of",
    "recompute",
    "request_on",
    "requests_of",
    "rows_of",
    "rule_of",
    "statement_on",
    "statements_of",
    "sums",
    "takings",
    "told",
    "told_draft",
    "total_of",
    "unit_settled",
    "units_settled",
]
