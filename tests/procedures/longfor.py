"""The property company on stage, and the steps of its slips as its people take them again and again."""

from __future__ import annotations

from collections.abc import Mapping

from baoxiu.core.engine import Costs, costs_of
from baoxiu.tickets import queries
from baoxiu.visits import queries as visits
from procedures.stage import Json, Order, Stage

DAY = "2026-03-02"
DRAWN = "M10 80C40 10 65 10 95 80"
NO_PROOF: dict[str, Json] = {"how": "none", "reason": "业主手机不在身边"}
USUAL: dict[str, Json] = {
    "customer": "王女士", "reporter": "王先生", "phone": "13800138000", "address": "3 栋 2 单元 1201",
    "category": "plumbing", "fault": "厨房水管漏水",
}  # fmt: skip
PREPARED: dict[str, Json] = {"alone": "yes", "tools": ["管钳"], "parts": ["软管"], "minutes_needed": 40}
FREE: dict[str, Json] = {"found": "软管接头渗水", "charging": "free"}
PAID: dict[str, Json] = {"found": "软管老化", "charging": "paid", "planned_works": [{"code": "L-WATER", "minutes": 40}]}
TOLD: dict[str, Json] = {"cautions": "一小时内不要用力拧动", "further_asked": True}
NOTE: dict[str, Json] = {
    "place": "3 栋 1201 厨房", "contact": "王先生", "contact_by": "13800138000", "content": "厂家周五到货",
    "opinions": "业主同意等待", "attitude": "配合", "proposal": "周六上午更换",
}  # fmt: skip


class Slip(Order):
    """A slip of the property company, some way along its seven steps."""

    day = DAY

    def tick_all(self, checklist: str, *, at: str, by: str = "technician") -> None:
        """Tick a checklist whole."""
        for one in self.waiting(by=by, at=at)["checklists"]:
            if one["name"] == checklist and one["items"]:
                places = [str(place) for place in range(len(one["items"]))]
                self.run("tick", {"checklist": checklist, "items": places}, by=by, at=at)

    def waiting(self, *, by: str, at: str) -> Mapping[str, Json]:
        """Checklists and consents at this step."""
        return queries.standing_on(self.id, self.house.actor(by, self), self.house.at(at)).waiting

    def items(self, checklist: str, *, by: str = "technician", at: str = f"{DAY} 09:30") -> list[str]:
        """What stands on a checklist here."""
        found = next(one for one in self.waiting(by=by, at=at)["checklists"] if one["name"] == checklist)
        return [str(item["title"]["zh"]) for item in found["items"]]

    def costs(self, *, at: str = f"{DAY} 20:00") -> Costs:
        """What it costs as it stands."""
        held = queries.standing_on(self.id, self.house.actor("crew_leader", self), self.house.at(at))
        found = costs_of(held.procedure, held.facts, self.house.at(at))
        assert found is not None
        return found

    def bill(self) -> dict[str, Json]:
        """Its bill: the lines and their sum."""
        found = self.costs().bill
        assert found is not None
        return found.as_json()

    def earlier(self, *, by: str, at: str) -> list[tuple[str, str]]:
        """The visits made before for the same trouble, as its page shows them: which slip, who was there."""
        found = visits.earlier_visits(self.row, self.house.actor(by, self), self.house.at(at))
        return [(one.number, one.by_name) for one in found]

    def accepted(self, *, at: str = f"{DAY} 09:05", by: str = "technician", **form: Json) -> Slip:
        """The technician accepts."""
        self.run("accept", form, by=by, at=at)
        return self

    def planned(self, *, at: str = f"{DAY} 09:10", when: str = f"{DAY} 10:00", by: str = "technician") -> Slip:
        """He agrees the time."""
        form = {"way": "appointed", "appointment_at": self.house.iso(when), "agreed_by_phone": True}
        self.run("plan_visit", form, by=by, at=at)
        return self

    def packed(self, *, at: str = f"{DAY} 09:30", by: str = "technician") -> Slip:
        """Badge, appearance, kit and equipment are ticked."""
        for checklist in ("person", "kit", "equipment"):
            self.tick_all(checklist, at=at, by=by)
        return self

    def departed(self, *, at: str = f"{DAY} 09:31", by: str = "technician", **form: Json) -> Slip:
        """He leaves."""
        self.run("depart", {**PREPARED, **form}, by=by, at=at)
        return self

    def arrived(self, *, at: str = f"{DAY} 09:55", by: str = "technician") -> Slip:
        """He is at the door."""
        self.run("arrive", {"proof": NO_PROOF}, by=by, at=at)
        return self

    def entered(self, *, at: str = f"{DAY} 10:00", by: str = "technician") -> Slip:
        """The owner lets him in."""
        self.run("agree", {"consent": "entry"}, by="customer", at=at)
        self.run("enter", {"shoe_covers": True}, by=by, at=at)
        return self

    def surveyed(self, form: Mapping[str, Json] = FREE, *, at: str = f"{DAY} 10:05", by: str = "technician", **more: Json) -> Slip:
        """What was found is recorded."""
        self.run("survey", {**form, **more}, by=by, at=at)
        return self

    def agreed(self, *consents: str, at: str = f"{DAY} 10:08", by: str = "customer") -> Slip:
        """The owner agrees."""
        for consent in consents:
            self.run("agree", {"consent": consent}, by=by, at=at)
        return self

    def started(self, *, at: str = f"{DAY} 10:10", by: str = "technician") -> Slip:
        """Everything is laid out; the work starts."""
        self.tick_all("before_work", at=at, by=by)
        self.run("start_work", by=by, at=at)
        return self

    def done(self, *, at: str = f"{DAY} 10:40", by: str = "technician", **form: Json) -> Slip:
        """The work is done."""
        self.tick_all("protection", at=at, by=by)
        self.run("work_done", {"result": "更换软管，已不漏", **form}, by=by, at=at)
        return self

    def showed(self, *, at: str = f"{DAY} 10:45", by: str = "technician") -> Slip:
        """Checked, cleaned, explained."""
        self.run("check_home", {"general_check": "fine"}, by=by, at=at)
        for checklist in ("three_in_place", "five_ones", "drain_tools"):
            self.tick_all(checklist, at=at, by=by)
        self.run("complete", TOLD, by=by, at=at)
        return self

    def signed(self, *, at: str = f"{DAY} 10:50", **form: Json) -> Slip:
        """The owner rates and signs."""
        self.run("accept_work", {"satisfied": 5, "opinion": "满意", "signature": DRAWN, **form}, by="customer", at=at)
        return self

    def handed_in(self, *, at: str = f"{DAY} 11:20", by: str = "technician") -> Slip:
        """Back in the duty room."""
        self.run("hand_in", {"technician_signature": DRAWN}, by=by, at=at)
        return self

    def archived(self, *, at: str = f"{DAY} 17:00") -> Slip:
        """Reviewed, checked, filed."""
        self.run("review", by="duty_leader", at=at)
        self.run("check", by="crew_leader", at=at)
        self.run("archive", by="customer_centre", at=at)
        return self

    # -- whole ways

    def to_door(self) -> Slip:
        """From the slip to the door."""
        return self.accepted().planned().packed().departed().arrived()

    def to_survey(self) -> Slip:
        """From the slip to the survey."""
        return self.to_door().entered()

    def to_work(self) -> Slip:
        """From the slip to a free job in work."""
        return self.to_survey().surveyed().started()

    def to_show(self) -> Slip:
        """From the slip to the owner's check."""
        return self.to_work().done()

    def to_sign(self) -> Slip:
        """From the slip to the signature."""
        return self.to_show().showed()

    def to_return(self) -> Slip:
        """From the slip to the duty room."""
        return self.to_sign().signed()


class Estate(Stage):
    """An estate of the property company."""

    usual: Mapping[str, Json] = USUAL

    def slip(self, *, at: str = f"{DAY} 09:00", wished: str = "", by: str = "call_centre", **answers: Json) -> Slip:
        """An in-home slip."""
        wished_at = self.iso(wished or at)
        return Slip(self, self.report(at=at, by=by, procedure="in-home", **{"wished_at": wished_at, **answers}).id)

    def public_slip(self, *, at: str = f"{DAY} 09:00", **answers: Json) -> Slip:
        """A public-area slip."""
        form = {"reporter": "保安小李", "phone": "13700137000", "place": "东门路灯", "category": "lighting", "fault": "路灯不亮"}
        kept = self.usual
        self.usual = {}
        try:
            order = self.report(form, at=at, by="call_centre", procedure="public-area", wished_at=self.iso(at), **answers)
        finally:
            self.usual = kept
        return Slip(self, order.id)

    def coordination(self, *, at: str = f"{DAY} 18:00", reason: str = "等待厂家配件", tracker: str = "technician") -> Slip:
        """A slip that was not finished the same day, followed by a named person."""
        slip = self.slip().accepted()
        slip.run("return_unfinished", {"why": "配件缺货"}, by="technician", at=at)
        slip.run("convert", {"reason": reason, "tracker": self.id_of(tracker)}, by="crew_leader", at=at)
        return Slip(self, slip.opened("coordination")[0].id)
