"""A provider that takes no money: for rehearsals, demos and tests. It works as real ones do, signatures and all."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.conf import settings
from django.core import signing

from baoxiu.quotes.providers.asking import Confirmed, NotFromProvider, Shown, Wanted

LASTS = timedelta(minutes=15)
SALT = "baoxiu.pay.fake"
SIGNATURE = "x-fake-signature"


class FakeProvider:
    """Its code leads to a page of our own, with a button that stands for the customer's bank."""

    name = "fake"

    def create(self, wanted: Wanted) -> Shown:
        """The code to scan, good for a quarter of an hour."""
        token = signing.dumps({"id": str(wanted.id), "amount": str(wanted.amount), "subject": wanted.subject}, salt=SALT)
        return Shown(f"{settings.PUBLIC_URL}/pay/fake/{token}", wanted.at + LASTS)

    def confirm(self, body: bytes, headers: Mapping[str, str]) -> Confirmed:
        """What our own bank page sends when the button is pressed."""
        if not hmac.compare_digest(_signature(body), headers.get(SIGNATURE, "")):
            raise NotFromProvider
        try:
            said = json.loads(body)
            return Confirmed(UUID(said["id"]), str(said["reference"]), Decimal(said["amount"]))
        except (ValueError, KeyError, TypeError, InvalidOperation):
            raise NotFromProvider from None

    def refund(self, reference: str, amount: Decimal, key: str) -> str:
        """Gives nothing back, and says so by a number; the same key, the same number."""
        return "R" + hashlib.sha256(f"{reference}:{amount}:{key}".encode()).hexdigest()[:12].upper()


def asked(token: str) -> dict[str, str]:
    """What a code of this provider asks for: id, amount, subject."""
    try:
        found: dict[str, str] = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise NotFromProvider from None
    return found


def notice(token: str) -> tuple[bytes, dict[str, str]]:
    """The message the bank sends when the customer has paid: its body and its headers."""
    said = asked(token)
    reference = "F" + hashlib.sha256(said["id"].encode()).hexdigest()[:12].upper()
    body = json.dumps({"id": said["id"], "amount": said["amount"], "reference": reference}).encode()
    return body, {SIGNATURE: _signature(body)}


def _signature(body: bytes) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), body, hashlib.sha256).hexdigest()
