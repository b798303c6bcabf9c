"""Codes that count once. The code is grown from a seed with the installation's secret; rows and messages hold the seed alone."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6
KEY = "code:"  # the message that carries a code has its seed for a key
BLANK = "••••••"  # stands for the code in the words that are kept


def code_of(seed: str) -> str:
    """The digits of a seed."""
    digest = salted_hmac("baoxiu.one_time", seed, algorithm="sha256").digest()
    return str(int.from_bytes(digest[:8], "big") % 10**DIGITS).zfill(DIGITS)


def is_code(said: str, seed: str) -> bool:
    """Whether `said` is the code of a seed."""
    return constant_time_compare(said, code_of(seed))


def filled(text: str, message_key: str) -> str:
    """The words of a message that carries a code, as they leave the house."""
    return text.replace(BLANK, code_of(message_key.removeprefix(KEY))) if message_key.startswith(KEY) else text
