"""What a pack knows, laid out so that it is found: one row an entry or phrase, with its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from baoxiu.catalogue.models import KnownEntry, PackVersion
from baoxiu.core.procedure.elements import Entry, Topic
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.core.text import named, tokens

INSERT = """
INSERT INTO catalogue_knownentry (pack_version_id, topic, name, place, heading, search)
VALUES (%s, %s, %s, %s, array_to_tsvector(%s::text[]), array_to_tsvector(%s::text[]))
"""


def index_knowledge(version: PackVersion, pack: LoadedPack) -> None:
    """Lay the rows of a version anew: its questions in their order, after each topic's its phrases."""
    KnownEntry.objects.filter(pack_version=version).delete()
    said = [(key, *one) for key, topic in pack.knowledge.items() for one in _said(topic)]
    rows = [(version.pk, key, name, place, heading, search) for place, (key, name, heading, search) in enumerate(said)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(INSERT, rows)


def _said(topic: Topic) -> Iterator[tuple[str, list[str], list[str]]]:
    for name, entry in topic.entries.items():
        yield name, *_tokens([*topic.topic.values(), *entry.question.values()], _answers(entry))
    for place, phrase in enumerate(topic.phrases):
        yield f"#{place}", *_tokens([*topic.topic.values(), *phrase.forbidden.values()], list(phrase.instead.values()))


def _tokens(heading: Sequence[str], rest: Sequence[str]) -> tuple[list[str], list[str]]:
    first = named(*heading)
    return first, sorted({*first, *tokens(*rest)})


def _answers(entry: Entry) -> list[str]:
    points = [words for part in (entry.answer, entry.do, entry.dont) for point in part for words in point.values()]
    return [*points, *(entry.note or {}).values(), *entry.faults, *entry.clause]


__all__ = ["index_knowledge"]
