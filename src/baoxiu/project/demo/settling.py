"""The demo's stations are paid: last month's statements drawn up early in this one, some lines disputed, most of it closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.settlement import Month
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.quotes import actions, queries
from baoxiu.quotes.actions import Answer
from baoxiu.quotes.models import Statement

DRAWN, DISPUTED, ANSWERED = timedelta(days=2, hours=10), timedelta(days=1), timedelta(days=3)  # after the month began, after drawing
STATIONS, UNANSWERED = 6, 2  # that dispute a line; whose dispute nobody has answered yet
REASON = "用户当日改约，并非本站原因，请核对回写记录"


def settle_last_month(root: Unit, now: datetime) -> int:
    """Draw up last month's statements of an organisation as its people would have; how many."""
    rule, this = queries.rule_of(root.pk, at=now), Month.at(now, root.zone)
    if rule is None:
        return 0
    at = min(now, this.begins(root.zone) + DRAWN)
    units = directory.units_below(root).filter(level=rule.terms.of).order_by("path")
    made = actions.draw_all(this.plus(-1), by=SYSTEM, at=at, units=units).drawn
    for nth, statement in enumerate(_with_deductions(list(made))):
        _dispute(statement, root, at, now, answered=nth >= UNANSWERED)
    actions.close_due(now)
    return len(made)


def _with_deductions(made: list[Statement]) -> list[Statement]:
    taken = [one for one in made if any(line.deductions for line in queries.told(queries.lines_of(one)))]
    return taken[:STATIONS]


def _dispute(statement: Statement, root: Unit, at: datetime, now: datetime, *, answered: bool) -> None:
    """A coordinator disputes the first line with a deduction; his region lets it go, or has not looked yet."""
    rule = queries.rule_of(root.pk, at=at)
    if rule is None or at + ANSWERED > now:
        return
    line = next(line for line in queries.told(queries.lines_of(statement)) if line.deductions)
    coordinator, region = (_first(roles, statement.unit, root) for roles in (rule.terms.disputed_by, rule.terms.answered_by))
    actions.dispute_line(line.id, REASON, by=coordinator, at=at + DISPUTED)
    if answered:
        said = Answer(True, "已核对，予以免扣", waives=(line.deductions[0].name,))
        actions.answer_dispute(line.id, said, by=region, at=at + ANSWERED)


def _first(roles: tuple[str, ...], unit: Unit, root: Unit) -> Actor:
    """The first person who holds one of the roles over a unit; the system where nobody does."""
    people = (directory.actor_of(person) for role in roles for person in directory.people_with_role(role, root))
    return next((one for one in people if one.roles_at(unit.path) & set(roles)), SYSTEM)
