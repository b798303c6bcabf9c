"""One person: facts, posts, skills, absences, the password he begins with, and his account shut or opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import actions
from baoxiu.directory.models import Person
from baoxiu.directory.queries import absences_of, people_of
from baoxiu.directory.queries.absences import KINDS
from baoxiu.tickets import actions as tickets
from baoxiu.tickets import queries as held
from baoxiu.web.desk.views.settings import people, posts
from baoxiu.web.desk.views.settings.frame import Keeper, done, kept, shown
from baoxiu.web.desk.views.settings.organisation import unit_choices
from baoxiu.web.desk.views.settings.parts import Cell, Facts, Field, Form, Link, Part, Press, Table, said
from baoxiu.web.shared import naming, packs
from baoxiu.web.shared.requests import Asked

SHOWN_BACK = timedelta(days=90)


@require_GET
@kept
def person(request: Asked, keeper: Keeper, id_: int) -> HttpResponse:
    """One person with everything that may be changed."""
    row = keeper.person(id_)
    parts: list[Part] = [_known_of(request, row), _posts(row), _post_form(keeper, row), _skills(row), _skill_form(keeper, row)]
    parts += [_absences(request, keeper, row), _absence_form(row), _change_form(row), _password_form(row), _account_form(row)]
    back = Link(_("People"), reverse("desk:set_people"))
    return shown(request, "people", row.name, parts, sub=row.login, back=back)


@require_POST
@kept
def act(request: Asked, keeper: Keeper, id_: int, what: str) -> HttpResponse:
    """One change of one person; of somebody who stands above oneself there is none."""
    row = keeper.person(id_)
    if what not in CHANGES:
        raise NotFound(what="page / 页面", name=what)
    posts.refuse_above(keeper, row)
    words = CHANGES[what](request, keeper, row)
    return done(request, words, "desk:set_person", row.pk)


@require_http_methods(["GET", "POST"])
@kept
def shut(request: Asked, keeper: Keeper, id_: int) -> HttpResponse:
    """What of his is open; sent, he is kept out, and what he holds is offered to another."""
    row = keeper.person(id_)
    if request.method == "POST":
        posts.refuse_above(keeper, row)
        return done(request, _shut(request, keeper, row), "desk:set_person", row.pk)
    open_ = held.held_by(row.pk)
    others: list[tuple[str, Any]] = [(str(one.pk), one.name) for one in people_of(keeper.organisation.pk) if one.pk != row.pk]
    rows = [
        (_("Open tickets he holds"), Cell(open_.count(), more="、".join(open_.values_list("number", flat=True)[:12]))),
        (_("Posts"), Cell("、".join(f"{post.unit.title} · {post.role}" for post in row.posts.all()) or _("none"))),
        (_("API tokens that work"), Cell(row.tokens.filter(revoked_at=None).count())),
    ]
    fields = [Field("to_person", _("Offer his open tickets to"), "select", choices=[("", _("nobody; they stay as they are")), *others])]
    form = Form(
        _("Shut the account"), reverse("desk:set_shut", args=[row.pk]), fields, _("Shut it"), "ban",
        _("He is logged out at once and cannot log in; his tokens stop. What he did stays his."), {"key": uuid4().hex}, danger=True,
    )  # fmt: skip
    back = Link(row.name, reverse("desk:set_person", args=[row.pk]))
    return shown(
        request, "people", _("Shut the account of {name}").format(name=row.name), [Facts(_("What is open"), rows), form], back=back
    )


def _change(request: Asked, _keeper: Keeper, row: Person) -> Any:
    facts = people.facts_of(request)
    facts.pop("login", None)
    actions.change_person(row, by=request.actor, at=request.now, **facts)
    return _("Saved.")


def _give_post(request: Asked, keeper: Keeper, row: Person) -> Any:
    posts.give(request, keeper, row)
    return _("The role was given.")


def _end_post(request: Asked, keeper: Keeper, row: Person) -> Any:
    post = get_object_or_404(row.posts.select_related("unit", "person"), pk=_number(request, "post"))
    keeper.unit(post.unit.code)
    actions.end_post(post, by=request.actor, at=request.now)
    return _("The role was taken away.")


def _give_skill(request: Asked, _keeper: Keeper, row: Person) -> Any:
    code = (request.POST.get("other", "").strip() or request.POST.get("code", "")).strip()
    if not code or len(code) > 60 or "\0" in code:
        raise Malformed(what="skill / 技能", why=code[:60] or "empty / 未填写", field="code")
    licence, until = request.POST.get("licence", "").strip()[:80], posts.day_of(request, "valid_until_on")
    actions.give_skill(row, code, by=request.actor, at=request.now, licence=licence, valid_until_on=until)
    return _("The skill was written down.")


def _end_skill(request: Asked, _keeper: Keeper, row: Person) -> Any:
    skill = get_object_or_404(row.skills.select_related("person"), pk=_number(request, "skill"))
    actions.end_skill(skill, by=request.actor, at=request.now)
    return _("The skill was struck out.")


def _set_absence(request: Asked, keeper: Keeper, row: Person) -> Any:
    since, until = (_moment(request, name, keeper.organisation.zone) for name in ("since", "until"))
    if since is None:
        raise Malformed(what="since / 开始", why="empty / 未填写", field="since")
    kind, note = request.POST.get("kind", ""), request.POST.get("note", "")
    actions.set_absence(row, kind, since=since, until=until, note=note, by=request.actor, at=request.now)
    return _("The absence was written down.")


def _end_absence(request: Asked, _keeper: Keeper, row: Person) -> Any:
    absence = get_object_or_404(row.absences.select_related("person"), pk=_number(request, "absence"))
    actions.end_absence(absence, by=request.actor, at=request.now)
    return _("He is back.")


def _set_password(request: Asked, _keeper: Keeper, row: Person) -> Any:
    actions.set_password(row, request.POST.get("password", ""), by=request.actor, at=request.now, must_change=True)
    return _("The password was set. He must choose his own when he logs in.")


def _open(request: Asked, _keeper: Keeper, row: Person) -> Any:
    actions.set_active(row, True, by=request.actor, at=request.now)
    return _("{name} may log in again.").format(name=row.name)


CHANGES: Mapping[str, Callable[[Asked, Keeper, Person], Any]] = {
    "change": _change, "post": _give_post, "end-post": _end_post, "skill": _give_skill, "end-skill": _end_skill,
    "absence": _set_absence, "end-absence": _end_absence, "password": _set_password, "open": _open,
}  # fmt: skip


def _shut(request: Asked, keeper: Keeper, row: Person) -> Any:
    """Offer first, then shut: an offer that is refused is said, and does not keep the door open."""
    refused: list[str] = []
    if to := request.POST.get("to_person", ""):
        other = next((one for one in people_of(keeper.organisation.pk) if str(one.pk) == to and one.pk != row.pk), None)
        if other is None:
            raise NotFound(what="person / 人员", name=to)
        why = _("The account of {name} is shut").format(name=row.name)
        handed = tickets.hand_over_all(row.pk, other.pk, why, by=request.actor, at=request.now, key=request.POST.get("key", ""))
        refused = [one.number for one in handed if one.refusal is not None]
    actions.set_active(row, False, by=request.actor, at=request.now)
    if refused:
        return _("The account is shut. Not offered, see each: {numbers}").format(numbers="、".join(refused))
    return _("The account is shut.")


def _known_of(request: Asked, row: Person) -> Facts:
    open_ = held.held_by(row.pk).count()
    state = Cell(_("working here"), tone="done") if row.is_active else Cell(_("shut"), tone="cancelled")
    rows = [
        (_("State"), state), (_("Staff number"), Cell(row.number or "—")), (_("Telephone"), Cell(row.phone or "—")),
        (_("Mail"), Cell(row.email or "—")), (_("Chat account"), Cell(row.chat or "—")),
        (_("Language"), Cell(dict(people.LANGUAGES).get(row.language, row.language))),
        (_("Open tickets he holds"), Cell(open_)),
        (_("Password"), Cell(_password_state(row))),
    ]  # fmt: skip
    if row.is_administrator:
        rows.insert(1, (_("Administrator"), Cell(_("looks after the whole organisation"))))
    return Facts(_("The person"), rows, "user")


def _password_state(row: Person) -> str:
    if not row.has_usable_password():
        return _("none yet: cannot log in")
    return _("a first one, to be changed") if row.must_change_password else _("his own")


def _posts(row: Person) -> Table:
    titles = posts.role_titles(row.organisation_id or 0)
    rows = [
        [
            Cell(titles.get(post.role, post.role)), Cell(said(naming.unit(post.unit)), reverse("desk:set_unit", args=[post.unit.code])),
            Cell(post.since_on or ""), Cell(post.until_on or ""), _press(row, "end-post", _("Take away"), post=post.pk),
        ]
        for post in row.posts.select_related("unit").order_by("unit__path", "role")
    ]  # fmt: skip
    return Table(
        _("Posts"), [_("Role"), _("Unit"), _("From day"), _("Until"), ""], rows, "id-badge-2", blank=_("No post: he sees nothing.")
    )


def _post_form(keeper: Keeper, row: Person) -> Form:
    fields = [
        Field("unit", _("Works at"), "select", choices=unit_choices(keeper.units), must=True),
        Field("role", _("Role"), "select", choices=posts.role_choices(keeper), must=True),
        Field("since_on", _("From day"), "date"), Field("until_on", _("Until"), "date"),
    ]  # fmt: skip
    return Form(_("Give a role"), _to(row, "post"), fields, _("Give it"), "plus", folded=True)


def _skills(row: Person) -> Table:
    rows = [
        [Cell(skill.code), Cell(skill.licence), Cell(skill.valid_until_on or ""), _press(row, "end-skill", _("Strike out"), skill=skill.pk)]
        for skill in row.skills.order_by("code")
    ]
    return Table(_("Skills and licences"), [_("Skill"), _("Licence"), _("Valid until"), ""], rows, "certificate", blank=_("None yet."))


def _skill_form(keeper: Keeper, row: Person) -> Form:
    known = {
        one.skill: said(one.title) for pack in packs.packs_of(keeper.organisation.pk) for one in pack.pack.categories.values() if one.skill
    }
    choices = [("", _("Choose")), *((code, f"{code} · {title}") for code, title in known.items())]
    fields = [
        Field("code", _("Skill the packs ask for"), "select", choices=choices), Field("other", _("or another one"), longest=60),
        Field("licence", _("Licence"), longest=80), Field("valid_until_on", _("Valid until"), "date"),
    ]  # fmt: skip
    return Form(_("Write down a skill"), _to(row, "skill"), fields, _("Write it down"), "plus", folded=True)


def _absences(request: Asked, keeper: Keeper, row: Person) -> Table:
    zone = ZoneInfo(keeper.organisation.zone)
    rows = []
    for one in absences_of([row.pk], since=request.now - SHOWN_BACK):
        is_over = one.until_at is not None and one.until_at <= request.now
        ends = Cell() if is_over else _press(row, "end-absence", _("He is back"), absence=one.pk)
        until = one.until_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if one.until_at else _("until it is said")
        rows.append(
            [Cell(said(KINDS[one.kind])), Cell(one.since_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")), Cell(until), Cell(one.note), ends]
        )
    return Table(_("Leave and absence"), [_("Kind"), _("From day"), _("Until"), _("Note"), ""], rows, "calendar-off", blank=_("None."))


def _absence_form(row: Person) -> Form:
    fields = [
        Field("kind", _("Kind"), "select", choices=[(name, said(words)) for name, words in KINDS.items()], must=True),
        Field("since", _("From day"), "datetime-local", must=True),
        Field("until", _("Until"), "datetime-local", help=_("Empty: until it is said.")),
        Field("note", _("Note"), longest=200),
    ]
    return Form(_("Write down an absence"), _to(row, "absence"), fields, _("Write it down"), "plus", folded=True)


def _change_form(row: Person) -> Form:
    return Form(_("Change"), _to(row, "change"), people.fields_of(row), _("Save"), folded=True)


def _password_form(row: Person) -> Form:
    fields = [Field("password", _("First password"), value=people.first_password(), must=True, longest=120)]
    sub = _("Tell it to him yourself. It serves to log in once and choose his own.")
    return Form(_("Set a first password"), _to(row, "password"), fields, _("Set it"), "key", sub, folded=True)


def _account_form(row: Person) -> Part:
    if not row.is_active:
        return Form(_("The account is shut"), _to(row, "open"), [], _("Open it again"), "user")
    shutting = Link(_("Shut the account"), reverse("desk:set_shut", args=[row.pk]), "ban")
    return Facts(_("Account"), [], "user", _("You are first shown what of his is open."), [shutting])


def _press(row: Person, what: str, title: Any, **fields: Any) -> Cell:
    return Cell(press=Press(title, _to(row, what), "x", fields))


def _to(row: Person, what: str) -> str:
    return reverse("desk:set_person_act", args=[row.pk, what])


def _number(request: Asked, name: str) -> int:
    said_ = request.POST.get(name, "")
    return int(said_) if said_.isdecimal() and len(said_) < 18 else 0


def _moment(request: Asked, name: str, zone: str) -> datetime | None:
    text = request.POST.get(name, "").strip()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) if text else None
    except ValueError:
        raise Malformed(what=text, why="2026-01-31T09:00", field=name) from None
