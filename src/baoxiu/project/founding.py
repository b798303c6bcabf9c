"""Founding an organisation: its root, the two people who answer for its procedures, and the packs it works by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from baoxiu.catalogue import actions as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.directory import queries as people
from baoxiu.directory.models import Person, Unit


@transaction.atomic
def take_packs(organisation: Unit, packs: Sequence[str], *, reviewer: Person, approver: Person, at: datetime) -> None:
    """Let an organisation work by shipped packs, reviewed and approved by two of its own people."""
    for pack in packs:
        catalogue.adopt_shipped(organisation, pack, reviewer=people.actor_of(reviewer), approver=people.actor_of(approver), at=at)


@transaction.atomic
def found(code: str, title: str, pack: str, *, zone: str, at: datetime) -> Unit:
    """Found an organisation for data that is imported; its reviewer and approver have no password until somebody gives them one."""
    root = directory.create_unit(None, level="organisation", code=code, title=title, zone=zone, by=SYSTEM, at=at)
    named = {"reviewer": "规程审核人", "approver": "规程批准人"}
    hands = {
        post: directory.create_person(root, login=f"{post}-{code}".lower(), name=name, by=SYSTEM, at=at) for post, name in named.items()
    }
    take_packs(root, [pack], reviewer=hands["reviewer"], approver=hands["approver"], at=at)
    return root
