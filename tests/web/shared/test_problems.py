"""One status for every refusal, said once."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from string import Formatter
from typing import Any

import pytest

import baoxiu
from baoxiu.core.engine.refusing import GENERIC, refused
from baoxiu.core.errors import Malformed, NotFound, NotYours, Refusal, Refused, StaleVersion
from baoxiu.web.shared.problems import code_of, status_of, words_of


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound(what="ticket", name="X"), 404),
        (NotYours(role="-"), 403),
        (Malformed(what="a", why="b"), 422),
        (StaleVersion(number="X", found=2, given=1), 412),
        (Refused({"zh": "不行"}, clause="LCD-29"), 409),
        (Refused({"zh": "不行"}, code="not_your_role"), 403),
        (Refused({"zh": "请填写"}, code="missing"), 422),
    ],
)
def test_a_refusal_has_the_status_of_its_reason(refusal: Refusal, status: int) -> None:
    assert status_of(refusal) == status


@pytest.mark.parametrize("code", sorted(GENERIC))
def test_what_the_engine_refuses_is_never_our_fault(code: str) -> None:
    blanks: dict[str, Any] = {name: "…" for words in GENERIC[code] for _, name, *_ in Formatter().parse(words) if name}

    status = status_of(refused(code, **blanks))

    assert 400 <= status < 500


def test_every_refusal_of_the_product_has_words_in_both_languages_and_a_code() -> None:
    for module in walk_packages(baoxiu.__path__, "baoxiu."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            import_module(module.name)
    every = list(_below(Refusal))

    assert len(every) > 20
    for kind in every:
        assert kind.zh and kind.__doc__, kind
        assert isinstance(kind.code, str) and kind.code, kind


def test_a_kind_nobody_listed_takes_the_status_of_what_it_is() -> None:
    class NoSuchRoom(NotFound):
        """There is no such room."""

        code = "no_such_room"

    refusal = NoSuchRoom(what="room", name="9")

    assert (code_of(refusal), status_of(refusal)) == ("no_such_room", 404)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "找不到单据 X-1。"), ("en", "There is no ticket X-1 here.")])
def test_a_thing_named_in_both_languages_is_said_in_the_readers(language: str, words: str) -> None:
    assert words_of(NotFound(what="ticket / 单据", name="X-1"), language) == words


def _below(kind: type[Refusal]) -> set[type[Refusal]]:
    return {one for below in kind.__subclasses__() for one in (below, *_below(below))}
