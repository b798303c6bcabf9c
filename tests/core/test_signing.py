"""Signatures by role: whose they are, and what may go without one once somebody has checked."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from baoxiu.core.engine import allowed
from baoxiu.core.errors import Refused
from baoxiu.core.procedure.rehearsing import Rehearsal
from core.smallpack import SmallPack

START = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DRAWN = {"file": "s.png"}


def house(small: SmallPack, needs: str, more: str = "") -> tuple[Rehearsal, str]:
    """A job on its way, whose end needs what `needs` says."""
    small.edit("job.yaml", "needs: [checklist.tidy]", f"needs: [{needs}]")
    small.edit("job.yaml", "guides:\n", f"{more}guides:\n")
    at = Rehearsal(small.load())
    job = at.open("job", {"fault": "漏水"}, by="desk", at=START)
    at.run(job, "ring", {"outcome": "reached"}, by="desk", at=START + timedelta(minutes=5))
    at.run(job, "tick", {"checklist": "tidy", "items": ["0"]}, by="worker", at=START + timedelta(hours=1))
    return at, job


def test_a_role_signs_for_itself(small: SmallPack) -> None:
    at, job = house(small, "signature.desk")
    with pytest.raises(Refused) as refused:
        at.run(job, "sign", {"signer": "desk", "signature": DRAWN}, by="worker", at=START + timedelta(hours=2))
    assert refused.value.reason == "not_yours_to_sign"
    assert "前台" in refused.value.words["zh"]
    with pytest.raises(Refused):  # nor with the command that needs it
        at.run(job, "finish", {"signature": DRAWN}, by="worker", at=START + timedelta(hours=2))
    at.run(job, "sign", {"signer": "desk", "signature": DRAWN}, by="desk", at=START + timedelta(hours=2))
    at.run(job, "finish", by="worker", at=START + timedelta(hours=2))

    assert at.ticket(job).state == "done"


def test_a_customer_signs_on_the_workers_screen(small: SmallPack) -> None:
    at, job = house(small, "signature.customer")
    at.run(job, "finish", {"signature": DRAWN}, by="worker", at=START + timedelta(hours=2))

    assert at.ticket(job).state == "done"


def test_signers_are_called_by_their_roles(small: SmallPack) -> None:
    at, job = house(small, "signature.desk, signature.customer")
    choices = {one.command: one for one in allowed(at.pack.procedures["job"], at.ticket(job), at.actor("desk"), START + timedelta(hours=2))}
    signer = next(ask for ask in choices["sign"].asks if ask["name"] == "signer")

    assert [{one["value"]: one["title"]["zh"] for one in signer["options"]}[name] for name in ("desk", "customer")] == ["前台", "用户"]


UNSIGNED = "approvals:\n  unsigned: {chain: [desk], over: '!signed(\"customer\")', clause: SML-01}\n"


@pytest.mark.clause("LFR-88")
def test_without_a_signature_it_ends_only_once_somebody_has_checked(small: SmallPack) -> None:
    at, job = house(small, "approval.unsigned", UNSIGNED)
    with pytest.raises(Refused) as refused:
        at.run(job, "finish", by="worker", at=START + timedelta(hours=2))
    assert refused.value.clause == "SML-01"
    at.run(job, "approve", {"approval": "unsigned", "note": "业主不在，电话核实"}, by="desk", at=START + timedelta(hours=3))
    at.run(job, "finish", by="worker", at=START + timedelta(hours=4))

    assert at.ticket(job).state == "done"


@pytest.mark.parametrize("field", [True, False])
def test_with_a_signature_nobody_is_asked(small: SmallPack, field: bool) -> None:
    if field:
        small.edit("job.yaml", "  promises:", "  owner: {type: signature, signer: customer, label: {zh: 业主签字, en: Owner}}\n  promises:")
        small.edit("job.yaml", "asks: {price: optional}", "asks: {price: optional, owner: optional}")
        at, job = house(small, "approval.unsigned", UNSIGNED)
        at.run(job, "finish", {"owner": DRAWN}, by="worker", at=START + timedelta(hours=2))
    else:
        small.edit(
            "job.yaml",
            "  reopen:",
            "  show: {title: {zh: 出示, en: Show}, from: going, by: worker, needs: [signature.customer], to: same}\n  reopen:",
        )
        at, job = house(small, "approval.unsigned", UNSIGNED)
        at.run(job, "sign", {"signer": "customer", "signature": DRAWN}, by="worker", at=START + timedelta(hours=2))
        at.run(job, "finish", by="worker", at=START + timedelta(hours=2))

    assert at.ticket(job).state == "done"
