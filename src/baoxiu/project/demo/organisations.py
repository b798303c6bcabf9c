"""Building the demo's organisations: units, people with posts and skills, homes and their customers, packs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Customer, Person, Unit
from baoxiu.dispatch import actions as dispatch
from baoxiu.project.demo.city import City

Json = Any
OFFICE = {day: ["08:30-12:00", "13:30-18:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
PREFIXES = (136, 138, 139, 150, 158, 186, 188)
HOMES = 24  # per property station
CLIENTS = 20  # per maker's station
BLOCK, TOWN = 0.0007, 0.018  # degrees from one building to the next, from one client to the next


@dataclass(slots=True)
class Built:
    """An organisation as it was built."""

    row: Mapping[str, Json]
    root: Unit
    stations: dict[str, Unit] = field(default_factory=dict)
    people: dict[tuple[str, str], list[Person]] = field(default_factory=dict)  # (unit code, role) -> people
    customers: dict[str, list[Customer]] = field(default_factory=dict)  # station code -> people who ring


def build(row: Mapping[str, Json], city: City, password: str, *, at: datetime) -> Built:
    """One organisation with everybody in it."""
    calendar = {"week": OFFICE, "holidays": "CN", "makeup": "CN"}
    root = directory.create_unit(
        None,
        level=row["level"],
        code=row["code"].upper(),
        title=row["title"],
        title_en=row["title_en"],
        calendar=calendar,
        by=SYSTEM,
        at=at,
    )
    built = Built(row, root)
    names = city.names(f"people/{row['code']}")
    _staff(built, root, row["staff"], names, at)
    above = {"": root}
    for region in row.get("regions", ()):
        above[region["code"]] = _unit(root, "region", region, at)
        _staff(built, above[region["code"]], region["staff"], names, at)
    for station in row["stations"]:
        _station(built, above[station.get("in", "")], station, city, names, at)
    directory.set_first_password([person for held in built.people.values() for person in held], password, by=SYSTEM, at=at)
    return built


def _unit(parent: Unit, level: str, row: Mapping[str, Json], at: datetime) -> Unit:
    return directory.create_unit(
        parent,
        level=level,
        code=row["code"],
        title=row["title"],
        title_en=row["title_en"],
        settings=row.get("settings", {}),
        by=SYSTEM,
        at=at,
    )


def _station(built: Built, parent: Unit, row: Mapping[str, Json], city: City, names: Iterator[str], at: datetime) -> None:
    station = _unit(parent, built.row["station_level"], row, at)
    built.stations[row["code"]] = station
    _coverage(station, row, at)
    for point in row.get("points", ()):
        _unit(station, "point", point, at)
    _staff(built, station, built.row["station_staff"], names, at)
    _customers(built, station, city, at, row.get("at"))


def _coverage(station: Unit, row: Mapping[str, Json], at: datetime) -> None:
    """What a maker's station covers by area, and its contract."""
    for area in row.get("covers", ()):
        dispatch.cover(station, area=area, by=SYSTEM, at=at)
    if "terms" in row:
        dispatch.set_terms(station, by=SYSTEM, at=at, **row["terms"])


def _staff(built: Built, unit: Unit, staff: Mapping[str, int], names: Iterator[str], at: datetime) -> None:
    for role, count in staff.items():
        for place in range(count):
            login = f"{role}-{unit.code}-{place + 1}".lower().replace("_", "-")
            person = directory.create_person(
                built.root, login=login, name=next(names), number=f"{unit.pk:03d}{place + 1:02d}", by=SYSTEM, at=at
            )
            directory.give_post(person, unit, role, by=SYSTEM, at=at)
            _skills(built, person, role, place, at)
            built.people.setdefault((unit.code, role), []).append(person)


def _skills(built: Built, person: Person, role: str, place: int, at: datetime) -> None:
    skills = built.row["skills"]
    if role == built.row["technician"]:
        for code in {skills[place % len(skills)], skills[(place + 1) % len(skills)]}:
            directory.give_skill(person, code, by=SYSTEM, at=at)


def _customers(built: Built, station: Unit, city: City, at: datetime, where: list[float] | None) -> None:
    make = _client if built.row["kind"] == "maker" else _resident
    dice, names = city.dice(f"customers/{station.code}"), city.names(f"customers/{station.code}")
    parent = directory.add_site(built.root, level="community", code=station.code, title=station.title, unit=station, **_lies(where))
    dispatch.cover(station, site=parent, by=SYSTEM, at=at)
    for place in range(CLIENTS if built.row["kind"] == "maker" else HOMES):
        phone = f"{dice.choice(PREFIXES)}{dice.randint(10_000_000, 99_999_999)}"
        built.customers.setdefault(station.code, []).append(make(built.root, parent, place, next(names), phone))


def _resident(root: Unit, community: Any, place: int, name: str, phone: str) -> Customer:
    building, floor, door = place % 6 + 1, place // 6 + 1, place % 4 + 1
    title = f"{building} 栋 {place % 2 + 1} 单元 {floor}{door:02d}"
    home = directory.add_site(
        root,
        level="room",
        code=f"{community.code}-{place + 1:03d}",
        title=f"{community.title} {title}",
        parent=community,
        unit=community.unit,
        **_near(community, building * BLOCK, floor % 2 * BLOCK),
    )
    kind, vip = ("owner" if place % 3 else "tenant"), ("VIP" if place % 17 == 0 else "")
    return directory.add_customer(root, name, contacts=[phone], site=home, kind=kind, vip=vip)


def _client(root: Unit, area: Any, place: int, name: str, phone: str) -> Customer:
    title = f"{area.title[:2]}区 {place + 11} 号 {place % 9 + 1} 层"
    near = _near(area, (place % 5 - 2) * TOWN, (place // 5 - 2) * TOWN)
    home = directory.add_site(root, level="place", code=f"{area.code}-{place + 1:03d}", title=title, parent=area, unit=area.unit, **near)
    return directory.add_customer(
        root, name, contacts=[phone], site=home, kind="company" if place % 4 == 0 else "resident", vip="VIP" if place % 19 == 0 else ""
    )


def _lies(where: list[float] | None) -> dict[str, float]:
    """Where a place lies, where the city says so."""
    return {"latitude": where[0], "longitude": where[1]} if where else {}


def _near(site: Any, north: float, east: float) -> dict[str, float]:
    """A place somewhat off another."""
    return {"latitude": site.latitude + north, "longitude": site.longitude + east} if site.latitude is not None else {}
