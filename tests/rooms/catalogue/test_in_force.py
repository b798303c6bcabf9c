"""Which procedure counts, and that what was published is read once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from baoxiu.catalogue import actions, queries
from baoxiu.catalogue.models import PackVersion
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loading import load_pack
from baoxiu.directory.models import Unit
from cast import Cast
from small_pack import CALL, LAMP, write_pack


def in_force(cast: Cast, folder: Path, version: str = "1.0", unit: str = "YH", key: str = "lamps", title: str = "路灯维修") -> PackVersion:
    lamp = {**LAMP, "title": {"zh": title, "en": title}}
    pack = load_pack(write_pack(folder / key / version, pack={"pack": key, "version": version}, procedures=(lamp, CALL)))
    row = actions.install_pack(pack, cast.yuehe, by=SYSTEM, at=cast.at)
    row = actions.review(row, by=cast.actor("crew_leader"), at=cast.at)
    row = actions.publish(actions.approve(row, by=cast.actor("owner_manager"), at=cast.at), by=SYSTEM, at=cast.at)
    actions.adopt(cast.units[unit], row.pack, by=SYSTEM, at=cast.at)
    return row


def titles(cast: Cast, unit: str) -> str:
    return queries.procedure_for(cast.units[unit], "lamp")[1].definition.title["zh"]


def test_a_procedure_in_force_costs_one_query_and_what_is_loaded_none(
    cast: Cast, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    in_force(cast, tmp_path)
    version_id, first = queries.procedure_for(cast.units["YH-1"], "lamp")

    with django_assert_num_queries(1):
        assert queries.procedure_for(cast.units["YH-1"], "lamp") == (version_id, first)
    with django_assert_num_queries(0):
        assert queries.procedure(version_id) is first


def test_an_open_ticket_stays_on_its_version_while_new_ones_take_the_next(cast: Cast, tmp_path: Path) -> None:
    in_force(cast, tmp_path)
    born_under, _ = queries.procedure_for(cast.units["YH-1"], "lamp")

    in_force(cast, tmp_path, "2.0", title="路灯急修")

    assert titles(cast, "YH-1") == "路灯急修"
    assert queries.procedure(born_under).definition.title["zh"] == "路灯维修"
    assert queries.sibling(born_under, "call")[1].pack is queries.procedure(born_under).pack


def test_the_nearest_adoption_upward_wins(cast: Cast, tmp_path: Path) -> None:
    in_force(cast, tmp_path)
    in_force(cast, tmp_path, unit="YH-1-C", key="crew-lamps", title="班组自订")

    assert (titles(cast, "YH-1-C"), titles(cast, "YH-1-D"), titles(cast, "YH-1")) == ("班组自订", "路灯维修", "路灯维修")


def test_an_adoption_that_begins_later_does_not_count_yet(cast: Cast, tmp_path: Path) -> None:
    in_force(cast, tmp_path)

    with pytest.raises(queries.NotInForce):
        queries.procedure_for(cast.units["YH-1"], "lamp", at=cast.at - timedelta(seconds=1))


def test_an_unknown_procedure_is_refused_by_name_and_unit(cast: Cast, tmp_path: Path) -> None:
    version = in_force(cast, tmp_path)
    with pytest.raises(queries.NotInForce, match="ghost"):
        queries.procedure_for(cast.units["YH-1"], "ghost")
    with pytest.raises(NotFound):
        queries.procedure(0)
    with pytest.raises(NotFound):
        queries.sibling(version.procedures.all()[0].pk, "ghost")


def test_a_draft_is_never_remembered(cast: Cast, tmp_path: Path) -> None:
    drafted = actions.install_pack(write_pack(tmp_path / "a"), cast.yuehe, by=SYSTEM, at=cast.at)
    lamp = {**LAMP, "title": {"zh": "第二稿", "en": "x"}}
    assert queries.procedure(drafted.procedures.get(key="lamp").pk).definition.title["zh"] == "路灯维修"

    actions.install_pack(write_pack(tmp_path / "b", procedures=(lamp, CALL)), cast.yuehe, by=SYSTEM, at=cast.at)

    assert queries.procedure(drafted.procedures.get(key="lamp").pk).definition.title["zh"] == "第二稿"


def test_what_a_pack_lists_keeps_the_order_its_writer_gave_it(cast: Cast, tmp_path: Path) -> None:
    fields = {name: {"type": "text", "label": {"zh": name, "en": name}} for name in ("zone", "b", "aa", "place")}
    lamp = {**LAMP, "fields": fields, "opens": {"by": "front_desk", "asks": dict.fromkeys(fields, "required"), "to": "open"}}
    drafted = actions.install_pack(write_pack(tmp_path, procedures=(lamp,)), cast.yuehe, by=SYSTEM, at=cast.at)

    kept = queries.loaded(PackVersion.objects.get(pk=drafted.pk)).procedures["lamp"].definition

    assert list(kept.fields) == list(kept.opens.asks) == ["zone", "b", "aa", "place"]


def test_packs_in_force_are_those_of_the_organisation_alone(cast: Cast, tmp_path: Path) -> None:
    in_force(cast, tmp_path)
    in_force(cast, tmp_path, unit="YH-1-C", key="crew-lamps")

    assert [pack.key for pack in queries.packs_in_force(cast.yuehe.pk)] == ["lamps", "crew-lamps"]
    assert queries.packs_in_force(cast.lanhai.pk) == []


@pytest.mark.parametrize("key", sorted(queries.shipped_packs()))
def test_every_shipped_pack_is_taken_all_the_way(cast: Cast, key: str) -> None:
    station: Unit = cast.units["SZ01"]
    reviewer, approver = cast.actor("manager"), cast.actor("director")

    version = actions.adopt_shipped(cast.lanhai, key, reviewer=reviewer, approver=approver, at=cast.at, units=[station])
    again = actions.adopt_shipped(cast.lanhai, key, reviewer=reviewer, approver=approver, at=cast.at, units=[station])

    assert version.pk == again.pk
    assert (version.state, version.reviewed_by, version.approved_by) == ("published", cast.people["manager"], cast.people["director"])
    for name in queries.loaded(version).procedures:
        assert queries.procedure_for(station, name)[1].key == name


def test_a_pack_that_is_not_shipped_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        queries.shipped_pack("ghost")
