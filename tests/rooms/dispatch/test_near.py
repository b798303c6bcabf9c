"""Who could be there soon, told honestly: on shift, what he has in hand, how far it is as far as anybody knows."""

from __future__ import annotations

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Site
from baoxiu.dispatch.queries import workers_near
from baoxiu.tickets.models import Ticket
from procedures.house import House


def near(house: House, site: Site | None = None, **more: int) -> list[tuple[str, int, int | None, bool]]:
    found = workers_near(house.station.path, {"worker"}, site=site.pk if site else None, at=house.at("2026-03-02 09:00"), **more)
    return [(one.name, one.open, one.metres, one.is_same_building) for one in found]


def place(house: House, code: str, parent: Site | None = None, *spot: float) -> Site:
    site = directory.add_site(house.root, level="place", code=code, title=code, parent=parent, unit=house.station)
    if spot:
        Site.objects.filter(pk=site.pk).update(latitude=spot[0], longitude=spot[1])
    return site


def give(house: House, name: str, site: Site) -> None:
    order = house.report(at="2026-03-02 08:30", category="plumbing", premises="public")
    Ticket.objects.filter(pk=order.id).update(holder=house.people[name], site=site)


def test_who_has_nothing_in_hand_comes_first_and_who_is_off_shift_not_at_all(hotline: House) -> None:
    names = [name for name in hotline.people if name.startswith("worker")]
    hotline.people[names[1]].on_shift = False
    hotline.people[names[1]].save()

    assert [one[1] for one in near(hotline)] == [0]


def test_of_two_who_are_busy_the_nearer_one_stands_first(hotline: House) -> None:
    one, other = [name for name in hotline.people if name.startswith("worker")][:2]
    estate = place(hotline, "E", None, 22.5400, 114.0500)
    here, far = place(hotline, "E-3", estate), place(hotline, "F", None, 22.5490, 114.0500)
    give(hotline, one, far)
    give(hotline, other, place(hotline, "E-4", estate))

    found = near(hotline, here)
    assert [row[2] for row in found] == [0, 1000]
    assert [row[3] for row in found] == [True, False]


def test_nobody_pretends_to_know_a_distance(hotline: House) -> None:
    give(hotline, next(name for name in hotline.people if name.startswith("worker")), place(hotline, "X"))

    assert {row[2] for row in near(hotline, place(hotline, "Y"))} == {None}


def test_nobody_of_another_house_is_near(hotline: House) -> None:
    stranger = directory.create_unit(None, level="company", code="ZZ", title="别家", by=SYSTEM, at=hotline.began_at)

    assert workers_near(stranger.path, {"worker"}, site=None, at=hotline.at("2026-03-02 09:00")) == []
