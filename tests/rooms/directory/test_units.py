"""The tree of an organisation, what units inherit, and who sees whose."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.core.calendars import CalendarMisstated, UnknownZone
from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import actions, queries, scope
from cast import OFFICE, Cast


def codes(rows: Any) -> list[str]:
    return [row.code for row in rows]


def test_a_path_leads_from_the_root_to_the_unit(cast: Cast) -> None:
    crew = cast.units["SZ01-A"]

    assert crew.path == "/" + "".join(f"{cast.units[code].pk}/" for code in ("LH", "LH-S", "SZ01", "SZ01-A"))
    assert crew.organisation == cast.lanhai
    assert cast.lanhai.organisation == cast.lanhai
    assert codes(queries.units_above(crew)) == ["SZ01-A", "SZ01", "LH-S", "LH"]
    assert set(codes(queries.units_below(cast.units["SZ01"]))) == {"SZ01", "SZ01-NS", "SZ01-A"}


def test_the_tree_lists_each_unit_after_the_one_above_and_nobody_elses(cast: Cast) -> None:
    listed = codes(queries.unit_tree(cast.lanhai.pk))

    assert set(listed) == {"LH", "LH-S", "LH-N", "SZ01", "GZ01", "BJ01", "SZ01-NS", "SZ01-A"}
    above = {unit.code: unit.parent.code for unit in cast.units.values() if unit.parent}
    assert all(listed.index(above[code]) < listed.index(code) for code in listed if code in above)


def test_the_nearest_unit_of_a_level_is_found_upward(cast: Cast) -> None:
    crew = cast.units["SZ01-A"]

    assert queries.nearest_unit(crew, "region") == cast.units["LH-S"]
    assert queries.nearest_unit(crew, "crew") == crew
    assert queries.nearest_unit(cast.lanhai, "station") is None


def test_a_code_is_used_once_in_an_organisation_and_freely_in_another(cast: Cast) -> None:
    with pytest.raises(actions.CodeTaken):
        actions.create_unit(cast.lanhai, level="station", code="SZ01", title="x", by=SYSTEM, at=cast.at)

    twin = actions.create_unit(cast.yuehe, level="station", code="SZ01", title="x", by=SYSTEM, at=cast.at)

    assert queries.unit_on(cast.yuehe.pk, "SZ01") == twin
    assert queries.unit_on(cast.lanhai.pk, "SZ01") == cast.units["SZ01"]


def test_an_unknown_unit_is_refused_by_name(cast: Cast) -> None:
    with pytest.raises(NotFound, match="XX99"):
        queries.unit_on(cast.lanhai.pk, "XX99")


@pytest.mark.parametrize("code", ["", "a b", "x" * 41, "a/b"])
def test_a_code_no_number_could_carry_is_refused(cast: Cast, code: str) -> None:
    with pytest.raises(Malformed):
        actions.create_unit(cast.lanhai, level="station", code=code, title="x", by=SYSTEM, at=cast.at)


def test_a_calendar_is_the_units_own_or_the_nearest_above(cast: Cast) -> None:
    night = {"week": {"mon": ["22:00-06:00"]}}
    assert queries.calendar_of(cast.units["SZ01-A"]) == OFFICE

    actions.change_unit(cast.units["SZ01"], calendar=night, by=SYSTEM, at=cast.at)

    assert queries.calendar_of(queries.unit_on(cast.lanhai.pk, "SZ01-A")) == night
    assert queries.calendar_of(cast.units["GZ01"]) == OFFICE


@pytest.mark.parametrize("calendar", [{"week": {}}, {"weak": 1}, {"week": {"mon": ["nine to five"]}}])
def test_a_calendar_that_cannot_be_read_is_refused_when_it_is_laid_down(cast: Cast, calendar: dict[str, Any]) -> None:
    with pytest.raises(CalendarMisstated):
        actions.change_unit(cast.units["SZ01"], calendar=calendar, by=SYSTEM, at=cast.at)


def test_a_zone_nobody_knows_is_refused(cast: Cast) -> None:
    with pytest.raises(UnknownZone):
        actions.create_unit(cast.lanhai, level="station", code="M1", title="x", zone="Mars/Base", by=SYSTEM, at=cast.at)


def test_settings_are_joined_from_the_root_down_and_the_nearest_wins(cast: Cast) -> None:
    actions.change_unit(cast.lanhai, settings={"lead": {"near": 1, "far": 4}, "x": 1}, by=SYSTEM, at=cast.at)
    actions.change_unit(cast.units["SZ01"], settings={"lead": {"far": 9}}, by=SYSTEM, at=cast.at)

    facts = queries.unit_facts(cast.units["SZ01-A"].pk)

    assert facts.settings == {"lead": {"near": 1, "far": 9}, "x": 1}
    assert facts.line == ("SZ01-A", "SZ01", *(row.code for row in queries.units_above(cast.units["SZ01"])[1:]))


def test_facts_held_in_memory_are_read_anew_after_a_change_above(cast: Cast) -> None:
    crew = cast.units["SZ01-A"]
    assert queries.unit_facts(crew.pk, crew.changed).settings == {}

    actions.change_unit(cast.lanhai, settings={"x": 2}, by=SYSTEM, at=cast.at)
    crew.refresh_from_db()

    assert queries.unit_facts(crew.pk, crew.changed).settings == {"x": 2}


def test_what_is_not_free_to_change_is_refused(cast: Cast) -> None:
    with pytest.raises(Malformed):
        actions.change_unit(cast.units["SZ01"], path="/1/", by=SYSTEM, at=cast.at)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("director", {"LH", "LH-S", "LH-N", "SZ01", "GZ01", "BJ01", "SZ01-NS", "SZ01-A"}),
        ("region", {"LH-S", "SZ01", "GZ01", "SZ01-NS", "SZ01-A"}),
        ("coordinator", {"SZ01", "SZ01-NS", "SZ01-A"}),
        ("engineer", {"SZ01-A"}),
        ("owner_manager", {"YH", "YH-1", "YH-1-D", "YH-1-C"}),
    ],
)
def test_a_person_sees_his_unit_and_what_lies_below(cast: Cast, name: str, seen: set[str]) -> None:
    assert set(codes(scope.visible_units(cast.actor(name)))) == seen


def test_nobody_without_a_post_and_no_customer_sees_a_unit(cast: Cast) -> None:
    stranger = Actor(id=None, name="x", kind="person", organisation_id=cast.lanhai.pk)
    customer = Actor(id=None, name="x", kind="customer", organisation_id=cast.lanhai.pk, ticket_id="1")

    assert not scope.visible_units(stranger).exists()
    assert not scope.visible_units(customer).exists()
    assert not scope.sees(customer, cast.lanhai.path)


def test_the_system_sees_every_unit(cast: Cast) -> None:
    assert scope.visible_units(SYSTEM).count() == len(cast.units)
    assert scope.sees(SYSTEM, cast.units["YH-1"].path)


def test_a_path_that_only_begins_with_the_same_digits_is_not_below(cast: Cast) -> None:
    actor = cast.actor("engineer")
    path = cast.units["SZ01-A"].path

    assert scope.sees(actor, path + "77/")
    assert not scope.sees(actor, path.removesuffix("/") + "7/")
