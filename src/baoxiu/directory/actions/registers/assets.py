"""Things that may need repair as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from baoxiu.core.engine.facts import Actor
from baoxiu.core.sheets import Column, Fault, Given, Key, Step, Table, Values, fault
from baoxiu.directory.actions.registers.keeping import Kept, more, not_yours, say_taken, unknown
from baoxiu.directory.models import Asset, Customer, Site
from baoxiu.directory.queries.places import kept_assets, kept_sites

PLAIN = ("title", "model", "serial", "category", "installed_on", "warranty_until_on")


class Assets:
    """The things at the places somebody's units serve; of the whole organisation, all."""

    def __init__(self, kept: Kept) -> None:
        """For whom."""
        self.kept = kept

    @cached_property
    def table(self) -> Table:
        """Its columns."""
        owner = {"zh": "客户的系统编号（见客户导出）", "en": "the customer's number, see the export of customers"}
        columns = (
            Column("code", {"zh": "编码", "en": "Code"}, "code", must=True, longest=60, example="KT-1201",
                   note={"zh": "组织内唯一；再次导入时以此识别", "en": "once in the organisation; by it a row is known again"}),
            Column("title", {"zh": "名称", "en": "Name"}, must=True, longest=160, example={"zh": "壁挂炉", "en": "Boiler"}),
            Column("site", {"zh": "地点编码", "en": "Place"}, "code", must=not self.kept.is_whole, longest=60, example="YH1-3-2-1201"),
            Column("owner", {"zh": "所属客户编号", "en": "Owner"}, "whole", least=1, most=10**15, note=owner),
            Column("model", {"zh": "型号", "en": "Model"}, longest=120),
            Column("serial", {"zh": "序列号", "en": "Serial number"}, "code", longest=80),
            Column("category", {"zh": "类别", "en": "Category"}, longest=60),
            Column("installed_on", {"zh": "安装日期", "en": "Installed on"}, "date"),
            Column("warranty_until_on", {"zh": "质保到期", "en": "Warranty until"}, "date"),
        )  # fmt: skip
        return Table("assets", {"zh": "设备", "en": "Assets"}, columns, ("code",))

    def held(self) -> Mapping[Key, Values]:
        """The things there are."""
        rows = kept_assets(self.kept.organisation.pk, self.kept.paths)
        return {(row.code,): _values(row) for row in self.kept.narrowed(rows)}

    def key_of(self, values: Values, held: Mapping[Key, Values]) -> Key:
        """A thing is known by its code."""
        return (values.get("code") or "",)

    def reviewed(self, rows: Sequence[Given], held: Mapping[Key, Values]) -> Sequence[Given]:
        """Places and owners that are there; a warranty that does not end before it begins."""
        organisation = self.kept.organisation.pk
        code, site, owner = ([row.values[name] for row in rows if row.values.get(name)] for name in ("code", "site", "owner"))
        known: dict[str, set[Any]] = {
            "code": set(Asset.objects.filter(organisation_id=organisation, code__in=code).values_list("code", flat=True)),
            "site": set(Site.objects.filter(organisation_id=organisation, code__in=site).values_list("code", flat=True)),
            "ours": set(kept_sites(organisation, self.kept.paths).filter(code__in=site).values_list("code", flat=True)),
            "owner": set(Customer.objects.filter(organisation_id=organisation, pk__in=owner).values_list("pk", flat=True)),
        }
        return [_reviewed(row, held, known) for row in rows]

    def write(self, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
        """All new ones together, all changed ones together."""
        organisation = self.kept.organisation
        wanted = {step.values.get("site") for step in steps} - {"", None}
        sites = dict(Site.objects.filter(organisation=organisation, code__in=wanted).values_list("code", "pk"))
        known = {row.code: row for row in Asset.objects.filter(organisation=organisation, code__in=[step.key[0] for step in steps])}
        rows = [known.get(step.key[0]) or Asset(organisation=organisation, code=step.key[0]) for step in steps]
        for row, step in zip(rows, steps, strict=True):
            _fill(row, step.values, sites)
        Asset.objects.bulk_create([row for row in rows if row.pk is None], batch_size=1000)
        Asset.objects.bulk_update(known.values(), [*PLAIN, "site", "owner"], batch_size=500)
        say_taken(self.table, steps, organisation.pk, by=by, at=at)


def _reviewed(row: Given, held: Mapping[Key, Values], known: Mapping[str, set[Any]]) -> Given:
    code, site, owner = row.values.get("code") or "", row.values.get("site") or "", row.values.get("owner")
    faults: list[Fault | None] = []
    if code in known["code"] and (code,) not in held:
        faults.append(not_yours("code", code))
    if site and site not in known["site"]:
        faults.append(unknown("site", ("地点", "place"), site))
    elif site and site not in known["ours"]:
        faults.append(not_yours("site", site))
    if owner is not None and int(owner) not in known["owner"]:
        faults.append(unknown("owner", ("客户", "customer"), str(owner)))
    begins, ends = row.values.get("installed_on"), row.values.get("warranty_until_on")
    if begins and ends and ends < begins:
        why = (f"质保到期（{ends}）早于安装日期（{begins}）", f"the warranty ends ({ends}) before it was installed ({begins})")
        faults.append(fault("warranty_until_on", why, ("请更正其中一个", "correct one of the two")))
    return more(row, {}, faults)


def _values(row: Asset) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in PLAIN}
    owner = Decimal(row.owner_id) if row.owner_id else None
    return {"code": row.code, **facts, "site": row.site.code if row.site else "", "owner": owner}


def _fill(row: Asset, values: Values, sites: Mapping[str, int]) -> None:
    for name in PLAIN:
        if name in values:
            setattr(row, name, values[name])
    if "site" in values:
        row.site_id = sites.get(values["site"])
    if "owner" in values:
        row.owner_id = int(values["owner"]) if values["owner"] is not None else None
