"""The cast: a maker's repair network and a property company, living side by side on one installation.

Lanhai 蓝海 repairs computers: headquarters LH, region LH-S, stations SZ01 and GZ01, SZ01's point SZ01-NS and crew SZ01-A.
Yuehe 悦和 looks after homes: company YH, estate YH-1, its desk YH-1-D and crew YH-1-C.
People carry the name of their role: `cast.people["coordinator"]`, `cast.actor("coordinator")`.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.directory import actions, queries
from baoxiu.directory.models import Asset, Contact, Customer, Person, Post, Site, Skill, Unit

PASSWORD = "korrekt-pferd-9"

# code, parent, level, title, title_en
UNITS = (
    ("LH", None, "headquarters", "蓝海服务", "Lanhai Service"),
    ("LH-S", "LH", "region", "华南大区", "South"),
    ("LH-N", "LH", "region", "华北大区", "North"),
    ("SZ01", "LH-S", "station", "深圳一站", "Shenzhen 1"),
    ("GZ01", "LH-S", "station", "广州一站", "Guangzhou 1"),
    ("BJ01", "LH-N", "station", "北京一站", "Beijing 1"),
    ("SZ01-NS", "SZ01", "point", "南山服务点", "Nanshan"),
    ("SZ01-A", "SZ01", "crew", "上门一组", "Crew A"),
    ("YH", None, "headquarters", "悦和物业", "Yuehe Property"),
    ("YH-1", "YH", "station", "悦和花园", "Yuehe Garden"),
    ("YH-1-D", "YH-1", "desk", "客服前台", "Front desk"),
    ("YH-1-C", "YH-1", "crew", "工程班", "Works crew"),
)

# key = login, role, unit, name, number
PEOPLE = (
    ("director", "headquarters", "LH", "高总", "0001"),
    ("cc_agent", "cc_agent", "LH", "周小姐", "0101"),
    ("hotline", "hotline", "LH", "林小姐", "0102"),
    ("region", "region", "LH-S", "郑经理", "0201"),
    ("region_north", "region", "LH-N", "冯经理", "0202"),
    ("manager", "station_manager", "SZ01", "吴站长", "1001"),
    ("coordinator", "coordinator", "SZ01", "陈协调", "1002"),
    ("engineer", "engineer", "SZ01-A", "李工", "1003"),
    ("engineer_two", "engineer", "SZ01-A", "王工", "1004"),
    ("parts_desk", "parts_desk", "SZ01", "赵备件", "1005"),
    ("supervisor", "supervisor", "SZ01", "黄主管", "1006"),
    ("coordinator_gz", "coordinator", "GZ01", "何协调", "2002"),
    ("engineer_gz", "engineer", "GZ01", "罗工", "2003"),
    ("coordinator_bj", "coordinator", "BJ01", "宋协调", "3002"),
    ("owner_manager", "headquarters", "YH", "梁总", "9001"),
    ("front_desk", "front_desk", "YH-1-D", "小何", "9101"),
    ("crew_leader", "crew_leader", "YH-1-C", "孙班长", "9201"),
    ("duty_leader", "duty_leader", "YH-1-C", "马组长", "9202"),
    ("technician", "technician", "YH-1-C", "张师傅", "9203"),
    ("technician_two", "technician", "YH-1-C", "刘师傅", "9204"),
)

# person, skill, last day
SKILLS = (
    ("engineer", "laptop", None),
    ("engineer_two", "printer", None),
    ("engineer_two", "laptop", date(2026, 1, 31)),
    ("technician", "plumbing", None),
    ("technician", "electric", date(2028, 12, 31)),
    ("technician_two", "electric", None),
)

# code, organisation, parent, level, title, serving unit
SITES = (
    ("NS", "LH", None, "place", "南山区科技园", "SZ01"),
    ("YH1", "YH", None, "community", "悦和花园", "YH-1"),
    ("YH1-3", "YH", "YH1", "building", "3 栋", "YH-1"),
    ("YH1-3-2-1201", "YH", "YH1-3", "room", "3 栋 2 单元 1201", "YH-1"),
    ("YH1-3-2-1101", "YH", "YH1-3", "room", "3 栋 2 单元 1101", "YH-1"),
)

# key, organisation, name, kind, site, contacts
CUSTOMERS = (
    ("wang", "YH", "王女士", "owner", "YH1-3-2-1201", ("138 0013 8000", "0755-86001234")),
    ("zhao", "YH", "赵先生", "tenant", "YH1-3-2-1101", ("139 0013 9000",)),
    ("lin", "LH", "林海贸易", "company", "NS", ("0755-26001000", "it@linhai.example")),
    ("ou", "LH", "欧阳锋", "resident", None, ("137 0013 7000",)),
)

OFFICE = {"week": {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}


@dataclass(slots=True)
class Cast:
    """Everybody and everything, by name."""

    at: datetime
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    skills: list[Skill] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)

    def actor(self, name: str) -> Actor:
        """A person of the cast, as an actor."""
        return queries.actor_of(self.people[name], on=self.at.date())

    @property
    def lanhai(self) -> Unit:
        """The maker's network."""
        return self.units["LH"]

    @property
    def yuehe(self) -> Unit:
        """The property company."""
        return self.units["YH"]


_rehearsed: dict[datetime, bytes] = {}


def make_cast(at: datetime) -> Cast:
    """Bring everybody on stage: made by the real actions once, and for every further test by the rows those left."""
    if at not in _rehearsed:
        with transaction.atomic():
            _rehearsed[at] = pickle.dumps(_rehearse(at))
            transaction.set_rollback(True)
    cast: Cast = pickle.loads(_rehearsed[at])
    groups: list[dict[str, Any]] = [cast.units, cast.people, cast.sites, cast.customers, cast.assets]
    lists: list[list[Any]] = [cast.posts, cast.skills, cast.contacts]
    for rows in [list(group.values()) for group in groups] + lists:
        type(rows[0])._default_manager.bulk_create(rows)
    return cast


def _rehearse(at: datetime) -> Cast:
    cast = Cast(at)
    _units(cast)
    _people(cast)
    _places(cast)
    _customers(cast)
    cast.posts, cast.skills, cast.contacts = list(Post.objects.all()), list(Skill.objects.all()), list(Contact.objects.all())
    return cast


def _units(cast: Cast) -> None:
    for code, parent, level, title, title_en in UNITS:
        above = cast.units[parent] if parent else None
        calendar = OFFICE if parent is None else {}
        cast.units[code] = actions.create_unit(
            above, level=level, code=code, title=title, title_en=title_en, calendar=calendar, by=SYSTEM, at=cast.at
        )


def _people(cast: Cast) -> None:
    for login, role, unit, name, number in PEOPLE:
        place = cast.units[unit]
        assert place.organisation is not None
        person = actions.create_person(place.organisation, login=login, name=name, number=number, by=SYSTEM, at=cast.at)
        cast.people[login] = person
        actions.give_post(person, place, role, by=SYSTEM, at=cast.at)
    for login, skill, last in SKILLS:
        actions.give_skill(cast.people[login], skill, valid_until_on=last, by=SYSTEM, at=cast.at)


def _places(cast: Cast) -> None:
    for code, organisation, parent, level, title, unit in SITES:
        above = cast.sites[parent] if parent else None
        cast.sites[code] = actions.add_site(
            cast.units[organisation], level=level, code=code, title=title, parent=above, unit=cast.units[unit]
        )


def _customers(cast: Cast) -> None:
    for key, organisation, name, kind, site, contacts in CUSTOMERS:
        place = cast.sites[site] if site else None
        cast.customers[key] = actions.add_customer(cast.units[organisation], name, kind=kind, site=place, contacts=contacts)
    cast.assets["laptop"] = actions.add_asset(
        cast.lanhai, code="NB-0001", title="笔记本电脑", owner=cast.customers["ou"], serial="R9-7781", model="X240"
    )
    cast.assets["boiler"] = actions.add_asset(cast.yuehe, code="KT-1201", title="壁挂炉", site=cast.sites["YH1-3-2-1201"])
