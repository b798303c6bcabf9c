"""Answering the same request again instead of doing it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Refusal
from baoxiu.journal.models import Answered
from baoxiu.journal.queries.answers import answer_given, fingerprint, who

ANSWERS_KEPT = timedelta(days=60)


class KeyInUse(Refusal):
    """The same request is being answered at this moment. Ask again, with the same key."""

    code = "key_in_use"
    zh = "相同的请求正在处理中，请稍后用同一个幂等键重试。"


def answer_once(by: Actor, key: str | None, contents: object, do: Callable[[], Mapping[str, Any]], *, at: datetime) -> Mapping[str, Any]:
    """Do it and keep the answer under the key; a key seen before is answered as then, with other contents refused.

    What is done and its answer stand or fall together. Of two at once with one key, the later is given the answer of the first.
    """
    if key is None:
        return _plain(do())
    asked = fingerprint(contents)
    given = answer_given(by, key, asked)
    if given is not None:
        return given
    try:
        with transaction.atomic():
            answer = _plain(do())
            remember_answer(by, key, asked, answer, at=at)
    except KeyInUse:
        given = answer_given(by, key, asked)
        if given is None:
            raise
        return given
    return answer


def remember_answer(by: Actor, key: str, contents: str, answer: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what the key was answered, in the transaction of what was done. Of two at once, one wins."""
    try:
        with transaction.atomic():
            Answered.objects.create(who=who(by), key=key, fingerprint=contents, answer=_plain(answer), at=at)
    except IntegrityError as raced:
        raise KeyInUse from raced


def forget_answers(at: datetime) -> int:
    """Forget keys nobody will repeat any more."""
    return Answered.objects.filter(at__lt=at - ANSWERS_KEPT).delete()[0]


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    """As it is stored, so that the first answer and every repeat read alike."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(answer), cls=DjangoJSONEncoder, ensure_ascii=False))
    return plain
