"""Opening a ticket: found its unit by coverage, decided, numbered and written, in at most three round trips."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from baoxiu.catalogue import queries as catalogue
from baoxiu.core import engine
from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.elements import Dispatch
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.journal import queries as journal
from baoxiu.tickets import world
from baoxiu.tickets.actions.batch import Batch
from baoxiu.tickets.actions.births import Wish, birth
from baoxiu.tickets.actions.choosing import THINGS, looked_up_at_opening
from baoxiu.tickets.actions.placing import covered
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.actions.running import Keyed, Outcome, again, written
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.deciding import placed


def open_ticket(  # noqa: PLR0913 - the whole intention is said at the call
    procedure_key: str,
    unit: Unit,
    form: Mapping[str, Any] | None = None,
    *,
    by: Actor,
    at: datetime,
    key: str | None = None,
    request: object = None,
    door: str = "desk",
    belongs: Mapping[str, Any] | None = None,
    title: str = "",
    number: str | None = None,
) -> Outcome:
    """Open a ticket of `procedure_key` at `unit`, or at the unit that covers the place where the procedure dispatches so.

    `belongs` names customer, site, asset (ids), category, area, and `found_by`: further words to find it by.
    """
    version_id, procedure = catalogue.procedure_for(unit, procedure_key, at=at)
    about = {**belonging(form or {}, procedure), **(belongs or {}), "request": request}
    facts = directory.unit_facts(unit.pk, unit.changed)
    wish = Wish(procedure, version_id, unit.organisation_id or unit.pk, facts, form or {}, about, title, number)
    keyed = Keyed(journal.who(by), key, journal.fingerprint(procedure_key, unit.pk, form or {}) if key else "")
    return again(lambda: _once(wish, Origin(by, at, door), keyed), name=procedure_key)


def _once(wish: Wish, origin: Origin, keyed: Keyed) -> Outcome:
    if keyed.key is not None:
        said = reading.read(ticket_id=None, organisation=None, number=None, who=keyed.who, key=keyed.key)
        if done := keyed.answered(said["answered"]):
            return done
    wish, looked = looked_up_at_opening(wish, wish.form, origin)
    found = around(wish, origin)
    born = birth(covered(wish, found, origin), origin, world=found)
    looked.refuse()
    batch = Batch(origin)
    batch.bear(born, origin)
    return written(batch, born.sheet, keyed)


def around(wish: Wish, origin: Origin) -> dict[str, Any]:
    """What other rooms know that the opening needs: who covers the place, and what its expressions ask for."""
    wanted = set(engine.needed_world(wish.procedure, "opened"))
    push = pushed(wish.procedure)
    if push is not None:
        wanted.add("coverage")
    if gathered_by(wish.procedure):
        wanted.add("gathering")
    given = {
        **placed(wish.belongs),
        "organisation": wish.organisation_id,
        "unit": wish.unit.id,
        "person": origin.by.id,
        "area": wish.belongs.get("area"),
        "level": push.level if push else None,
        "at": origin.at,
    }
    return world.known(wanted, given)[0]


def gathered_by(procedure: LoadedProcedure) -> bool:
    """Whether an emergency of its pack gathers tickets of this procedure."""
    others = procedure.pack.definitions if procedure.pack else ()
    return any(procedure.key in one.gathers for one in others)


def pushed(procedure: LoadedProcedure) -> Dispatch | None:
    """How the procedure pushes new tickets to units, where it does so by coverage."""
    definition = procedure.definition
    dispatch = definition.opens.dispatch or definition.dispatch
    return dispatch if dispatch is not None and dispatch.push == "coverage" else None


def belonging(form: Mapping[str, Any], procedure: LoadedProcedure) -> dict[str, Any]:
    """Whose and what a ticket is about, as far as its form says: things with an id, and a category of the pack."""
    found: dict[str, Any] = {name: value["id"] for name in THINGS if isinstance(value := form.get(name), Mapping) and "id" in value}
    categories = procedure.pack.pack.categories if procedure.pack else {}
    said = next((form[name] for name in ("category", "fault") if isinstance(form.get(name), str) and form[name] in categories), "")
    return {**found, "category": said}
