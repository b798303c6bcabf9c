"""Ways to be paid by machine, all alike: ask for a payment, show its QR code, hear that it was paid, give money back.

A provider is named by the setting `BAOXIU_PAYMENT_PROVIDER`. Here only the fake one stands; a real one is a module with the same four
functions as a class, added to `PROVIDERS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings

from baoxiu.core.errors import NotFound, Refusal
from baoxiu.quotes.providers.asking import Confirmed, NotFromProvider, Provider, Shown, Wanted
from baoxiu.quotes.providers.fake import FakeProvider


class NoProvider(Refusal):
    """No payment provider is set up here. Take cash or a transfer, or show your own QR code and record the payment."""

    code: ClassVar[str] = "no_payment_provider"
    zh: ClassVar[str] = "未设置支付渠道。请收取现金或转账，或出示自有收款码后登记收款。"


PROVIDERS: Mapping[str, type[Provider]] = {"fake": FakeProvider}


def provider(name: str | None = None) -> Provider:
    """The provider of that name, else the one that is set up."""
    wanted = name or settings.PAYMENT_PROVIDER
    if not wanted:
        raise NoProvider
    if wanted not in PROVIDERS:
        raise NotFound(what="payment provider / 支付渠道", name=wanted)
    return PROVIDERS[wanted]()


def is_set_up() -> bool:
    """Whether customers can pay by a code of a provider."""
    return bool(settings.PAYMENT_PROVIDER)


__all__ = ["Confirmed", "NoProvider", "NotFromProvider", "Provider", "Shown", "Wanted", "is_set_up", "provider"]
