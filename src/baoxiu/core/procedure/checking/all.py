"""Every check over every part of a pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from baoxiu.core.procedure.checking import (
    afterwards,
    cases,
    charges,
    clocks,
    commands,
    expressions,
    fields,
    fitting,
    knowledge,
    packs,
    papers,
    settling,
    states,
    visits,
)  # fmt: skip
from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.folder import Folder

if TYPE_CHECKING:
    from baoxiu.core.procedure.loading import LoadedPack

Check = Callable[[Part], Iterator[Fault]]

OF_A_PROCEDURE: tuple[Check, ...] = (
    states.states, states.state_names, states.finals_left, states.branches,
    commands.givers, commands.roles, commands.receivers, commands.command_names, commands.linked_commands,
    commands.guard_words, commands.verdicts, commands.born,
    clocks.running, clocks.targets, clocks.clock_names, clocks.counted, clocks.calendars,
    fields.written, fields.filled, fields.asks, fields.choices, fields.money, fields.shelves, fields.promises, fields.mode,
    fields.gates, fields.since,
    expressions.expressions, expressions.guide_blanks, expressions.clocks_asked, expressions.linked_asked,
    papers.clauses, papers.procedures, papers.guides, papers.forms, papers.words, papers.untitled, papers.number,
    papers.overrides, papers.sent, papers.copies,
    charges.charges,
    visits.steps, visits.proofs, visits.appointments, visits.lists,
    afterwards.follow_ups, afterwards.follow_ups_asked, afterwards.called_back, afterwards.retention,
    settling.settlement, settling.rests_on_record,
)  # fmt: skip
OF_A_PACK = (
    packs.clauses_used,
    packs.clause_words,
    packs.pack_words,
    packs.calendars,
    packs.levels,
    packs.parts,
    packs.prices,
    settling.statements,
    cases.cases,
    knowledge.knowledge,
)


def check(pack: LoadedPack, folder: Folder, files: Mapping[str, str]) -> list[Fault]:
    """Everything that is wrong with a pack whose parts have their shape."""
    parts = [Part(pack, folder, files[one.procedure], one) for one in pack.definitions]
    found = [fault for part in parts for one in OF_A_PROCEDURE for fault in one(part)]
    found += [fault for one in OF_A_PACK for fault in one(pack, folder)]
    found += packs.guides_shown(pack, folder, parts)
    if not found:
        found = [fault for part in parts for fault in fitting.fitting(part)]
    return list({(f.file, f.line, f.code, f.what["en"]): f for f in found}.values())
