"""Codes sent to a telephone, so that somebody without an account can show that a report is his."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.db.models import F

from baoxiu.core.errors import Refusal
from baoxiu.directory.models import Unit
from baoxiu.intake.models import PhoneCode
from baoxiu.journal import live
from baoxiu.journal.actions import tell
from baoxiu.journal.queries import one_time

LASTS = timedelta(minutes=10)
KEPT = timedelta(days=1)
MOST_TRIES = 5


class CodeWrong(Refusal):
    """That code is not right, or its time is over. Check the latest message, or have a new one sent."""

    code: ClassVar[str] = "phone_code_wrong"
    zh: ClassVar[str] = "验证码不正确或已过期，请核对最新短信，或重新获取。"


@transaction.atomic
def send_code(organisation: Unit, phone: str, *, at: datetime) -> PhoneCode:
    """Send a code to `phone`. Where it is empty nobody is sent anything, and nobody can tell the difference."""
    seed = secrets.token_hex(16)
    made = PhoneCode.objects.create(organisation=organisation, phone=phone, seed=seed, made_at=at, expires_at=at + LASTS)
    if phone:
        words = {
            "zh": f"【{organisation.title}】查询报修的验证码：{one_time.BLANK}，10 分钟内有效，请勿告诉他人。",
            "en": f"{organisation.title_en or organisation.title}: your code is {one_time.BLANK}, good for 10 minutes. Tell it to nobody.",
        }
        key = one_time.KEY + seed
        tell("customer", words, key=key, organisation_id=organisation.pk, at=at, by="sms", address=phone)
        transaction.on_commit(live.wake_sender)
    return made


def use_code(code_id: int, said: str, *, at: datetime) -> PhoneCode:
    """Take a code: the right digits, in time, not used before, not guessed at too often. Any other way refuses in the same words."""
    tried = PhoneCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=at, tries__lt=MOST_TRIES)
    if not tried.update(tries=F("tries") + 1):
        raise CodeWrong(field="code")
    found = PhoneCode.objects.get(pk=code_id)
    digits = "".join(str(int(sign)) for sign in said if sign.isdecimal())
    if not (one_time.is_code(digits, found.seed) and found.phone):
        raise CodeWrong(field="code")
    if not PhoneCode.objects.filter(pk=code_id, used_at=None).update(used_at=at):
        raise CodeWrong(field="code")
    return found


def forget_codes(at: datetime) -> int:
    """Drop codes of yesterday and before."""
    return PhoneCode.objects.filter(expires_at__lt=at - KEPT).delete()[0]
