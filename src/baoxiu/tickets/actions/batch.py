"""What one intention does to one ticket and to those linked with it: decisions taken one after another, written together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from baoxiu.catalogue import queries as catalogue
from baoxiu.core import engine
from baoxiu.core.engine.facts import SYSTEM, Decision, Effect, Open, RunOn, Tell, UnitFacts
from baoxiu.core.errors import Refusal
from baoxiu.directory import queries as directory
from baoxiu.journal import Happened, live
from baoxiu.journal.actions import react
from baoxiu.journal.events import reactions_to
from baoxiu.tickets.actions import calls, rows
from baoxiu.tickets.actions.births import Birth, child_of
from baoxiu.tickets.actions.rows import Origin, Row
from baoxiu.tickets.events import COMMAND_RUN, TICKET_OPENED
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.sheets import Sheet, sheet_of

DEEPEST = 16  # decisions that cause each other in one intention


Entry = tuple[Sheet, str, Row]  # a ticket, the type of its event, the row that was written


class Endless(Refusal):
    """The procedures of {number} and its linked tickets answer each other without end. Tell whoever writes them."""

    code = "endless"
    zh = "{number} 与关联单据的规程互相触发、没有终点，请告知规程编写人。"


class Batch:
    """Decisions in the order they are taken, each with everything it causes; `write` puts them down in one call."""

    def __init__(self, origin: Origin, sheets: Iterable[Sheet] = ()) -> None:
        """Nothing decided yet; `sheets` are the tickets at hand."""
        self.origin = origin
        self.sheets = {sheet.facts.id: sheet for sheet in sheets}
        self.steps: list[dict[str, list[Row]]] = []
        self.happened: list[Entry] = []
        self._depth = 0
        self.units: dict[tuple[int, str], UnitFacts] = {}  # those tickets are handed to, by organisation and code

    # -- tickets at hand

    def sheet(self, ticket_id: str) -> Sheet:
        """The ticket as it stands here; read when it is not at hand yet."""
        if ticket_id not in self.sheets:
            self.add(reading.facts([ticket_id]))
        return self.sheets[ticket_id]

    def add(self, said: Iterable[Mapping[str, Any]]) -> None:
        """Take tickets that were read; one that is at hand already stays as it is."""
        for each in said:
            self.sheets.setdefault(each["id"], sheet_of(each))

    # -- decisions

    def settle(self, sheet: Sheet, decision: Decision, origin: Origin, event: str, cause: str = "") -> None:
        """Take a decision on a ticket that exists, with everything it causes."""
        base, before = sheet.facts.version, sheet.facts.state
        sheet.take(decision, self._unit(sheet, decision), origin.at)
        row = rows.moved_row(sheet, base, decision, origin, event, cause)
        self._put({"moved": [row]}, sheet, decision, origin, event, row)
        with self._deeper(sheet):
            self._follow(sheet, decision.effects, origin)
            if sheet.facts.state != before:
                self._tell_parents(sheet, origin)

    def bear(self, birth: Birth, origin: Origin, parent: Sheet | None = None) -> None:
        """Take the decision a ticket is born by, with everything it causes."""
        sheet, decision = birth.sheet, birth.decision
        sheet.take(decision, sheet.facts.unit, origin.at)
        self.sheets[sheet.facts.id] = sheet
        row = rows.opened_row(sheet, decision, origin, TICKET_OPENED, parent.facts.number if parent else "")
        step: dict[str, list[Row]] = {"opened": [{**row, **birth.number}]}
        if birth.takes is not None:
            step["takes"] = [dict(birth.takes)]
        if parent is not None:
            step["links"] = [{"parent_id": parent.facts.id, "child_id": sheet.facts.id}]
            parent.relink(sheet.as_link("opened"), sheet.version_id)
            sheet.relink(parent.as_link("opened_by"), parent.version_id)
        self._put(step, sheet, decision, origin, TICKET_OPENED, row)
        with self._deeper(sheet):
            self._follow(sheet, decision.effects, origin)
            self._tell_parents(sheet, origin)

    def _put(self, step: dict[str, list[Row]], sheet: Sheet, decision: Decision, origin: Origin, event: str, row: Row) -> None:
        if decision.running:
            step["clocks"] = [rows.clock_row(sheet.facts.id, change) for change in decision.running]
        tells = [effect for effect in decision.effects if isinstance(effect, Tell)]
        messages = [row for nth, tell in enumerate(tells) for row in rows.message_rows(sheet, tell, origin, nth)]
        messages += rows.restored_rows(sheet, decision, origin)
        if messages:
            step["messages"] = messages
        self.steps.append(step)
        self.happened.append((sheet, event, row))

    def _unit(self, sheet: Sheet, decision: Decision) -> UnitFacts:
        if decision.moves_to is None or decision.moves_to == sheet.facts.unit.code:
            return sheet.facts.unit
        named = (sheet.organisation_id, decision.moves_to)
        if named not in self.units:
            self.units[named] = directory.unit_facts(directory.unit_on(*named).pk)
        return self.units[named]

    @contextmanager
    def _deeper(self, sheet: Sheet) -> Iterator[None]:
        if self._depth >= DEEPEST:
            raise Endless(number=sheet.facts.number or sheet.title)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What happens inside is taken wholly: a refusal leaves nothing of it behind."""
        steps, happened = len(self.steps), len(self.happened)
        try:
            yield
        except Refusal:
            del self.steps[steps:], self.happened[happened:]
            raise

    # -- consequences

    def _follow(self, sheet: Sheet, effects: Sequence[Effect], origin: Origin) -> None:
        for effect in effects:
            if isinstance(effect, Open):
                self._open(sheet, effect, origin)
            elif isinstance(effect, RunOn):
                self._run_on(sheet, effect, origin)

    def _open(self, parent: Sheet, effect: Open, origin: Origin) -> None:
        self.bear(child_of(parent, effect, origin), origin, parent)

    def _run_on(self, sheet: Sheet, effect: RunOn, origin: Origin) -> None:
        """Run a command on the parent, or on every open child of a procedure."""
        for link in targets(sheet, effect.target):
            other = self.sheet(link)
            other.relink(sheet.as_link("opened" if effect.target == "parent" else "opened_by"), sheet.version_id)
            decision = engine.decide(other.procedure, other.facts, effect.command, effect.form, SYSTEM, origin.at, door="system")
            self.settle(other, decision, caused(origin), COMMAND_RUN, sheet.facts.number)

    def _tell_parents(self, sheet: Sheet, origin: Origin) -> None:
        """Let the tickets that opened this one hear of its new state; their procedures say what it means to them."""
        for link in [each for each in sheet.facts.links if each.relation == "opened_by"]:
            if not hears(sheet, link.ticket_id):
                continue
            parent = self.sheet(link.ticket_id)
            child = sheet.as_link("opened")
            parent.relink(child, sheet.version_id)
            decision = engine.answer(parent.procedure, parent.facts, child, origin.at)
            if decision is not None:
                self.settle(parent, decision, caused(origin), COMMAND_RUN, sheet.facts.number)

    # -- writing

    @property
    def events(self) -> tuple[str, ...]:
        """The types of what happened, in order."""
        return tuple(event for _, event, _ in self.happened)

    def write(self, **beside: Any) -> dict[str, str]:
        """Write all of it in one call, and give the numbers of newborn tickets by id.

        Where a later room reacts, the call and the reactions share one transaction.
        """
        payload = {"steps": self.steps, **beside}
        if not any(heard(entry) for entry in self.happened):
            numbers = calls.write(payload)
        else:
            with transaction.atomic():
                numbers = calls.write(payload)
                react(*(self._happened(entry, name, numbers) for entry in self.happened for name in heard(entry)))
        transaction.on_commit(partial(self._announce, numbers))
        return numbers

    def _announce(self, numbers: Mapping[str, str]) -> None:
        """Tell open screens which tickets changed, after the commit."""
        told = any("messages" in step for step in self.steps)
        for sheet in {id(entry[0]): entry[0] for entry in self.happened}.values():
            facts = sheet.facts
            number = numbers.get(facts.id, facts.number)
            live.announce(sheet.organisation_id, facts.unit.path, number, facts.version, has_messages=told)

    def _happened(self, entry: Entry, name: str, numbers: Mapping[str, str]) -> Happened:
        sheet, _, row = entry
        number = numbers.get(sheet.facts.id, sheet.facts.number)
        by = self.origin.by if row["actor_id"] == self.origin.by.id else SYSTEM
        facts = sheet.facts
        about = {"fields": facts.fields, "number": number, "procedure": facts.procedure, "unit_id": facts.unit.id}
        about["procedure_version"] = sheet.version_id
        return Happened(
            type=name,
            subject=UUID(sheet.facts.id),
            organisation_id=sheet.organisation_id,
            at=row["at"],
            by=by,
            data={**row["record"], **about},
            door=row["door"],
            role=row["role"],
            recorded_at=row["recorded_at"],
        )


def heard(entry: Entry) -> list[str]:
    """Under which names somebody reacts to an event: its type, its type and the ticket's kind ('CommandRun:complaint'), its type and a
    record of the engine that it wrote ('CommandRun+_visits'), or 'CommandRun+stock' where it wrote lines that move parts.
    """
    sheet, event, row = entry
    changes, fields = row["record"]["changes"], sheet.procedure.definition.fields
    written = [f"{event}+{name}" for name in changes if name.startswith("_")]
    if any(fields[name].stock for name in changes if name in fields):
        written.append(f"{event}+stock")
    return [name for name in (event, f"{event}:{sheet.facts.kind}", *written) if reactions_to(name)]


def caused(origin: Origin) -> Origin:
    """The same moment, done by the system for a linked ticket or a timer."""
    return Origin(SYSTEM, origin.at, "system")


def targets(sheet: Sheet, target: str) -> list[str]:
    """The ids `target` means: 'parent', or the open children of a procedure."""
    if target == "parent":
        return [link.ticket_id for link in sheet.facts.links if link.relation == "opened_by"]
    return [link.ticket_id for link in sheet.facts.links if link.relation == "opened" and link.procedure == target and not link.final]


def hears(sheet: Sheet, parent_id: str) -> bool:
    """Whether the parent's procedure answers anything of this ticket's procedure."""
    answers = catalogue.procedure(sheet.versions[parent_id]).definition.answers
    return any(key.partition(".")[0] == sheet.facts.procedure for key in answers)


def merged(steps: Iterable[Mapping[str, list[Row]]]) -> list[dict[str, list[Row]]]:
    """As few steps as keep the order of each ticket: the first of every ticket together, then the second of those that have one."""
    seen: Counter[str] = Counter()
    whole: list[dict[str, list[Row]]] = []
    for step in steps:
        ticket = next(str(row.get("id") or row.get("ticket_id")) for rows_ in step.values() for row in rows_)
        depth = seen[ticket]
        seen[ticket] += 1
        if depth == len(whole):
            whole.append({})
        for name, rows_ in step.items():
            whole[depth].setdefault(name, []).extend(rows_)
    return whole
