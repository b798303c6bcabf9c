"""People as a table, with their posts and skills."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Column, Fault, Given, Key, Step, Table, Values, fault
from baoxiu.directory.actions.people import change_person, end_post, end_skill, give_post, give_skill, set_active
from baoxiu.directory.actions.registers.keeping import IN_USE, Kept, more, not_yours, say_taken
from baoxiu.directory.models import Person, Post, Skill, Unit
from baoxiu.directory.queries.telephones import NotATelephone, telephone

PLAIN = ("name", "name_en", "number", "phone", "email", "chat", "language")
LOGIN = re.compile(r"[\w.@+-]{2,80}")
SKILL = re.compile(r"(.+?)(?:\s+|\s*[(（])(\d{4}-\d{2}-\d{2})[)）]?")
LANGUAGES = {"zh-hans": {"zh": "中文", "en": "Chinese"}, "en": {"zh": "英文", "en": "English"}}


class People:
    """The people whose posts all lie in units somebody looks after. `posts` and `skills` are those written, no others."""

    def __init__(self, kept: Kept) -> None:
        """For whom."""
        self.kept = kept

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        role, unit = next(iter(self.kept.roles), "technician"), self.kept.units[0].code if self.kept.units else "SZ01"
        posts_note = {"zh": "岗位@单位编码，岗位可写名称或代码，如 " + f"{role}@{unit}；未列出的岗位将被取消",
                      "en": f"role@unit code, such as {role}@{unit}; posts that are not written are taken away"}  # fmt: skip
        skills_note = {
            "zh": "技能代码，后面可写有效期，如 electric 2028-12-31",
            "en": "skill, and its last day where it has one: electric 2028-12-31",
        }
        columns = (
            Column("login", {"zh": "登录名", "en": "Login"}, "code", must=True, longest=80, example="zhang.san",
                   note={"zh": "整个系统中唯一；再次导入时以此识别", "en": "once in the installation; by it a row is known again"}),
            Column("name", {"zh": "姓名", "en": "Name"}, must=True, longest=80, example={"zh": "张三", "en": "Zhang San"}),
            Column("name_en", {"zh": "英文姓名", "en": "Name in English"}, longest=80),
            Column("number", {"zh": "工号", "en": "Staff number"}, "code", longest=40),
            Column("phone", {"zh": "电话", "en": "Telephone"}, "phone", longest=40),
            Column("email", {"zh": "邮箱", "en": "Mail"}, "code", longest=200),
            Column("chat", {"zh": "聊天账号", "en": "Chat account"}, longest=120),
            Column("language", {"zh": "语言", "en": "Language"}, "choice", choices=LANGUAGES, blank="zh-hans"),
            Column("posts", {"zh": "岗位", "en": "Posts"}, many=True, longest=120, note=posts_note),
            Column("skills", {"zh": "技能", "en": "Skills"}, many=True, longest=80, note=skills_note),
            Column("in_use", **IN_USE),
        )  # fmt: skip
        return Table("people", {"zh": "人员", "en": "People"}, columns, ("login",))

    def held(self) -> Mapping[Key, Values]:
        """The people there are."""
        return {(person.login,): _values(person) for person in self._rows().values()}

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """A person is known by the login."""
        return (values.get("login") or "",)

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """Posts that may be given, numbers in their one form, logins that are free or one's own."""
        logins = [row.values["login"] for row in rows if row.values.get("login")]
        taken = set(Person.objects.filter(login__in=logins).values_list("login", flat=True))
        above = {login for login, person in self._rows().items() if self._is_above(person)}
        return [self._reviewed(row, held, taken, above) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """New people together, without a password; each change by its own action."""
        units = {unit.code: unit for unit in self.kept.units}
        self._add([step for step in steps if step.what == "new"], units)
        known = self._rows()
        for step in steps:
            if step.what == "changed":
                self._change(known[step.values["login"]], step, units, by=by, at=at)
        say_taken(self.table, steps, self.kept.organisation.pk, by=by, at=at)

    def _rows(self) -> dict[str, Person]:
        """Without a post: for whoever looks after the whole; with one elsewhere: for others."""
        ours = {unit.pk for unit in self.kept.units}
        rows = Person.objects.filter(organisation_id=self.kept.organisation.pk).prefetch_related("posts__unit", "skills")
        found = {person.login: person for person in rows.order_by("login")}
        if self.kept.is_whole:
            return found
        places = {login: {post.unit_id for post in person.posts.all()} for login, person in found.items()}
        return {login: person for login, person in found.items() if places[login] and places[login] <= ours}

    def _is_above(self, person: Person) -> bool:
        roles = {post.role for post in person.posts.all() if post.role in self.kept.roles}
        return not self.kept.is_whole and (person.is_administrator or not roles <= self.kept.may_give)

    def _reviewed(self, row: Given, held: Mapping[Key, Values], taken: set[str], above: set[str]) -> Given:
        values, faults = dict(row.values), list[Fault | None]()
        login = values.get("login") or ""
        if login and not LOGIN.fullmatch(login):
            why = (f"登录名“{login}”含有不可用的字符", f"the login '{login}' has characters that cannot be used")
            faults.append(fault("login", why, ("请用字母、数字或 . @ + - _", "use letters, digits, . @ + - _")))
        if login in taken and (login,) not in held:
            faults.append(not_yours("login", login))
        if login in above:
            why = ("此人的岗位高于您", "this person stands above you")
            faults.append(fault("login", why, ("请删去此行", "remove the row")))
        for name, read in (("phone", _phone), ("email", _mail), ("skills", _skills)):
            if values.get(name):
                values[name], wrong = read(values[name])
                faults.append(wrong)
        if values.get("posts"):
            values["posts"], wrong = self._posts(values["posts"], held.get((login,), {}).get("posts", ()))
            faults.append(wrong)
        if values.get("in_use") is False and held.get((login,)) and self._is_oneself(login):
            faults.append(fault("in_use", ("不能停用自己的账号", "you cannot shut your own account"), ("请填“是”", "write yes")))
        return more(row, values, faults)

    def _is_oneself(self, login: str) -> bool:
        person = self._rows().get(login) if self.kept.actor_id else None
        return person is not None and person.pk == self.kept.actor_id

    def _posts(self, written: Sequence[str], now: Sequence[str]) -> tuple[tuple[str, ...], Fault | None]:
        """Each as role@unit, the role by its code; those he holds already stay as they are."""
        found = [text for text in written if text in now]
        for text in (one for one in written if one not in now):
            said, _at, code = text.replace("＠", "@").partition("@")
            role = self._role(said.strip())
            if role is None:
                names = "、".join(words.get("zh", name) for name, words in [*self.kept.roles.items()][:8])
                return tuple(written), fault(
                    "posts", (f"没有岗位“{said}”", f"there is no role '{said}'"), (f"可填：{names}", f"such as: {names}")
                )
            if self.kept.unit(code.strip()) is None:
                return tuple(written), fault("posts", (f"“{code}”不是您负责的单位", f"'{code}' is no unit you look after"),
                                             ("请写成 岗位@单位编码", "write role@unit code"))  # fmt: skip
            if role not in self.kept.may_give:
                return tuple(written), fault("posts", (f"岗位“{said}”高于您的岗位", f"the role '{said}' stands above yours"),
                                             ("请由上级单位负责人设置", "ask who looks after the unit above"))  # fmt: skip
            found.append(f"{role}@{code.strip()}")
        return tuple(sorted(dict.fromkeys(found))), None

    def _role(self, said: str) -> str | None:
        for name, words in self.kept.roles.items():
            if said.casefold() in {name.casefold(), *(word.casefold() for word in words.values())}:
                return name
        return None

    def _add(self, steps: Sequence[Step], units: Mapping[str, Unit]) -> None:
        facts = [{name: step.values.get(name) or "" for name in PLAIN} for step in steps]
        people = [
            Person(organisation=self.kept.organisation, login=step.values["login"], password=make_password(None),
                   is_active=step.values.get("in_use", True), **{**said, "language": said["language"] or "zh-hans"})
            for step, said in zip(steps, facts, strict=True)
        ]  # fmt: skip
        Person.objects.bulk_create(people, batch_size=1000)
        posts, skills = [], []
        for person, step in zip(people, steps, strict=True):
            for role, code in (text.split("@") for text in step.values.get("posts") or ()):
                posts.append(Post(person=person, unit=units[code], role=role, rank=self.kept.ranks.get(role, 0)))
            skills += [Skill(person=person, code=code, valid_until_on=day) for code, day in map(_skill, step.values.get("skills") or ())]
        Post.objects.bulk_create(posts, batch_size=1000)
        Skill.objects.bulk_create(skills, batch_size=1000)

    def _change(self, person: Person, step: Step, units: Mapping[str, Unit], *, by: Actor, at: datetime) -> None:
        after = {change.column: change.after for change in step.changes}
        facts = {name: after[name] or "" for name in PLAIN if name in after}
        if facts:
            change_person(person, by=by, at=at, **facts)
        if "posts" in after:
            self._change_posts(person, set(after["posts"]), units, by=by, at=at)
        if "skills" in after:
            _change_skills(person, dict(map(_skill, after["skills"])), by=by, at=at)
        if "in_use" in after:
            set_active(person, after["in_use"], by=by, at=at)

    def _change_posts(self, person: Person, wanted: set[str], units: Mapping[str, Unit], *, by: Actor, at: datetime) -> None:
        held = {f"{post.role}@{post.unit.code}": post for post in person.posts.select_related("unit", "person")}
        for text in held.keys() - wanted:
            end_post(held[text], by=by, at=at)
        for text in wanted - held.keys():
            role, code = text.split("@")
            give_post(person, units[code], role, by=by, at=at, rank=self.kept.ranks.get(role, 0))


def _values(person: Person) -> dict[str, Any]:
    posts = sorted(f"{post.role}@{post.unit.code}" for post in person.posts.all())
    skills = sorted(_said(skill.code, skill.valid_until_on) for skill in person.skills.all())
    facts = {name: getattr(person, name) for name in PLAIN}
    return {"login": person.login, **facts, "posts": tuple(posts), "skills": tuple(skills), "in_use": person.is_active}


def _change_skills(person: Person, wanted: Mapping[str, date | None], *, by: Actor, at: datetime) -> None:
    held = {skill.code: skill for skill in person.skills.select_related("person")}
    for code in held.keys() - wanted.keys():
        end_skill(held[code], by=by, at=at)
    for code, day in wanted.items():
        if code not in held or held[code].valid_until_on != day:
            give_skill(person, code, licence=held[code].licence if code in held else "", valid_until_on=day, by=by, at=at)


def _skills(written: Sequence[str]) -> tuple[tuple[str, ...], Fault | None]:
    try:
        found = dict(map(_skill, written))
    except ValueError:
        return tuple(written), fault(
            "skills", ("有效期不是日期", "the last day is no date"), ("请写成 electric 2028-12-31", "write electric 2028-12-31")
        )
    if any(len(code) > 60 for code in found):
        return tuple(written), fault(
            "skills", ("技能代码超过 60 个字符", "a skill is longer than 60 characters"), ("请缩短", "make it shorter")
        )
    return tuple(sorted(_said(code, day) for code, day in found.items())), None


def _skill(text: str) -> tuple[str, date | None]:
    match = SKILL.fullmatch(text.strip())
    return (match[1].strip(), date.fromisoformat(match[2])) if match else (text.strip(), None)


def _said(code: str, day: date | None) -> str:
    return f"{code} {day.isoformat()}" if day else code


def _phone(text: str) -> tuple[str, Fault | None]:
    try:
        return telephone(text).number, None
    except NotATelephone:
        return text, fault(
            "phone",
            (f"“{text}”不是电话号码", f"'{text}' is no telephone number"),
            ("请填手机号，或带区号的座机号", "a mobile, or a landline with area code"),
        )


def _mail(text: str) -> tuple[str, Fault | None]:
    try:
        validate_email(text)
    except ValidationError:
        return text, fault(
            "email", (f"“{text}”不是邮箱地址", f"'{text}' is no mail address"), ("请写成 name@example.org", "write name@example.org")
        )
    return text, None
