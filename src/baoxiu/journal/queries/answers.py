"""What a request with a key was answered, so that the same key is answered again and not done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import KeyUsedDifferently
from baoxiu.journal.models import Answered


def who(actor: Actor) -> str:
    """Under whose name a key is kept: person:7, customer:TICKET, system."""
    if actor.kind == "customer":
        return f"customer:{actor.ticket_id}"[:40]
    return "system" if actor.kind == "system" else f"person:{actor.id}"


def fingerprint(*parts: object) -> str:
    """What identifies the contents of a request, however its keys were ordered."""
    text = json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def answer_given(by: Actor, key: str, contents: str) -> Mapping[str, Any] | None:
    """The answer the key was given before; None for a new key. With other contents the key is refused."""
    found = Answered.objects.filter(who=who(by), key=key).first()
    if found is None:
        return None
    if found.fingerprint != contents:
        raise KeyUsedDifferently(key=key)
    answer: Mapping[str, Any] = found.answer
    return answer


def answered(by: Actor, key: str) -> Mapping[str, Any] | None:
    """What a key was answered, whatever was sent with it; None for a key nobody has used."""
    found = Answered.objects.filter(who=who(by), key=key).first() if key else None
    return found.answer if found else None
