"""Playing the stories: each order reported, worked off and called back by real actions at their times, as far as now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.errors import Refusal
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Customer, Unit
from baoxiu.intake import actions as intake
from baoxiu.journal import actions as journal
from baoxiu.project.demo.city import City
from baoxiu.project.demo.stories import LATELY, STATION_ROLES, STORIES, Do, called_back, nobody_yet
from baoxiu.tickets import actions as tickets
from baoxiu.tickets import queries
from baoxiu.tickets.actions.replaying import ring_until
from baoxiu.tickets.models import Ticket

Json = Any
DOORS = {"worker": "field", "technician": "field", "engineer": "field", "holder": "field"}
LATE = timedelta(days=2)  # calls afterwards that nobody made yet are no older
TAKES_CALLS = {"lianxun": "cc_agent", "fenglin": "hotline", "hean": "service_centre"}


@dataclass(frozen=True, slots=True)
class Order:
    """One order to be played."""

    place: int
    organisation: str
    station: str
    reported_at: datetime
    fault: Mapping[str, Json]
    is_new: bool = False  # nobody has taken it on yet


@dataclass(slots=True)
class Company:
    """An organisation with its people at hand: actors by (unit code, role)."""

    code: str
    root: Unit
    stations: dict[str, Unit]
    actors: dict[tuple[str, str], list[Actor]]
    people: dict[int, Actor]
    customers: dict[str, list[Customer]]

    def somebody(self, role: str, station: str, dice: Random) -> Actor:
        """Somebody of the role: of the station where it works there, else of the organisation."""
        unit = station if role in STATION_ROLES else self.root.code
        return dice.choice(self.actors[unit, role])


def orders(city: City, *, now: datetime, count: int, days: int) -> Iterator[Order]:
    """The orders of the last `days`, oldest first; the storm brings its share on one day."""
    dice = city.dice(f"orders/{days}/{count}")
    rows = sorted(_moment(dice, city, now, days) for _ in range(count))
    for place, (reported_at, storm) in enumerate(rows):
        row = dice.choice(city.organisations)
        kind = "storm" if storm and row["kind"] == "property" else row["kind"]
        station = dice.choices(row["stations"], [one.get("weight", 1) for one in row["stations"]])[0]
        yield Order(place, row["code"], station["code"], reported_at, dice.choice(city.faults[kind]))


def new_orders(city: City, *, now: datetime) -> Iterator[Order]:
    """The latest reports of a property company: they wait in the pool, so that the board, the day and the wall have them to show."""
    dice = city.dice("orders/new")
    row = city.organisation("fenglin")
    for place, station in enumerate(row["stations"]):
        at = now - timedelta(seconds=40 + 55 * place)
        yield Order(place, row["code"], station["code"], at, dice.choice(city.faults[row["kind"]]), is_new=True)


def _moment(dice: Random, city: City, now: datetime, days: int) -> tuple[datetime, bool]:
    """When an order is reported, and whether the storm brought it; mornings and evenings are busier than nights."""
    storm = days == city.days and dice.random() < city.storm["share"]
    ago = timedelta(days=days - city.storm["day"]) if storm else timedelta(days=dice.random() * days)
    hour = timedelta(hours=dice.triangular(-3, 6, 1)) if storm else timedelta(hours=dice.triangular(-7, 7, 0))
    return min(now - ago + hour, now - timedelta(seconds=dice.randint(20, 3000))), storm


def company(code: str) -> Company:
    """An organisation of the demo as it stands in the database."""
    root = directory.organisation_on(code.upper())
    units = {unit.pk: unit for unit in directory.unit_tree(root.pk)}
    actors: dict[tuple[str, str], list[Actor]] = {}
    people = {person.pk: directory.actor_of(person) for person in directory.people_of(root.pk).order_by("pk")}
    for actor in people.values():
        for post in actor.posts:
            actors.setdefault((units[post.unit_id].code, post.role), []).append(actor)
    customers: dict[str, list[Customer]] = {}
    for customer in directory.customers_of(root.pk).select_related("site__unit").order_by("pk"):
        if customer.site and customer.site.unit:
            customers.setdefault(customer.site.unit.code, []).append(customer)
    return Company(code, root, {unit.code: unit for unit in units.values()}, actors, people, customers)


def play(order: Order, house: Company, city: City, *, now: datetime) -> str:
    """Play one order in one transaction as far as now; answers its number. A step that is refused ends its story there."""
    dice = city.dice(f"story/{order.organisation}/{order.place}")
    with transaction.atomic():
        filed = _report(order, house, now, dice)
        at, ended = _steps(filed.ticket_id, _story(order, now, dice)(order.fault, dice), house, order, now, dice)
        hanging = queries.links_of(_row(filed.ticket_id), SYSTEM)
        _take_back(hanging, house, order, now, dice)
        if ended:
            _call_back(hanging, house, order, at, now, dice)
        if order.reported_at < now - timedelta(hours=12):
            journal.keep_unsent([filed.ticket_id, *(str(one.pk) for one in hanging)])
    return filed.number


def _story(order: Order, now: datetime, dice: Random) -> Callable[[Mapping[str, Json], Random], Iterator[Do]]:
    """How the order goes; of a maker's latest ones some wait for parts or the region, so that those see work, too."""
    _, usual = STORIES[order.organisation]
    if order.is_new:
        return nobody_yet
    if order.organisation != "lianxun" or now - order.reported_at > LATE:
        return usual
    thrown = dice.random()
    return next((story for most, story in LATELY if thrown < most), usual)


def _agreed(order: Order, now: datetime, dice: Random) -> dict[str, str]:
    """Some of the latest callers ask for a time today, on the quarter of an hour."""
    if order.is_new or now - order.reported_at > timedelta(hours=1) or dice.random() < 0.5:
        return {}
    at = now + timedelta(minutes=15 * dice.randint(1, 14))
    return {"appointment_at": at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0).isoformat()}


def _report(order: Order, house: Company, now: datetime, dice: Random) -> intake.Filed:
    caller = dice.choice(house.customers[order.station])
    phone = caller.contacts.all()[0].number
    by = house.somebody(TAKES_CALLS[order.organisation], order.station, dice)
    said = {
        "unit": house.stations[order.station],
        "procedure": STORIES[order.organisation][0],
        "channel": "phone",
        "text": order.fault["text"],
    }
    whose = {"owner": caller.pk, "reporter_name": caller.name, "reporter_phone": phone, "site": caller.site_id}
    category = order.fault.get("kind", "") if order.organisation == "hean" else order.fault["category"]
    answers = {"premises": "in_home", "category": category, **_agreed(order, now, dice)} if order.organisation == "fenglin" else {}
    return intake.file_report({**said, **whose, "category": category, "answers": answers}, by=by, at=order.reported_at, door="desk")


def _steps(ticket: str, story: Iterator[Do], house: Company, order: Order, now: datetime, dice: Random) -> tuple[datetime, bool]:
    """Run the story's commands up to now; when the last one was, and whether it came to its end."""
    at = order.reported_at
    for step in story:
        at = at + max(step.after, timedelta(seconds=20))
        if at > now:
            ring_until(ticket, now)
            return at, False
        ring_until(ticket, at)
        try:
            _run(ticket, step, house, order, at, dice)
        except Refusal:
            return at, False
    return at, True


def _run(ticket: str, step: Do, house: Company, order: Order, at: datetime, dice: Random) -> None:
    if step.command in {"grab", "assign"}:
        _to_a_worker(ticket, step, house, order, at, dice)
        return
    by = _holder(ticket, house) if step.role == "holder" else house.somebody(step.role, order.station, dice)
    form = {name: _known(value, name, ticket, house, order, dice) for name, value in step.form_at(at).items()}
    tickets.run_command(ticket, step.command, form, by=by, at=at, door=DOORS.get(step.role, "desk"))


def _to_a_worker(ticket: str, step: Do, house: Company, order: Order, at: datetime, dice: Random) -> None:
    """The first of the station's workers who may take the job takes it, or is given it."""
    workers = house.actors[order.station, "worker"]
    for worker in dice.sample(workers, len(workers)):
        with suppress(Refusal):
            if step.command == "grab":
                tickets.run_command(ticket, "grab", by=worker, at=at, door="field")
            else:
                by = house.somebody(step.role, order.station, dice)
                tickets.run_command(ticket, step.command, {"worker": worker.id}, by=by, at=at, door="desk")
            return
    raise NobodyMay


class NobodyMay(Refusal):
    """Nobody of the station may take this job."""

    code = "nobody_may"
    zh = "本站没有可以接这一单的人员。"


def _known(value: Json, name: str, ticket: str, house: Company, order: Order, dice: Random) -> Json:
    """What a story cannot know: who is chosen, and the code the customer was sent."""
    if value == "somebody":
        role = "engineer" if name == "engineer" else "worker"
        return house.somebody(role, order.station, dice).id
    if value == "as sent":
        return queries.facts_on(ticket, seen_by=SYSTEM).fields["visit_code"]
    return value


def _row(ticket: str) -> Ticket:
    """As little of a ticket's row as its links and its holder need: five thousand orders are asked several times each."""
    return queries.seen_by(SYSTEM).only("pk", "holder_id").get(pk=ticket)


def _holder(ticket: str, house: Company) -> Actor:
    return house.people[_row(ticket).holder_id or 0]


def _take_back(hanging: Iterable[Ticket], house: Company, order: Order, now: datetime, dice: Random) -> None:
    """Let support receive what went back, some days later; now and then a parcel is empty."""
    for child in hanging:
        at = child.opened_at + timedelta(days=dice.uniform(1, 6))
        if child.kind == "part_return" and not child.final and at <= now:
            short = dice.random() < 0.06
            said = {"missing": "箱内无旧件，请核对"} if short else {}
            by = house.somebody("parts_desk", order.station, dice)
            tickets.run_command(str(child.pk), "report_short" if short else "receive", said, by=by, at=at, door="desk")


def _call_back(hanging: Iterable[Ticket], house: Company, order: Order, at: datetime, now: datetime, dice: Random) -> None:
    """Ring the customer of an order that has ended, where there is time for it yet."""
    step = called_back(order.organisation, dice)
    is_late = now - at < LATE and dice.random() < 0.25
    if at + step.after > now or is_late:
        return
    by = house.somebody(step.role, order.station, dice)
    for child in hanging:
        if child.kind == "call_back" and not child.final:
            tickets.run_command(str(child.pk), step.command, step.form, by=by, at=at + step.after, door="desk")
