"""Who may open which page: every address of every face, asked by a stranger, by a colleague, by another organisation."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from web.faces import Faces, tree

OPEN = {
    "/login",
    "/language",
    "/health",
    "/manifest.webmanifest",
    "/sw.js",
    "/offline",
    "/field/diary/x",
    "/p/x",
    "/p/x/do/x",
    "/p/x/files",
    "/p/x/files/x",
    "/p/x/pay",
    "/p/x/visit.ics",
    "/p/x/receipts/SJ-1.pdf",
    "/pay/fake/x",
    "/pay/x/heard",
    "/r/x",
    "/s/x",
    "/o/x",
    "/o/x/report/x",
    "/o/x/mine",
    "/o/x/mine/code/x",
    "/o/x/mine/x",
}
SOMETHING = {
    "<str:number>": "NO-1",
    "<str:receipt>": "SJ-1",
    "<uuid:disposal>": "00000000-0000-7000-8000-000000000001",
}


def addresses(resolver: URLResolver, before: str = "/") -> list[str]:
    """Every address of our pages, its blanks filled; the API answers for itself."""
    found: list[str] = []
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver) and not path.startswith("/api/"):
            found += addresses(one, path)
        elif isinstance(one, URLPattern):
            found.append("/".join(filled(part) for part in path.split("/")))
    return found


def filled(part: str) -> str:
    for blank, value in SOMETHING.items():
        part = part.replace(blank, value)
    part = re.sub(r"<int:\w+>", "1", part)
    return "x" if part.startswith("<") else part


@pytest.mark.django_db
def test_a_stranger_reaches_nothing_but_what_is_open() -> None:
    stranger = Client()
    every = addresses(get_resolver())
    reached = {path for path in every if not stranger.get(path).headers.get("Location", "").startswith("/login")}

    assert len(every) > 35
    assert reached == OPEN


@pytest.mark.parametrize("path", ["/desk/tickets/{number}", "/field/jobs/{number}", "/desk/tickets/{number}/diagram.svg"])
def test_a_ticket_is_there_for_its_station_and_for_nobody_else(faces: Faces, path: str) -> None:
    address = path.format(number=faces.number)
    seen = {
        login: faces.as_(login).get(address).status_code for login in ("coordinator", "region", "director", "coordinator_gz", "front_desk")
    }

    assert seen == {"coordinator": 200, "region": 200, "director": 200, "coordinator_gz": 404, "front_desk": 404}


def test_another_organisation_finds_no_customer_of_ours(faces: Faces) -> None:
    ours = faces.as_("cc_agent").get("/desk/report/customers", {"find": "lhmy"})
    theirs = faces.as_("front_desk").get("/desk/report/customers", {"find": "lhmy"})
    caller = faces.as_("front_desk").get(f"/desk/report/caller/{faces.cast.customers['lin'].pk}")

    assert "林海贸易" in ours.content.decode()
    assert "林海贸易" not in theirs.content.decode()
    assert caller.status_code == 404


def test_a_telephone_number_is_masked_to_whoever_does_not_need_it(faces: Faces) -> None:
    needs = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}"))
    looks = tree(faces.as_("manager").get(f"/desk/tickets/{faces.number}"))

    assert "26001000" in needs.text_content().replace(" ", "")
    assert "26001000" not in looks.text_content().replace(" ", "")


def test_a_fragment_asked_by_a_stranger_takes_him_to_the_login(faces: Faces) -> None:
    answer = Client().get(f"/desk/tickets/{faces.number}", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "#refusal")


def test_every_page_says_what_may_run_on_it(faces: Faces) -> None:
    answer = faces.as_("coordinator").get("/desk/board", headers={"X-Request-ID": "call-4711"})

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-ID"] == "call-4711"
