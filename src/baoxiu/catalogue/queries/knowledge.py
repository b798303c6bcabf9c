"""What the packs in force know: questions with their answers, phrases that are not said. Found as tickets are, by pairs and pinyin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from baoxiu.catalogue.queries.procedures import pack_of, versions_in_force
from baoxiu.core.engine.facts import Words
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.elements import Entry, Phrase
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.core.text import wanted

# What stands in the question itself comes before what its answer merely mentions.
FOUND = """
SELECT pack_version_id, topic, name FROM catalogue_knownentry
 WHERE pack_version_id = ANY(%(versions)s) AND (%(asked)s = '' OR search @@ %(asked)s::tsquery)
 ORDER BY pack_version_id, (%(asked)s <> '' AND NOT heading @@ NULLIF(%(asked)s, '')::tsquery), place LIMIT %(most)s
"""
MOST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One question of a pack in force."""

    pack: LoadedPack
    topic: str
    name: str
    entry: Entry

    @property
    def key(self) -> str:
        """What it goes by in addresses: its topic and its name."""
        return f"{self.topic}/{self.name}"

    @property
    def topic_title(self) -> Words:
        """What its topic is called."""
        return self.pack.knowledge[self.topic].topic

    @property
    def fault_titles(self) -> list[Words]:
        """The kinds of fault it is about, as the pack calls them."""
        return [self.pack.pack.categories[fault].title for fault in self.entry.faults]

    @property
    def steps(self) -> list[Words]:
        """Where it is shown, as people call the steps: each title once."""
        titles = (_title(self.pack, step) for step in self.entry.at)
        return list({str(sorted(title.items())): title for title in titles if title}.values())


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one topic that are not said, each with what is said instead."""

    pack: LoadedPack
    topic: Words
    phrases: Sequence[Phrase]


def known(organisation_id: int, text: str = "", *, at: datetime, topic: str = "", fault: str = "") -> list[Found]:
    """The questions that `text` finds (all where it says nothing), of one topic or about one kind of fault."""
    found = [
        Found(pack, row_topic, name, pack.knowledge[row_topic].entries[name])
        for pack, row_topic, name in _rows(organisation_id, text, at)
        if not name.startswith("#") and topic in ("", row_topic)
    ]
    return [one for one in found if not fault or fault in one.entry.faults]


def phrases(organisation_id: int, text: str = "", *, at: datetime) -> list[Phrases]:
    """The phrases that `text` finds, by topic."""
    found: dict[tuple[int, str], Phrases] = {}
    for pack, topic, name in _rows(organisation_id, text, at):
        if name.startswith("#"):
            said = pack.knowledge[topic]
            held = found.get((id(pack), topic), Phrases(pack, said.topic, ()))
            found[id(pack), topic] = Phrases(pack, said.topic, (*held.phrases, said.phrases[int(name[1:])]))
    return list(found.values())


def known_entry(organisation_id: int, key: str, *, at: datetime) -> Found:
    """One question by its key, of the packs in force."""
    topic, _, name = key.partition("/")
    for version in versions_in_force(organisation_id, at=at):
        pack = pack_of(version)
        if topic in pack.knowledge and name in pack.knowledge[topic].entries:
            return Found(pack, topic, name, pack.knowledge[topic].entries[name])
    raise NotFound(what="knowledge / 知识", name=key)


def topics(organisation_id: int, *, at: datetime) -> Mapping[str, Words]:
    """The topics with questions in them, by name."""
    packs = (pack_of(version) for version in versions_in_force(organisation_id, at=at))
    return {name: topic.topic for pack in packs for name, topic in pack.knowledge.items() if topic.entries}


def _rows(organisation_id: int, text: str, at: datetime) -> list[tuple[LoadedPack, str, str]]:
    asked = wanted(text)
    versions = [version for version in versions_in_force(organisation_id, at=at) if pack_of(version).knowledge]
    if not versions or (text.strip() and not asked):
        return []
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"versions": versions, "asked": asked, "most": MOST})
        return [(pack_of(version), topic, name) for version, topic, name in cursor.fetchall()]


def _title(pack: LoadedPack, step: str) -> Words | None:
    """What a state or a command is called, in the first procedure that has it."""
    if step == "open":
        return {"zh": "接报", "en": "Taking the report"}
    for one in pack.definitions:
        element = one.states.get(step) or one.commands.get(step)
        if element is not None:
            return element.title
    return None
