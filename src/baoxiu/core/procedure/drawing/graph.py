"""What there is to draw: a node for each state and for each way out of it, with their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from baoxiu.core.procedure.elements import Branch, ClockOf, Command, Procedure, QuotaOf
from baoxiu.core.procedure.loaded import LoadedProcedure

Words = Mapping[Any, str]
Kind = Literal["birth", "state", "final", "command", "system"]


@dataclass(frozen=True, slots=True)
class Took:
    """One step a ticket took. `start` is None at its birth."""

    command: str
    start: str | None
    end: str


@dataclass
class Node:
    """A box of the diagram. `lines` are its words with the class each is shown in."""

    key: str
    kind: Kind
    lines: list[tuple[str, str]] = field(default_factory=list)
    taken: bool = False
    here: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from a node to a node."""

    start: str
    end: str
    taken: bool = False


@dataclass
class Graph:
    """Nodes in the order they are told, and arrows between them."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)


BIRTH = "birth"


class _Maker:
    def __init__(self, loaded: LoadedProcedure, language: str, took: Sequence[Took]) -> None:
        self.procedure: Procedure = loaded.definition
        self.roles = {name: role.title for name, role in loaded.pack.pack.roles.items()} if loaded.pack else {}
        self.language = language
        self.steps = {(step.command, step.start, step.end) for step in took}
        self.at = took[-1].end if took else None
        self.graph = Graph()

    def make(self) -> Graph:
        """Birth, states, then every way from state to state."""
        self.graph.nodes[BIRTH] = Node(BIRTH, "birth", [(self.say({"zh": "开单", "en": "Opened"}), "small")], taken=bool(self.steps))
        for name in self.procedure.states:
            self.graph.nodes[f"state:{name}"] = self.state(name)
        for place, branch in enumerate(self.procedure.opens.to):
            self.born(place, branch)
        for name, command in self.procedure.commands.items():
            self.ways(name, command, "command")
        for name, command in self.procedure.system_commands.items():
            self.ways(name, command, "system")
        for name, answer in self.procedure.answers.items():
            if answer.to is not None:
                self.way(name, self.linked(name), "system", self.answered(answer.to), [answer.to])
        return self.graph

    # -- states

    def state(self, name: str) -> Node:
        """A state with its titles, who must act, what may be done without leaving, and the clocks that start there."""
        state = self.procedure.states[name]
        lines = [(self.say(state.title), "title"), *self.other(state.title)]
        if state.holder:
            lines.append((self.say(self.role(state.holder)), "holder"))
        lines += [(f"◷ {text}", "clock") for text in self.clocks_of(name)]
        lines += [(f"◷ {text}", "clock") for text in self.grab(name)]
        lines += [(f"‖ {self.clock_title(clock)}", "clock") for clock in self.pausing(name)]
        lines += [(f"· {text}", "small") for text in self.staying(name)]
        taken = any(name in (start, end) for _, start, end in self.steps)
        return Node(f"state:{name}", "final" if state.final else "state", lines, taken, here=name == self.at, hint=name)

    def clocks_of(self, state: str) -> Iterator[str]:
        """Clocks and quotas that begin when the ticket comes here."""
        running: dict[str, ClockOf | QuotaOf] = {**self.procedure.clocks, **self.procedure.quotas}
        for name, clock in running.items():
            if state in self.starting(name, clock):
                yield f"{self.clock_title(name)} {self.limit(clock)}".strip()

    def grab(self, state: str) -> Iterator[str]:
        """How long the pool has, where open jobs are grabbed."""
        grab = self.procedure.dispatch.grab if self.procedure.dispatch else None
        if grab is not None and state == self.procedure.opens.to[0].state:
            yield f"{self.say({'zh': '抢单', 'en': 'Grab'})} {span_words(grab.within, self.language)}"

    def starting(self, name: str, clock: ClockOf | QuotaOf) -> set[str]:
        """The states a clock begins in: where its triggers lead."""
        triggers = {trigger.command for trigger in clock.starts}
        triggers |= {command for command, of in self.procedure.commands.items() if name in of.starts}
        found = {trigger.removeprefix("state:") for trigger in triggers if trigger.startswith("state:")}
        if "opened" in triggers or name in self.procedure.opens.starts:
            found |= {branch.state for branch in self.procedure.opens.to}
        for trigger in triggers & self.procedure.commands.keys():
            command = self.procedure.commands[trigger]
            for branch in command.to:
                found |= set(command.from_) if branch.state == "same" else {branch.state}
        return found

    def pausing(self, state: str) -> list[str]:
        """Clocks that stand still here."""
        own = self.procedure.states[state].pauses
        return [*own, *(name for name, clock in self.procedure.clocks.items() if state in clock.pauses_in and name not in own)]

    def staying(self, state: str) -> Iterator[str]:
        """Commands that leave the ticket where it is."""
        for name, command in self.procedure.commands.items():
            if state in command.from_ and all(branch.state in ("same", state) for branch in command.to):
                yield self.say(command.title or {"zh": name})

    # -- ways

    def born(self, place: int, branch: Branch) -> None:
        """From the birth to a first state."""
        taken = ("opened", None, branch.state) in self.steps
        by = " / ".join(self.say(self.role(role)) for role in self.procedure.opens.by) or self.say({"zh": "关联单", "en": "linked ticket"})
        key = f"open:{place}"
        title = self.say({"zh": "报修", "en": "Report"} if self.procedure.kind == "work_order" else {"zh": "开单", "en": "Open"})
        self.graph.nodes[key] = Node(key, "command", [(title, "verb"), (by, "role")], taken)
        self.graph.edges += [Edge(BIRTH, key, taken), Edge(key, f"state:{branch.state}", taken)]

    def ways(self, name: str, command: Command, kind: Literal["command", "system"]) -> None:
        """One box a command: arrows from each state it stands open in, arrows to each it leads to."""
        by = " / ".join(self.say(self.role(role)) for role in command.by) or self.say({"zh": "系统", "en": "System"})
        lines = [(self.say(command.title or {"zh": name}), "verb"), (by, "role")]
        ends = list(dict.fromkeys(branch.state for branch in command.to if branch.state != "same"))
        leading = {start for branch in command.to for start in self.leading(command, branch)}
        starts = [start for start in self.starts(command.from_) if start in leading]
        self.way(name, lines, kind, starts, ends)

    def way(
        self, name: str, lines: list[tuple[str, str]], kind: Literal["command", "system"], starts: Sequence[str], ends: Sequence[str]
    ) -> None:
        """The box and its arrows; nothing where it leads nowhere."""
        if not starts or not ends:
            return
        took = {(start, end) for command, start, end in self.steps if command == name}
        self.graph.nodes[name] = Node(name, kind, list(lines), bool(took), hint=name)
        self.graph.edges += [Edge(f"state:{start}", name, any(one == start for one, _ in took)) for start in starts]
        self.graph.edges += [Edge(name, f"state:{end}", any(one == end for _, one in took)) for end in ends]

    def leading(self, command: Command, branch: Branch) -> Iterator[str]:
        """The states from which a branch leads elsewhere; a condition may name the only ones."""
        only = re.findall(r'\bstate == "(\w+)"', branch.when or "")
        starts = self.starts(command.from_) if branch.state != "same" else []
        return (start for start in starts if start != branch.state and (not only or start in only))

    def starts(self, from_: Sequence[str]) -> list[str]:
        """The states a command stands open in; a command for any state is drawn from those that others leave open."""
        if from_ and from_[0] != "any":
            return [name for name in from_ if name in self.procedure.states]
        return [name for name, state in self.procedure.states.items() if state.final is None]

    def answered(self, end: str) -> list[str]:
        """Where a ticket waits for a linked one: the states that opening it leads to."""
        waiting = {
            branch.state for command in self.procedure.commands.values() for branch in command.to
            if any(effect.open for effect in (*command.then, *branch.then))
        }  # fmt: skip
        return [name for name in self.procedure.states if name in waiting and name != end]

    def linked(self, name: str) -> list[tuple[str, str]]:
        """The words of an answer: `withdrawal.refused`."""
        return [(name, "verb"), (self.say({"zh": "关联单", "en": "linked ticket"}), "role")]

    # -- words

    def say(self, words: Words) -> str:
        """`words` in the diagram's language, else in the one they have."""
        return words.get(self.language) or next(iter(words.values()))

    def other(self, words: Words) -> list[tuple[str, str]]:
        """The same in the other language, smaller."""
        text = words.get("en" if self.language == "zh" else "zh")
        return [(text, "other")] if text and text != self.say(words) else []

    def role(self, name: str) -> Words:
        """How a role is called."""
        special: dict[str, Words] = {"customer": {"zh": "客户", "en": "Customer"}, "holder": {"zh": "当前处理人", "en": "Holder"}}
        return self.roles.get(name) or special.get(name) or {"zh": name}

    def limit(self, clock: ClockOf | QuotaOf) -> str:
        """How long, or how often."""
        if isinstance(clock, QuotaOf):
            return PERIODS[clock.per][0 if self.language == "zh" else 1].format(clock.at_least)
        return span_words(clock.within, self.language) if clock.within else ""

    def clock_title(self, name: str) -> str:
        """How a clock or quota is called."""
        found = self.procedure.clocks.get(name) or self.procedure.quotas.get(name)
        return self.say(found.title) if found and found.title else name


SPANS: Mapping[str, tuple[str, str]] = {
    "d": ("{} 天", "{} d"), "h": ("{} 小时", "{} h"), "m": ("{} 分钟", "{} min"), "s": ("{} 秒", "{} s"),
    " working_days": ("{} 个工作日", "{} working days"), " working_hours": ("{} 个工作小时", "{} working hours"),
}  # fmt: skip
PERIODS: Mapping[str, tuple[str, str]] = {
    "working_day": ("每工作日 {} 次", "{} a working day"), "day": ("每天 {} 次", "{} a day"),
    "week": ("每周 {} 次", "{} a week"), "month": ("每月 {} 次", "{} a month"),
}  # fmt: skip


def span_words(span: str, language: str) -> str:
    """A length of time in words: `4h` is 4 小时, `3 working_days` 3 working days."""
    place = 0 if language == "zh" else 1
    if span == "half_working_day":
        return ("半个工作日", "half a working day")[place]
    return " ".join(SPANS[unit][place].format(count) for count, unit in re.findall(r"(\d+)( working_days| working_hours|[dhms])", span))


def graph_of(loaded: LoadedProcedure, language: str, took: Sequence[Took] = ()) -> Graph:
    """The nodes and arrows of a procedure, with the path of `took` marked."""
    return _Maker(loaded, language, took).make()
