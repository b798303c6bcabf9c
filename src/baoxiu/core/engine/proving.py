"""The ways somebody may show that he is at the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from baoxiu.core.engine.facts import Words
from baoxiu.core.procedure.elements import Procedure

WAYS: Mapping[str, Words] = {
    "code": {"zh": "用户验证码", "en": "The customer's code"},
    "qr": {"zh": "现场二维码", "en": "The sign at the site"},
    "place": {"zh": "手机定位", "en": "My place"},
    "none": {"zh": "无法证明", "en": "None"},
}


def ways(of: Iterable[int | str] | None, procedure: Procedure) -> dict[str, Words]:
    """The ways an ask offers; the code only where the customer is given one."""
    wanted = [str(one) for one in of] if of else list(WAYS)
    coded = any(field.type == "code" for field in procedure.fields.values())
    return {way: WAYS[way] for way in wanted if way in WAYS and (way != "code" or coded)}
