"""Which category a report may belong to, by its words: the pack's own titles, and what like reports were put under before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from baoxiu.core.engine.facts import Actor
from baoxiu.core.text import fold, likeness, tokens
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared.drawing import Option
from baoxiu.web.shared.languages import Words

LOOKED_AT = 60
LIKE = 0.2  # reports less alike say nothing of each other
ENOUGH, SHORT = 0.25, 0.6


@dataclass(frozen=True, slots=True)
class Suggested:
    """A category and how it is called."""

    key: str
    words: Words


def suggested(text: str, options: Sequence[Option], actor: Actor) -> Suggested | None:
    """The category that speaks loudest in what was typed; None where none does, or two speak alike."""
    said = {word for word in tokens(text) if len(word) > 1}
    if not said or not options:
        return None
    votes: dict[str, float] = defaultdict(float)
    for option in options:
        votes[option.key] += _named(text, said, option.words)
    for key, weight in _before(text, said, actor):
        votes[key] += weight
    known = {option.key: option for option in options}
    ranked = sorted(((key, votes[key]) for key in known), key=itemgetter(1), reverse=True)
    (first, most), rest = ranked[0], ranked[1:]
    if most < ENOUGH or (rest and rest[0][1] == most):
        return None
    return Suggested(first, known[first].words)


def _named(text: str, said: set[str], words: Words) -> float:
    """How much of a category's title was said; a title of one or two characters is said where it stands in the text."""
    titles = words.values() if not isinstance(words, str) else [words]
    short = [SHORT for title in titles if len(title) <= 2 and fold(title) in fold(text)]
    shares = [len(said & own) / len(own) for title in titles if (own := {one for one in tokens(title) if len(one) > 1})]
    return max([*short, *shares], default=0.0)


def _before(text: str, said: set[str], actor: Actor) -> Iterable[tuple[str, float]]:
    """The categories of the latest tickets that were reported in like words, each by how like it is."""
    for ticket in tickets.said_alike(text, actor, most=LOOKED_AT):
        alike = likeness(said, tokens(ticket.title))
        if alike >= LIKE and ticket.category:
            yield ticket.category, alike
