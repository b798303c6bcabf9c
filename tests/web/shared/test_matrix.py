"""Who reaches what: every address the demo's people come upon, asked by everybody else; nothing of another's is found, nothing leaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Customer, Person
from baoxiu.directory.queries import actor_of
from baoxiu.journal.models import Event
from baoxiu.project import demo
from baoxiu.tickets.models import Ticket
from crawling import Walk, route_of, walk

OF_NOBODY = {
    "desk/figures/behind/<str:number>",
    "desk/settings/tables/<str:name>",
    "desk/settings/tables/<str:name>/template.xlsx",
    "desk/settings/tables/<str:name>/export.xlsx",
    "offers/<str:kind>",
    *(f"desk/settings/channels/<str:by>{step}" for step in ("", "/address", "/try", "/switch", "/remove")),
}  # what it names is a figure, a table, a way, a kind: not a thing of somebody's
OPEN = ("/api/", "/p/", "/r/", "/o/", "/static/", "/login", "/offline", "/sw.js")
HIDDEN = {403, 404}
OF_ROLES = {
    "desk/tickets/<str:number>/do": {404},
    "field/jobs/<str:number>/do": {404},
    "desk/parts/<str:number>/do": {404},
}  # a command his role has not is not there


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the demo's people with a browser, and what he comes upon."""

    actor: Actor
    client: Client
    walked: Walk

    @property
    def organisation(self) -> int:
        return self.actor.organisation_id or 0

    def sees(self, ticket: Ticket) -> bool:
        """Whether a post of his covers the unit it lies at, or he holds it: by the tree, not by the product's own query."""
        covered = any(ticket.unit.path.startswith(post.path) for post in self.actor.posts)
        return ticket.organisation_id == self.organisation and (covered or ticket.holder_id == self.actor.id)


@pytest.fixture
def people(db: None, settings: Any, tmp_path: Path) -> list[Somebody]:
    """One of each role the demo prints a login for, each having walked everywhere his links lead."""
    settings.FILES = tmp_path
    return [_somebody(one.name) for one in demo.ensure_demo("ein-langes-kennwort-7")]


def _somebody(login: str) -> Somebody:
    person = Person.objects.get(login=login)
    client = Client(headers={"Accept-Language": "zh-CN"}, raise_request_exception=False)
    client.force_login(person)
    return Somebody(actor_of(person), client, walk(client))


def met(people: list[Somebody]) -> Iterator[tuple[Somebody, str]]:
    """Every address somebody came upon, with the first who did."""
    told: set[str] = set()
    for one in people:
        for path in one.walked.answers:
            if path not in told:
                told.add(path)
                yield one, path


def tickets_in(path: str) -> list[Ticket]:
    """The tickets an address may name: organisations number alike."""
    named = [part for part in path.split("?")[0].split("/") if part[:2].isalnum() and any(letter.isdigit() for letter in part)]
    return list(Ticket.objects.select_related("unit").filter(number__in=named))


def test_no_link_leads_anybody_where_he_may_not_go_and_none_leads_a_stranger_in(people: list[Somebody]) -> None:
    led = {(one.actor.name, path): answer.status_code for one in people for path, answer in one.walked.answers.items()}

    assert len({route_of(path) for _, path in led}) > 45
    assert {where: status for where, status in led.items() if status >= 400} == {}
    stranger = Client()
    inside = {path for _, path in led if not path.startswith(OPEN)}
    assert {path for path in inside if stranger.get(path).status_code == 200} <= {"/manifest.webmanifest"}


def test_what_is_anothers_is_not_found_and_nothing_of_it_leaks_or_changes(people: list[Somebody]) -> None:
    secrets = {one.organisation: _secrets(one.organisation) for one in people}
    wrong: list[str] = []
    for owner, path in met(people):
        tickets = tickets_in(path)
        for one in (one for one in people if path not in one.walked.answers):
            answer = one.client.get(path)
            wrong += [f"{one.actor.name} {path}: {why}" for why in _wrong(one, owner, path, tickets, answer)]
            wrong += [f"{one.actor.name} {path}: tells {secret}" for secret in _told(one, answer, secrets)]

    before = Event.objects.count()
    wrong += [f"{one.actor.name} sends to {path}: {status}" for one, path, status in sent(people) if status not in HIDDEN]

    assert not wrong, "\n".join(wrong)
    assert Event.objects.count() == before


def sent(people: list[Somebody]) -> Iterator[tuple[Somebody, str, int]]:
    """What everybody is answered who sends a form to where only another organisation's people do."""
    for owner in people:
        for path in [path for route, paths in owner.walked.sent.items() if "<" in route and route not in OF_NOBODY for path in paths[:2]]:
            tickets = tickets_in(path)
            for one in people:
                if one.organisation != owner.organisation and not any(one.sees(ticket) for ticket in tickets):
                    yield one, path, one.client.post(path, {"key": "k"}).status_code


def _wrong(one: Somebody, owner: Somebody, path: str, tickets: list[Ticket], answer: Any) -> Iterator[str]:
    route, status = route_of(path), answer.status_code
    if status >= 500:
        yield f"answers {status}"
    seen = any(one.sees(ticket) for ticket in tickets)
    if tickets and status in ({200} if not seen else HIDDEN - OF_ROLES.get(route.rpartition("/")[0], set())):
        yield f"the ticket is {'his' if seen else 'not his'}, it answers {status}: {answer.content[:99].decode(errors='ignore')}"
    if not tickets and "<" in route and route not in OF_NOBODY and owner.organisation != one.organisation and status not in HIDDEN:
        yield f"another organisation's, it answers {status}"


def _told(one: Somebody, answer: Any, secrets: dict[int, set[str]]) -> Iterator[str]:
    """Another organisation's secrets in an answer."""
    words = "" if answer.streaming else answer.content.decode(errors="ignore")
    for other, them in secrets.items():
        yield from (secret for secret in them if other != one.organisation and secret in words)


def _secrets(organisation: int) -> set[str]:
    """What nobody outside an organisation may read: where its customers live and how they are rung."""
    found = set()
    for customer in Customer.objects.filter(organisation_id=organisation).select_related("site").prefetch_related("contacts"):
        found |= {contact.number for contact in customer.contacts.all()} | ({customer.site.title} if customer.site else set())
    return found
