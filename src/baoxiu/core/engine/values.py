"""Values, conditions and consequences of a procedure, compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from baoxiu.core.engine.facts import Words
from baoxiu.core.expressions import BadExpression, Expression, Scope, Template, template
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.elements import Effect, Guard

FINDING = frozenset({"each", "what", "where", "category"})  # what an effect with `each` may name of its entry
_WORD = re.compile(r"[^\W\d]\w*")


class Value:
    """A constant, or an expression to run."""

    __slots__ = ("constant", "expression")

    def __init__(self, constant: Any = None, expression: Expression | None = None) -> None:
        """One of the two."""
        self.constant = constant
        self.expression = expression

    def of(self, scope: Scope) -> Any:
        """What it comes to in `scope`."""
        return self.constant if self.expression is None else self.expression.run(scope)


def value(written: Any, known: Collection[str], choices: Collection[str] = ()) -> Value:
    """What a pack writes as a value: a constant, a bare word that is no name (text), or an expression."""
    if not isinstance(written, str):
        return Value(written)
    word = written.strip()
    if word in choices or (_WORD.fullmatch(word) and word not in known and word not in {"true", "false", "null"}):
        return Value(word)
    try:
        return Value(expression=compiled(word))
    except BadExpression:
        if any(sign in word for sign in "()=<>\"'"):
            raise
        return Value(written)


@dataclass(frozen=True, slots=True)
class GuardPlan:
    """A condition and the words that refuse."""

    that: Expression
    words: Words
    tell: tuple[str, ...]
    clause: str | None


def guard(element: Guard) -> GuardPlan:
    """The guard compiled."""
    return GuardPlan(compiled(element.that), element.words, element.tell, next(iter(element.clause), None))


@dataclass(frozen=True, slots=True)
class EffectPlan:
    """A consequence compiled: `verb` says which, the rest what with."""

    verb: str
    name: str
    to: tuple[str, ...]
    when: Expression | None
    fields: tuple[tuple[str, Value], ...] = ()
    words: tuple[tuple[str, Template], ...] = ()
    on: str | None = None
    unit: str | None = None
    clause: str | None = None
    each: str | None = None  # open: the list that gives one ticket an entry

    def expressions(self) -> Iterator[Expression]:
        """Every expression it may run."""
        if self.when is not None:
            yield self.when
        yield from (given.expression for _, given in self.fields if given.expression is not None)
        for _, text in self.words:
            yield from text.expressions


_VERBS: Mapping[str, Callable[[Effect], tuple[str, tuple[str, ...]]]] = {
    "open": lambda e: (e.open or "", e.to or ()),
    "tell": lambda e: ("notice", e.tell or ()),
    "mail": lambda e: ("mail", e.mail or ()),
    "sms": lambda e: ("sms", e.sms or ()),
    "chat": lambda e: ("chat", e.chat or ()),
    "task": lambda e: ("task", e.for_ or ()),
    "run": lambda e: (e.run or "", ()),
    "allow": lambda e: (e.allow or "", e.to or ()),
    "follow_up": lambda e: (e.follow_up or "", ()),
    "flag": lambda e: (e.flag or "", ()),
}


def effect(element: Effect, known: Collection[str]) -> EffectPlan:
    """The effect compiled; `reason` and `lines` are short for fields."""
    verb = next(name for name in _VERBS if getattr(element, name) is not None)
    name, to = _VERBS[verb](element)
    short = {"reason": element.reason, "lines": element.lines}
    given = {**{k: v for k, v in short.items() if v is not None}, **(element.fields or {})}
    words = element.task if verb == "task" else element.words
    known = {*known, *FINDING} if element.each else known
    return EffectPlan(
        verb="tell" if verb in {"mail", "sms", "chat", "task"} else verb,
        name=name,
        to=to,
        when=compiled(element.when) if element.when else None,
        fields=tuple((field, value(written, known)) for field, written in given.items()),
        words=tuple((language, template(text)) for language, text in (words or {}).items()),
        on=element.on,
        unit=element.unit,
        clause=next(iter(element.clause), None),
        each=element.each,
    )


def tell(to: tuple[str, ...], words: Words | None, clause: str | None) -> EffectPlan:
    """A plain message to roles."""
    return EffectPlan("tell", "notice", to, None, words=tuple((k, template(v)) for k, v in (words or {}).items()), clause=clause)
