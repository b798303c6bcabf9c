"""What a unit may set for the packs it works by: each setting with its meaning, its default, the clauses that ask it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from baoxiu.catalogue.queries.procedures import packs_in_force
from baoxiu.core.errors import Malformed
from baoxiu.core.procedure.elements.shapes import is_span
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.directory.models import Unit
from baoxiu.directory.queries import units_above

Words = Mapping[Any, str]
ASKED = re.compile(r"""setting\(\s*["'](\w+)["']\s*\)|unit\.settings\.(\w+)""")

# What every installation knows, whatever its packs; a pack names its own under `labels: {settings.NAME: …}`.
KNOWN: Mapping[str, tuple[str, str]] = {
    "settings_by": ("负责设置的岗位（岗位代码）", "Roles that look after settings (their codes)"),
    "prices_by": ("制定价目表的岗位（岗位代码）", "Roles that lay price lists (their codes)"),
    "stock_by": ("负责库存的岗位（岗位代码）", "Roles that keep the stock (their codes)"),
    "part_return_days": ("坏件返还期限（天）", "Within how many days a replaced part goes back"),
    "part_return_told": ("坏件逾期未返还时通知的岗位（岗位代码）", "Roles told of a replaced part that is overdue (their codes)"),
    "settlement_fees": ("结费：其他费用（元）", "Settlement: further fees (yuan)"),
    "settlement_deductions": ("结费：扣款（元）", "Settlement: deductions (yuan)"),
    "contacts": ("消息联系人：名称 → 邮箱、手机或岗位", "Contacts of messages: name → mail, telephone or role"),
    "groups": ("收件群组：名称 → 岗位、登录名", "Groups that receive documents: name → roles, logins"),
    "arrival_metres": ("到场定位允许的距离（米）", "How far from the place an arrival may be proven (metres)"),
    "company_name": ("对客户使用的单位名称", "The name customers are told"),
    "contact_phone": ("对客户公布的电话", "The telephone customers are given"),
    "office_phone": ("维修人员联系办公室的电话", "The telephone a repairer rings the office by"),
    "free_number": ("引导客户拨打的服务热线", "The service line callers are guided to"),
    "part_lead_time": ("备件到货时间", "How long a part takes to arrive"),
    "closing_within": ("完工后关单时限", "Within which time after the work an order is closed"),
    "most_open": ("每人最多同时持有的工单数", "How many open jobs one may hold"),
    "most_open_jobs": ("每人最多同时在办的工单数", "How many open jobs a technician may have"),
    "most_repairs": ("同一故障最多维修次数", "How many times one thing is repaired"),
    "onsite_term": ("上门服务期（年，自购买日起）", "Years of on-site service from the purchase"),
    "special_lines": ("走特殊流程的产品线", "Product lines the special path holds for"),
    "key_accounts": ("重点客户：通行码 → 名称", "Key accounts: pass-code → name"),
    "settlement_grade": ("结费等级（合同未写明时）", "Grade of settlement, where the contract names none"),
    "settlement_tiers": ("结费档位：等级 → 各档单价", "Tiers of settlement by grade"),
    "follow_up_share": ("抽样回访的比例（0 至 1）", "Share that is called back (0 to 1)"),
    "billing_unit": ("计时单位", "The unit time is charged by"),
    "minimum": ("最短计费时间", "The shortest time that is charged"),
    "covered_by_fee": ("物业费包含的维修类别", "Kinds of repair the property fee covers"),
    "scope_rules": ("责任与费用归属", "Who is responsible, who pays, whether the owner is charged"),
    "further_duties": ("本单位防汛防台附加职责", "Duties of the estate's own in a storm"),
    "supplier_calls": ("供应单位电话", "Telephones of the suppliers"),
}


class WrongSetting(Malformed):
    """{title}: {value} does not fit. It is {wanted}."""

    zh = "{title}：“{value}”不合要求，应为{wanted_zh}。"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a unit may set."""

    name: str
    title: Words
    default: Any
    clauses: tuple[str, ...]
    packs: tuple[Words, ...]  # those that ask it


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting as it holds at a unit, and where its value comes from: the unit's own, one above, the pack (None)."""

    setting: Setting
    value: Any
    given_by: Unit | None
    is_own: bool


def settings_of(unit: Unit, *, at: datetime) -> list[InForce]:
    """Every setting that packs in force know or somebody here has set, as it holds at the unit."""
    line = units_above(unit)
    found = {one.name: one for one in _known(unit.organisation_id or unit.pk, at)}
    for row in line:
        for name in row.settings:
            found.setdefault(name, Setting(name, _title(name, ()), None, (), ()))
    return [_in_force(one, unit, line) for one in found.values()]


def setting_on(unit: Unit, name: str, *, at: datetime) -> InForce | None:
    """One of them."""
    return next((one for one in settings_of(unit, at=at) if one.setting.name == name), None)


def written(value: Any) -> str:
    """A value as somebody writes it: text as it is, lists a line each, tables as YAML."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    if isinstance(value, dict | list):
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).strip()
    return str(value)


def read_setting(setting: Setting, text: str) -> Any:
    """What was written, as the kind of value the pack's default is; refused where it is none."""
    said, like = text.strip(), setting.default
    if isinstance(like, bool):
        return _chosen(setting, said.lower(), {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False})
    if isinstance(like, int | float):
        return _number(setting, said)
    if isinstance(like, list) and all(isinstance(one, str) for one in like) and not said.startswith("-"):
        return [line.strip() for line in re.split(r"[\n,，、]", said) if line.strip()]
    if isinstance(like, dict | list):
        return _table(setting, said, type(like))
    if isinstance(like, str) and is_span(like) and not is_span(said):
        raise _wrong(setting, said, "a length of time such as 30m, 24h, 3d", "时长，例如 30m、24h、3d")
    return said if isinstance(like, str) else _plain(said)


def _plain(said: str) -> Any:
    """A value nobody gave a kind to: YAML where it reads as such, else text."""
    try:
        return yaml.safe_load(said)
    except yaml.YAMLError:
        return said


def _number(setting: Setting, said: str) -> int | float:
    try:
        found = float(said)
    except ValueError:
        raise _wrong(setting, said, "a number", "数字") from None
    if isinstance(setting.default, int) and found != int(found):
        raise _wrong(setting, said, "a whole number", "整数")
    if found < 0:
        raise _wrong(setting, said, "0 or more", "不小于 0 的数")
    return int(found) if isinstance(setting.default, int) else found


def _table(setting: Setting, said: str, kind: type) -> Any:
    try:
        found = yaml.safe_load(said) if said else kind()
    except yaml.YAMLError as wrong:
        raise _wrong(setting, str(wrong).splitlines()[0], "a table in YAML, one `name: value` a line", "YAML 表，每行“名称: 值”") from wrong
    if not isinstance(found, kind):
        raise _wrong(setting, said[:40], "a table in YAML, one `name: value` a line", "YAML 表，每行“名称: 值”")
    return found


def _chosen(setting: Setting, said: str, choices: Mapping[str, Any]) -> Any:
    if said not in choices:
        raise _wrong(setting, said, "yes or no", "是或否")
    return choices[said]


def _wrong(setting: Setting, value: str, en: str, zh: str) -> WrongSetting:
    return WrongSetting(title=setting.title.get("zh", setting.name), value=value, wanted=en, wanted_zh=zh, field="value")


def _in_force(setting: Setting, unit: Unit, line: list[Unit]) -> InForce:
    given = next((row for row in line if setting.name in row.settings), None)
    return InForce(setting, given.settings[setting.name] if given else setting.default, given, given is not None and given.pk == unit.pk)


def _known(organisation_id: int, at: datetime) -> list[Setting]:
    packs = packs_in_force(organisation_id, at=at)
    asked: dict[str, dict[str, None]] = {}
    for pack in packs:
        for name, clauses in _asked(pack.digest, pack).items():
            asked.setdefault(name, {}).update(dict.fromkeys(clauses))
    names = dict.fromkeys(["settings_by", *(name for pack in packs for name in pack.pack.settings), *asked])
    return [_setting(name, packs, tuple(asked.get(name, ()))) for name in names]


def _setting(name: str, packs: Any, clauses: tuple[str, ...]) -> Setting:
    default = next((pack.pack.settings[name] for pack in packs if name in pack.pack.settings), None)
    using = tuple(pack.pack.title for pack in packs if name in pack.pack.settings or name in _asked(pack.digest, pack))
    return Setting(name, _title(name, packs), default, clauses, using)


def _title(name: str, packs: Any) -> Words:
    for pack in packs:
        own = pack.pack.labels.get(f"settings.{name}")
        if own:
            return dict(own)
    plain = name.replace("_", " ").capitalize()
    zh, en = KNOWN.get(name, (plain, plain))
    return {"zh": zh, "en": en}


_by_digest: dict[str, Mapping[str, tuple[str, ...]]] = {}


def _asked(digest: str, pack: LoadedPack) -> Mapping[str, tuple[str, ...]]:
    """Which settings the procedures of a pack ask, each with the clauses it is asked by; read once a version."""
    if digest not in _by_digest:
        found: dict[str, dict[str, None]] = {}
        for name, clauses in _walk(pack.to_document()["procedures"], ()):
            found.setdefault(name, {}).update(dict.fromkeys(clauses))
        _by_digest[digest] = {name: tuple(clauses) for name, clauses in found.items()}
    return _by_digest[digest]


def _walk(node: Any, clauses: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every setting asked in a document, with the clauses of the nearest element that cites any."""
    if isinstance(node, str):
        yield from ((one or other, clauses) for one, other in ASKED.findall(node))
    elif isinstance(node, Mapping):
        here = tuple(node.get("clause") or ()) or clauses
        for value in node.values():
            yield from _walk(value, here)
    elif isinstance(node, list):
        for value in node:
            yield from _walk(value, clauses)
