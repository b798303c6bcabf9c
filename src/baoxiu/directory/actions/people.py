"""People: who works here, with which posts, skills and tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.actions.units import OtherOrganisation
from baoxiu.directory.events import changed
from baoxiu.directory.models import ApiToken, Person, Post, Skill, Unit
from baoxiu.directory.queries.people import token_hash
from baoxiu.directory.queries.telephones import telephone
from baoxiu.journal.actions import record

FREE_TO_CHANGE = frozenset({"name", "name_en", "number", "phone", "email", "chat", "language"})
SCOPES = frozenset({"read", "report", "run", "packs"})


class LoginTaken(Refusal):
    """The login {login} is already used. Choose another."""

    code = "login_taken"
    zh = "登录名 {login} 已被使用，请换一个。"


class WeakPassword(Refusal):
    """This password is too easy: {why}"""  # fmt: skip

    code = "weak_password"
    zh = "密码过于简单：{why}"


class OwnAccount(Refusal):
    """You cannot shut your own account or take your own role away. Ask somebody who looks after your unit."""

    code = "own_account"
    zh = "不能停用自己的账号或取消自己的岗位，请联系负责您单位的人员。"


@transaction.atomic
def create_person(
    organisation: Unit | None, *, login: str, name: str, by: Actor, at: datetime, password: str | None = None, **facts: Any
) -> Person:
    """Add somebody who logs in. `facts`: name_en, number, phone, email, chat, language, is_administrator.

    Without a password he cannot log in by one; without an organisation he is an administrator of the installation only.
    """
    if facts.get("phone"):
        facts["phone"] = telephone(facts["phone"]).number
    if password is not None:
        _check_password(password, login)
    try:
        with transaction.atomic():
            person = Person.objects.create_user(login, password, organisation=organisation, name=name, **facts)
    except IntegrityError as taken:
        raise LoginTaken(login=login, field="login") from taken
    _record("PersonCreated", person, by=by, at=at, login=login, name=name)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Actor, at: datetime, **facts: Any) -> Person:
    """Change name, name_en, number, phone, email, chat or language."""
    unknown = facts.keys() - FREE_TO_CHANGE
    if unknown:
        raise Malformed(what=", ".join(sorted(unknown)), why="this is not changed here")
    if not facts.get("name", person.name).strip():
        raise Malformed(what="name / 姓名", why="empty / 不能为空", field="name")
    if facts.get("phone"):
        facts["phone"] = telephone(facts["phone"]).number
    differing = {name: value for name, value in facts.items() if getattr(person, name) != value}
    if differing:
        Person.objects.filter(pk=person.pk).update(**differing)
        _record("PersonChanged", person, by=by, at=at, **differing)
        person.refresh_from_db()
    return person


@transaction.atomic
def set_password(person: Person, password: str, *, by: Actor, at: datetime, must_change: bool = False) -> None:
    """Give a person a new password; one he `must_change` serves to log in and choose his own."""
    _check_password(password, person.login)
    person.set_password(password)
    person.must_change_password = must_change
    person.save(update_fields=["password", "must_change_password"])
    _record("PasswordChanged", person, by=by, at=at)


@transaction.atomic
def set_first_password(people: Iterable[Person], password: str, *, by: Actor, at: datetime) -> None:
    """Give several people the same first password; it is hashed once."""
    chosen = list(people)
    for person in chosen:
        _check_password(password, person.login)
        _record("PasswordChanged", person, by=by, at=at)
    Person.objects.filter(pk__in=[person.pk for person in chosen]).update(password=make_password(password))


@transaction.atomic
def set_active(person: Person, active: bool, *, by: Actor, at: datetime) -> None:
    """Let a person in again, or keep him out; what he did stays his."""
    if not active and by.id == person.pk:
        raise OwnAccount
    Person.objects.filter(pk=person.pk).update(is_active=active)
    person.is_active = active
    _record("PersonReturned" if active else "PersonLeft", person, by=by, at=at)


def set_on_shift(person: Person, on_shift: bool) -> None:
    """Come on or go off: only who is on shift is offered work."""
    Person.objects.filter(pk=person.pk).update(on_shift=on_shift)
    person.on_shift = on_shift


@transaction.atomic
def give_post(person: Person, unit: Unit, role: str, *, by: Actor, at: datetime, rank: int = 0, **term: date | None) -> Post:
    """Give a person a role at a unit, over it and all below. `term`: since_on, until_on. Given again, the term changes."""
    if person.organisation_id != unit.organisation_id:
        raise OtherOrganisation(what=unit.title)
    post, _ = Post.objects.update_or_create(person=person, unit=unit, role=role, defaults={"rank": rank, **term})
    _record("PostGiven", person, by=by, at=at, unit=unit.pk, role=role, rank=rank)
    return post


@transaction.atomic
def end_post(post: Post, *, by: Actor, at: datetime) -> None:
    """Take a role away. The journal keeps that it was held."""
    if by.id == post.person_id:
        raise OwnAccount
    _record("PostEnded", post.person, by=by, at=at, unit=post.unit_id, role=post.role)
    post.delete()


@transaction.atomic
def give_skill(person: Person, code: str, *, by: Actor, at: datetime, licence: str = "", valid_until_on: date | None = None) -> Skill:
    """Note a skill or licence; past its last day it does not count. Given again, the licence is renewed."""
    skill, _ = Skill.objects.update_or_create(person=person, code=code, defaults={"licence": licence, "valid_until_on": valid_until_on})
    _record("SkillGiven", person, by=by, at=at, skill=code, valid_until_on=valid_until_on)
    return skill


@transaction.atomic
def end_skill(skill: Skill, *, by: Actor, at: datetime) -> None:
    """Strike a skill or licence out. The journal keeps that it was there."""
    _record("SkillEnded", skill.person, by=by, at=at, skill=skill.code)
    skill.delete()


@transaction.atomic
def issue_token(
    person: Person,
    name: str,
    scopes: Iterable[str],
    *,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
    secret: str | None = None,
) -> tuple[ApiToken, str]:
    """A personal token for programs. Its secret, random unless given, is said once, here; only a hash is kept."""
    wanted = sorted(set(scopes))
    unknown = set(wanted) - SCOPES
    if unknown or not wanted:
        raise Malformed(what="scopes", why=f"choose from {', '.join(sorted(SCOPES))}")
    secret = secret or f"bx_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(person=person, name=name, hash=token_hash(secret), scopes=wanted, created_at=at, expires_at=expires_at)
    _record("TokenIssued", person, by=by, at=at, token=token.pk, name=name, scopes=wanted)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """End a token at once."""
    if token.revoked_at is not None:
        return
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    _record("TokenRevoked", token.person, by=by, at=at, token=token.pk, name=token.name)


def _check_password(password: str, login: str) -> None:
    try:
        validate_password(password, Person(login=login))
    except ValidationError as weak:
        raise WeakPassword(why=" ".join(weak.messages), field="password") from weak


def _record(type_: str, person: Person, *, by: Actor, at: datetime, **data: Any) -> None:
    """Into the chain of the person's organisation; an administrator without one has chain 0."""
    record(changed(type_, person.organisation_id or 0, by=by, at=at, person=person.pk, **data))
