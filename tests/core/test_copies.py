"""Copies of slips: who gets which, which come back by when, which are missing; a signature of nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from baoxiu.core.errors import Refused
from baoxiu.core.procedure.rehearsing import Rehearsal
from core.smallpack import SmallPack

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
CREW = "{of: crew, title: {zh: 第二联, en: Copy 2}, back_by: same_day, back_to: desk}"
COPIES = f"[{{of: customer}}, {CREW}, {{of: money, if: 'price != null', back_by: 1d}}]"
SLIPS = f"slips: {{job: {{form: standard, title: {{zh: 维修单, en: Slip}}, copies: {COPIES}}}}}\n"


def house(small: SmallPack, slips: str = SLIPS) -> Rehearsal:
    small.edit("job.yaml", "guides:\n", f"{slips}guides:\n")
    return Rehearsal(small.load())


def job(of: Rehearsal) -> str:
    found = of.open("job", {"fault": "漏水"}, by="desk", at=START)
    of.run(found, "ring", {"outcome": "reached"}, by="desk", at=START + timedelta(minutes=10))
    return found


def copies(of: Rehearsal, ticket: str) -> list[dict[str, Any]]:
    return list(of.ticket(ticket).fields["_copies"])


def test_a_print_hands_out_the_copies_that_must_come_back(small: SmallPack) -> None:
    at = house(small)
    ticket = job(at)
    at.run(ticket, "print", {"slip": "job"}, by="worker", at=START + timedelta(minutes=20))

    (crew,) = copies(at, ticket)
    assert (crew["slip"], crew["copy"], crew["due_at"]) == ("job", "crew", "2026-03-02T09:00:00+00:00")
    assert at.ticket(ticket).fields["_prints"][0]["copies"] == ["customer", "crew"]


def test_a_reprint_is_kept_and_hands_out_nothing_twice(small: SmallPack) -> None:
    at = house(small)
    ticket = job(at)
    for minutes in (20, 25):
        at.run(ticket, "print", {"slip": "job"}, by="worker", at=START + timedelta(minutes=minutes))

    assert (len(at.ticket(ticket).fields["_prints"]), len(copies(at, ticket))) == (2, 1)


def test_who_took_a_copy_in_and_when_stays_and_once_is_enough(small: SmallPack) -> None:
    at = house(small)
    ticket = job(at)
    with pytest.raises(Refused) as early:
        at.run(ticket, "return_copy", {"copy": "job.crew"}, by="desk", at=START + timedelta(minutes=15))
    assert early.value.reason == "copy_not_out"
    at.run(ticket, "print", {"slip": "job"}, by="worker", at=START + timedelta(minutes=20))
    at.run(ticket, "return_copy", {"copy": "job.crew", "note": "折角"}, by="desk", at=START + timedelta(hours=6))

    (crew,) = copies(at, ticket)
    assert (crew["back_at"], crew["by_name"], crew["note"]) == ("2026-03-02T07:00:00+00:00", "desk", "折角")
    with pytest.raises(Refused) as again:
        at.run(ticket, "return_copy", {"copy": "job.crew"}, by="desk", at=START + timedelta(hours=7))
    assert again.value.reason == "copy_not_out"


def test_only_whom_the_pack_names_takes_copies_in(small: SmallPack) -> None:
    at = house(small)
    ticket = job(at)
    at.run(ticket, "print", {"slip": "job"}, by="worker", at=START + timedelta(minutes=20))

    with pytest.raises(Refused) as refused:
        at.run(ticket, "return_copy", {"copy": "job.crew"}, by="worker", at=START + timedelta(hours=6))
    assert refused.value.reason == "not_your_role"


def test_a_copy_comes_back_after_the_ticket_has_ended(small: SmallPack) -> None:
    at = house(small)
    ticket = job(at)
    at.run(ticket, "print", {"slip": "job"}, by="worker", at=START + timedelta(minutes=20))
    at.run(ticket, "tick", {"checklist": "tidy", "items": ["0"]}, by="worker", at=START + timedelta(hours=1))
    at.run(ticket, "finish", by="worker", at=START + timedelta(hours=2))
    at.run(ticket, "return_copy", {"copy": "job.crew"}, by="desk", at=START + timedelta(hours=3))

    assert at.ticket(ticket).state == "done"
    assert copies(at, ticket)[0]["back_at"]


def test_a_procedure_may_wait_for_its_copies(small: SmallPack) -> None:
    small.edit(
        "job.yaml",
        "    needs: [checklist.tidy]\n",
        "    needs: [checklist.tidy]\n    when: {that: 'size(missing_copies) == 0', else: {zh: 请先交回, en: Hand it in first}}\n",
    )
    at = house(small)
    ticket = job(at)
    at.run(ticket, "print", {"slip": "job"}, by="worker", at=START + timedelta(minutes=20))
    at.run(ticket, "tick", {"checklist": "tidy", "items": ["0"]}, by="worker", at=START + timedelta(hours=1))
    with pytest.raises(Refused) as refused:
        at.run(ticket, "finish", by="worker", at=START + timedelta(hours=2))
    assert refused.value.words["en"] == "Hand it in first"
    at.run(ticket, "return_copy", {"copy": "job.crew"}, by="desk", at=START + timedelta(hours=3))
    at.run(ticket, "finish", by="worker", at=START + timedelta(hours=4))

    assert at.ticket(ticket).state == "done"


def test_a_copy_may_be_awaited_from_a_command_on(small: SmallPack) -> None:
    at = house(small, SLIPS.replace("back_by: same_day,", "back_by: 2h, since: promise,"))
    ticket = job(at)
    at.run(ticket, "print", {"slip": "job"}, by="worker", at=START + timedelta(minutes=20))
    assert "due_at" not in copies(at, ticket)[0]
    at.run(ticket, "promise", {"promised_at": "2026-03-03T10:00:00+08:00"}, by="worker", at=START + timedelta(hours=5))

    assert copies(at, ticket)[0]["due_at"] == "2026-03-02T08:00:00+00:00"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{of: money,", "{of: crew,", "copy_twice"),
        ("back_to: desk", "back_to: dask", "unknown_role"),
        ("back_by: same_day,", "back_by: same_day, since: promiss,", "unknown_command"),
        ("back_by: same_day", "back_by: soon", "bad_span"),
        ("'price != null'", "'prize != null'", "expression_unknown_name"),
    ],
)
def test_what_a_copy_names_is_there(small: SmallPack, old: str, new: str, code: str) -> None:
    small.edit("job.yaml", "guides:\n", f"{SLIPS.replace(old, new)}guides:\n")

    assert code in {fault.code for fault in small.faults}


@pytest.mark.parametrize("nothing", ["   ", {"file": ""}, {"strokes": [[]]}, [[], []], {"file": "", "strokes": []}])
def test_a_signature_of_nothing_is_refused(small: SmallPack, nothing: object) -> None:
    small.edit("job.yaml", "needs: [checklist.tidy]", "needs: [checklist.tidy, signature.customer]")
    at = Rehearsal(small.load())
    ticket = job(at)

    with pytest.raises(Refused) as refused:
        at.run(ticket, "sign", {"signer": "customer", "signature": nothing}, by="worker", at=START + timedelta(hours=1))
    assert refused.value.field == "signature"
    assert refused.value.reason == "unsigned_drawing"
