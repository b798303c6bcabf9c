"""`baoxiu user`: who may log in."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from typing import TYPE_CHECKING

from baoxiu.project import database, environment
from baoxiu.project.command.frame import command
from baoxiu.project.console import say
from baoxiu.project.environment import words

if TYPE_CHECKING:
    from baoxiu.directory.models import Person, Unit
    from baoxiu.project.command.frame import Subparsers


def add(subparsers: Subparsers) -> None:
    """Announce the command and its four verbs."""
    added = command(
        subparsers,
        "user",
        run,
        en="Found an organisation, add people, list them, give a new password, keep somebody out.",
        zh="组织与人员：新建组织，新增、列出人员，改密码、停用。",
        example="baoxiu user found lianxun 联迅电脑服务 --login gao --name 高总\n"
        "baoxiu user add wangfang --name 王芳 --organisation lianxun --post coordinator@BJ01\n"
        "baoxiu user password wangfang\nbaoxiu user list --organisation lianxun",
    )
    verbs = added.add_subparsers(metavar=words("VERB", "操作"), required=True)
    _add_add(verbs)
    _add_found(verbs)
    listing = verbs.add_parser("list", help=words("list who may log in", "列出可登录的人员"))
    listing.add_argument("--organisation", help=words("the organisation's code; all without", "组织代码；不填为全部"))
    listing.set_defaults(do=_list)
    for name, do, what in (
        ("password", _password, words("give a new password", "设置新密码")),
        ("disable", _disable, words("keep somebody out; what he did stays", "停用账号，历史记录保留")),
        ("enable", _enable, words("let him in again", "重新启用账号")),
    ):
        verb = verbs.add_parser(name, help=what)
        verb.add_argument("login", help=words("the name he logs in by", "登录名"))
        verb.set_defaults(do=do)


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says."""
    with database.opened(environment.read()):
        arguments.do(arguments)
    return 0


def _add_add(verbs: Subparsers) -> None:
    adding = verbs.add_parser("add", help=words("add somebody", "新增人员"))
    adding.add_argument("login", help=words("the name he logs in by", "登录名"))
    adding.add_argument("--name", required=True, help=words("his name", "姓名"))
    adding.add_argument("--organisation", help=words("the organisation's code", "组织代码"))
    adding.add_argument(
        "--post", action="append", default=[], metavar="ROLE@UNIT", help=words("a role at a unit; may be repeated", "岗位@单位，可多次填写")
    )
    adding.add_argument("--administrator", action="store_true", help=words("of the whole installation", "整个安装的管理员"))
    adding.set_defaults(do=_add)


def _add_found(verbs: Subparsers) -> None:
    founding = verbs.add_parser("found", help=words("found an organisation with its first administrator", "新建组织及其第一位管理员"))
    founding.add_argument("code", help=words("the organisation's code", "组织代码"))
    founding.add_argument("title", help=words("its name", "组织名称"))
    founding.add_argument("--login", required=True, help=words("the administrator's login", "管理员登录名"))
    founding.add_argument("--name", required=True, help=words("his name", "姓名"))
    founding.add_argument("--zone", default="Asia/Shanghai", help=words("time zone", "时区"))
    founding.add_argument("--level", default="headquarters", help=words("its level in the packs", "在规程包中的层级"))
    founding.set_defaults(do=_found)


def _found(arguments: argparse.Namespace) -> None:
    """The organisation and who sets it up: he logs in, changes his password, and goes on at /desk/settings."""
    from django.db import transaction

    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import actions
    from baoxiu.journal import clock

    at, given = clock.now(), _given_password()
    password = given or secrets.token_urlsafe(9)
    with transaction.atomic():
        level, zone = arguments.level, arguments.zone
        root = actions.create_unit(None, level=level, code=arguments.code, title=arguments.title, zone=zone, by=SYSTEM, at=at)
        facts = {"login": arguments.login, "name": arguments.name, "is_administrator": True}
        person = actions.create_person(root, by=SYSTEM, at=at, **facts)
        actions.set_password(person, password, by=SYSTEM, at=at, must_change=True)
    say(f"{root.code} ({root.title}) is founded.", f"已新建组织 {root.code}（{root.title}）。")
    _tell(person, given, password)


def _add(arguments: argparse.Namespace) -> None:
    from django.db import transaction

    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import actions, queries
    from baoxiu.journal import clock

    organisation = queries.organisation_on(arguments.organisation) if arguments.organisation else None
    given = _given_password()
    password = given or secrets.token_urlsafe(9)
    with transaction.atomic():
        person = actions.create_person(
            organisation,
            login=arguments.login,
            name=arguments.name,
            password=password,
            is_administrator=arguments.administrator,
            by=SYSTEM,
            at=clock.now(),
        )
        for role, unit in (_post(text, organisation) for text in arguments.post):
            actions.give_post(person, unit, role, by=SYSTEM, at=clock.now())
    _tell(person, given, password)


def _post(text: str, organisation: Unit | None) -> tuple[str, Unit]:
    from baoxiu.core.errors import Malformed
    from baoxiu.directory import queries

    role, _, unit = text.partition("@")
    if not unit or organisation is None:
        raise Malformed(
            what=f"--post {text}", why=words("write ROLE@UNIT, and name the --organisation", "应写作 岗位@单位，并指定 --organisation")
        )
    return role, queries.unit_on(organisation.pk, unit)


def _list(arguments: argparse.Namespace) -> None:
    from baoxiu.directory import queries

    code = arguments.organisation
    organisations = [queries.organisation_on(code)] if code else list(queries.organisations())
    people = [] if code else list(queries.administrators())
    people += [person for one in organisations for person in queries.people_of(one.pk) if person not in people]
    for person in people:
        posts = ", ".join(f"{post.role}@{post.unit.code}" for post in person.posts.all())
        line = f"{person.login:<20} {person.name:<16} {'*' if person.is_administrator else ' '} {posts}"
        say(line, line)


def _password(arguments: argparse.Namespace) -> None:
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import actions, queries
    from baoxiu.journal import clock

    person, given = queries.person_on(arguments.login), _given_password()
    password = given or secrets.token_urlsafe(9)
    actions.set_password(person, password, by=SYSTEM, at=clock.now())
    _tell(person, given, password)


def _disable(arguments: argparse.Namespace) -> None:
    _set_active(arguments.login, False)
    say(f"{arguments.login} can no longer log in.", f"{arguments.login} 已不能登录。")


def _enable(arguments: argparse.Namespace) -> None:
    _set_active(arguments.login, True)
    say(f"{arguments.login} can log in again.", f"{arguments.login} 已可登录。")


def _set_active(login: str, active: bool) -> None:
    from baoxiu.core.engine.facts import SYSTEM
    from baoxiu.directory import actions, queries
    from baoxiu.journal import clock

    actions.set_active(queries.person_on(login), active, by=SYSTEM, at=clock.now())


def _given_password() -> str:
    """Asked for at a terminal, read from standard input where that is none; empty: one is to be made."""
    if sys.stdin.isatty():
        return getpass.getpass(words("Password (empty: make one): ", "密码（留空则自动生成）："))
    return sys.stdin.readline().strip()


def _tell(person: Person, given: str, password: str) -> None:
    """Say that it is done; a password only where we made it."""
    said = "" if given else f": {password}"
    say(f"{person.login} ({person.name}) can log in{said}", f"{person.login}（{person.name}）可以登录{said}")
