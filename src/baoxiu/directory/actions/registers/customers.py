"""Customers as a table, with how to reach them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Column, Fault, Given, Key, Step, Table, Values, fault
from baoxiu.directory.actions.registers.keeping import Kept, more, not_yours, say_taken, unknown
from baoxiu.directory.actions.registers.people import LANGUAGES
from baoxiu.directory.models import Contact, Customer, Site
from baoxiu.directory.queries.pieces import name_pieces, pieces
from baoxiu.directory.queries.places import kept_customers, kept_sites
from baoxiu.directory.queries.telephones import NotATelephone, telephone

KINDS = {
    "owner": {"zh": "业主", "en": "Owner"}, "resident": {"zh": "住户", "en": "Resident"}, "tenant": {"zh": "租户", "en": "Tenant"},
    "company": {"zh": "单位客户", "en": "Company"}, "department": {"zh": "部门", "en": "Department"},
}  # fmt: skip
PLAIN = ("name", "kind", "vip", "arrears", "warning", "language")


class Customers:
    """The customers at the places somebody's units serve; of the whole organisation, all."""

    def __init__(self, kept: Kept) -> None:
        """For whom."""
        self.kept = kept

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        id_note = {
            "zh": "系统编号，新客户不填；不填时以姓名加任一联系方式识别",
            "en": "given by the system, empty for a new one; without it the name with any contact tells who it is",
        }
        contacts_note = {
            "zh": "手机、带区号的座机或邮箱，先写的先联系",
            "en": "mobiles, landlines with area code, mail; the first is tried first",
        }
        columns = (
            Column("id", {"zh": "编号", "en": "Number"}, "whole", least=1, most=10**15, note=id_note),
            Column("name", {"zh": "姓名", "en": "Name"}, must=True, longest=120, example={"zh": "王女士", "en": "Ms Wang"}),
            Column("kind", {"zh": "类别", "en": "Kind"}, "choice", choices=KINDS, blank="resident"),
            Column("contacts", {"zh": "联系方式", "en": "Contacts"}, many=True, longest=120, example="138 0013 8000", note=contacts_note),
            Column("site", {"zh": "地点编码", "en": "Place"}, "code", must=not self.kept.is_whole, longest=60, example="YH1-3-2-1201"),
            Column("vip", {"zh": "VIP", "en": "VIP"}, longest=40),
            Column("arrears", {"zh": "欠费（元）", "en": "Arrears"}, "number", least=0, most=9_999_999_999, blank=Decimal(0)),
            Column("warning", {"zh": "提醒", "en": "Warning"}, longest=240),
            Column("language", {"zh": "语言", "en": "Language"}, "choice", choices=LANGUAGES, blank="zh-hans"),
        )  # fmt: skip
        return Table("customers", {"zh": "客户", "en": "Customers"}, columns, ("id",))

    def held(self) -> Mapping[Key, Values]:
        """The customers there are."""
        rows = kept_customers(self.kept.organisation.pk, self.kept.paths)
        return {(Decimal(row.pk),): _values(row) for row in self.kept.narrowed(rows)}

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """By the number; else the one of this name with one of these contacts."""
        if values.get("id") is not None:
            return (values["id"],)
        index = self._index(held)
        for contact in values.get("contacts") or ():
            if (found := index.get((values.get("name") or "", contact))) is not None:
                return (found,)
        return (None, values.get("name"), *(values.get("contacts") or ()))

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """Contacts in their one form; places that are one's own; numbers that are there."""
        organisation, named = self.kept.organisation.pk, {row.values.get("site") for row in rows} - {"", None}
        ours = set(kept_sites(organisation, self.kept.paths).filter(code__in=named).values_list("code", flat=True))
        every = set(Site.objects.filter(organisation_id=organisation, code__in=named).values_list("code", flat=True))
        return [self._reviewed(row, held, ours, every) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """All new ones together, all changed ones together, then their contacts."""
        organisation = self.kept.organisation
        wanted = {step.values.get("site") for step in steps} - {"", None}
        sites = dict(Site.objects.filter(organisation=organisation, code__in=wanted).values_list("code", "pk"))
        changed = [step for step in steps if step.what == "changed"]
        known = Customer.objects.filter(organisation=organisation).in_bulk([int(step.key[0]) for step in changed])
        rows = [known[int(step.key[0])] if step.what == "changed" else Customer(organisation=organisation) for step in steps]
        for row, step in zip(rows, steps, strict=True):
            _fill(row, step.values, sites)
        contacts = self._said(rows, steps)
        for place, row in enumerate(rows):
            row.search = sorted(name_pieces(row.name).union(*(pieces(one, "t") for one in contacts[place] if "@" not in one)))
        Customer.objects.bulk_create([row for row in rows if row.pk is None], batch_size=1000)
        Customer.objects.bulk_update([known[int(step.key[0])] for step in changed], [*PLAIN, "site", "search"], batch_size=200)
        self._lay_contacts(rows, steps)
        say_taken(self.table, steps, organisation.pk, by=by, at=at)

    def _said(self, rows: Sequence[Customer], steps: Sequence[Step]) -> list[Sequence[str]]:
        """The contacts everybody will have: those of the row, else those he has."""
        silent = [row.pk for row, step in zip(rows, steps, strict=True) if "contacts" not in step.values and row.pk]
        held: dict[int, list[str]] = {}
        for id_, number in Contact.objects.filter(customer_id__in=silent).values_list("customer_id", "number"):
            held.setdefault(id_, []).append(number)
        return [step.values.get("contacts", held.get(row.pk or 0, ())) for row, step in zip(rows, steps, strict=True)]

    def _lay_contacts(self, rows: Sequence[Customer], steps: Sequence[Step]) -> None:
        """Lay the contacts of the rows that say any anew, in their order."""
        said = {row.pk: step.values["contacts"] for row, step in zip(rows, steps, strict=True) if "contacts" in step.values}
        Contact.objects.filter(customer_id__in=said.keys()).delete()
        organisation = self.kept.organisation.pk
        laid = [
            Contact(customer_id=id_, organisation_id=organisation, number=one, kind=_kind(one), first=place == 0)
            for id_, contacts in said.items()
            for place, one in enumerate(contacts)
        ]
        Contact.objects.bulk_create(laid, batch_size=2000)

    def _index(self, held: Mapping[Key, Values]) -> Mapping[tuple[str, str], Decimal]:
        known: tuple[int, dict[tuple[str, str], Decimal]] | None = self.__dict__.get("_known")
        if known is None or known[0] != id(held):
            found = {(values["name"], contact): key[0] for key, values in held.items() for contact in values["contacts"]}
            known = self.__dict__["_known"] = (id(held), found)
        return known[1]

    def _reviewed(self, row: Given, held: Mapping[Key, Values], ours: set[str], every: set[str]) -> Given:
        values, faults = dict(row.values), list[Fault | None]()
        if values.get("id") is not None and (values["id"],) not in held:
            faults.append(unknown("id", ("客户（您负责的）", "customer you look after"), str(values["id"])))
        if values.get("contacts"):
            values["contacts"], wrong = _read(values["contacts"])
            faults.append(wrong)
        site = values.get("site") or ""
        if site and site not in every:
            faults.append(unknown("site", ("地点", "place"), site))
        elif site and site not in ours:
            faults.append(not_yours("site", site))
        return more(row, values, faults)


def _values(row: Customer) -> dict[str, Any]:
    contacts = sorted(row.contacts.all(), key=lambda one: (not one.first, one.pk))
    facts = {name: getattr(row, name) for name in PLAIN}
    return {"id": Decimal(row.pk), **facts, "contacts": tuple(one.number for one in contacts), "site": row.site.code if row.site else ""}


def _fill(row: Customer, values: Values, sites: Mapping[str, int]) -> None:
    for name in PLAIN:
        if name in values:
            setattr(row, name, values[name])
    if "site" in values:
        row.site_id = sites.get(values["site"])


def _read(written: Sequence[str]) -> tuple[tuple[str, ...], Fault | None]:
    """Telephones and mail in the one form they are kept in."""
    found = []
    for text in written:
        try:
            found.append(_one(text))
        except (NotATelephone, ValidationError):
            why = (f"“{text}”不是电话号码或邮箱", f"'{text}' is neither a telephone number nor a mail address")
            return tuple(written), fault(
                "contacts", why, ("请填手机号、带区号的座机号或邮箱", "a mobile, a landline with area code, or a mail address")
            )
    return tuple(dict.fromkeys(found)), None


def _one(text: str) -> str:
    if "@" not in text:
        return telephone(text).number
    validate_email(text.strip())
    return text.strip().lower()


def _kind(number: str) -> str:
    return "mail" if "@" in number else telephone(number).kind
