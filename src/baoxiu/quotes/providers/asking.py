"""What is said to a provider and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from baoxiu.core.errors import Refusal


class NotFromProvider(Refusal):
    """This message is not from the payment provider, or was changed on its way."""

    code: ClassVar[str] = "not_from_provider"
    zh: ClassVar[str] = "该消息不是支付渠道发来的，或已被改动。"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A payment to ask for."""

    id: UUID
    amount: Decimal
    subject: str  # what the customer reads
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What the customer scans, and until when."""

    address: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the provider says of a payment: ours, its own number, how much."""

    id: UUID
    reference: str
    amount: Decimal


class Provider(Protocol):
    """What every provider can do."""

    name: str

    def create(self, wanted: Wanted) -> Shown:
        """Ask for a payment."""

    def confirm(self, body: bytes, headers: Mapping[str, str]) -> Confirmed:
        """Read the provider's message that something was paid; raises where it is not from the provider."""

    def refund(self, reference: str, amount: Decimal, key: str) -> str:
        """Give money back; the same `key` does it once. Gives the provider's number of the refund."""
