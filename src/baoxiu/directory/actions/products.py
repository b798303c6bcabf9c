"""The products of a home: boiler, air conditioner, lock; with installation and warranty, so that questions are answered with facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import transaction

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed, Refusal
from baoxiu.directory.events import changed
from baoxiu.directory.models import Asset, Site
from baoxiu.journal.actions import record

LONGEST = {"title": 160, "model": 120, "serial": 80}


class WarrantyBeforeInstallation(Refusal):
    """The warranty would end ({until}) before the product was installed ({installed}). Correct one of the two dates."""

    code: ClassVar[str] = "warranty_before_installation"
    zh: ClassVar[str] = "质保到期日（{until}）早于安装日期（{installed}），请更正其中一个。"


@transaction.atomic
def register_product(  # noqa: PLR0913 - the whole record is said at the call
    site: Site,
    title: str,
    *,
    model: str = "",
    serial: str = "",
    installed_on: date | str | None = None,
    warranty_until_on: date | str | None = None,
    by: Actor,
    at: datetime,
) -> Asset:
    """Put a product on a home's record."""
    said = {"title": title.strip(), "model": model.strip(), "serial": serial.strip()}
    _refuse(said)
    installed, until = _day(installed_on, "installed_on"), _day(warranty_until_on, "warranty_until_on")
    if installed and until and until < installed:
        raise WarrantyBeforeInstallation(until=until.isoformat(), installed=installed.isoformat(), field="warranty_until_on")
    Site.objects.select_for_update().get(pk=site.pk)  # one number at a time
    code = f"{site.code}-{Asset.objects.filter(site=site).count() + 1}"[:60]
    made = Asset.objects.create(
        organisation_id=site.organisation_id, site=site, code=code, installed_on=installed, warranty_until_on=until, **said
    )
    record(changed("ProductRegistered", site.organisation_id, by=by, at=at, site=site.pk, asset=made.pk, title=made.title))
    return made


def _refuse(said: dict[str, str]) -> None:
    if not said["title"]:
        raise Malformed(what="title", why="empty / 不能为空", field="title")
    for name, most in LONGEST.items():
        if len(said[name]) > most or "\0" in said[name]:
            raise Malformed(what=name, why=f"> {most}", field=name)


def _day(given: date | str | None, field: str) -> date | None:
    if not given or isinstance(given, date):
        return given or None
    try:
        return date.fromisoformat(given)
    except ValueError as wrong:
        raise Malformed(what=given, why="date / 日期 2026-03-02", field=field) from wrong
