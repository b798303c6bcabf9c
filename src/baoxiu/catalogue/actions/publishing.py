"""A pack's way into force: drafted, reviewed, approved by three people, published; the version before retires.

1. `install_pack` checks the folder and keeps it as a draft; a draft may be installed again until it is reviewed.
2. `review` and `approve`, each by another person, each with its own date, in this order (LCD-02).
3. `publish` retires the version before, lists what changed and what was added (LCD-04), and delivers it (LCD-03).
   From then on the database refuses any change of it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from baoxiu.catalogue.actions.delivering import deliver
from baoxiu.catalogue.actions.indexing import index_knowledge
from baoxiu.catalogue.actions.refusals import BeforeStep, NotAPerson, PartKeptItsVersion, SamePerson, VersionTaken, WrongStep
from baoxiu.catalogue.events import pack_event
from baoxiu.catalogue.models import Pack, PackVersion, ProcedureVersion
from baoxiu.catalogue.queries.versions import PartChange, loaded, part_changes, part_version
from baoxiu.core.engine.facts import Actor
from baoxiu.core.procedure.loading import LoadedPack, load_pack
from baoxiu.directory.models import Unit
from baoxiu.journal.actions import record

STEPS_ZH = {"drafter": "拟稿人", "reviewer": "审核人"}
STATES_ZH = {"draft": "草稿", "reviewed": "已审核", "approved": "已批准", "published": "已发布", "retired": "已终止"}


@transaction.atomic
def install_pack(source: LoadedPack | Path, organisation: Unit, *, by: Actor, at: datetime) -> PackVersion:
    """Keep a pack as a draft of its organisation; a folder is checked first, every fault is refused at once.

    The same contents again change nothing. A draft takes new contents; what is further on its way does not.
    """
    pack = source if isinstance(source, LoadedPack) else load_pack(source)
    row, _ = Pack.objects.get_or_create(organisation=organisation, key=pack.key, defaults={"title": dict(pack.pack.title)})
    Pack.objects.select_for_update().get(pk=row.pk)
    held = PackVersion.objects.filter(pack=row, version=pack.pack.version).select_related("pack").first()
    if held is not None and held.digest == pack.digest:
        return held
    if held is not None and held.state != "draft":
        raise VersionTaken(pack=pack.key, version=pack.pack.version)
    version = _draft(held or PackVersion(pack=row, version=pack.pack.version), pack, by, at)
    _record("PackDrafted", version, by=by, at=at)
    return version


@transaction.atomic
def review(version: PackVersion, *, by: Actor, at: datetime) -> PackVersion:
    """The reviewer has read the draft and agrees. He is not who drafted it."""
    version = _locked(version, "draft")
    _other_person(by, version, {"drafter": version.drafted_by_id})
    _not_before(at, version.drafted_at)
    version.state, version.reviewed_by_id, version.reviewed_at = "reviewed", by.id, at
    version.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    _record("PackReviewed", version, by=by, at=at)
    return version


@transaction.atomic
def send_back(version: PackVersion, reason: str, *, by: Actor, at: datetime) -> PackVersion:
    """Not as it is: back to the drafter, with the reason. The review is void."""
    version = _locked(version, "draft", "reviewed", "approved")
    version.state = "draft"
    version.reviewed_by = version.approved_by = None
    version.reviewed_at = version.approved_at = None
    version.save(update_fields=["state", "reviewed_by", "reviewed_at", "approved_by", "approved_at"])
    _record("PackSentBack", version, by=by, at=at, reason=reason)
    return version


@transaction.atomic
def approve(version: PackVersion, *, by: Actor, at: datetime) -> PackVersion:
    """The approver puts his name under it: a third person."""
    version = _locked(version, "reviewed")
    _other_person(by, version, {"drafter": version.drafted_by_id, "reviewer": version.reviewed_by_id})
    _not_before(at, version.reviewed_at)
    version.state, version.approved_by_id, version.approved_at = "approved", by.id, at
    version.save(update_fields=["state", "approved_by", "approved_at"])
    _record("PackApproved", version, by=by, at=at)
    return version


@transaction.atomic
def publish(version: PackVersion, *, by: Actor, at: datetime) -> PackVersion:
    """Put an approved version into force; new tickets follow it, open ones stay on theirs."""
    version = _locked(version, "approved")
    _not_before(at, version.approved_at)
    before = PackVersion.objects.filter(pack=version.pack, state="published").first()
    changes = part_changes(loaded(before) if before else None, loaded(version))
    _check_part_versions(changes)
    if before is not None:
        _retire(before, by, at)
    version.notes = {"parts": [change.as_note() for change in changes] if before else []}
    version.notes |= deliver(version, loaded(version).pack.document, at=at)
    version.state, version.published_at, version.replaces = "published", at, before
    version.save(update_fields=["state", "published_at", "replaces", "notes"])
    _record("PackPublished", version, by=by, at=at, replaces=before.version if before else None)
    return version


def _draft(version: PackVersion, pack: LoadedPack, by: Actor, at: datetime) -> PackVersion:
    version.document, version.digest = pack.to_document(), pack.digest
    version.drafted_by_id, version.drafted_at = by.id, at
    version.save()
    ProcedureVersion.objects.filter(pack_version=version).delete()
    rows = [
        ProcedureVersion(
            pack_version=version,
            key=key,
            version=part_version(pack, key),
            kind=one.definition.kind,
            title=dict(one.definition.title),
        )
        for key, one in pack.procedures.items()
    ]
    ProcedureVersion.objects.bulk_create(rows)
    index_knowledge(version, pack)
    return version


def _locked(version: PackVersion, *needed: str) -> PackVersion:
    """The version as it is now, held until the step is done; refused when it is at another step."""
    found = PackVersion.objects.select_for_update(of=("self",)).select_related("pack").get(pk=version.pk)
    if found.state not in needed:
        raise WrongStep(
            pack=found.pack.key,
            version=found.version,
            state=found.state,
            state_zh=STATES_ZH[found.state],
            needed=" / ".join(needed),
            needed_zh="、".join(STATES_ZH[one] for one in needed),
        )
    return found


def _other_person(by: Actor, version: PackVersion, hands: dict[str, int | None]) -> None:
    if by.kind != "person" or by.organisation_id != version.pack.organisation_id:
        raise NotAPerson
    for step, id_ in hands.items():
        if id_ is not None and id_ == by.id:
            raise SamePerson(name=by.name, step=step, step_zh=STEPS_ZH[step], clause="LCD-02")


def _not_before(at: datetime, before: datetime | None) -> None:
    if before is not None and at < before:
        raise BeforeStep(before=before.isoformat(timespec="minutes"), clause="LCD-02")


def _check_part_versions(changes: list[PartChange]) -> None:
    for change in changes:
        if change.what == "changed" and change.kind == "procedure" and change.before == change.after:
            raise PartKeptItsVersion(part=change.key, version=change.after, clause="LCD-05")


def _retire(version: PackVersion, by: Actor, at: datetime) -> None:
    version.state, version.retired_at = "retired", at
    version.save(update_fields=["state", "retired_at"])
    _record("PackRetired", version, by=by, at=at)


def _record(type_: str, version: PackVersion, *, by: Actor, at: datetime, **data: object) -> None:
    facts = {"pack": version.pack.key, "version": version.version, "digest": version.digest, **data}
    record(pack_event(type_, version.pack_id, version.pack.organisation_id, by=by, at=at, **facts))
