"""What a text is found by: pairs of Chinese characters, words, the initials of their pinyin, digits of telephones.

Chinese is written without gaps, so two neighbouring characters stand for a word. `tokens` goes into the index, `wanted`
makes the question to it; both fold width and case first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

from pypinyin import Style, load_single_dict, pinyin

LONGEST = 64  # letters of a word kept
INITIALS = 6  # letters of pinyin initials kept
HANZI = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # with the rare ones of names: 㛃, 𠮷
READ = {0x20BB7: "jí"}  # characters of names whose reading the dictionary lacks
_run = re.compile(rf"[{HANZI}]+|(?:(?![{HANZI}])[^\W_])+", re.UNICODE)
_hanzi = re.compile(rf"[{HANZI}]")
load_single_dict(READ)
_telephone = re.compile(r"\+?\d[\d\s()-]{5,}\d")


def fold(text: str) -> str:
    """`text` with full-width letters made narrow and everything in lower case, without signs no database keeps."""
    kept = text.replace("\0", " ").encode(errors="ignore").decode()
    return normalize("NFKC", kept).lower()


def tokens(*texts: str) -> list[str]:
    """What running text is found by: character pairs, words, telephones and their last digits. Sorted, each once."""
    return sorted(frozenset().union(*(_tokens(text) for text in texts if text)))


def named(*texts: str) -> list[str]:
    """What a name, a title or a place is found by: `tokens`, and the initials of its pinyin from every character on."""
    return sorted(frozenset().union(*(_tokens(text) | _initials(text) for text in texts if text)))


def wanted(text: str) -> str:
    """The question to the index, in PostgreSQL's tsquery notation; empty where `text` says nothing.

    Every word must be found, each as a beginning; digits also as the end of a telephone or of a ticket's number.
    """
    folded = fold(text).strip()
    parts = [part for run in _run.findall(folded) for part in _asked(run)]
    if not parts:
        return ""
    whole = f"{_quoted('#' + folded)}:*"
    return f"{whole} | ({' & '.join(parts)})"


def any_of(words: Iterable[str]) -> str:
    """The question to the index for rows that have any of these tokens."""
    return " | ".join(_quoted(word) for word in words)


def initials(*texts: str) -> str:
    """What a short list is found by beside its words: the pinyin initials of each run of Chinese, "公共照明" is "ggzm"."""
    return " ".join("".join(map(_initial, run)) for text in texts for run in _run.findall(fold(text)) if _hanzi.match(run))


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """How alike two token lists are, 0 to 1: what they share of what either has."""
    left, right = set(one), set(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def _asked(run: str) -> list[str]:
    if _hanzi.match(run):
        return [f"{_quoted(run)}:*"] if len(run) == 1 else [_quoted(pair) for pair in _pairs(run)]
    ways = [f"{_quoted(run[:LONGEST])}:*"]
    if run.isdigit():
        ways.append(_quoted("~" + run))
    elif run.isascii() and run.isalpha() and 2 <= len(run) <= INITIALS:
        ways.append(f"{_quoted('@' + run)}:*")
    return [f"({' | '.join(ways)})"]


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    """Kept for a while: a report and its ticket say the same words."""
    folded = fold(text)
    return frozenset((*_of_runs(folded), *_of_telephones(folded)))


@lru_cache(maxsize=4096)
def _initials(text: str) -> frozenset[str]:
    found: set[str] = set()
    for run in _run.findall(fold(text)):
        if _hanzi.match(run):
            letters = "".join(map(_initial, run))
            found.update("@" + letters[at : at + INITIALS] for at in range(len(letters)))
    return frozenset(found)


def _of_runs(folded: str) -> Iterable[str]:
    for run in _run.findall(folded):
        if _hanzi.match(run):
            yield from _pairs(run)
            yield run[-1]  # so that the last character is found alone, as every other is by its pair
        else:
            yield run[:LONGEST]


def _of_telephones(folded: str) -> Iterable[str]:
    for match in _telephone.findall(folded):
        digits = re.sub(r"\D", "", match)
        if 7 <= len(digits) <= 15:
            yield from (digits, digits.removeprefix("86"), "~" + digits[-4:], "~" + digits[-8:])


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


@lru_cache(maxsize=16384)
def _initial(character: str) -> str:
    return (pinyin(character, style=Style.FIRST_LETTER, strict=False)[0][0] or character)[:1].lower()
