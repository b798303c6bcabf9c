"""Pieces of names and numbers, so that two characters, a phone's last digits or pinyin initials find their row by an index.

Every run of letters, digits or characters is cut into all its pieces of one, two and three; a search asks for the longest
pieces of what was typed. A piece carries where it comes from: `n` name, `i` pinyin initials, `t` telephone, `s` site.
"""

from __future__ import annotations

import re
import unicodedata

from pypinyin import Style, lazy_pinyin, load_single_dict

from baoxiu.core.text import READ

load_single_dict(READ)
RUN = re.compile(r"[0-9]+|[^\W\d_]+")
LONGEST = 3


def pieces(text: str, mark: str) -> set[str]:
    """All pieces of a text that is to be found."""
    runs = RUN.findall(_plain(text))
    return {mark + run[k : k + size] for run in runs for size in range(1, LONGEST + 1) for k in range(len(run) - size + 1)}


def asked(word: str, mark: str) -> list[str]:
    """The pieces a typed word must have; empty when nothing in it can be found."""
    found: list[str] = []
    for run in RUN.findall(_plain(word)):
        size = min(LONGEST, len(run))
        found += [mark + run[k : k + size] for k in range(len(run) - size + 1)]
    return found


def initials(name: str) -> str:
    """Pinyin initials: 王女士 -> wns. Letters stay as they are."""
    return "".join(lazy_pinyin(_plain(name).replace(" ", ""), style=Style.FIRST_LETTER))


def name_pieces(name: str) -> set[str]:
    """A name by its characters and by its initials."""
    return pieces(name, "n") | pieces(initials(name), "i")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
