"""What happens to price lists and payments that is no ticket's own event."""

from __future__ import annotations

PRICE_LIST_LAID = "PriceListLaid"
PRICE_LIST_ENDED = "PriceListEnded"
PAYMENT_ASKED = "PaymentAsked"
PAYMENT_CONFIRMED = "PaymentConfirmed"
PAYMENT_LEFT_OVER = "PaymentLeftOver"  # the provider has money that the ticket could not take
STATEMENT_DRAWN = "StatementDrawn"
STATEMENT_CLOSED = "StatementClosed"
LINE_DISPUTED = "LineDisputed"
DISPUTE_ANSWERED = "DisputeAnswered"
