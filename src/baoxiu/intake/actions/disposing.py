"""Reports whose papers' time is over: that there was one stays, what it said goes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from baoxiu.intake.models import Request, RequestFile


def empty_requests(ids: Sequence[UUID]) -> None:
    """Empty reports of who rang, from where and what was said. The caller's transaction holds it together with the tickets'."""
    RequestFile.objects.filter(request__in=ids).delete()
    Request.objects.filter(pk__in=ids).update(
        reporter_name="", reporter_phone="", owner=None, site=None, asset=None, place="", latitude=None, longitude=None,
        text="", form={}, source=None, search=None,
    )  # fmt: skip
