"""`baoxiu procedure publish` and `list --installed`: a pack's steps into force, each under somebody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from baoxiu.catalogue import actions, queries
from baoxiu.catalogue.models import PackVersion
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Refusal
from baoxiu.core.procedure.loading import load_pack
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit
from baoxiu.project.console import say

Step = Callable[..., PackVersion]
# Who stands for the step, the state it needs, what is done.
STEPS: tuple[tuple[str, str, Step], ...] = (("reviewer", "draft", actions.review), ("approver", "reviewed", actions.approve))
STATES = {
    "draft": ("drafted", "已拟稿"),
    "reviewed": ("reviewed", "已审核"),
    "approved": ("approved", "已批准"),
    "published": ("published", "已发布"),
    "retired": ("retired", "已终止"),
}
NEXT = {"draft": "--reviewer", "reviewed": "--approver"}


class ChangedSinceDrafted(Refusal):
    """The folder {name} is not what was drafted. Draft it again: --drafter LOGIN."""

    code = "changed_since_drafted"
    zh = "目录 {name} 的内容与草稿不同，请重新拟稿：--drafter 登录名。"


def publish(folder: Path, organisation: str, logins: Mapping[str, str], units: Sequence[str], at: datetime) -> PackVersion:
    """Take a pack as far as the people named allow: drafted, reviewed, approved; with the approval it is published and adopted.

    Steps may be taken one a call, by different people on different days, or all in one call.
    """
    root = directory.organisation_on(organisation)
    hands = {step: directory.actor_of(directory.person_on(login)) for step, login in logins.items() if login}
    version = _drafted(folder, root, hands, at)
    for hand, needed, step in STEPS:
        if version.state == needed and hand in hands:
            version = step(version, by=hands[hand], at=at)
    if version.state == "approved" and "approver" in hands:
        version = actions.publish(version, by=hands["approver"], at=at)
    if version.state == "published" and "approver" in hands:
        _adopt(version, [directory.unit_on(root.pk, code) for code in units] or [root], hands["approver"], at)
    return version


def tell(version: PackVersion) -> None:
    """Say where the version stands, what it changed, and what is still wanted."""
    en, zh = STATES[version.state]
    say(f"{version.pack.key} {version.version}: {en}.", f"{version.pack.key} {version.version}：{zh}。")
    for part in version.notes.get("parts", ()):
        say(f"  {part['what']} {part['kind']} {part['key']}", f"  {_WHAT_ZH[part['what']]} {part['kind']} {part['key']}")
    for name in version.notes.get("not_delivered", ()):
        say(f"  not delivered: nobody is called {name}", f"  未送达：没有单位、岗位或名单叫 {name}")
    if version.state in NEXT:
        say(f"Next: {NEXT[version.state]} LOGIN, another person.", f"下一步：{NEXT[version.state]} 登录名（须为另一人）。")


def tell_installed(organisation: str | None) -> None:
    """A line a version, newest first, and where the pack is in force."""
    roots = [directory.organisation_on(organisation)] if organisation else list(directory.organisations())
    for line in (line for root in roots for line in _lines(root)):
        say(line, line)


def _lines(root: Unit) -> Iterator[str]:
    for pack in queries.packs_of(root.pk):
        units = ", ".join(adoption.unit.code for adoption in queries.adoptions_of(pack) if adoption.until_at is None)
        yield f"{root.code}  {pack.key}  {pack.title.get('zh') or pack.title.get('en')}  @ {units or '-'}"
        for version in queries.versions_of(pack):
            yield f"  {version.version:<8} {version.state:<10} {_hands(version)}"


def _hands(version: PackVersion) -> str:
    """Who drafted, reviewed and approved, and when."""
    hands = (
        (version.drafted_by, version.drafted_at),
        (version.reviewed_by, version.reviewed_at),
        (version.approved_by, version.approved_at),
    )
    return "  ".join(f"{person.name if person else '-'} {at:%Y-%m-%d}" for person, at in hands if at)


def _drafted(folder: Path, root: Unit, hands: Mapping[str, Actor], at: datetime) -> PackVersion:
    """The version as it stands; a new one, or a draft that changed, wants a drafter."""
    if "drafter" in hands:
        return actions.install_pack(folder, root, by=hands["drafter"], at=at)
    pack = load_pack(folder)
    held = queries.version_on(queries.pack_on(root.pk, pack.key), pack.pack.version)
    if held.digest != pack.digest:
        raise actions.VersionTaken(pack=pack.key, version=held.version) if held.state != "draft" else ChangedSinceDrafted(name=folder.name)
    return held


def _adopt(version: PackVersion, units: Sequence[Unit], by: Actor, at: datetime) -> None:
    held = {adoption.unit_id for adoption in queries.adoptions_of(version.pack) if adoption.until_at is None}
    for unit in units:
        if unit.pk not in held:
            actions.adopt(unit, version.pack, by=by, at=at)


_WHAT_ZH = {"changed": "改动", "added": "新增", "removed": "删除"}
