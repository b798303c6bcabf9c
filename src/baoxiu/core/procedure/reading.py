"""Reading YAML as version 1.2 has it, with the line of everything kept.

No word is a boolean but `true` and `false`; dates, times of day and durations stay text; a key may stand once; tags and
merge keys are refused. Only libyaml's events are used, so neither depth nor aliases can blow a reader up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from baoxiu.core.procedure.faults import Fault, fault

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path = tuple[str | int, ...]

DEEPEST = 40
MOST_NODES = 200_000
PLAIN = (
    (re.compile(r"(?:|~|null|Null|NULL)\Z"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE)\Z"), lambda _: True),
    (re.compile(r"(?:false|False|FALSE)\Z"), lambda _: False),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), int),
    (re.compile(r"0o[0-7]+\Z"), lambda text: int(text, 8)),
    (re.compile(r"0x[0-9a-fA-F]+\Z"), lambda text: int(text, 16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+)\Z"), float),
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says, and where: the line (from 1) of every key and row."""

    file: str
    value: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """The line of what stands at `path`, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class Unreadable(Exception):
    """The file cannot be read at all; it carries the one fault that says why."""

    def __init__(self, why: Fault) -> None:
        """Keep the fault."""
        self.fault = why
        super().__init__(why.say("en"))


def read(text: str, file: str) -> tuple[Read, list[Fault]]:
    """Read one document; keys that stand twice come back as faults, the first of each is taken."""
    reader = _Reader(file, _events(text, file))
    value = reader.document()
    return Read(file, value, reader.lines), reader.faults


def _events(text: str, file: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=LOADER)
    except yaml.MarkedYAMLError as broken:
        raise Unreadable(_broken(broken, text, file)) from broken
    except yaml.reader.ReaderError as broken:
        line = text.count("\n", 0, broken.position) + 1
        raise Unreadable(fault("not_yaml", file, line, why=broken.reason)) from broken


def _broken(broken: yaml.MarkedYAMLError, text: str, file: str) -> Fault:
    """Why the text is not YAML; where a bare `!` stands on the line, that is nearly always the reason."""
    mark = broken.problem_mark or broken.context_mark
    line = mark.line + 1 if mark else 1
    here = text.splitlines()[line - 1 : line]
    if here and (bare := re.search(r"[:,\[]\s+(![^\s,}\]]*)", here[0])):
        return fault("tag", file, line, tag=bare[1])
    return fault("not_yaml", file, line, why=broken.problem or str(broken))


@dataclass
class _Reader:
    file: str
    events: Iterator[yaml.Event]
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    nodes: int = 0

    def document(self) -> Any:
        """The one document of the file; nothing at all reads as null."""
        value: Any = None
        seen = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                seen += 1
                if seen > 1:
                    self.stop("two_documents", event)
                value = self.node(next(self.events), ())
        return value

    def node(self, event: yaml.Event, path: Path) -> Any:
        """One value: a word, a list or a map."""
        before = self.nodes
        self.nodes += 1
        if len(path) > DEEPEST or self.nodes > MOST_NODES:
            self.stop("too_deep", event)
        if isinstance(event, yaml.AliasEvent):
            return self.again(event)
        self.refuse_tag(event)
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.ScalarEvent):
            value = _plain(event.value) if event.implicit[0] else event.value
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self.rows(path)
        else:
            value = self.pairs(path)
        anchor: str | None = getattr(event, "anchor", None)
        if anchor:
            self.anchors[anchor] = (value, self.nodes - before)
        return value

    def rows(self, path: Path) -> list[Any]:
        """The rows of a list."""
        rows: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            rows.append(self.node(event, (*path, len(rows))))
        return rows

    def pairs(self, path: Path) -> dict[str, Any]:
        """The pairs of a map; a key is always text."""
        pairs: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.stop("key_not_a_word", event)
            key, line = event.value, _line(event)
            at = (*path, key)
            if key in pairs:
                self.faults.append(fault("key_twice", self.file, line, key=key, first=self.lines[at]))
                self.node(next(self.events), (*path, f"{key} (again)"))
                continue
            self.lines[at] = line
            pairs[key] = self.node(next(self.events), at)
        return pairs

    def again(self, event: yaml.AliasEvent) -> Any:
        """What an alias stands for; one inside its own anchor stands for nothing yet."""
        name = event.anchor or ""
        if name not in self.anchors:
            self.stop("unknown_alias", event, name=name)
        value, size = self.anchors[name]
        self.nodes += size
        return value

    def refuse_tag(self, event: yaml.Event) -> None:
        """`!x` is a tag to YAML: nearly always an expression that lacks its quotes."""
        tag: str | None = getattr(event, "tag", None)
        if tag is not None and tag != "!" and not tag.startswith("tag:yaml.org,2002:"):
            self.stop("tag", event, tag=tag)

    def stop(self, code: str, event: yaml.Event, **facts: Any) -> NoReturn:
        """Give the file up, saying why and where."""
        raise Unreadable(fault(code, self.file, _line(event), **facts))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _plain(text: str) -> Any:
    """A word without quotes, as the core schema of YAML 1.2 takes it."""
    for shape, make in PLAIN:
        if shape.match(text):
            return make(text)
    return text
