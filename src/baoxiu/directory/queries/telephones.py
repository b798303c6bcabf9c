"""Telephone numbers as people say them, and the one form they are kept in (E.164)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from baoxiu.core.errors import Refusal

SPOKEN = re.compile(r"[\d\s+().\-/]+")
SERVICE = re.compile(r"(1\d{2}|9\d{4,5}|1[02]\d{3})")  # 110, 95598, 12345: known in their country alone


class NotATelephone(Refusal):
    """"{text}" is not a telephone number. Write a mobile number, or a landline with its area code, such as 0755-12345678."""  # fmt: skip

    code = "not_a_telephone"
    zh = "“{text}”不是电话号码，请填写手机号，或带区号的座机号，例如 0755-12345678。"


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number in its one form, and whether a text message can reach it."""

    number: str
    kind: Literal["mobile", "landline"]


def telephone(text: str, *, region: str = "CN", area: str = "") -> Telephone:
    """Read a telephone number. Letters are refused; a landline without area code takes the unit's `area` ('0755')."""
    said = unicodedata.normalize("NFKC", text).strip()
    if not SPOKEN.fullmatch(said) or sum(c.isdigit() for c in said) < 3:
        raise NotATelephone(text=text, field="phone")
    if SERVICE.fullmatch(said):
        return Telephone(said, "landline")
    number = _parsed(said, region)
    if number is None and area:
        number = _parsed(area + said, region)
    if number is None:
        raise NotATelephone(text=text, field="phone")
    return Telephone(phonenumbers.format_number(number, PhoneNumberFormat.E164), _kind(number))


def shown(number: str, *, region: str = "CN") -> str:
    """As people here write it: '138 0013 8000', '0755 1234 5678', '+49 30 123456'."""
    try:
        parsed = phonenumbers.parse(number, region)
    except NumberParseException:
        return number
    here = phonenumbers.region_code_for_number(parsed) == region
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if here else PhoneNumberFormat.INTERNATIONAL)


def masked(number: str) -> str:
    """For whoever does not need it now: the first three and the last four digits of a number at home, the rest hidden."""
    digits = second_dial(number).removeprefix("0") if number.startswith("+86") else number
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 8 else "****"


def second_dial(number: str) -> str:
    """What to dial when the first try did not go through: a mobile of another city, from a landline, wants a leading 0."""
    home = number.removeprefix("+86")
    return home if home == number or home.startswith("0") else "0" + home


def _parsed(said: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(said, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _kind(number: PhoneNumber) -> Literal["mobile", "landline"]:
    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return "mobile" if phonenumbers.number_type(number) in mobile else "landline"
