"""Who works by a pack: a unit and all below it, from an instant on (LCD-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from baoxiu.catalogue.actions.publishing import approve, install_pack, publish, review
from baoxiu.catalogue.events import pack_event
from baoxiu.catalogue.models import Adoption, Pack, PackVersion
from baoxiu.catalogue.queries.shipped import shipped_pack
from baoxiu.core.engine.facts import SYSTEM, Actor
from baoxiu.directory.actions import OtherOrganisation
from baoxiu.directory.models import Unit
from baoxiu.journal.actions import record


@transaction.atomic
def adopt(unit: Unit, pack: Pack, *, by: Actor, at: datetime) -> Adoption:
    """The unit and all below it work by the pack from now on; which version counts is the pack's published one."""
    if pack.organisation_id != unit.organisation_id:
        raise OtherOrganisation(what=pack.key)
    adoption, made = Adoption.objects.get_or_create(unit=unit, pack=pack, defaults={"since_at": at})
    if not made and adoption.until_at is not None:
        adoption.since_at, adoption.until_at = at, None
        adoption.save(update_fields=["since_at", "until_at"])
    record(pack_event("PackAdopted", pack.pk, pack.organisation_id, by=by, at=at, unit=unit.code))
    return adoption


@transaction.atomic
def end_adoption(adoption: Adoption, *, by: Actor, at: datetime) -> None:
    """No new tickets there by this pack; open ones stay on theirs."""
    if adoption.until_at is None:
        adoption.until_at = at
        adoption.save(update_fields=["until_at"])
        pack = adoption.pack
        record(pack_event("PackLeft", pack.pk, pack.organisation_id, by=by, at=at, unit=adoption.unit.code))


@transaction.atomic
def install_shipped(organisation: Unit, key: str, *, by: Actor, at: datetime) -> PackVersion:
    """Keep a pack that comes with the product as a draft: its makers drafted it, so who installs it may still review or approve it."""
    version = install_pack(shipped_pack(key), organisation, by=SYSTEM, at=at)
    record(pack_event("PackInstalled", version.pack_id, organisation.pk, by=by, at=at, pack=key, version=version.version))
    return version


@transaction.atomic
def adopt_shipped(
    organisation: Unit, key: str, *, reviewer: Actor, approver: Actor, at: datetime, units: Sequence[Unit] = ()
) -> PackVersion:
    """Take a pack that comes with the product, all the way: its makers drafted it, two people of the organisation answer for it.

    `units`: where it is in force; the whole organisation where none is named. Done again, it changes nothing.
    """
    version = install_pack(shipped_pack(key), organisation, by=SYSTEM, at=at)
    if version.state == "draft":
        version = review(version, by=reviewer, at=at)
    if version.state == "reviewed":
        version = approve(version, by=approver, at=at)
    if version.state == "approved":
        version = publish(version, by=approver, at=at)
    for unit in units or (organisation,):
        if not Adoption.objects.filter(unit=unit, pack=version.pack, until_at=None).exists():
            adopt(unit, version.pack, by=approver, at=at)
    return version
