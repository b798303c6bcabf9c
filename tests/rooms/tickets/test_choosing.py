"""Who and what a form names: persons in the role asked for, customers, places and things of the organisation, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baoxiu.catalogue import actions as catalogue
from baoxiu.core.engine import FormRefused
from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.loading import load_pack
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as directories
from baoxiu.intake import actions as intake
from baoxiu.tickets import actions
from baoxiu.tickets.models import Ticket
from cast import Cast
from small_pack import CALL, LAMP, write_pack

ASKED = {
    "who": {"type": "person", "role": "technician", "of": "unit"},
    "anybody": {"type": "person", "label": {"zh": "何人", "en": "Anybody"}},
    "site": "optional",
    "asset": "optional",
    "customer": "optional",
    "note": "optional",
}
LAMPS = {
    **LAMP,
    "fields": {
        **LAMP["fields"],
        **{name: {"type": name, "label": {"zh": name, "en": name.capitalize()}} for name in ("site", "asset", "customer")},
        "who": {"type": "person", "label": {"zh": "维修工", "en": "Technician"}},
        "note": {"type": "text", "label": {"zh": "备注", "en": "Note"}},
    },
    "opens": {**LAMP["opens"], "asks": {"place": "required", "site": "optional", "customer": "optional", "who": ASKED["who"]}},
    "commands": {
        **LAMP["commands"],
        "name": {"title": {"zh": "指定", "en": "Name"}, "from": "open", "by": "technician", "asks": ASKED, "to": "same"},
    },
}


@dataclass
class Lamps:
    """One ticket about a lamp, and who may do everything with it."""

    cast: Cast
    by: Actor
    ticket: str

    def name(self, **form: Any) -> dict[str, Any]:
        """What stands on the ticket once the form is taken."""
        actions.run_command(self.ticket, "name", form, by=self.by, at=self.cast.at)
        fields: dict[str, Any] = Ticket.objects.get(pk=self.ticket).fields
        return fields

    def refused(self, **form: Any) -> str:
        """Why a form is not taken; the ticket is as it was."""
        before = Ticket.objects.get(pk=self.ticket).version
        with pytest.raises(FormRefused) as refusal:
            self.name(**form)
        assert Ticket.objects.get(pk=self.ticket).version == before
        assert refusal.value.field in form
        return refusal.value.say("en")


@pytest.fixture
def lamps(cast: Cast, tmp_path: Path) -> Lamps:
    pack = load_pack(write_pack(tmp_path / "lamps", procedures=(LAMPS, CALL)))
    row = catalogue.review(catalogue.install_pack(pack, cast.yuehe, by=SYSTEM, at=cast.at), by=cast.actor("crew_leader"), at=cast.at)
    row = catalogue.publish(catalogue.approve(row, by=cast.actor("owner_manager"), at=cast.at), by=SYSTEM, at=cast.at)
    catalogue.adopt(cast.yuehe, row.pack, by=SYSTEM, at=cast.at)
    for role in ("front_desk", "technician"):
        directory.give_post(cast.people["owner_manager"], cast.yuehe, role, by=SYSTEM, at=cast.at)
    by = directories.actor_of(cast.people["owner_manager"], on=cast.at.date())
    opened = actions.open_ticket("lamp", cast.units["YH-1"], {"place": "3 栋门口"}, by=by, at=cast.at)
    return Lamps(cast, by, opened.id)


@pytest.mark.parametrize("who", ["technician", "owner_manager"])
def test_who_holds_the_role_here_below_or_above_may_be_chosen(lamps: Lamps, who: str) -> None:
    chosen = lamps.cast.people[who].pk

    assert lamps.name(who=str(chosen))["who"] == chosen


def test_who_does_not_hold_the_role_is_refused_by_name_and_role(lamps: Lamps) -> None:
    assert "马组长, who does not hold the role Technician here" in lamps.refused(who=lamps.cast.people["duty_leader"].pk)


def test_who_holds_the_role_at_another_station_only_is_refused(lamps: Lamps) -> None:
    other = directory.create_unit(lamps.cast.yuehe, level="station", code="YH-2", title="别处", by=SYSTEM, at=lamps.cast.at)
    far = directory.create_person(lamps.cast.yuehe, login="far", name="远工", by=SYSTEM, at=lamps.cast.at)
    directory.give_post(far, other, "technician", by=SYSTEM, at=lamps.cast.at)

    assert "远工" in lamps.refused(who=far.pk)


@pytest.mark.parametrize("ask", ["who", "anybody"])
def test_nobody_and_people_of_others_are_refused_alike(lamps: Lamps, ask: str) -> None:
    others = [lamps.cast.people["engineer"].pk, 10**15]

    told = {lamps.refused(**{ask: one}) for one in others}

    assert len(told) == 1
    assert "names nobody who works here" in told.pop()


def test_a_person_asked_for_without_a_role_is_anybody_who_works_here(lamps: Lamps) -> None:
    lamps.name(anybody=lamps.cast.people["duty_leader"].pk)


@pytest.mark.parametrize("given", [lambda pk: pk, str, lambda pk: {"id": pk, "title": "mine", "more": 1}])
def test_a_thing_that_is_chosen_is_kept_as_reports_keep_it(lamps: Lamps, given: Any) -> None:
    site, customer = lamps.cast.sites["YH1-3-2-1201"], lamps.cast.customers["wang"]

    fields = lamps.name(site=given(site.pk), customer=given(customer.pk))

    assert fields["site"] == {
        "id": site.pk,
        "code": "YH1-3-2-1201",
        "title": site.title,
        "address": site.address,
        "area_class": site.area_class,
    }
    assert fields["customer"] == {"id": customer.pk, "name": "王女士", "vip": customer.vip}


@pytest.mark.parametrize("kind", ["site", "asset", "customer"])
def test_unknown_things_things_of_others_and_words_are_refused(lamps: Lamps, kind: str) -> None:
    theirs = {"site": lamps.cast.sites["NS"], "customer": lamps.cast.customers["lin"]}.get(kind)

    for given in (theirs.pk if theirs else 7, 10**15, "10" * 30, "蓝色的那个", {"title": "mine"}):
        assert "is not known here" in lamps.refused(**{kind: given})


def test_all_that_is_wrong_is_told_at_once(lamps: Lamps) -> None:
    with pytest.raises(FormRefused) as refusal:
        lamps.name(who=10**15, site=10**15)

    assert [fault.field for fault in refusal.value.faults] == ["site", "who"]


def test_whoever_may_not_run_the_command_hears_that_and_not_who_exists(lamps: Lamps) -> None:
    watching = directory.create_person(lamps.cast.yuehe, login="watching", name="看客", by=SYSTEM, at=lamps.cast.at)
    directory.give_post(watching, lamps.cast.yuehe, "crew_leader", by=SYSTEM, at=lamps.cast.at)

    with pytest.raises(Refused) as refusal:
        actions.run_command(lamps.ticket, "name", {"who": 10**15}, by=directories.actor_of(watching), at=lamps.cast.at)

    assert not isinstance(refusal.value, FormRefused)


def test_only_a_form_that_names_somebody_costs_a_query_more(lamps: Lamps) -> None:
    counts = []
    for form in ({"note": "a"}, {"note": "b", "who": lamps.cast.people["technician"].pk}):
        with CaptureQueriesContext(connection) as asked:
            lamps.name(**form)
        counts.append(len(asked))

    assert counts[1] == counts[0] + 1


def test_a_ticket_belongs_to_what_its_opening_names_and_words_stay_words(lamps: Lamps) -> None:
    site = lamps.cast.sites["YH1-3-2-1101"]
    form = {"place": "x", "site": site.pk, "customer": "路过的先生"}

    opened = actions.open_ticket("lamp", lamps.cast.units["YH-1"], form, by=lamps.by, at=lamps.cast.at)

    ticket = Ticket.objects.get(pk=opened.id)
    assert (ticket.site_id, ticket.customer_id, ticket.fields["customer"]) == (site.pk, None, "路过的先生")


def test_an_opening_that_names_what_belongs_to_others_is_refused(lamps: Lamps) -> None:
    for form in ({"site": {"id": lamps.cast.sites["NS"].pk}}, {"who": lamps.cast.people["engineer"].pk}):
        with pytest.raises(FormRefused):
            actions.open_ticket("lamp", lamps.cast.units["YH-1"], {"place": "x", **form}, by=lamps.by, at=lamps.cast.at)


def test_reports_one_by_one_and_many_name_only_who_holds_the_role(lamps: Lamps) -> None:
    unit, right, wrong = lamps.cast.units["YH-1"], lamps.cast.people["technician"].pk, lamps.cast.people["duty_leader"].pk
    rows = [{"unit": unit, "procedure": "lamp", "place": "x", "text": "灯不亮", "answers": {"who": who}} for who in (right, wrong)]

    taken = list(intake.file_reports(rows, by=lamps.by, at=lamps.cast.at))

    assert [bool(one.refusal) for one in taken] == [False, True]
    with pytest.raises(FormRefused):
        intake.file_report(rows[1], by=lamps.by, at=lamps.cast.at)
