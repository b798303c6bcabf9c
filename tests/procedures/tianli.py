"""The steps of a Tianli repair, as its people take them again and again."""

from __future__ import annotations

from procedures.stage import Json, Order

DRAWN = "M10 80C40 10 65 10 95 80"
PREPARED: dict[str, Json] = {"checklist": "prepare", "items": ["0", "1", "2", "3"]}
DOOR: dict[str, Json] = {"checklist": "door", "items": ["0", "1"]}
WORK: dict[str, Json] = {"checklist": "work", "items": ["0", "1"]}
TIDY: dict[str, Json] = {"checklist": "tidy", "items": ["0", "1", "2"]}


def received(order: Order, *, at: str = "2026-03-02 09:05", repair_at: str = "2026-03-02 10:00", **more: Json) -> Order:
    """The crew leader signs and sets the time."""
    form = {"crew_signature": DRAWN, "repair_at": order.house.iso(repair_at), **more}
    order.run("receive", form, by="crew_leader", at=at)
    return order


def accepted(order: Order, *, at: str, by: str = "technician") -> Order:
    """A repairer accepts."""
    order.run("accept", by=by, at=at)
    return order


def arrived(order: Order, *, day: str = "2026-03-02", by: str = "technician") -> Order:
    """He prepares, leaves and arrives at ten."""
    accepted(order, at=f"{day} 09:50", by=by)
    order.run("tick", PREPARED, by=by, at=f"{day} 09:51")
    order.run("depart", by=by, at=f"{day} 09:52")
    order.run("arrive", by=by, at=f"{day} 10:00")
    return order


def at_door(order: Order) -> Order:
    """From the slip to the door."""
    return arrived(received(order))


def gone_in(order: Order, *, day: str = "2026-03-02", by: str = "technician") -> Order:
    """From the door to the inside."""
    order.run("show_slip", {"items_explained": True}, by=by, at=f"{day} 10:01")
    order.run("agree", {"consent": "entry"}, by="customer", at=f"{day} 10:02")
    order.run("tick", DOOR, by=by, at=f"{day} 10:02")
    order.run("enter", by=by, at=f"{day} 10:03")
    return order


def inside(order: Order) -> Order:
    """From the slip to the inside."""
    return gone_in(at_door(order))


def explained(order: Order, *, at: str = "2026-03-02 10:10", by: str = "technician", **said: Json) -> Order:
    """He looks and explains."""
    form = {"found": "软管老化", "to_move": "none", "minutes_told": 40, "material_told": "软管一根", "charge_told": "35", **said}
    order.run("survey", form, by=by, at=at)
    return order


def started(order: Order, *, day: str = "2026-03-02", by: str = "technician") -> Order:
    """From the inside to the work."""
    explained(order, at=f"{day} 10:10", by=by)
    order.run("agree", {"consent": "price"}, by="customer", at=f"{day} 10:12")
    order.run("start_work", by=by, at=f"{day} 10:13")
    return order


def in_work(order: Order) -> Order:
    """From the slip to the work."""
    return started(inside(order))


def finished(order: Order, *, day: str = "2026-03-02", by: str = "technician") -> Order:
    """From the work to the owner's check."""
    order.run("tick", WORK, by=by, at=f"{day} 10:40")
    order.run("tick", TIDY, by=by, at=f"{day} 10:41")
    order.run("finish", {"work_done": "更换软管", "material_used": "软管一根"}, by=by, at=f"{day} 10:45")
    return order


def checking(order: Order) -> Order:
    """From the slip to the owner's check."""
    return finished(in_work(order))


def accepted_by_owner(order: Order, *, day: str = "2026-03-02", by: str = "technician") -> Order:
    """The owner checks and signs."""
    order.run("show_result", {"quality_checked": True, "use_shown": True}, by=by, at=f"{day} 10:47")
    order.run("sign_off", {"owner_signature": DRAWN}, by="customer", at=f"{day} 10:48")
    return order


def signed(order: Order) -> Order:
    """From the slip to the owner's signature."""
    return accepted_by_owner(checking(order))


def handed_in(order: Order, *, at: str = "2026-03-02 11:00") -> Order:
    """The desk has the copies."""
    order.run("hand_in", {"received_copies": True}, by="front_desk", at=at)
    return order
