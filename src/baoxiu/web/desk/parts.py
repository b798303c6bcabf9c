"""Parts on a page: what is on order, what is on its way back, what stations owe, and what lies on their shelves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.facts import Actor, Choice
from baoxiu.core.errors import NotFound
from baoxiu.directory import queries as directory
from baoxiu.directory import scope
from baoxiu.directory.models import Unit
from baoxiu.stock import actions, queries
from baoxiu.tickets import queries as tickets
from baoxiu.web.shared import naming
from baoxiu.web.shared.jobparts import courier_of, lines_of
from baoxiu.web.shared.languages import Words
from baoxiu.web.shared.rows import Row, row

PAGE = 30
LATELY = timedelta(days=14)
RETURNING = ("return_parts", "return_rest")  # the commands a job sends its replaced parts back by


@dataclass(frozen=True, slots=True)
class Act:
    """One command of a line: done with one click where it asks for nothing, else with its form."""

    command: str
    title: Words
    one_click: bool
    primary: bool


@dataclass(frozen=True, slots=True)
class OrderShown:
    """A part order or a return as a line."""

    row: Row
    order: str
    is_order_seen: bool  # whether whoever looks may open it
    lines: Sequence[str]
    courier: Words
    waybill: str
    promised_at: str
    new_time_at: str
    why: str
    is_withdrawn: bool
    acts: Sequence[Act]
    key: str


@dataclass(frozen=True, slots=True)
class PieceShown:
    """One piece that is owed or on its way, and whether whoever looks may send it back now."""

    one: Any
    unit: Words
    is_seen: bool  # whether whoever looks may open its job
    days: int
    is_overdue: bool
    send: str  # the command by which it goes back, where that stands open
    key: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages of parts."""

    title: str
    href: str
    count: int | None
    is_here: bool
    is_bad: bool = False


def tabs(actor: Actor, at: datetime, here: str) -> list[Tab]:
    """The pages of parts, with how much each holds."""
    counts = queries.under_way(actor, at=at)
    owed = queries.owed_pieces(actor, at=at).count()
    parts = reverse("desk:parts")
    found: list[tuple[str, str, str, int | None]] = [
        ("orders", _("On order"), parts, counts.orders),
        ("returns", _("On the way back"), f"{parts}?show=returns", counts.returns),
        ("owed", _("Owed back"), reverse("desk:owed"), owed),
        ("stock", _("On the shelves"), reverse("desk:stock"), None),
    ]
    return [Tab(title, href, count, name == here, name == "orders" and counts.late > 0) for name, title, href, count in found]


class OrdersPage:
    """Part orders or returns under way, the most urgent first."""

    def __init__(self, asked: Mapping[str, str], actor: Actor, at: datetime) -> None:
        """Read the address: which list, of which station, what is searched for."""
        self.actor, self.at = actor, at
        self.show = asked.get("show", "") if asked.get("show") in {"returns", "arrived"} else "orders"
        self.text = asked.get("q", "").strip()[:60]
        self.unit = found_unit(actor, asked.get("unit", ""))
        self.start = int(asked["from"]) if asked.get("from", "").isdecimal() else 0
        self.late_only = bool(asked.get("late"))
        whole = self._found()
        self.count = whole.count()
        found = list(whole[self.start : self.start + PAGE])
        seen = numbers_seen(actor, (str(one.fields.get("order") or "") for one in found))
        choices = tickets.allowed_on_each([one.pk for one in found], actor, at)
        self.lines = [order_shown(one, at, seen, choices[one.pk]) for one in found]

    def _found(self) -> Any:
        if self.show == "arrived":
            return queries.orders_arrived(self.actor, since=self.at - LATELY, unit=self.unit, text=self.text)
        find = queries.returns_under_way if self.show == "returns" else queries.orders_under_way
        found = find(self.actor, unit=self.unit, text=self.text)
        return found.filter(due_at__lt=self.at) if self.late_only else found

    @property
    def further(self) -> str:
        """The address of the next page; empty on the last."""
        return self._address(self.start + PAGE) if self.start + PAGE < self.count else ""

    @property
    def before(self) -> str:
        """The address of the page before; empty on the first."""
        return self._address(max(self.start - PAGE, 0)) if self.start else ""

    @property
    def back(self) -> str:
        """The query of this page, for coming back to it."""
        return self._address(self.start)

    def _address(self, start: int) -> str:
        unit = self.unit.code if self.unit else ""
        asked = {"show": self.show, "q": self.text, "unit": unit, "late": "1" if self.late_only else "", "from": start or ""}
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"


class OwedPage:
    """What stations owe by age, and the pieces behind one count."""

    def __init__(self, asked: Mapping[str, str], actor: Actor, at: datetime) -> None:
        """Read the address: which station, which age, owed, missing or on the way."""
        self.actor, self.at, self.bands = actor, at, queries.BANDS
        self.stations = queries.owed_by_station(actor, at=at)
        self.band = asked.get("age", "") if asked.get("age") in {band.key for band in queries.BANDS} else ""
        self.state = asked.get("state", "") if asked.get("state") in {"missing", "sent"} else "owed"
        self.unit = found_unit(actor, asked.get("unit", ""))
        self.start = int(asked["from"]) if asked.get("from", "").isdecimal() else 0
        self.whole = queries.owed_pieces(actor, at=at, unit=self.unit, band=self.band, state=self.state)
        self.count = self.whole.count()
        self.pieces = pieces_shown(self.whole[self.start : self.start + PAGE], actor, at)

    @property
    def sums(self) -> dict[str, int]:
        """The last line of the table: all stations together, by age and beside it."""
        ages = {band.key: sum(line.ages[band.key] for line in self.stations) for band in self.bands}
        return ages | {name: sum(getattr(line, name) for line in self.stations) for name in ("owed", "missing", "sent")}

    @property
    def query(self) -> str:
        """What of the address chooses the pieces."""
        asked = {"unit": self.unit.code if self.unit else "", "age": self.band, "state": self.state if self.state != "owed" else ""}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def further(self) -> str:
        """The address of the next page; empty on the last."""
        return f"?{self.query}&from={self.start + PAGE}" if self.start + PAGE < self.count else ""


class ShelfPage:
    """What lies on one unit's shelf, or where a part lies."""

    def __init__(self, asked: Mapping[str, str], actor: Actor, at: datetime) -> None:
        """Read the address; without a unit, the first that has anything."""
        self.actor, self.at = actor, at
        self.text = asked.get("q", "").strip()[:60]
        self.units = shelf_units(actor)
        self.unit = found_unit(actor, asked.get("unit", "")) or _first(self.units)
        self.everywhere = bool(asked.get("all"))
        self.levels = list(queries.shelves(actor, unit=None if self.everywhere else self.unit, text=self.text)[:500])
        self.may_keep = self.unit is not None and actions.may_keep(actor, self.unit, at=at)
        self.takers = [(unit, title) for unit, title, _parts in self.units if unit != self.unit and actions.may_keep(actor, unit, at=at)]
        self.may_import = self.may_keep and self.unit is not None and _looks_after(actor, self.unit, at)
        self.lead_time = lead_time(self.unit) if self.unit else ""
        self.differing = queries.discrepancies([self.unit]) if self.unit else []


def _looks_after(actor: Actor, unit: Unit, at: datetime) -> bool:
    return any(unit.path.startswith(path) for path in catalogue.kept_paths(actor, at=at))


class LedgerPage:
    """The movements of one part at one unit, the newest first."""

    def __init__(self, asked: Mapping[str, str], actor: Actor, at: datetime) -> None:
        """Find the shelf, if this person sees it."""
        self.unit = queries.shelf_on(actor, asked.get("unit", ""))
        self.part = asked.get("part", "").strip()
        self.kind = asked.get("kind", "") if asked.get("kind") in KINDS else ""
        self.level = queries.stock_of(self.unit).filter(part=self.part).first() if self.part else None
        if self.part and self.level is None:
            raise NotFound(what="part / 备件", name=self.part)
        self.kinds = [(key, title()) for key, title in KINDS.items()]
        found = list(queries.ledger(self.unit, self.part, kind=self.kind)[:200])
        self.seen = numbers_seen(actor, (one.ticket.number for one in found if one.ticket))
        others = _titles(self.unit, {one.number for one in found if one.kind == "transfer"})
        self.rows = [(one, KINDS[one.kind](), others.get(one.number, one.number)) for one in found]
        self.may_keep = actions.may_keep(actor, self.unit, at=at)


def _titles(unit: Unit, codes: set[str]) -> dict[str, Words]:
    """The stations parts were moved to or came from, by their codes."""
    found = directory.units_below_codes(unit.organisation_id or unit.pk, codes) if codes else ()
    return {one.code: naming.unit(one) for one in found}


LEAD = re.compile(r"(\d+) ?(d|h|working_days)")
LEADS: Mapping[str, Any] = {"d": lambda: _("{n} days"), "h": lambda: _("{n} hours"), "working_days": lambda: _("{n} working days")}
KINDS: Mapping[str, Any] = {
    "opening": lambda: _("opening stock"),
    "receipt": lambda: _("received"),
    "delivery": lambda: _("delivered by part order"),
    "use": lambda: _("used on a job"),
    "sent_back": lambda: _("sent back unused"),
    "count": lambda: _("counted"),
    "write_off": lambda: _("written off"),
    "transfer": lambda: _("moved between stations"),
    "reversal": lambda: _("reversed"),
}


def numbers_seen(actor: Actor, numbers: Iterable[str]) -> set[str]:
    """Those of these tickets whoever looks may open: an order may have gone on to another station meanwhile."""
    wanted = {number for number in numbers if number}
    return set(tickets.seen_by(actor).filter(number__in=wanted).values_list("number", flat=True)) if wanted else set()


def order_shown(ticket: Any, at: datetime, seen: set[str], choices: Iterable[Choice]) -> OrderShown:
    """One line of a list of part orders or returns; `seen` are the orders that may be opened."""
    fields = ticket.fields
    return OrderShown(
        row=row(ticket, at),
        order=str(fields.get("order") or ""),
        is_order_seen=fields.get("order") in seen,
        lines=lines_of(fields.get("lines") or fields.get("unused") or ()),
        courier=courier_of(ticket),
        waybill=str(fields.get("waybill") or ""),
        promised_at=str(fields.get("promised_at") or ""),
        new_time_at=str(fields.get("new_time_at") or ""),
        why=str(fields.get("why") or ""),
        is_withdrawn=bool(fields.get("withdrawn")),
        acts=_acts(choices),
        key=uuid4().hex,
    )


def pieces_shown(pieces: Iterable[Any], actor: Actor, at: datetime) -> list[PieceShown]:
    """Pieces as lines; each job is asked once what stands open on it."""
    found = list(pieces)
    jobs = tickets.seen_by(actor).filter(pk__in={one.ticket_id for one in found if one.state == "owed"})
    choices = tickets.allowed_on_each(list(jobs.values_list("pk", flat=True)), actor, at)
    sends = {job: _send(each) for job, each in choices.items()}
    seen = numbers_seen(actor, (number for one in found for number in (one.ticket.number, one.sent_by.number if one.sent_by else "")))
    return [_piece(one, sends.get(one.ticket_id, ""), seen, at) for one in found]


def found_unit(actor: Actor, code: str) -> Unit | None:
    """The unit of an address; none where it names none. One that is not seen is not there."""
    return queries.shelf_on(actor, code) if code else None


def shelf_units(actor: Actor) -> list[tuple[Unit, Words, int]]:
    """The units this person sees that work on tickets or keep parts, with how many kinds of parts each has."""
    seen = list(scope.visible_units(actor).filter(organisation_id=actor.organisation_id, active=True).order_by("path"))
    held = queries.parts_held(seen)
    return [(unit, naming.unit(unit), held.get(unit.pk, 0)) for unit in seen]


def lead_time(unit: Unit) -> str:
    """How long parts take to a unit by its contract; empty where only the pack says."""
    said = str(unit.settings.get("part_lead_time") or "")
    match = LEAD.fullmatch(said)
    return LEADS[match[2]]().format(n=match[1]) if match else said


def _first(units: Sequence[tuple[Unit, Words, int]]) -> Unit | None:
    return next((unit for unit, _title, parts in units if parts), units[0][0] if units else None)


def _acts(choices: Iterable[Choice]) -> list[Act]:
    opened = [one for one in choices if one.open]
    found = [Act(one.command, one.title, not one.asks, one.primary) for one in opened]
    return sorted(found, key=lambda act: not act.primary)


def _send(choices: Iterable[Choice]) -> str:
    """The command a job sends its replaced parts back by now; empty where none stands open."""
    opened = {one.command for one in choices if one.open}
    return next((name for name in RETURNING if name in opened), "")


def _piece(one: Any, send: str, seen: set[str], at: datetime) -> PieceShown:
    days, within = (at - one.used_at).days, queries.return_days(one)
    late, send = bool(within) and days > within, send if one.state == "owed" else ""
    return PieceShown(one, naming.unit(one.unit), one.ticket.number in seen, days, late, send, uuid4().hex)
