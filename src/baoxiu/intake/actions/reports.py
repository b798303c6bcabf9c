"""A report as somebody gives it, read and completed: telephone, customer, place, and the procedure it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.core.procedure.elements import Pack
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.core.text import named, tokens
from baoxiu.directory import queries as directory
from baoxiu.directory.models import Unit

ASKED_FROM_INSIDE = frozenset({"coverage_change", "area_register"})  # kinds no report opens: a station asks for them, not a caller
LONGEST = {
    "text": 20_000,
    "place": 240,
    "reporter_name": 120,
    "owner_name": 120,
    "reporter_phone": 40,
    "area": 60,
    "number": 60,
    "category": 80,
    "channel": 20,
    "procedure": 80,
    "source_key": 160,
}


CALLED = {
    "text": "the description / 描述",
    "place": "the place / 地点",
    "reporter_name": "the name / 姓名",
    "owner_name": "the owner's name / 业主姓名",
    "reporter_phone": "the telephone / 电话",
    "area": "the area / 地区",
    "category": "the category / 类别",
}


class TooLong(Malformed):
    """{what} has {found} characters, and {most} are kept. Shorten it."""

    code = "too_long"
    zh = "{what}有 {found} 字，最多 {most} 字，请缩短后再提交。"


class NoProcedure(Refusal):
    """{unit} works by no procedure that takes such a report. Choose another kind of report, or ask the administrator to adopt one."""

    code = "no_procedure"
    zh = "{unit} 没有可受理此类报修的规程，请改选报修类型，或联系管理员启用规程。"


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says is broken or wanted. `answers`: the procedure's further questions; `files`: hashes of kept files."""

    unit: Unit
    procedure: str = ""  # empty: by category
    channel: str = "phone"
    text: str = ""
    category: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    owner: int | None = None
    owner_name: str = ""
    site: int | None = None
    place: str = ""
    area: str = ""
    asset: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    reported_at: datetime | None = None  # when it was said, where that is earlier than filed (imports)
    source: Mapping[str, Any] | None = None
    source_key: str | None = None
    number: str | None = None  # an import keeps the number it had

    @property
    def organisation_id(self) -> int:
        """The organisation it is filed with."""
        return self.unit.organisation_id or self.unit.pk


@dataclass(frozen=True, slots=True)
class Read:
    """A report read: its telephone in the one form, and the procedure it opens."""

    report: Report
    phone: str
    procedure: str


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes it, when, at which door."""

    by: Actor
    at: datetime
    door: str


def read_report(given: Report | Mapping[str, Any]) -> Report:
    """A report from a form; unknown keys and wrong lengths are refused."""
    if isinstance(given, Report):
        report = given
    else:
        unknown = set(given) - set(Report.__dataclass_fields__)
        if unknown or not isinstance(given.get("unit"), Unit):
            raise Malformed(what="report / 报修", why=", ".join(sorted(unknown)) or "unit")
        report = Report(**given)
    for name, most in LONGEST.items():
        _refuse_unkeepable(name, getattr(report, name) or "", most)
    return report


def _refuse_unkeepable(name: str, said: str, most: int) -> None:
    """What no row keeps: too long, a null character, half a character. (The answers are read by their procedure.)"""
    if len(said) > most:
        raise TooLong(what=CALLED.get(name, name), found=len(said), most=most, field=name)
    if "\0" in said or any("\ud800" <= sign <= "\udfff" for sign in said):
        raise Malformed(what=name, why="\\0, \\ud800", field=name)


def read_whole(given: Report | Mapping[str, Any], at: datetime) -> Read:
    """A report read to the end: its words, its telephone, the procedure it opens."""
    report = read_report(given)
    return Read(report, read_phone(report), procedure_of(report, at))


def read_phone(report: Report) -> str:
    """The reporter's telephone in its one form; letters are refused. Empty where none was given."""
    said = report.reporter_phone.strip()
    return _number(said) if said else ""


@lru_cache(maxsize=4096)
def _number(said: str) -> str:
    return directory.telephone(said).number


def procedure_of(report: Report, at: datetime) -> str:
    """The procedure a report opens: the one asked for, the category's, else the first people may open here, a consultation last."""
    if report.procedure:
        return report.procedure
    for pack in catalogue.packs_in_force(report.organisation_id, at=at):
        for key in _candidates(pack, report.category):
            if _in_force(report.unit, key, at):
                return key
    raise NoProcedure(unit=report.unit.title)


def _candidates(pack: LoadedPack, category: str) -> list[str]:
    by_category = _by_category(pack.pack, category)
    every = {key: procedure.definition for key, procedure in pack.procedures.items()}
    open_to_people = [key for key, one in every.items() if one.opens.by and one.kind not in ASKED_FROM_INSIDE]
    asked_first = sorted(open_to_people, key=lambda key: every[key].kind == "consultation")  # a call that asks comes after one that reports
    return [by_category] if by_category else asked_first


def _in_force(unit: Unit, key: str, at: datetime) -> bool:
    try:
        catalogue.procedure_for(unit, key, at=at)
    except catalogue.NotInForce:
        return False
    return True


def _by_category(pack: Pack, category: str) -> str | None:
    """The procedure of a category, or of one above it."""
    while category in pack.categories:
        found = pack.categories[category]
        if found.procedure:
            return found.procedure
        category = found.parent or ""
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """What the directory knows of a report: its customer, place and thing, as a ticket's fields keep them."""

    customer: Mapping[str, Any] | None = None
    site: Mapping[str, Any] | None = None
    asset: Mapping[str, Any] | None = None


def request_row(id_: UUID, read: Read, known: Known, taker: Taker) -> dict[str, Any]:
    """The row `intake_write` takes, in the call that opens the ticket."""
    report, by, at = read.report, taker.by, taker.at
    reported_at = min(report.reported_at or at, at)
    return {
        "id": str(id_),
        "organisation_id": report.organisation_id,
        "unit_id": report.unit.pk,
        "procedure": read.procedure,
        "channel": report.channel,
        "reported_at": reported_at,
        "at": at,
        "reporter_name": report.reporter_name.strip(),
        "reporter_phone": read.phone,
        "owner_id": known.customer["id"] if known.customer else None,
        "site_id": known.site["id"] if known.site else None,
        "asset_id": known.asset["id"] if known.asset else None,
        "place": report.place.strip(),
        "latitude": report.latitude,
        "longitude": report.longitude,
        "category": report.category,
        "text": report.text.strip(),
        "form": dict(report.answers),
        "source": report.source,
        "source_key": report.source_key,
        "taken_by_id": by.id if by.kind == "person" else None,
        "words": found_by(report, known, read.phone),
        "files": list(report.files),
        "actor_id": by.id,
        "actor_name": by.name[:80],
        "door": taker.door,
        "record": {"procedure": read.procedure, "channel": report.channel, "category": report.category, "source": report.source_key},
    }


def found_by(report: Report, known: Known, phone: str) -> list[str]:
    """What a request is found by."""
    site = known.site or {}
    names = [report.reporter_name, report.owner_name, report.place, str(site.get("title", ""))]
    return sorted({*named(*names), *tokens(report.text, phone)})
