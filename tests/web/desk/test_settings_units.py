"""The tree of units, their settings, hours, roles, packs, channels and outages: changed by who looks after them, recorded each time."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.catalogue import actions as catalogue
from baoxiu.catalogue.models import Adoption, PackVersion
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as units
from baoxiu.directory.models import SystemOutage, Unit
from baoxiu.journal import clock
from baoxiu.journal.models import Event
from web.desk.tabled import HTMX
from web.faces import Faces, tree


def post(faces: Faces, who: str, path: str, /, **form: Any) -> Any:
    return faces.as_(who).post(f"/desk/settings{path}", form, headers=HTMX)


def page(faces: Faces, who: str, path: str) -> str:
    answer = faces.as_(who).get(f"/desk/settings{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


NEW = {"parent": "SZ01", "code": "SZ01-B", "title": "上门二组", "title_en": "Crew B", "level": "point", "phone": "", "zone": ""}


def test_a_unit_is_added_renamed_and_given_another_code(faces: Faces) -> None:
    assert post(faces, "coordinator", "/units", **NEW).status_code == 204
    made = Unit.objects.get(code="SZ01-B")
    assert made.path.startswith(faces.cast.units["SZ01"].path)

    assert post(faces, "coordinator", "/units/SZ01-B", title="上门乙组", code="SZ01-Y", level="point").status_code == 204
    made.refresh_from_db()
    assert (made.title, made.code) == ("上门乙组", "SZ01-Y")
    assert {"UnitCreated", "UnitChanged"} <= set(Event.objects.values_list("type", flat=True))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"code": "SZ01-A"}, 409),
        ({"code": "有 空格"}, 422),
        ({"title": " "}, 422),
        ({"title": "长" * 121}, 422),
        ({"parent": "GZ01"}, 404),
        ({"parent": "YH"}, 404),
        ({"zone": "Mars/Base"}, 409),
    ],
)
def test_a_unit_that_cannot_be_is_refused(faces: Faces, change: dict[str, str], status: int) -> None:
    before = Unit.objects.count()

    assert post(faces, "coordinator", "/units", **{**NEW, **change}).status_code == status
    assert Unit.objects.count() == before


@pytest.mark.parametrize("code", ["GZ01", "LH", "LH-S", "YH-1"])
@pytest.mark.parametrize("path", ["", "/close", "/settings/part_lead_time"])
def test_units_of_others_are_as_if_they_were_not_there(faces: Faces, code: str, path: str) -> None:
    assert faces.as_("coordinator").get(f"/desk/settings/units/{code}{path}").status_code == 404
    assert post(faces, "coordinator", f"/units/{code}{path}", title="占领", value="9d").status_code == 404


def test_a_unit_moves_with_everything_below_it_and_never_below_itself(faces: Faces) -> None:
    assert post(faces, "director", "/units/SZ01/move", parent="LH-N").status_code == 204
    crew = Unit.objects.get(code="SZ01-A")
    assert crew.path.startswith(Unit.objects.get(code="LH-N").path)
    assert faces.as_("region_north").get("/desk/settings/units/SZ01-A").status_code == 200
    assert faces.as_("region").get("/desk/settings/units/SZ01-A").status_code == 404

    assert post(faces, "director", "/units/SZ01/move", parent="SZ01-A").status_code == 409
    assert post(faces, "director", "/units/LH/move", parent="SZ01").status_code == 409
    assert post(faces, "region", "/units/GZ01/move", parent="LH-N").status_code == 404


def test_a_unit_is_closed_only_when_nothing_hangs_on_it(faces: Faces) -> None:
    told = page(faces, "director", "/units/SZ01/close")
    assert "南山服务点" in told and "上门一组" in told

    refused = post(faces, "director", "/units/SZ01/close")
    assert refused.status_code == 409
    assert "上门一组" in refused.content.decode()
    alone = post(faces, "coordinator_gz", "/units/GZ01/close")
    assert "何协调" in alone.content.decode()
    assert post(faces, "coordinator", "/units/SZ01-NS/close").status_code == 204
    assert not Unit.objects.get(code="SZ01-NS").active
    assert post(faces, "coordinator", "/units/SZ01-NS/reopen").status_code == 204
    assert Unit.objects.get(code="SZ01-NS").active


def test_a_unit_with_open_tickets_is_not_closed(faces: Faces) -> None:
    station = faces.cast.units["SZ01"]
    Unit.objects.filter(parent=station).update(active=False)
    for post_ in station.posts.all():
        directory.give_post(post_.person, faces.cast.lanhai, post_.role, by=SYSTEM, at=clock.now())

    refused = post(faces, "director", "/units/SZ01/close")

    assert refused.status_code == 409
    assert "未结单据" in refused.content.decode()
    assert Unit.objects.get(code="SZ01").active


def test_a_setting_shows_where_it_comes_from_and_is_given_and_taken_back(faces: Faces) -> None:
    assert "规程包默认" in page(faces, "coordinator", "/units/SZ01")
    assert post(faces, "director", "/units/LH-S/settings/part_lead_time", value="5d").status_code == 204
    assert "华南大区" in page(faces, "coordinator", "/units/SZ01")
    assert post(faces, "coordinator", "/units/SZ01/settings/part_lead_time", value="2d").status_code == 204
    assert units.unit_facts(faces.cast.units["SZ01"].pk).settings["part_lead_time"] == "2d"
    assert post(faces, "coordinator", "/units/SZ01/settings/part_lead_time", inherit="1", value="9d").status_code == 204
    assert units.unit_facts(faces.cast.units["SZ01"].pk).settings["part_lead_time"] == "5d"


@pytest.mark.parametrize(
    ("name", "value"), [("part_lead_time", "soon"), ("onsite_term", "ein Jahr"), ("settlement_tiers", "A: [: ]"), ("key_accounts", "- a")]
)
def test_a_setting_of_the_wrong_kind_is_refused(faces: Faces, name: str, value: str) -> None:
    assert post(faces, "director", f"/units/LH/settings/{name}", value=value).status_code == 422
    assert name not in Unit.objects.get(code="LH").settings


def test_who_looks_after_settings_may_be_named_by_the_organisation(faces: Faces) -> None:
    assert faces.as_("parts_desk").get("/desk/settings").status_code == 403

    assert post(faces, "director", "/units/LH/settings/settings_by", value="[headquarters, parts_desk]").status_code == 204

    assert faces.as_("parts_desk").get("/desk/settings/units/SZ01").status_code == 200
    assert faces.as_("coordinator").get("/desk/settings/units/SZ01").status_code == 403


def test_hours_and_days_of_a_unit_become_its_own_and_a_month_says_why(faces: Faces) -> None:
    assert "沿用上级" in page(faces, "coordinator", "/calendars/SZ01")
    closed = post(faces, "coordinator", "/calendars/SZ01/days", first="2026-03-05", last="2026-03-06", kind="closed")
    assert closed.status_code == 204
    months = page(faces, "coordinator", "/calendars/SZ01?month=2026-03")
    assert months.count("本单位放假") >= 2

    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "8:00-12:00，13:00-17:00")
    assert post(faces, "coordinator", "/calendars/SZ01/hours", **week, holidays="CN", makeup="CN").status_code == 204
    spec = Unit.objects.get(code="SZ01").calendar
    assert spec["closed"] == ["2026-03-05", "2026-03-06"]
    february = page(faces, "coordinator", "/calendars/SZ01?month=2026-02")
    assert "春节" in february and "调休上班" in february
    assert post(faces, "coordinator", "/calendars/SZ01/follow").status_code == 204
    assert Unit.objects.get(code="SZ01").calendar == {}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("hours", {}),
        ("hours", {"mon": "morning"}),
        ("hours", {"mon": "25:00-26:00"}),
        ("days", {"first": "2026-03-05", "kind": "open", "hours": ""}),
        ("days", {"first": "2026-03-05", "last": "2026-03-01", "kind": "closed"}),
        ("days", {"first": "never", "kind": "closed"}),
        ("days", {"first": "2026-01-01", "last": "2027-01-01", "kind": "closed"}),
    ],
)
def test_hours_that_are_none_are_refused(faces: Faces, path: str, form: dict[str, str]) -> None:
    assert post(faces, "coordinator", f"/calendars/SZ01/{path}", **form).status_code in (409, 422)
    assert Unit.objects.get(code="SZ01").calendar == {}


def test_roles_say_what_they_may_do_and_which_nobody_holds(faces: Faces) -> None:
    faces.cast.people["parts_desk"].posts.all().delete()

    listed = page(faces, "director", "/roles")
    assert "无人担任" in listed
    assert "station_manager" in listed  # held, and no pack in force knows it
    one = page(faces, "director", "/roles/lenovo-unified-repair/engineer")
    assert "李工" in one and "LCD-" in one
    assert "罗工" not in page(faces, "coordinator", "/roles/lenovo-unified-repair/engineer")


def test_a_shipped_pack_is_installed_reviewed_approved_published_and_adopted_by_three(faces: Faces) -> None:
    assert post(faces, "director", "/packs/install", key="owner-visit-basic").status_code == 204
    version = PackVersion.objects.get(pack__key="owner-visit-basic")
    step = f"/packs/owner-visit-basic/versions/{version.version}/step"

    assert post(faces, "region", step, what="review").status_code == 204
    assert post(faces, "region", step, what="approve").status_code == 409
    assert post(faces, "director", step, what="approve").status_code == 204
    assert post(faces, "region", step, what="publish").status_code == 404
    assert post(faces, "director", step, what="publish").status_code == 204
    assert post(faces, "coordinator", "/packs/owner-visit-basic/adopt", unit="GZ01").status_code == 404
    assert post(faces, "coordinator", "/packs/owner-visit-basic/adopt", unit="SZ01").status_code == 204
    assert post(faces, "coordinator_gz", "/packs/owner-visit-basic/leave", unit="SZ01").status_code == 404
    assert post(faces, "coordinator", "/packs/owner-visit-basic/leave", unit="SZ01").status_code == 204
    assert Adoption.objects.get(pack__key="owner-visit-basic").until_at is not None
    assert post(faces, "coordinator", "/packs/install", key="repair-shop").status_code == 403


def test_another_version_shows_what_it_changes_and_what_stays_on_the_old_one(faces: Faces, tmp_path: Any) -> None:
    from shutil import copytree

    from baoxiu.catalogue.queries import shipped_packs

    folder = copytree(shipped_packs()["lenovo-unified-repair"], tmp_path / "lenovo")
    text = (folder / "pack.yaml").read_text(encoding="utf-8")
    text = text.replace('version: "3.0"', 'version: "3.1"', 1).replace("{zh: 大区, en: Region}", "{zh: 大区办, en: Region}")
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    catalogue.install_pack(folder, faces.cast.lanhai, by=SYSTEM, at=clock.now())

    told = page(faces, "director", "/packs/lenovo-unified-repair/versions/3.1")

    assert "有 1 张未结单据仍按 3.0 执行" in told
    assert "大区办" in told or "大区" in told


def test_an_outage_is_recorded_and_ended_by_who_looks_after_the_organisation(faces: Faces) -> None:
    assert post(faces, "director", "/outages", starts="2026-03-02T07:00", reason="机房停电").status_code == 204
    outage = SystemOutage.objects.get()
    assert post(faces, "owner_manager", f"/outages/{outage.pk}/end").status_code == 404
    assert post(faces, "director", f"/outages/{outage.pk}/end").status_code == 204
    outage.refresh_from_db()
    assert outage.ends_at == clock.now()
    assert post(faces, "director", "/outages", starts="2026-03-03T07:00", reason="明天").status_code == 422
    assert post(faces, "director", "/outages", starts="2026-03-02T07:00", ends="2026-03-02T06:00", reason="倒着").status_code == 422
    assert "机房停电" in page(faces, "director", "/outages")


def test_the_first_page_says_what_is_missing(faces: Faces) -> None:
    cards = tree(faces.as_("director").get("/desk/settings")).xpath("//a[contains(@class, 'setting-card')]")

    assert len(cards) >= 12
    assert any("未设置渠道" in card.text_content() for card in cards)
