"""What may be said of a gateway's address: its kind and its last characters; and of what it answered, nothing of the address."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

LONG_ENOUGH = 24  # characters; of a shorter address the last ones would tell too much
SHOWN = 4
ADDRESS = re.compile(r"(?:\b[\w+.-]+://|(?<=url: ))\S+")
PIECES = re.compile(r"[:/@?&=,]+")


def scheme_of(address: str) -> str:
    """The part before `://`: which gateway."""
    return address.partition("://")[0].lower()


def ending_of(address: str) -> str:
    """The last characters, to tell one from another; none of a short address, nor of a blank for the recipient."""
    plain = re.sub(r"\W*(?:\w+=)?\{to\}\W*$", "", address.partition("://")[2])
    return plain[-SHOWN:] if len(plain) >= LONG_ENOUGH else ""


def hidden(text: str, address: str) -> str:
    """What a gateway said, without any piece of the address it was reached by."""
    text = ADDRESS.sub("•••", text)
    pieces = {piece for said in (address.partition("://")[2], unquote(address.partition("://")[2])) for piece in PIECES.split(said)}
    for piece in sorted(pieces | {quote(piece) for piece in pieces}, key=len, reverse=True):
        if len(piece) > 3:
            text = text.replace(piece, "•••")
    return text
