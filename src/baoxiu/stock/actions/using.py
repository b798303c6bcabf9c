"""Parts used on a job: off the shelf, with the serial numbers of the piece put in and of the one it replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Unit
from baoxiu.stock.actions.booking import Cause, Move, book
from baoxiu.stock.actions.lines import Piece, difference, pieces
from baoxiu.stock.actions.refusing import SentAlready, SerialOwed, SerialTwice
from baoxiu.stock.models import ReplacedPart, StockLevel, StockMovement

Lines = Iterable[Mapping[str, Any]]


def use(unit: Unit, lines: Lines, *, by: Actor, at: datetime, cause: Cause) -> None:
    """Let the shelf and the replaced parts follow what a job says it used, all of it so far.

    What is new is taken from the shelf of the unit that works on the job; what is no more among the lines is reversed on the shelf it
    came from; the rest stays. Two who take the last piece: one gets it.
    """
    wanted = pieces(lines, clause=cause.clause)
    _refuse_twice(wanted, cause)
    live = list(ReplacedPart.objects.select_for_update().filter(ticket_id=cause.job, struck_at=None).order_by("nth"))
    gone, new = difference([Piece(one.part, one.title, one.new_serial, one.old_serial) for one in live], wanted)
    _strike([live[place] for place in gone], by=by, at=at, cause=cause)
    _put_in(unit, new, by=by, at=at, cause=cause)


def _refuse_twice(wanted: Sequence[Piece], cause: Cause) -> None:
    for kind in ("new_serial", "old_serial"):
        seen: set[str] = set()
        for serial in filter(None, (getattr(piece, kind) for piece in wanted)):
            if serial in seen:
                raise SerialTwice(serial=serial, number=cause.number, clause=cause.clause)
            seen.add(serial)
    for piece in wanted:
        if piece.new_serial and piece.new_serial == piece.old_serial:
            raise SerialTwice(serial=piece.new_serial, number=cause.number, clause=cause.clause)


def _strike(gone: Sequence[ReplacedPart], *, by: Actor, at: datetime, cause: Cause) -> None:
    """Take pieces out of the record again: the movement is reversed on its own shelf, serial numbers are free again."""
    sent = next((one for one in gone if one.state != "owed"), None)
    if sent is not None:
        raise SentAlready(part=sent.part, clause=cause.clause)
    movements = StockMovement.objects.select_related("unit").in_bulk({one.movement_id for one in gone})
    for unit in sorted({one.unit for one in movements.values()}, key=lambda unit: unit.pk):
        theirs = [one for one in movements.values() if one.unit_id == unit.pk]
        counts = [(one, sum(piece.movement_id == one.pk for piece in gone)) for one in sorted(theirs, key=lambda one: one.part)]
        moves = [Move(one.part, count, "reversal", reverses=one.pk, reason=cause.number) for one, count in counts]
        book(unit, moves, by=by, at=at, cause=cause)
    places = [one.pk for one in gone]
    ReplacedPart.objects.filter(pk__in=places).update(struck_at=at)
    ReplacedPart.objects.filter(out_by__in=places).update(out_by=None)
    ReplacedPart.objects.filter(again_by__in=places).update(again_by=None)


def _put_in(unit: Unit, new: Sequence[Piece], *, by: Actor, at: datetime, cause: Cause) -> None:
    if not new:
        return
    _refuse_owed(unit, new, cause)
    keys = sorted({piece.key for piece in new})
    counts = {key: sum(piece.key == key for piece in new) for key in keys}
    rows = book(unit, [Move(key[0], -counts[key], "use") for key in keys], by=by, at=at, cause=cause)
    called = dict(StockLevel.objects.filter(unit=unit, part__in={key[0] for key in keys}).values_list("part", "title"))
    movement = dict(zip(keys, rows, strict=True))
    last = ReplacedPart.objects.filter(ticket_id=cause.job).aggregate(last=Max("nth"))["last"] or 0
    made = [_piece(unit, _called(piece, called), movement[piece.key], last + nth, by, at, cause) for nth, piece in enumerate(new, 1)]
    try:
        with transaction.atomic():
            made = ReplacedPart.objects.bulk_create(made)
    except IntegrityError as clash:
        raise _twice(unit, new, cause) from clash
    _pass_on(made)


def _called(piece: Piece, known: Mapping[str, str]) -> Piece:
    """A piece the line gives no name is called as the shelf calls it."""
    return piece if piece.title else replace(piece, title=known.get(piece.part, ""))


def _piece(unit: Unit, piece: Piece, movement: StockMovement, nth: int, by: Actor, at: datetime, cause: Cause) -> ReplacedPart:
    return ReplacedPart(
        organisation_id=unit.organisation_id or unit.pk, unit=unit, ticket_id=cause.job, nth=nth, movement=movement,
        part=piece.part, title=piece.title, new_serial=piece.new_serial, old_serial=piece.old_serial,
        used_at=at, used_by_id=movement.by_id, used_by_name=by.name[:80],
    )  # fmt: skip


def _refuse_owed(unit: Unit, new: Sequence[Piece], cause: Cause) -> None:
    """A piece that was taken out goes in again only when support had it meanwhile."""
    serials = [piece.new_serial for piece in new if piece.new_serial]
    back = ReplacedPart.objects.filter(old_serial__in=serials, again_by=None, struck_at=None).exclude(state="received")
    found = back.filter(organisation_id=unit.organisation_id or unit.pk).select_related("ticket").first() if serials else None
    if found is not None:
        raise SerialOwed(serial=found.old_serial, number=found.ticket.number, clause=cause.clause)


def _pass_on(made: Sequence[ReplacedPart]) -> None:
    """A piece taken out is in no machine any more; one that is put in again may be taken out again."""
    for piece in made:
        here = ReplacedPart.objects.filter(organisation_id=piece.organisation_id, struck_at=None).exclude(pk=piece.pk)
        if piece.old_serial:
            here.filter(new_serial=piece.old_serial, out_by=None).update(out_by=piece)
        if piece.new_serial:
            here.filter(old_serial=piece.new_serial, again_by=None).update(again_by=piece)


def _twice(unit: Unit, new: Sequence[Piece], cause: Cause) -> SerialTwice:
    """Which serial number stands where already."""
    put_in, out = [one.new_serial for one in new if one.new_serial], [one.old_serial for one in new if one.old_serial]
    either = Q(new_serial__in=put_in, out_by=None) | Q(old_serial__in=out, again_by=None)
    live = ReplacedPart.objects.filter(either, organisation_id=unit.organisation_id or unit.pk, struck_at=None)
    found = live.annotate(number=F("ticket__number")).order_by("pk").first()
    if found is None:  # whoever had it took it back meanwhile
        return SerialTwice(serial=(put_in or out)[0], number=cause.number, clause=cause.clause)
    serial = found.new_serial if found.new_serial in put_in else found.old_serial
    return SerialTwice(serial=serial, number=found.number, clause=cause.clause)
