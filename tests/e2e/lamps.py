"""A lamp to be repaired, by a pack whose one form asks for every kind of field."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from baoxiu.catalogue import actions as catalogue
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.procedure.loading import load_pack
from baoxiu.directory import actions as directory
from baoxiu.journal import clock
from baoxiu.tickets import actions as tickets
from baoxiu.tickets.models import Ticket
from browsing import PHONE, Visitors, opened, sign
from cast import Cast
from small_pack import CALL, LAMP, write_pack

WORDS = {name: {"zh": title, "en": name} for name, title in (("ladder", "梯子"), ("gloves", "手套"), ("meter", "电笔"), ("lamp", "灯泡"))}
FIELDS: dict[str, Any] = {
    **LAMP["fields"],
    "site": {"type": "site", "label": {"zh": "灯址", "en": "Site"}},
    "pictures": {"type": "photos", "label": {"zh": "照片", "en": "Photos"}, "of": {"before": {"zh": "施工前", "en": "Before"},
                                                                              "after": {"zh": "施工后", "en": "After"}}},
    "tools": {"type": "checklist", "label": {"zh": "带齐", "en": "Tools"}, "of": WORDS},
    "used": {"type": "part_lines", "label": {"zh": "更换备件", "en": "Parts used"}},
    "hours": {"type": "labour_time", "label": {"zh": "工时", "en": "Hours"}},
    "seal": {"type": "text", "label": {"zh": "铅封", "en": "Seal"}},
    "promises": {"type": "promises", "most": 3, "label": {"zh": "承诺", "en": "Promises"}},
    "handed_to": {"type": "person", "label": {"zh": "交给", "en": "Handed to"}},
    "stands_at": {"type": "site", "label": {"zh": "地点", "en": "Place"}},
    "machine": {"type": "asset", "label": {"zh": "设备", "en": "Machine"}},
    "seen_by": {"type": "signature", "label": {"zh": "业主签字", "en": "Owner's signature"}},
}  # fmt: skip
ASKS: dict[str, Any] = {
    "pictures": {"of": FIELDS["pictures"]["of"]}, "tools": {"of": WORDS}, "used": "optional", "hours": "optional",
    "number_said": {"type": "code", "label": {"zh": "核对码", "en": "Code"}},
    "handed_to": {"role": "technician"}, "stands_at": "optional", "machine": "optional",
    "promised_at": {"type": "promise", "before": 'now + duration("72h")', "clause": "TST-01", "label": {"zh": "承诺", "en": "Promised"}},
    "seen_by": {"required": True},
}  # fmt: skip
COMMAND = {"title": {"zh": "登记", "en": "Record"}, "from": "open", "by": ["technician", "front_desk"], "asks": ASKS, "to": "done"}
TAKE = {"title": {"zh": "接单", "en": "Take"}, "from": "open", "by": "technician", "assigns": "person.id", "to": "same", "primary": False}
FINISH = {**LAMP["commands"]["finish"], "primary": False}
OPENS = {**LAMP["opens"], "asks": {"place": "required", "site": "optional"}}
EVERY = {**LAMP, "fields": FIELDS, "opens": OPENS, "commands": {"record": {**COMMAND, "primary": True}, "finish": FINISH, "take": TAKE}}
PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@dataclass
class Lamp:
    """A lamp to be repaired, and whoever stands before the form that asks for everything."""

    cast: Cast
    visitors: Visitors
    number: str

    def form(self, who: str = "technician", size: tuple[int, int] = PHONE) -> Locator:
        page = self.visitors.login(who, size=size)
        face = "field/jobs" if size == PHONE else "desk/tickets"
        page.goto(f"{self.visitors.address}/{face}/{self.number}")
        return opened(page, "record")

    @property
    def holder(self) -> int | None:
        """Who has it."""
        return Ticket.objects.get(number=self.number).holder_id

    @property
    def kept(self) -> dict[str, Any]:
        fields: dict[str, Any] = Ticket.objects.get(number=self.number).fields
        return fields


def made(stage: Cast, visitors: Visitors, folder: Path) -> Lamp:
    """The pack in force at the estate, a dozen people who may repair by it, one lamp that is out."""
    at = clock.now()
    pack = load_pack(write_pack(folder / "lamps", procedures=(EVERY, CALL)))
    row = catalogue.review(catalogue.install_pack(pack, stage.yuehe, by=SYSTEM, at=at), by=stage.actor("crew_leader"), at=at)
    row = catalogue.publish(catalogue.approve(row, by=stage.actor("owner_manager"), at=at), by=SYSTEM, at=at)
    catalogue.adopt(stage.yuehe, row.pack, by=SYSTEM, at=at)
    directory.give_post(stage.people["technician"], stage.yuehe, "technician", by=SYSTEM, at=at)
    directory.give_post(stage.people["front_desk"], stage.yuehe, "front_desk", by=SYSTEM, at=at)
    for nth in range(9):  # more colleagues than stand beside each other
        person = directory.create_person(stage.yuehe, login=f"mate-{nth}", name=f"同事{nth}", by=SYSTEM, at=at)
        directory.give_post(person, stage.units["YH-1"], "technician", by=SYSTEM, at=at)
    said = {"place": "3 栋门口", "site": {"id": stage.sites["YH1-3-2-1201"].pk}}
    opened = tickets.open_ticket("lamp", stage.units["YH-1"], said, by=stage.actor("front_desk"), at=at)
    return Lamp(stage, visitors, opened.number)


def signed(form: Locator, name: str = "") -> None:
    """Sign, with the signer's name where one is given."""
    sign(form)
    if name:
        form.locator(".signer input").fill(name)
