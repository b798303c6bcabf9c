"""The demo: three organisations of a made-up city, their people, and orders played by real actions.

`ensure_demo` gives an empty installation something to look at within seconds; `fill_demo` plays ninety days and brings in
a city's real requests. `ensure_network` founds one maker's whole network instead, `fill_network` plays its last month and this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.recorded import load_mapping
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Person, Unit
from baoxiu.intake.actions.importing import Import
from baoxiu.journal import actions as journal
from baoxiu.journal import clock
from baoxiu.project import founding
from baoxiu.project.demo.city import City, city, network
from baoxiu.project.demo.organisations import Built, build
from baoxiu.project.demo.playing import Order, company, new_orders, orders, play
from baoxiu.project.demo.rostering import lay_roster
from baoxiu.project.demo.settling import settle_last_month
from baoxiu.project.demo.stories import SHELF
from baoxiu.stock import actions as stock
from baoxiu.tickets import queries as tickets
from baoxiu.tickets.actions.replaying import hand_of, replay_all

REAL = "LOS-ANGELES-311"
PIECES = 60  # of each part, on a station's shelf at first
FIRST = ((36, 45), (48, 2), (42, 0))  # orders and over how many days: last month's and this one's, lately, under way right now
SHOWN = (  # the logins that are printed: role, in zh and en, organisation
    ("cc_agent", "联迅 · 呼叫中心客服", "Lianxun · call centre", "lianxun"),
    ("coordinator", "联迅 · 维修站协调员", "Lianxun · station coordinator", "lianxun"),
    ("engineer", "联迅 · 服务工程师（手机）", "Lianxun · engineer (phone)", "lianxun"),
    ("parts_desk", "联迅 · 备件与服务支持", "Lianxun · parts and support", "lianxun"),
    ("region", "联迅 · 大区", "Lianxun · region", "lianxun"),
    ("headquarters", "联迅 · 本部", "Lianxun · headquarters", "lianxun"),
    ("hotline", "枫林 · 大客服", "Fenglin · hotline", "fenglin"),
    ("engineering_supervisor", "枫林 · 工程主管", "Fenglin · engineering supervisor", "fenglin"),
    ("worker", "枫林 · 维修师傅（手机）", "Fenglin · worker (phone)", "fenglin"),
    ("service_centre", "和安 · 服务中心", "He'an · service centre", "hean"),
    ("technician", "和安 · 维修人员（手机）", "He'an · technician (phone)", "hean"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """A login to print."""

    name: str
    password: str
    role_zh: str
    role_en: str


def ensure_demo(password: str) -> list[Login]:
    """Found the demo's organisations where the installation is empty; who can log in. Nothing is done twice."""
    if directory.organisations().exists():
        return []
    now, made_up = clock.now(), city()
    built = _found_all(made_up, password, made_up.days, now)
    for count, days in FIRST:
        play_all(orders(made_up, now=now, count=count, days=days), made_up, now=now)
    play_all(new_orders(made_up, now=now), made_up, now=now)
    settle_last_month(built["lianxun"].root, now)
    lay_roster(built["fenglin"], now)
    return _logins(built, password)


def ensure_network(password: str) -> list[Login]:
    """Found a maker's network of six regions and forty stations where the installation is empty; who can log in."""
    if directory.organisations().exists():
        return []
    now = clock.now()
    return _logins(_found_all(network(), password, days_of_network(now), now), password)


def fill_network(told: Callable[[int], None] = lambda done: None, *, count: int = 0) -> int:
    """Play the network's orders of last month and of this one, three thousand a month; how many. Once there are orders, none are added."""
    now, made_up = clock.now(), network()
    if tickets.seen_by(SYSTEM).exists():
        return 0
    days = days_of_network(now)
    stories = orders(made_up, now=now, count=count or made_up.orders * days // made_up.days, days=days)
    played = play_all(stories, made_up, now=now, told=told)
    for root in directory.organisations():
        settle_last_month(root, now)
    return played


def days_of_network(now: datetime) -> int:
    """How many days back the network's orders reach: to the first of last month."""
    last_month = now.replace(day=1) - timedelta(days=1)
    return (now - last_month.replace(day=1)).days + 1


def _found_all(made_up: City, password: str, days: int, now: datetime) -> dict[str, Built]:
    """Every organisation, as if it had been there since before the first order."""
    journal.ensure_partitions((now - timedelta(days=days + 31)).date(), (now + timedelta(days=31)).date())
    with transaction.atomic():
        return {row["code"]: _found(row["code"], made_up, password, now - timedelta(days=days + 1)) for row in made_up.organisations}


def _logins(built: Mapping[str, Built], password: str) -> list[Login]:
    """The logins to print, of the organisations there are."""
    return [Login(_busiest(built[code], role).login, password, zh, en) for role, zh, en, code in SHOWN if code in built]


def _busiest(built: Built, role: str) -> Person:
    """Whose screen has most to show: the one who holds most open jobs, then who sees most."""

    def load(person: Person) -> tuple[int, int]:
        return tickets.held_by(person.pk).count(), tickets.seen_by(directory.actor_of(person)).filter(final="").count()

    return max((person for (_, held), people in built.people.items() if held == role for person in people), key=load)


def fill_demo(told: Callable[[int], None] = lambda done: None, *, count: int = 0) -> int:
    """Play the whole city, ninety days of orders, a storm among them, and take in the shipped sample of a real city; how many.

    `told` hears every hundred orders how many are played; `count` plays fewer. Done again, it changes nothing.
    """
    if directory.organisations().filter(code=REAL).exists():
        return 0
    now, made_up = clock.now(), city()
    stories = orders(made_up, now=now, count=count or made_up.orders, days=made_up.days)
    return play_all(stories, made_up, now=now, told=told) + _real_city(now)


def _real_city(now: datetime) -> int:
    """A thousand requests of Los Angeles, taken through their recorded life."""
    pack = "los-angeles-311"
    root = founding.found(REAL, "City of Los Angeles", pack, zone="America/Los_Angeles", at=now)
    folder = catalogue.shipped_folder() / pack
    mapping = load_mapping(folder / "import.yaml")
    hand = hand_of(root, mapping.procedure)
    for _ in Import(root, mapping, hand, now).run(folder / "sample.csv"):
        continue
    lives = [life for _, some in tickets.lives_waiting(root, pack, 500) for life in some]
    return len(replay_all(lives, by=hand))


def play_all(stories: Iterable[Order], made_up: City, *, now: datetime, told: Callable[[int], None] = lambda done: None) -> int:
    """Play each order as far as now; how many."""
    houses = {row["code"]: company(row["code"]) for row in made_up.organisations}
    done = 0
    for done, order in enumerate(stories, start=1):
        play(order, houses[order.organisation], made_up, now=now)
        if done % 100 == 0:
            told(done)
    return done


def _found(code: str, made_up: City, password: str, since: datetime) -> Built:
    """An organisation with its packs, as it has been `since`."""
    row = made_up.organisation(code)
    built = build(row, made_up, password, at=since)
    people = [person for held in built.people.values() for person in held]
    founding.take_packs(built.root, row["packs"], reviewer=people[0], approver=people[1], at=since)
    if code == "lianxun":
        _fill_shelves(built.root, since)
    return built


def _fill_shelves(root: Unit, at: datetime) -> None:
    """What a maker's stations keep of each part."""
    rows = [{"code": part, "title": title, "quantity": PIECES} for part, title in SHELF.items()]
    for unit in directory.unit_tree(root.pk):
        if unit.level == "station":
            stock.import_stock(rows, unit=unit, by=SYSTEM, at=at)
