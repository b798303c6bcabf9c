"""What can be asked of intake."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import NotFound
from baoxiu.directory import scope
from baoxiu.directory.models import Unit
from baoxiu.intake.models import Draft, PhoneCode, ReportSign, Request, RequestFile


def drafts_of(person_id: int) -> QuerySet[Draft]:
    """What a clerk has not filed yet, the latest first."""
    return Draft.objects.filter(person_id=person_id).order_by("-changed_at")


def request_on(id_: UUID | str, *, seen_by: Actor) -> Request:
    """The request with this id, if it lies in the actor's organisation."""
    found = Request.objects.filter(scope.within_organisation(seen_by), pk=id_).select_related("owner", "site", "unit").first()
    if found is None:
        raise NotFound(what="request / 报修", name=id_)
    return found


def request_files(request: Request) -> QuerySet[RequestFile]:
    """What came with a report."""
    return RequestFile.objects.filter(request=request).select_related("file").order_by("id")


def files_of_requests(requests: Iterable[UUID]) -> set[str]:
    """The files that came with reports, by the hash of their content."""
    return set(RequestFile.objects.filter(request__in=list(requests)).values_list("file_id", flat=True))


def files_elsewhere(hashes: Iterable[str], requests: Iterable[UUID]) -> set[str]:
    """Those of `hashes` that came with other reports than these."""
    others = RequestFile.objects.filter(file_id__in=list(hashes)).exclude(request__in=list(requests))
    return set(others.values_list("file_id", flat=True))


def sign_with(mark: str) -> ReportSign:
    """The sign somebody scanned, also one that was retired: whoever asks says so."""
    found = ReportSign.objects.select_related("unit", "site", "asset", "asset__site").filter(mark=mark.upper()).first()
    if found is None:
        raise NotFound(what="sign / 二维码", name=mark)
    return found


def signs_in_force(unit: Unit) -> QuerySet[ReportSign]:
    """The signs of a unit that hang now."""
    return ReportSign.objects.filter(unit=unit, retired_at=None).select_related("site", "asset")


def code_with(code_id: int) -> PhoneCode:
    """A code that was sent."""
    found = PhoneCode.objects.select_related("organisation").filter(pk=code_id).first()
    if found is None:
        raise NotFound(what="code / 验证码", name=code_id)
    return found
