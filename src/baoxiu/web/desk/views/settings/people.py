"""Who works here: found, added, given posts and skills, away, shut out."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.errors import Malformed
from baoxiu.directory import actions
from baoxiu.directory.models import Person
from baoxiu.directory.queries import away_at
from baoxiu.web.desk.views.settings import posts
from baoxiu.web.desk.views.settings.frame import Keeper, done, kept, paged, shown
from baoxiu.web.desk.views.settings.organisation import unit_choices
from baoxiu.web.desk.views.settings.parts import Cell, Field, Form, Link, Note, Part, Search, Table
from baoxiu.web.shared.requests import Asked

LANGUAGES = (("zh-hans", "简体中文"), ("en", "English"))
LONGEST = {"login": 80, "name": 80, "name_en": 80, "number": 40, "phone": 40, "email": 200, "chat": 120}
LOGIN = re.compile(r"[\w.@+-]{2,80}")
UNSEEN = "Il1O0o"


@require_http_methods(["GET", "POST"])
@kept
def people(request: Asked, keeper: Keeper) -> HttpResponse:
    """Everybody who works in one's units; sent, somebody is added with a first post and a first password."""
    if request.method == "POST":
        person = _add(request, keeper)
        return done(request, _("{name} was added.").format(name=person.name), "desk:set_person", person.pk)
    page, ways = paged(request, _found(request, keeper))
    tools = [Link(_("Import"), reverse("desk:set_table", args=["people"]), "table-import")]
    parts: list[Part] = [_find(request, keeper), _listed(request, page), _add_form(request, keeper)]
    sub = _("{count} people").format(count=page.paginator.count)
    return shown(request, "people", _("People"), parts, sub=sub, tools=[*ways, *tools])


def facts_of(request: Asked) -> dict[str, Any]:
    """What was typed about a person, refused where it cannot be."""
    facts = {name: request.POST.get(name, "").strip() for name in (*LONGEST, "language") if name in request.POST}
    for name, most in LONGEST.items():
        if len(facts.get(name, "")) > most or "\0" in facts.get(name, ""):
            raise Malformed(what=name, why=f"> {most}", field=name)
    if facts.get("email"):
        try:
            validate_email(facts["email"])
        except ValidationError as wrong:
            raise Malformed(what=facts["email"], why="this is no mail address / 不是邮箱地址", field="email") from wrong
    if facts.get("language") not in dict(LANGUAGES):
        facts.pop("language", None)
    return facts


def fields_of(person: Person | None) -> list[Field]:
    """The questions about a person."""
    return [
        Field("name", _("Full name"), value=person.name if person else "", must=True, longest=80),
        Field("name_en", _("Name in English"), value=person.name_en if person else "", longest=80),
        Field("number", _("Staff number"), value=person.number if person else "", longest=40),
        Field("phone", _("Telephone"), "tel", person.phone if person else "", longest=40),
        Field("email", _("Mail"), "email", person.email if person else "", longest=200),
        Field("chat", _("Chat account"), value=person.chat if person else "", longest=120, help=_("WeCom, DingTalk or Feishu id.")),
        Field("language", _("Language"), "select", person.language if person else "zh-hans", LANGUAGES),
    ]


def first_password() -> str:
    """One that can be read aloud; whoever gets it must choose his own."""
    letters = [one for one in "abcdefghjkmnpqrstuvwxyz23456789" if one not in UNSEEN]
    return "-".join("".join(secrets.choice(letters) for _place in range(4)) for _block in range(3))


@transaction.atomic
def _add(request: Asked, keeper: Keeper) -> Person:
    by, at, facts = request.actor, request.now, facts_of(request)
    login, name = facts.pop("login", ""), facts.pop("name", "")
    if not LOGIN.fullmatch(login):
        raise Malformed(what="login / 登录名", why="letters, digits, . @ + - _ / 请用字母、数字或 . @ + - _", field="login")
    if not name:
        raise Malformed(what="name / 姓名", why="empty / 不能为空", field="name")
    person = actions.create_person(keeper.organisation, login=login, name=name, by=by, at=at, **facts)
    if password := request.POST.get("password", ""):
        actions.set_password(person, password, by=by, at=at, must_change=True)
    posts.give(request, keeper, person)
    return person


def _found(request: Asked, keeper: Keeper) -> Any:
    rows = catalogue.kept_people(request.actor, at=request.now)
    asked = request.GET
    if text := asked.get("q", "").strip():
        rows = rows.filter(
            Q(name__icontains=text) | Q(name_en__icontains=text) | Q(login__icontains=text) | Q(number__icontains=text)
            | Q(phone__contains=text.replace(" ", ""))
        )  # fmt: skip
    if code := asked.get("unit", ""):
        rows = rows.filter(posts__unit__path__startswith=keeper.unit(code).path)
    if role := asked.get("role", ""):
        rows = rows.filter(posts__role=role)
    return rows.filter(is_active=asked.get("state") != "shut").distinct()


def _find(request: Asked, keeper: Keeper) -> Search:
    everywhere, every_role = ("", _("All units")), ("", _("All roles"))
    return Search(
        [
            Field("q", _("Name, login, number, phone"), "search", request.GET.get("q", "")),
            Field("unit", _("Unit"), "select", request.GET.get("unit", ""), [everywhere, *unit_choices(keeper.units)]),
            Field("role", _("Role"), "select", request.GET.get("role", ""), [every_role, *posts.role_choices(keeper)]),
            Field("state", _("State"), "select", request.GET.get("state", ""), [("", _("working here")), ("shut", _("shut"))]),
        ]
    )


def _listed(request: Asked, page: Any) -> Table:
    away = away_at([person.pk for person in page], request.now)
    titles = posts.role_titles(request.actor.organisation_id or 0)
    rows = [
        [
            Cell(person.name, reverse("desk:set_person", args=[person.pk]), more=person.number),
            Cell(person.login, mono=True),
            Cell("、".join(f"{titles.get(post.role, post.role)} · {post.unit.title}" for post in person.posts.all()) or "—"),
            Cell(person.phone),
            Cell("、".join(skill.code for skill in person.skills.all())),
            _state(person, away),
        ]
        for person in page
    ]
    heads = [_("Full name"), _("Login"), _("Posts"), _("Telephone"), _("Skills"), _("State")]
    return Table(
        _("People"), heads, rows, "users", blank=_("Nobody is found. Look elsewhere, or add somebody."), count=page.paginator.count
    )


def _state(person: Person, away: dict[int, Any]) -> Cell:
    if not person.is_active:
        return Cell(_("shut"), tone="cancelled")
    if person.pk in away:
        return Cell(_("away"), tone="warn")
    if not person.has_usable_password():
        return Cell(_("no password yet"), tone="warn")
    return Cell(_("first password"), tone="") if person.must_change_password else Cell()


def _add_form(request: Asked, keeper: Keeper) -> Form | Note:
    if not posts.role_choices(keeper):
        lines = [_("No pack is in force yet, so there are no roles to give. Install and adopt a pack first.")]
        return Note(_("Add somebody"), lines, "warn", "alert-triangle", [Link(_("Packs"), reverse("desk:set_packs"), "book-2")])
    password_help = _("He must choose his own when he first logs in. Empty: he cannot log in until one is set.")
    fields = [
        Field("login", _("Login"), must=True, longest=80, help=_("Letters, digits and . @ + - _")),
        *fields_of(None),
        Field("unit", _("Works at"), "select", request.GET.get("unit", ""), unit_choices(keeper.units), must=True),
        Field("role", _("Role"), "select", choices=posts.role_choices(keeper), must=True),
        Field("password", _("First password"), value=first_password(), longest=120, help=password_help),
    ]
    folded = not request.GET.get("unit")
    return Form(_("Add somebody"), f"{reverse('desk:set_people')}", fields, _("Add"), "plus", folded=folded)
