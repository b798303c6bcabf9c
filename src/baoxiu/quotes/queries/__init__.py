"""What can be asked of prices: lists and the one in force, a ticket's money, the day's takings."""

from baoxiu.quotes.providers import is_set_up
from baoxiu.quotes.queries.lists import PRICES, ShownList, list_on, lists_of, pack_lists, rows_of
from baoxiu.quotes.queries.money import Money, money_of, payment_on, payments_of, quotes_of, request_on, requests_of
from baoxiu.quotes.queries.takings import Takings, takings

__all__ = [
    "PRICES",
    "Money",
    "ShownList",
    "Takings",
    "is_set_up",
    "list_on",
    "lists_of",
    "money_of",
    "pack_lists",
    "payment_on",
    "payments_of",
    "quotes_of",
    "request_on",
    "requests_of",
    "rows_of",
    "takings",
]
