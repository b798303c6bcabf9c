"""The time points of one ticket explained: each as it stands, every change with who and why, and what each figure takes from them.

Any procedure with promises has such a page (LNG-24, LNG-31, LNG-32, LNG-33); what T2 and T3 are called follows the mode of service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoxiu.core.engine.figures import Count, History, Ran, added, figure
from baoxiu.core.errors import NotFound
from baoxiu.core.expressions.values import time_of
from baoxiu.core.procedure.elements import Figure
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared.languages import Words, in_language
from baoxiu.web.shared.ticket_page import TicketPage

Json = Any
KEPT = ("t2", "no_promise", "t4")  # what stands beside the promises; T1 is the ticket's opening and never changes
WHY = ("reason", "promise_reason", "why", "note", "found")  # the asks that say why a time point was written
TOUCHES = re.compile(r"\b(t1|t2|t4|promises|made_at|no_promise)\b|clock\(")
VERDICTS: Mapping[str, Words] = {
    "left_out": {"zh": "不计入", "en": "left out"},
    "none": {"zh": "没有可计的", "en": "nothing to count"},
    "good": {"zh": "计入，达标", "en": "counted, good"},
    "bad": {"zh": "计入，未达标", "en": "counted, not good"},
    "part": {"zh": "部分达标", "en": "partly good"},
}


@dataclass(frozen=True, slots=True)
class Point:
    """One time point as it stands: T1, T2, T31 to T33, T4. `at` is empty where it was not written; `special` says why then."""

    name: str
    title: Words
    at: datetime | None
    kind: Words = ""
    reason: str = ""
    special: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a time point: the old value, the new one, who, in which role, why."""

    point: str
    at: datetime
    by_name: str
    role: str
    old: Json
    new: Json
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What one figure takes from this ticket."""

    title: Words
    verdict: Words
    amount: str
    rules: Sequence[str]
    clauses: Sequence[str]


class TimesPage:
    """The time points of the ticket of a page; only where its procedure keeps promises."""

    def __init__(self, page: TicketPage) -> None:
        """Find the list of promises, or there is no such page."""
        self.page, self.fields = page, page.ticket.fields
        found = next((name for name, one in page.procedure.fields.items() if one.type == "promises"), None)
        if found is None:
            raise NotFound(what="times / 时间点", name=page.ticket.number)
        self.promises = found

    @property
    def points(self) -> list[Point]:
        """T1 to T4, in order."""
        mode = self.page.procedure.modes.get(self.page.ticket.mode)
        first = Point("T1", self._label("t1"), self.page.standing.facts.opened_at)
        second = Point("T2", (mode.t2 if mode else None) or "", _time(self.fields.get("t2")))
        return [
            first,
            second,
            *self._thirds((mode.t3 if mode else None) or ""),
            Point("T4", self._label("t4"), _time(self.fields.get("t4"))),
        ]

    @property
    def changes(self) -> list[Change]:
        """Every change of a time point, as the journal keeps it, oldest first."""
        return list(self._changes())

    @property
    def figures(self) -> list[Taken]:
        """The figures that look at time points, and what each takes from this ticket."""
        procedure, history = self.page.standing.procedure, self._history()
        named = ((name, one) for name, one in self.page.procedure.figures.items() if _touches(one))
        return [_taken(one, added(figure(procedure, name, [history], at=self.page.at).values())) for name, one in named]

    # -- inside

    def _label(self, name: str) -> Words:
        pack = self.page.pack
        return (pack.pack.labels.get(name) if pack else None) or ""

    def _thirds(self, title: Words) -> Iterator[Point]:
        kinds = self._kinds()
        if special := self._special():
            yield Point("T31", title, None, special=special[0], kind=special[1])
        for nth, one in enumerate(self.fields.get(self.promises) or (), start=1):
            yield Point(f"T3{nth}", title, _time(one.get("at")), kinds.get(one.get("type", ""), ""), one.get("reason") or "")

    def _kinds(self) -> Mapping[str, Words]:
        """The types a promise may have, in words."""
        return self.page.procedure.fields[self.promises].types or {}

    def _shown(self, said: Json) -> dict[str, Json] | None:
        """A value of a change: its time, its type in words, the reason that was given."""
        if said is None:
            return None
        if isinstance(said, Mapping):
            return {"at": _time(said.get("at")), "words": self._kinds().get(said.get("type", ""), ""), "reason": said.get("reason")}
        at = _time(said)
        return {"at": at, "words": "" if at else self._no_promise(said)}

    def _no_promise(self, said: Json) -> Words:
        field = self.page.procedure.fields.get("no_promise")
        options = field.of if field and isinstance(field.of, Mapping) else {}
        return options.get(said, str(said))

    def _special(self) -> tuple[str, Words] | None:
        """The date other systems show where nothing was promised, and the reason kept beside it (LNG-32)."""
        said, field = self.fields.get("no_promise"), self.page.procedure.fields.get("no_promise")
        if not said or field is None:
            return None
        return str(field.shown_as or ""), self._no_promise(said)

    def _changes(self) -> Iterator[Change]:
        before: dict[str, Json] = {}
        for event in tickets.events_of(self.page.ticket).order_by("seq"):  # type: ignore[arg-type]
            written, form = event.data.get("changes") or {}, event.data.get("form") or {}
            why = next((self._said(name, form[name]) for name in WHY if form.get(name)), "")
            for point, new in self._named(written):
                if before.get(point) != new:
                    old, now = self._shown(before.get(point)), self._shown(new)
                    yield Change(point, event.at, event.actor_name, event.role, old, now, why)
                    before[point] = new

    def _said(self, name: str, value: Json) -> str:
        """A reason in words: chosen from a list, it is that choice's title."""
        field = self.page.procedure.fields.get(name)
        options = field.of if field is not None and isinstance(field.of, Mapping) else {}
        return in_language(options.get(str(value), str(value)))

    def _named(self, written: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        yield from ((name.upper() if name != "no_promise" else "T31", written[name]) for name in KEPT if name in written)
        for nth, one in enumerate(written.get(self.promises) or (), start=1):
            yield f"T3{nth}", {"at": one.get("at"), "type": one.get("type"), "reason": one.get("reason")}

    def _history(self) -> History:
        ran = [event for event in tickets.events_of(self.page.ticket).order_by("seq") if event.data.get("command")]  # type: ignore[arg-type]
        return History(self.page.standing.facts, tuple(Ran(event.data["command"], event.at, event.data.get("form") or {}) for event in ran))


def _touches(one: Figure) -> bool:
    return one.of == "promises" or any(TOUCHES.search(rule) for rule in _rules(one))


def _rules(one: Figure) -> list[str]:
    return [rule for rule in (one.good, one.sum, one.without) if rule]


def _taken(one: Figure, count: Count) -> Taken:
    verdict = "left_out" if count.left_out and not count.counted else "none"
    if count.counted:
        verdict = "good" if count.good == count.counted else "part" if count.good else "bad"
    amount = f"{count.sum:f}".rstrip("0").rstrip(".") if count.sum is not None and count.counted else ""
    return Taken(one.title or "", VERDICTS[verdict], amount, _rules(one), one.clause)


def _time(said: Json) -> datetime | None:
    return time_of(said) if isinstance(said, str) else None
