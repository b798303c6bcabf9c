"""The same key is answered again, not done again."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.errors import KeyUsedDifferently
from baoxiu.journal import actions, queries
from baoxiu.journal.models import Answered, Message

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CLERK = Actor(id=7, name="周小姐", kind="person", organisation_id=1)
OTHER = Actor(id=8, name="林小姐", kind="person", organisation_id=1)


class Work:
    """Something that must happen once."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Mapping[str, Any]:
        self.times += 1
        return {"number": f"SZ01-{self.times}", "at": AT}


@pytest.mark.django_db
def test_a_repeat_is_answered_as_before_to_the_letter() -> None:
    work = Work()

    answers = [actions.answer_once(CLERK, "k", ("report", {"b": 1, "a": 2}), work, at=AT) for _ in range(3)]

    assert work.times == 1
    assert answers[0] == answers[1] == answers[2] == {"number": "SZ01-1", "at": "2026-03-02T01:00:00Z"}


@pytest.mark.django_db
def test_the_order_of_a_forms_keys_does_not_matter_but_its_contents_do() -> None:
    work = Work()
    actions.answer_once(CLERK, "k", {"a": 1, "b": 2}, work, at=AT)
    actions.answer_once(CLERK, "k", {"b": 2, "a": 1}, work, at=AT)

    with pytest.raises(KeyUsedDifferently):
        actions.answer_once(CLERK, "k", {"a": 1, "b": 3}, work, at=AT)

    assert work.times == 1


@pytest.mark.django_db
def test_two_people_may_use_the_same_key() -> None:
    work = Work()
    first = actions.answer_once(CLERK, "k", 1, work, at=AT)

    assert actions.answer_once(OTHER, "k", 1, work, at=AT) != first
    assert actions.answer_once(SYSTEM, "k", 1, work, at=AT)["number"] == "SZ01-3"


@pytest.mark.django_db
def test_without_a_key_it_is_done_each_time() -> None:
    work = Work()

    numbers = [actions.answer_once(CLERK, None, 1, work, at=AT)["number"] for _ in range(2)]

    assert numbers == ["SZ01-1", "SZ01-2"]
    assert not Answered.objects.exists()


@pytest.mark.django_db
def test_what_failed_is_not_remembered() -> None:
    def fails() -> Mapping[str, Any]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        actions.answer_once(CLERK, "k", 1, fails, at=AT)

    assert actions.answer_once(CLERK, "k", 1, Work(), at=AT)["number"] == "SZ01-1"


@pytest.mark.django_db
def test_keys_nobody_will_repeat_are_forgotten() -> None:
    actions.answer_once(CLERK, "k", 1, Work(), at=AT)

    assert actions.forget_answers(AT + timedelta(days=59)) == 0
    assert actions.forget_answers(AT + timedelta(days=61)) == 1
    assert queries.answer_given(CLERK, "k", queries.fingerprint(1)) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_does_it_and_both_are_answered_alike() -> None:
    together = Barrier(4)

    def ask(k: int) -> str:
        def work() -> Mapping[str, Any]:
            together.wait(timeout=10)  # all have looked and found nothing
            actions.tell("person:7", {"zh": "x"}, key=f"done-{k}", organisation_id=1, at=AT)
            return {"done": k}

        try:
            return str(actions.answer_once(CLERK, "race", 1, work, at=AT))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(ask, range(4)))

    assert len(answers) == 1
    assert Answered.objects.count() == 1
    assert Message.objects.count() == 1
