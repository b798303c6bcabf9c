"""What can be wrong with a pack: file, line, what is wrong and what would be right, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from baoxiu.core.errors import Refusal, Words
from baoxiu.core.procedure.sayings import SAYINGS


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a pack, at a line of a file."""

    file: str
    line: int
    code: str
    what: Words
    remedy: Words

    def say(self, language: str) -> str:
        """`work-order.yaml:12: what is wrong. What would be right.`"""
        key = "zh" if language.startswith("zh") else "en"
        return f"{self.file}:{self.line}: {self.what[key]} {self.remedy[key]}".rstrip()


def fault(code: str, file: str, line: int, **facts: Any) -> Fault:
    """The fault `code` at a place, its blanks filled with `facts`."""
    saying = SAYINGS[code]
    what, remedy = (
        {language: words.format(file=file, **facts) for language, words in side.items()} for side in (saying.what, saying.remedy)
    )
    return Fault(file, line, code, what, remedy)


class PackFaults(Refusal):
    """The pack {pack} has {count} faults."""

    code = "pack_faults"
    zh = "规程包 {pack} 有 {count} 处问题。"

    def __init__(self, pack: str, faults: Iterable[Fault]) -> None:
        """Keep every fault, in the order of files and lines."""
        self.faults = tuple(sorted(faults, key=lambda f: (f.file, f.line, f.code, f.what["en"])))
        super().__init__(pack=pack, count=len(self.faults))

    def lines(self, language: str) -> list[str]:
        """Every fault in words, one a line."""
        return [found.say(language) for found in self.faults]
