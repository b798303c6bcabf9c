"""What changes prices and money: laying and ending lists, asking for payments, keeping what tickets say."""

from baoxiu.quotes.actions.disputing import Answer, answer_dispute, dispute_line, tariff_rule
from baoxiu.quotes.actions.keeping import keep_payments, keep_quotes
from baoxiu.quotes.actions.laying import BadList, ListsMeet, end_list, lay_list, may_lay
from baoxiu.quotes.actions.paying import NothingToPay, ask_payment, confirm_payment, pay_back
from baoxiu.quotes.actions.statements import Drawing, close_due, close_statement, draw, draw_all

__all__ = [
    "Answer",
    "BadList",
    "Drawing",
    "ListsMeet",
    "NothingToPay",
    "answer_dispute",
    "ask_payment",
    "close_due",
    "close_statement",
    "confirm_payment",
    "dispute_line",
    "draw",
    "draw_all",
    "end_list",
    "keep_payments",
    "keep_quotes",
    "lay_list",
    "may_lay",
    "pay_back",
    "tariff_rule",
]
