"""What changes prices and money: laying and ending lists, asking for payments, keeping what tickets say."""

from baoxiu.quotes.actions.importing import Rejected, read_prices
from baoxiu.quotes.actions.keeping import keep_payments, keep_quotes
from baoxiu.quotes.actions.laying import BadList, ListsMeet, end_list, lay_list, may_lay
from baoxiu.quotes.actions.paying import NothingToPay, ask_payment, confirm_payment, pay_back

__all__ = [
    "BadList",
    "ListsMeet",
    "NothingToPay",
    "Rejected",
    "ask_payment",
    "confirm_payment",
    "end_list",
    "keep_payments",
    "keep_quotes",
    "lay_list",
    "may_lay",
    "pay_back",
    "read_prices",
]
