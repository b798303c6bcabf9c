"""People: added with a first password to be changed, given roles no higher than one's own, away, shut out; nothing of other units."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Absence, Person
from baoxiu.directory.queries import actor_of, away_at
from baoxiu.journal import clock
from baoxiu.journal.models import Event
from baoxiu.tickets import queries as tickets
from web.desk.tabled import HTMX
from web.faces import Faces

NEW = {"login": "xu.wei", "name": "徐伟", "phone": "138 0013 8002", "unit": "SZ01", "role": "engineer", "password": "abcd-efgh-2345"}


def post(faces: Faces, who: str, path: str, /, **form: Any) -> Any:
    return faces.as_(who).post(f"/desk/settings{path}", form, headers=HTMX)


def test_somebody_added_logs_in_with_the_password_given_and_must_choose_his_own(faces: Faces) -> None:
    assert post(faces, "coordinator", "/people", **NEW).status_code == 204
    person = Person.objects.get(login="xu.wei")
    browser = Client(headers={"Accept-Language": "zh-CN"})
    assert browser.post("/login", {"username": "xu.wei", "password": NEW["password"]}).status_code == 302

    assert browser.get("/desk/board")["Location"] == "/password"
    assert browser.get("/field/", headers=HTMX)["HX-Redirect"] == "/password"
    assert browser.post("/password", {"new": "kurz", "again": "kurz"}).status_code == 422
    assert browser.post("/password", {"new": "lang-genug-7", "again": "lang-genug-8"}).status_code == 422
    assert browser.post("/password", {"new": NEW["password"], "again": NEW["password"]}).status_code == 422
    assert browser.post("/password", {"new": "lang-genug-7", "again": "lang-genug-7"}).status_code == 302

    person.refresh_from_db()
    assert not person.must_change_password
    assert browser.get("/desk/board").status_code == 200
    assert [one.role for one in actor_of(person).posts] == ["engineer"]


def test_ones_own_password_is_changed_by_who_knows_it(faces: Faces) -> None:
    browser, person = faces.as_("coordinator"), faces.cast.people["coordinator"]
    directory.set_password(person, "korrekt-pferd-9", by=SYSTEM, at=clock.now())
    browser.force_login(person)
    form = {"new": "anderes-pferd-7", "again": "anderes-pferd-7"}

    assert browser.post("/password", {**form, "old": "falsch"}).status_code == 422
    assert browser.post("/password", {**form, "old": "korrekt-pferd-9"}).status_code == 302
    assert browser.get("/desk/board").status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"login": "x y"}, 422),
        ({"login": "engineer"}, 409),
        ({"name": " "}, 422),
        ({"password": "12345678"}, 422),
        ({"phone": "12"}, 422),
        ({"email": "nobody"}, 422),
        ({"role": "headquarters"}, 403),
        ({"role": "gardener"}, 422),
        ({"unit": "GZ01"}, 404),
        ({"unit": "YH-1"}, 404),
        ({"name": "长" * 81}, 422),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_added(faces: Faces, change: dict[str, str], status: int) -> None:
    before = Person.objects.count()

    assert post(faces, "coordinator", "/people", **{**NEW, **change}).status_code == status
    assert Person.objects.count() == before


@pytest.mark.parametrize("other", ["engineer_gz", "coordinator_bj", "director", "front_desk", "region"])
@pytest.mark.parametrize("path", ["", "/shut", "/password", "/post", "/absence"])
def test_people_of_other_units_are_as_if_they_were_not_there(faces: Faces, other: str, path: str) -> None:
    id_ = faces.cast.people[other].pk
    form = {"password": "abcd-efgh-2345", "unit": "SZ01", "role": "engineer", "kind": "leave", "since": "2026-03-03T09:00"}
    ask = faces.as_("coordinator").get if path in ("", "/shut") else None

    answer = ask(f"/desk/settings/people/{id_}{path}") if ask else post(faces, "coordinator", f"/people/{id_}{path}", **form)

    assert answer.status_code == 404
    assert faces.cast.people[other].name not in faces.as_("coordinator").get("/desk/settings/people").content.decode()


def test_who_works_in_two_units_is_looked_after_above_both(faces: Faces) -> None:
    engineer = faces.cast.people["engineer"]
    directory.give_post(engineer, faces.cast.units["GZ01"], "engineer", by=SYSTEM, at=clock.now())

    assert faces.as_("coordinator").get(f"/desk/settings/people/{engineer.pk}").status_code == 404
    assert faces.as_("region").get(f"/desk/settings/people/{engineer.pk}").status_code == 200


def test_roles_skills_and_absences_are_written_down_and_taken_back(faces: Faces) -> None:
    engineer = faces.cast.people["engineer"]
    path = f"/people/{engineer.pk}"

    assert post(faces, "coordinator", f"{path}/post", unit="SZ01-NS", role="engineer", until_on="2026-12-31").status_code == 204
    assert post(faces, "coordinator", f"{path}/skill", code="", other="electric", valid_until_on="2028-01-01").status_code == 204
    assert (
        post(faces, "coordinator", f"{path}/absence", kind="leave", since="2026-03-02T08:00", until="2026-03-04T18:00").status_code == 204
    )
    again = post(faces, "coordinator", f"{path}/absence", kind="sick", since="2026-03-03T08:00")
    assert again.status_code == 409
    assert engineer.pk in away_at([engineer.pk], clock.now())
    page = faces.as_("coordinator").get(f"/desk/settings{path}").content.decode()
    assert "休假" in page and "electric" in page and "2026-12-31" in page

    absence = Absence.objects.get()
    assert post(faces, "coordinator", f"{path}/end-absence", absence=absence.pk).status_code == 204
    assert away_at([engineer.pk], clock.now() + timedelta(minutes=1)) == {}
    skill = engineer.skills.get(code="electric")
    assert post(faces, "coordinator", f"{path}/end-skill", skill=skill.pk).status_code == 204
    held = engineer.posts.get(unit__code="SZ01-NS")
    assert post(faces, "coordinator", f"{path}/end-post", post=held.pk).status_code == 204
    told = set(Event.objects.values_list("type", flat=True))
    assert {"PostGiven", "PostEnded", "SkillGiven", "SkillEnded", "AbsenceSet", "AbsenceEnded"} <= told


def test_a_form_sent_for_one_person_does_not_touch_anothers_post(faces: Faces) -> None:
    theirs = faces.cast.people["engineer_gz"].posts.get()
    mine = faces.cast.people["engineer"].pk

    assert post(faces, "coordinator", f"/people/{mine}/end-post", post=theirs.pk).status_code == 404
    assert faces.cast.people["engineer_gz"].posts.count() == 1


def test_an_account_is_shut_after_seeing_what_is_open_and_opened_again(faces: Faces) -> None:
    engineer, browser = faces.cast.people["engineer"], faces.as_("engineer")
    held = tickets.held_by(engineer.pk).count()
    page = faces.as_("coordinator").get(f"/desk/settings/people/{engineer.pk}/shut").content.decode()
    assert "未结单据" in page and str(held) in page

    assert post(faces, "coordinator", f"/people/{engineer.pk}/shut").status_code == 204
    engineer.refresh_from_db()
    assert not engineer.is_active
    assert browser.get("/field/")["Location"].startswith("/login")
    assert post(faces, "coordinator", f"/people/{engineer.pk}/open").status_code == 204
    engineer.refresh_from_db()
    assert engineer.is_active


def test_nobody_shuts_himself_or_takes_his_own_role(faces: Faces) -> None:
    me = faces.cast.people["coordinator"]

    assert post(faces, "coordinator", f"/people/{me.pk}/shut").status_code == 409
    assert post(faces, "coordinator", f"/people/{me.pk}/end-post", post=me.posts.get().pk).status_code == 409
    me.refresh_from_db()
    assert me.is_active


def test_who_stands_above_is_not_changed_from_below(faces: Faces) -> None:
    region = faces.cast.people["region"]
    region.posts.update(unit=faces.cast.units["SZ01"])

    answer = post(faces, "coordinator", f"/people/{region.pk}/password", password="abcd-efgh-2345")

    assert answer.status_code == 403
    assert "郑经理" in answer.content.decode()


def test_an_administrator_of_the_organisation_sets_up_the_whole_before_any_pack_is_there(faces: Faces) -> None:
    owner = faces.cast.people["front_desk"]
    assert faces.as_("front_desk").get("/desk/settings").status_code == 403
    Person.objects.filter(pk=owner.pk).update(is_administrator=True)

    page = faces.as_("front_desk").get("/desk/settings").content.decode()

    assert "没有启用的规程包" in page
    assert faces.as_("front_desk").get("/desk/settings/units/SZ01").status_code == 404
    assert faces.as_("front_desk").get("/desk/settings/units/YH-1").status_code == 200
