"""Commands: somebody may give each, somewhere; roles and commands that are named exist."""

from __future__ import annotations

from collections.abc import Iterator

from baoxiu.core.procedure.checking.afterwards import opened_afterwards
from baoxiu.core.procedure.checking.part import PEOPLE, Part, effects_of
from baoxiu.core.procedure.elements import Answer, Ask, Breach, Checklist, Effect, Guard, Guide, State, Step, Warned
from baoxiu.core.procedure.faults import Fault
from baoxiu.core.procedure.reading import Path


def givers(part: Part) -> Iterator[Fault]:
    """Commands no role may give, or that stand open in no state."""
    allowed = {effect.allow for _, effect in part.effects if effect.allow}
    for name, command in part.definition.commands.items():
        if not command.by and name not in allowed:
            yield part.fault("nobody_may", "commands", name, command=name)
        if not command.from_:
            yield part.fault("stands_nowhere", "commands", name, command=name)
        if name in part.definition.system_commands:
            yield part.fault("command_twice", "system_commands", name, command=name)


def roles(part: Part) -> Iterator[Fault]:
    """Names of roles that are none."""
    known = {*part.pack.pack.roles, *PEOPLE, *_persons(part)}
    for path, name in _roles(part):
        if name not in known:
            yield from part.unknown("unknown_role", name, known, *path)


def _persons(part: Part) -> set[str]:
    """Fields and asks that hold a person: they may stand where a role does."""
    asked = {str(path[-1]) for path, ask in part.of(Ask) if ask.type == "person"}
    return asked | {name for name, field in part.fields.items() if field.type == "person"}


def _roles(part: Part) -> Iterator[tuple[Path, str]]:
    whole = part.definition
    yield from ((("opens", "by"), role) for role in whole.opens.by)
    yield from ((("contact_for",), role) for role in whole.contact_for)
    for name, command in whole.commands.items():
        yield from (((part.where(name), name, "by", place), role) for place, role in enumerate(command.by))
    for name, charge in whole.charges.items():
        for key in ("collected_by", "refunded_by"):
            yield from ((("charges", name, key), role) for role in getattr(charge, key))
    for name, approval in whole.approvals.items():
        yield from ((("approvals", name, "chain", place), role) for place, role in enumerate(approval.chain))
    yield from ((("penalties", name, "confirm"), penalty.confirm) for name, penalty in whole.penalties.items())
    yield from ((("follow_up", place, "by"), role) for place, rule in enumerate(whole.follow_up) for role in rule.by)
    for path, element in part.elements:
        yield from ((((*path, key)), role) for key, role in _roles_of(element))


def _roles_of(element: object) -> Iterator[tuple[str, str]]:
    match element:
        case State(holder=str(role)):
            yield "holder", role
        case Ask(role=str(role)) | Checklist(role=str(role)):
            yield "role", role
        case Guide(to=named):
            yield from (("to", role) for role in named)
        case Effect(open=None, to=named, for_=for_) if named or for_:
            yield from (("to", role) for role in named or ())
            yield from (("for", role) for role in for_ or ())


def receivers(part: Part) -> Iterator[Fault]:
    """Whoever is told is a role, a contact of the pack, or somebody of the ticket."""
    known = {*part.pack.pack.roles, *part.pack.pack.contacts, *PEOPLE, *_persons(part)}
    for path, element in part.elements:
        for key in ("tell", "mail", "sms", "chat"):
            for name in _told(element, key):
                if not name.startswith(("person:", "contact:", "field:")) and name not in known:
                    yield from part.unknown("unknown_role", name, known, *path, key)


def _told(element: object, key: str) -> tuple[str, ...]:
    if isinstance(element, Guard | Effect | Warned | Breach | Step | Answer):
        return getattr(element, key, None) or ()
    return ()


def command_names(part: Part) -> Iterator[Fault]:
    """Names of commands that are none."""
    for path, name in _commands(part):
        yield from part.unknown("unknown_command", name, part.commands, *path)


def _commands(part: Part) -> Iterator[tuple[Path, str]]:
    whole = part.definition
    yield from ((("answers", name, "run"), answer.run) for name, answer in whole.answers.items() if answer.run)
    for path, effect in part.effects:
        if effect.allow:
            yield (*path, "allow"), effect.allow
        if effect.run and effect.on is None:
            yield (*path, "run"), effect.run
    for path, breach in part.of(Breach):
        yield from (((*path, key), name) for key, name in (("run", breach.run), ("demand", breach.demand)) if name)
    for name, checklist in whole.checklists.items():
        if checklist.gates:
            yield ("checklists", name, "gates"), checklist.gates
    yield from ((("consents", name, "before"), consent.before) for name, consent in whole.consents.items() if consent.before)


def linked_commands(part: Part) -> Iterator[Fault]:
    """A command run on linked tickets exists in their procedure."""
    for path, effect in part.effects:
        if effect.run and effect.on and effect.on != "parent" and effect.on in part.pack.procedures:
            other = part.pack.procedures[effect.on].definition
            yield from part.unknown("unknown_command", effect.run, {**other.commands, **other.system_commands}, *path, "run")


def guard_words(part: Part) -> Iterator[Fault]:
    """Whoever is refused is told why; only what the system runs may go without words."""
    for path, guard in part.of(Guard):
        if "words" not in guard.model_fields_set and path[0] != "system_commands":
            yield part.fault("guard_without_words", *path)


def verdicts(part: Part) -> Iterator[Fault]:
    """An answer runs a command or goes to a state, not both."""
    for name, answer in part.definition.answers.items():
        if answer.run and answer.to:
            yield part.fault("two_verdicts", "answers", name, found="both")


def born(part: Part) -> Iterator[Fault]:
    """Somebody opens it, or another procedure does."""
    ours = part.definition.procedure
    opened = {effect.open for one in part.pack.definitions for effect in effects_of(one)}
    opened |= {name for one in part.pack.definitions for name in opened_afterwards(one)}
    if not part.definition.opens.by and ours not in opened:
        yield part.fault("never_born", "opens", procedure=ours)
