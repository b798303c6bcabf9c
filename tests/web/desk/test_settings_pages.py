"""Settings: for whoever looks after a unit, his units and what lies below, nothing of others."""

from __future__ import annotations

import pytest

from web.faces import Faces, tree

PAGES = (
    "", "/units", "/units/SZ01", "/units/SZ01/close", "/units/SZ01/settings/part_lead_time", "/people", "/roles",
    "/roles/lenovo-unified-repair/engineer", "/customers", "/sites", "/assets", "/stock", "/calendars", "/calendars/SZ01", "/packs",
    "/packs/lenovo-unified-repair", "/packs/lenovo-unified-repair/versions/3.0", "/tables",
    *(f"/tables/{name}" for name in ("units", "people", "sites", "customers", "assets", "days", "prices", "stock", "contracts")),
)  # fmt: skip
OF_THE_WHOLE = ("/channels", "/channels/sms", "/outages")


@pytest.mark.parametrize("path", PAGES)
def test_whoever_looks_after_a_unit_sees_its_settings(faces: Faces, path: str) -> None:
    for login in ("director", "region", "coordinator"):
        answer = faces.as_(login).get(f"/desk/settings{path}")

        assert answer.status_code == 200, (login, path)
        assert tree(answer).xpath("//nav[@aria-label='设置']//a[@aria-current='page']") != []


@pytest.mark.parametrize("path", [*PAGES, *OF_THE_WHOLE])
def test_whoever_looks_after_none_is_told_whom_to_ask(faces: Faces, path: str) -> None:
    answer = faces.as_("engineer").get(f"/desk/settings{path}")

    assert answer.status_code == 403
    assert "陈协调" in answer.content.decode()


@pytest.mark.parametrize("path", OF_THE_WHOLE)
def test_what_belongs_to_the_organisation_is_for_who_looks_after_all_of_it(faces: Faces, path: str) -> None:
    assert faces.as_("director").get(f"/desk/settings{path}").status_code == 200
    assert faces.as_("coordinator").get(f"/desk/settings{path}").status_code == 403
