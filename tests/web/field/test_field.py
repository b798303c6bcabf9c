"""The worker's phone: his jobs, and one step at a time."""

from __future__ import annotations

from web.faces import Faces, tree


def test_a_worker_starts_on_his_phone_and_the_office_on_the_board(faces: Faces) -> None:
    assert faces.as_("engineer").get("/").headers["Location"] == "/field/"
    assert faces.as_("coordinator").get("/").headers["Location"] == "/desk/board"


def test_a_job_given_by_name_is_on_the_phone(faces: Faces) -> None:
    from web.portal.test_portal import to_service

    to_service(faces)

    mine = tree(faces.as_("engineer").get("/field/"))
    others = tree(faces.as_("engineer_two").get("/field/"))
    assert faces.number in mine.xpath("//article")[0].text_content()
    assert faces.number not in others.text_content()


def test_what_is_done_on_the_phone_carries_its_door(faces: Faces) -> None:
    from web.portal.test_portal import to_service

    to_service(faces)
    answer = faces.send("engineer", f"/field/jobs/{faces.number}/do/write_back", {"repair_note": "更换电源板"})

    assert answer.status_code == 200
    newest = tree(answer).xpath("//ol[@class='timeline']/li")[0].text_content()
    assert "回写" in newest
    assert "手机" in newest
    assert "更换电源板" in newest


def test_a_job_of_another_station_is_not_there(faces: Faces) -> None:
    assert faces.as_("engineer_gz").get(f"/field/jobs/{faces.number}").status_code == 404


def test_a_phone_is_given_only_the_jobs_that_changed(faces: Faces) -> None:
    from web.portal.test_portal import to_service

    to_service(faces)
    phone = faces.as_("engineer")
    first = phone.get("/field/kits").json()
    has = [f"{kit['number']}:{kit['mark']}" for kit in first["kits"]]
    same = phone.get("/field/kits", {"have": has}).json()
    faces.send("engineer", f"/field/jobs/{faces.number}/do/write_back", {"repair_note": "更换电源板"})
    after = phone.get("/field/kits", {"have": has}).json()

    assert faces.number in first["numbers"] == [kit["number"] for kit in first["kits"]]
    assert (same["numbers"], same["kits"]) == (first["numbers"], [])
    assert [kit["number"] for kit in after["kits"]] == [faces.number]
