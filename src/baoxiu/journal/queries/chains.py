"""Proving the record whole: every chain is walked by the database, and the first broken link of each is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection

from baoxiu.journal.events import discover

# What each broken link says, per language.
WORDS = {
    "changed": (
        "{name}: event {seq} ({type}, {at}) is not what was recorded: it was changed.",
        "{name}：第 {seq} 条事件（{type}，{at}）与登记时不符，已被改动。",
    ),
    "removed": (
        "{name}: what stood before event {seq} ({type}, {at}) was removed.",
        "{name}：第 {seq} 条事件（{type}，{at}）之前的事件已被删除。",
    ),
    "doubled": (
        "{name}: event {seq} ({type}, {at}) stands there twice: one was slipped in.",
        "{name}：第 {seq} 条事件（{type}，{at}）出现两次，其中一条是插入的。",
    ),
    "cut_off": (
        "{name}: the events after {seq} were removed.",
        "{name}：第 {seq} 条之后的事件已被删除。",
    ),
    "slipped_in": (
        "{name}: event {seq} ({type}, {at}) was added behind the product's back.",
        "{name}：第 {seq} 条事件（{type}，{at}）是绕过系统添加的。",
    ),
    "left_changed": (
        "{name}: what was left of its disposed events (up to {seq}) was changed.",
        "{name}：销毁后保留的事件（至第 {seq} 条）已被改动。",
    ),
    "unproven": (
        "{name}: its events (up to {seq}) were emptied, and no recorded disposal says so.",
        "{name}：事件（至第 {seq} 条）内容已被清空，却没有相应的销毁记录。",
    ),
    "other_end": (
        "{name}: the chain does not end as the ticket says (event {seq}); one of the two was changed.",
        "{name}：事件链末端（第 {seq} 条）与单上记录不符，其中之一已被改动。",
    ),
}
What = Literal["changed", "removed", "doubled", "cut_off", "slipped_in", "other_end", "left_changed", "unproven"]
DISPOSED = "PapersDisposed"  # the event that proves a disposal: it names each subject with the digest of what is left of it


@dataclass(frozen=True, slots=True)
class Tampering:
    """The first broken link of one chain: on which ticket, at which event, and in what way."""

    subject: UUID
    number: str  # of the ticket; empty for other subjects
    seq: int
    what: What
    type: str = ""
    at: datetime | None = None

    def say(self, language: str) -> str:
        """In words."""
        en, zh = WORDS[self.what]
        name = self.number or str(self.subject)
        when = self.at.isoformat(timespec="seconds") if self.at else ""
        return (zh if language.startswith("zh") else en).format(name=name, seq=self.seq, type=self.type, at=when)


_ends = ["SELECT subject, '' AS number, seq, hash FROM journal_chain"]


def ends(select: str) -> None:
    """Register where chains end: a SELECT of (subject uuid, number text, seq int, hash bytea), one row a chain."""
    if select not in _ends:
        _ends.append(select)


# The primary key gives each partition's events in the order of chains, so the walk streams, whatever its length.
WALK = """
WITH walked AS (
    SELECT e.*, lag(e.hash) OVER chain AS prev, coalesce(lag(e.seq) OVER chain, 0) AS seq_before,
           lead(e.seq) OVER chain IS NULL AS is_last, e.seq <= d.seq AS is_disposed
      FROM journal_event e LEFT JOIN journal_disposed d ON d.subject = e.ticket_id {{only}}
    WINDOW chain AS (PARTITION BY e.ticket_id ORDER BY e.seq, e.at)
), judged AS (
    SELECT ticket_id AS subject, seq, type, at, hash, is_last,
           CASE WHEN seq = seq_before THEN 'doubled'
                WHEN seq <> seq_before + 1 THEN 'removed'
                WHEN is_disposed THEN NULL
                WHEN hash <> journal_hash(prev, ticket_id, seq, type, at, recorded_at, organisation_id, actor_id, actor_name,
                                          role, door, data) THEN 'changed' END AS what
      FROM walked
), kept AS (
    SELECT subject, seq, type, at, hash, is_last, what FROM judged WHERE what IS NOT NULL OR is_last
), first AS (
    SELECT DISTINCT ON (subject) * FROM kept ORDER BY subject, what IS NULL, seq, at
), ends AS (SELECT * FROM ({ends}) AS every {{ending}})
SELECT coalesce(f.subject, n.subject), coalesce(n.number, ''), coalesce(f.seq, 0),
       CASE WHEN f.what IS NOT NULL THEN f.what
            WHEN f.seq IS NULL OR n.seq > f.seq THEN 'cut_off'
            WHEN n.seq IS NULL OR n.seq < f.seq THEN 'slipped_in'
            ELSE 'other_end' END,
       coalesce(f.type, ''), f.at
  FROM first f FULL JOIN ends n ON n.subject = f.subject
 WHERE f.what IS NOT NULL OR n.subject IS NULL OR (f.subject IS NULL AND n.seq > 0)
    OR n.seq <> f.seq OR n.hash <> f.hash
 ORDER BY 2, 1
"""


# What is left of disposed events is as it was left, and a disposal that was recorded says so.
LEFT = """
SELECT d.subject, coalesce(n.number, ''), d.seq,
       CASE WHEN d.digest IS DISTINCT FROM journal_digest_left(d.subject, d.seq) THEN 'left_changed' ELSE 'unproven' END, '', NULL
  FROM journal_disposed d LEFT JOIN ({ends}) AS n ON n.subject = d.subject
 WHERE {{left}} AND (d.digest IS DISTINCT FROM journal_digest_left(d.subject, d.seq) OR NOT EXISTS (
       SELECT 1 FROM journal_event p WHERE p.ticket_id = d.disposal AND p.type = %(proof)s
          AND p.data #>> ARRAY['subjects', d.subject::text] = encode(d.digest, 'hex')))
 ORDER BY 2, 1
"""
ALL = {"only": "", "ending": "", "left": "true"}
SOME = {
    "only": "WHERE e.ticket_id = ANY(%(some)s)", "ending": "WHERE subject = ANY(%(some)s)", "left": "d.subject = ANY(%(some)s)",
}  # fmt: skip


def find_tampering(subjects: Sequence[UUID] | None = None) -> list[Tampering]:
    """Every chain that is not whole, with its first broken event. Empty: nothing was changed behind the product's back.

    Found are events changed, removed, doubled, slipped in or cut off at the end, an end that is not the ticket's, and events that
    were emptied without a recorded disposal, or changed after it. With `subjects` only these chains are walked.
    """
    return [found for sql in (WALK, LEFT) for found in _walk(sql, subjects)]


def count_disposed() -> tuple[int, int]:
    """How many chains were disposed of, and how many of their events were emptied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(seq), 0) FROM journal_disposed")
        chains, events = cursor.fetchone()
    return int(chains), int(events)


def _walk(sql: str, subjects: Sequence[UUID] | None) -> Iterator[Tampering]:
    discover()
    where = ALL if subjects is None else SOME
    with connection.cursor() as cursor:
        statement = sql.format(ends=" UNION ALL ".join(_ends)).format(**where)
        cursor.execute(statement, {"some": list(subjects or ()), "proof": DISPOSED})
        for subject, number, seq, what, type_, at in cursor:
            yield Tampering(subject=subject, number=number, seq=seq, what=what, type=type_, at=at)
