"""Rows from what tickets say: quotes with their answers, payments with their receipts. Written with the event, in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from baoxiu.directory import queries as directory
from baoxiu.journal import Happened
from baoxiu.quotes.models import Payment, Quote

NEXT = """
INSERT INTO quotes_receiptcounter AS c (scope, last) VALUES (%s, 1)
ON CONFLICT (scope) DO UPDATE SET last = c.last + 1 RETURNING last
"""
SERIES = {"payment": "SJ", "refund": "TK"}  # 收据, 退款


def keep_quotes(event: Happened) -> None:
    """A row for each price that was answered; those that stand already stay as they are."""
    said = list(enumerate(event.data["fields"].get("_consents") or ()))
    rows = [_quote(event, place, record) for place, record in said if record.get("quote")]
    Quote.objects.bulk_create(rows, ignore_conflicts=True)


def _quote(event: Happened, place: int, record: Mapping[str, Any]) -> Quote:
    quote = record["quote"]
    return Quote(
        ticket_id=event.subject,
        place=place,
        nth=quote["nth"],
        consent=record["consent"],
        agreed=record["agreed"],
        total=Decimal(quote["total"]),
        price_list=quote.get("price_list") or "",
        lines=quote["lines"],
        tariff=quote.get("tariff") or {},
        note=record.get("note") or "",
        at=datetime.fromisoformat(record["at"]),
        by_id=record.get("by"),
        by_name=(record.get("by_name") or "")[:80],
        door=record.get("door") or "",
    )


def keep_payments(event: Happened) -> None:
    """A row with a number for each payment or refund that has none yet."""
    records = event.data["fields"].get("_payments") or ()
    kept = Payment.objects.filter(ticket_id=event.subject).count()
    for place, record in list(enumerate(records))[kept:]:
        at = datetime.fromisoformat(record["at"])
        Payment.objects.create(
            organisation_id=event.organisation_id,
            unit_id=event.data["unit_id"],
            ticket_id=event.subject,
            place=place,
            kind=record["kind"],
            number=_number(event.organisation_id, record["kind"], at),
            method=record.get("method") or "",
            amount=Decimal(record["amount"]),
            reference=record.get("reference") or "",
            reason=record.get("reason") or "",
            price_list=record.get("price_list") or "",
            at=at,
            by_id=record.get("by"),
            by_name=(record.get("by_name") or "")[:80],
        )


def _number(organisation_id: int, kind: str, at: datetime) -> str:
    """The next number of the organisation's series of the year: SJ26-000001."""
    year = at.astimezone(ZoneInfo(directory.unit_with(organisation_id).zone)).strftime("%y")
    series = f"{SERIES[kind]}{year}"
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [f"{organisation_id}:{series}"])
        (nth,) = cursor.fetchone()
    return f"{series}-{nth:06d}"
