"""The secret of a personal token: grown from a seed, so that a request sent twice is answered with the same one."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac


def secret_of(seed: str) -> str:
    """The secret of a seed. Only the seed is kept, to answer a repeat of the same key; of the secret only a hash."""
    digest = salted_hmac("baoxiu.token", seed, algorithm="sha256").digest()
    return f"bx_{urlsafe_b64encode(digest).decode().rstrip('=')}"
