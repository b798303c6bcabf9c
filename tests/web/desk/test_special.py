"""The register of special users: written in and struck out with a reason, by whom the pack names, seen by one's own organisation alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baoxiu.directory import actions as directory
from baoxiu.directory.models import Customer
from baoxiu.journal.models import Event
from web.faces import Faces, tree

REASON = "部委信息中心来函"


@pytest.fixture
def lin(faces: Faces) -> Customer:
    """A customer of the maker's network, in no register yet."""
    return faces.cast.customers["lin"]


def registered(faces: Faces, login: str) -> str:
    """The register as somebody reads it."""
    return " ".join(tree(faces.as_(login).get("/desk/special")).get_element_by_id("register").text_content().split())


@pytest.mark.clause("LSP-02")
def test_whoever_is_written_in_is_known_when_he_rings(faces: Faces, lin: Customer) -> None:
    found = tree(faces.as_("cc_agent").get("/desk/special", {"q": "lhmy"}))
    assert [one.get("value") for one in found.xpath('//form[contains(@class, "marking")]//option')] == [
        "ministry", "media", "key_account", "related",
    ]  # fmt: skip

    faces.as_("cc_agent").post(f"/desk/special/{lin.pk}", {"mark": "media", "reason": REASON})

    assert "林海贸易重要媒体" in registered(faces, "region")
    caller = faces.as_("cc_agent").get(f"/desk/report/caller/{lin.pk}")
    assert tree(caller).xpath('string(//*[contains(@class, "vip")])') == "重要媒体"
    marked = Event.objects.get(type="CustomerMarked")
    assert (marked.data["mark"], marked.data["reason"], marked.actor_name) == ("media", REASON, "周小姐")


def test_he_is_struck_out_again_with_a_reason(faces: Faces, lin: Customer) -> None:
    faces.as_("cc_agent").post(f"/desk/special/{lin.pk}", {"mark": "media", "reason": REASON})

    without = faces.as_("cc_agent").post(f"/desk/special/{lin.pk}", {"mark": "", "reason": " "})
    assert without.status_code == 422
    faces.as_("cc_agent").post(f"/desk/special/{lin.pk}", {"mark": "", "reason": "合同到期"})

    assert "林海贸易" not in registered(faces, "cc_agent")
    assert Event.objects.filter(type="CustomerMarked").count() == 2


def test_a_station_reads_who_keeps_the_register_and_an_unknown_mark_is_none(faces: Faces, lin: Customer) -> None:
    refused = faces.as_("coordinator").post(f"/desk/special/{lin.pk}", {"mark": "media", "reason": REASON})
    unknown = faces.as_("cc_agent").post(f"/desk/special/{lin.pk}", {"mark": "friend", "reason": REASON})

    assert "大区" in refused.content.decode()
    assert (refused.status_code, unknown.status_code) == (403, 422)
    assert "write-in" not in faces.as_("coordinator").get("/desk/special").content.decode()
    assert Customer.objects.get(pk=lin.pk).vip == ""


def test_another_organisations_customer_is_not_there(faces: Faces, lin: Customer) -> None:
    assert faces.as_("front_desk").post(f"/desk/special/{lin.pk}", {"mark": "VIP", "reason": REASON}).status_code == 404
    assert "林海贸易" not in faces.as_("front_desk").get("/desk/special", {"q": "lhmy"}).content.decode()


def test_the_words_of_marks_are_asked_once_a_page(faces: Faces) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            faces.as_("cc_agent").get("/desk/special")
        return len(found)

    customers = list(Customer.objects.filter(organisation=faces.cast.lanhai))
    directory.change_customer(customers[0], vip="media")
    asked()
    one = asked()
    for customer in customers[1:]:
        directory.change_customer(customer, vip="ministry")

    assert len(customers) > 1
    assert asked() == one
