"""Addresses of gateways at rest: sealed with a key drawn from the installation's own, so that a row of the database tells nobody.

Fernet (AES-128-CBC with HMAC-SHA256). What is sealed names whose it is, so a row laid under another organisation does not open.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

PURPOSE = b"baoxiu: addresses of channels"


class CannotBeOpened(Exception):
    """It was sealed with a key this installation no longer has, or belongs to somebody else."""


def seal(organisation_id: int, by: str, address: str) -> str:
    """The address as it is kept."""
    return _key(settings.SECRET_KEY).encrypt(json.dumps([organisation_id, by, address]).encode()).decode()


def unseal(organisation_id: int, by: str, sealed: str) -> str:
    """The address that was sealed for this organisation and way, with today's key or one before it."""
    opened = _opened(sealed, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    whose, way, address = json.loads(opened) if opened else (None, None, "")
    if (whose, way) != (organisation_id, by):
        raise CannotBeOpened
    return str(address)


def is_of_today(sealed: str) -> bool:
    """Whether it is sealed with today's key."""
    return bool(_opened(sealed, settings.SECRET_KEY))


def _opened(sealed: str, *secrets: str) -> bytes:
    """What was sealed with one of the secrets; nothing where none fits."""
    from cryptography.fernet import InvalidToken, MultiFernet  # here, since few processes ever send

    try:
        return MultiFernet([_key(secret) for secret in secrets]).decrypt(sealed.encode())
    except InvalidToken:
        return b""


def _key(secret: str) -> Fernet:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(drawn))
