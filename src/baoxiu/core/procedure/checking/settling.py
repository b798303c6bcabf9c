"""Settlement: it begins where a ticket ends, always knows a tier, and rests on what was written, so that it can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from baoxiu.core.expressions import BadExpression
from baoxiu.core.expressions import compile as compiled
from baoxiu.core.procedure.checking.naming import sources
from baoxiu.core.procedure.checking.part import Part
from baoxiu.core.procedure.elements import Settlement
from baoxiu.core.procedure.faults import Fault, fault
from baoxiu.core.procedure.folder import Folder
from baoxiu.core.procedure.hints import hints

if TYPE_CHECKING:
    from baoxiu.core.procedure.loading import LoadedPack

PACK = "pack.yaml"
KNOWN = frozenset({"t1", "state", "mode", "number", "unit", "flags", "parent", "part_order", "visits", "visit_arrived", "worked"})
ASKED = frozenset({"working_days", "working_time", "days", "hours", "setting", "grade", "linked", "total", "money", "text", "signed"})


def settlement(part: Part) -> Iterator[Fault]:
    """States that end a ticket, a last tier that always holds, deductions that say how much, fields there are."""
    rule = part.definition.settlement
    if rule is None:
        return
    for place, name in enumerate(rule.at):
        yield from part.unknown("unknown_state", name, part.definition.states, "settlement", "at", place)
        if name in part.definition.states and not part.definition.states[name].final:
            yield part.fault("settled_too_early", "settlement", "at", place, name=name)
    for place, name in enumerate(rule.shows):
        yield from part.unknown("unknown_field", name, {*part.fields, "t1"}, "settlement", "shows", place)
    yield from _tiers(part, rule)
    yield from _deductions(part, rule)


def _tiers(part: Part, rule: Settlement) -> Iterator[Fault]:
    *earlier, last = rule.tiers
    if rule.tiers[last].when is not None:
        yield part.fault("tier_open", "settlement", "tiers", last, name=last)
    for name in earlier:
        if rule.tiers[name].when is None:
            yield part.fault("tier_hides", "settlement", "tiers", name, name=name)


def _deductions(part: Part, rule: Settlement) -> Iterator[Fault]:
    for name, one in rule.deductions.items():
        if (one.amount is None) == (one.share is None):
            yield part.fault("deduction_unsaid", "settlement", "deductions", name, name=name)


def rests_on_record(part: Part) -> Iterator[Fault]:
    """Nothing in a settlement looks at the moment it is made in: no now, no running clock, no stock, nobody who asks."""
    known = {*KNOWN, *part.fields, *(name.replace("-", "_") for name in part.pack.procedures)}
    for path, source, _ in sources(part):
        if path[0] != "settlement":
            continue
        try:
            found = compiled(source)
        except BadExpression:
            continue  # told by the check of expressions
        for name in sorted((found.names - known) | (found.functions - ASKED)):
            yield part.fault("settled_by_the_moment", *path, source=source, name=name)


def statements(pack: LoadedPack, folder: Folder) -> Iterator[Fault]:
    """Statements are drawn up for a level there is, by roles there are, and some procedure has a tariff; and the other way round."""
    rule = pack.pack.statements
    settled = [one.procedure for one in pack.definitions if one.settlement is not None]
    if rule is None:
        if settled:
            yield _at(folder, "tariff_without_statements", "pack", name=settled[0])
        return
    if not settled:
        yield _at(folder, "statements_without_tariff", "statements")
    if rule.of not in pack.pack.levels:
        yield _at(folder, "not_one_of", "statements", "of", found=rule.of, key="of", **hints(rule.of, pack.pack.levels))
    for key in ("drawn_by", "disputed_by", "answered_by"):
        for role in getattr(rule, key):
            if role not in pack.pack.roles:
                yield _at(folder, "unknown_role", "statements", key, name=role, **hints(role, pack.pack.roles))


def _at(folder: Folder, code: str, *path: str | int, **facts: object) -> Fault:
    return fault(code, PACK, folder.yaml[PACK].line(path), **facts)
